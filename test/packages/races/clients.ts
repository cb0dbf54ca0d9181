// Clients and stores: sockette opens a socket again after it was closed, zustand takes an older state over a newer one.

import assert from "node:assert/strict";

import BrokenConnection from "sharedb-1.3.2/lib/client/connection.js";
import FixedConnection from "sharedb-1.3.3/lib/client/connection.js";
import brokenSocket from "sockette-2.0.5";
import fixedSocket from "sockette-2.0.6";
import { persist as brokenPersist } from "zustand-5.0.9/middleware";
import { persist as fixedPersist } from "zustand-5.0.10/middleware";
import { createStore as createBroken } from "zustand-5.0.9/vanilla";
import { createStore as createFixed } from "zustand-5.0.10/vanilla";

import { join, sleep, spawn } from "heddle";
import { ports } from "heddle/ports";

import type { Race } from "./race.ts";

/** A socket over a network of ports. */
class Socket {
  onopen: ((event: object) => void) | undefined;
  onclose: ((event: { readonly code: number }) => void) | undefined;
  onmessage: ((event: object) => void) | undefined;
  #isClosed = false;

  constructor(network: Network) {
    void network.connect().then(async () => {
      if (this.#isClosed) return;
      this.onopen?.({});
      if (await network.lose()) this.#end(1006);
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(code: number): void {
    this.#end(code);
  }

  #end(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.({ code });
  }
}

/** What sockets ask of the network. */
interface Network {
  connect(): Promise<void>;
  /** Whether the connection is lost, when it is. */
  lose(): Promise<boolean>;
}

type Sockette = (url: string, options: { readonly onopen: () => void }) => { close(): void };

async function closed(sockette: Sockette): Promise<void> {
  let losses = 0;
  const network = ports(
    {
      async connect(): Promise<void> {
        // Always.
      },
      async lose() {
        losses += 1;
        return losses === 1;
      },
    },
    { name: "network" },
  );
  const sockets: Socket[] = [];
  Reflect.set(
    globalThis,
    "WebSocket",
    class extends Socket {
      constructor() {
        super(network);
        sockets.push(this);
      }
    },
  );
  const user = await spawn("user", async () => {
    const opened: { resolve: () => void } = { resolve: () => undefined };
    const open = new Promise<void>((resolve) => {
      opened.resolve = resolve;
    });
    const connection = sockette("wss://example.org", { onopen: opened.resolve });
    await open;
    await sleep(500);
    connection.close();
  });
  await join(user);
  await sleep(10_000);
  assert.ok(
    sockets.every(({ isClosed }) => isClosed),
    "a connection that was closed stays closed",
  );
}

/** What a client of sharedb and its server tell each other. */
interface Message {
  readonly a: string;
  readonly d?: string;
}

/** What both versions of sharedb have. */
type ConnectionClass = new (socket: object) => {
  get(collection: string, id: string): Doc;
};

interface Doc {
  readonly subscribed: boolean;
  subscribe(callback?: () => void): void;
  unsubscribe(callback?: () => void): void;
}

async function subscribed(Connection: ConnectionClass): Promise<void> {
  let isSubscribed = false;
  const server = ports(
    {
      async request(text: string): Promise<object> {
        const message = JSON.parse(text) as Message;
        if (message.d === "home") isSubscribed = message.a === "s";
        return message.a === "s" ? { ...message, data: { v: 1, type: null } } : message;
      },
    },
    { name: "server" },
  );
  const socket = {
    readyState: 1,
    onmessage: (_event: { readonly data: string }): void => undefined,
    send(text: string): void {
      if (text.includes('"a":"hs"')) return;
      void server.request(text).then((answer) => {
        socket.onmessage({ data: JSON.stringify(answer) });
      });
    },
  };
  const connection = new Connection(socket);
  socket.onmessage({ data: JSON.stringify({ a: "hs", protocol: 1, id: "client", type: JSON0 }) });
  const home = connection.get("pages", "home");
  const reader = await spawn("reader", async () => {
    await called((done) => {
      home.subscribe(done);
    });
    await Promise.all([
      called((done) => {
        home.unsubscribe(done);
      }),
      called((done) => {
        home.subscribe(done);
      }),
    ]);
  });
  await called((done) => {
    connection.get("pages", "about").subscribe(done);
  });
  await join(reader);
  assert.equal(home.subscribed, isSubscribed, "client and server agree on who is subscribed");
}

/** Resolves when a callback is called. */
function called(begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    begin(resolve);
  });
}

const JSON0 = "http://sharejs.org/types/JSONv0";

/** What both versions of zustand have. */
interface Store {
  getState(): { readonly count: number };
  readonly persist: { rehydrate(): Promise<void> | void };
}

type Persist = (
  create: () => { readonly count: number },
  options: { readonly name: string; readonly storage: object },
) => unknown;

async function persisted(persist: Persist, createStore: (create: never) => unknown): Promise<void> {
  const items = new Map([["count", { state: { count: 1 }, version: 0 }]]);
  const storage = ports(
    {
      getItem: async (name: string) => items.get(name),
      setItem: async (name: string, value: { state: { count: number }; version: number }) => items.set(name, value),
      removeItem: async (name: string) => items.delete(name),
    },
    { name: "storage" },
  );
  const store = createStore(persist(() => ({ count: 0 }), { name: "count", storage }) as never) as Store;
  const otherTab = await spawn("other tab", async () => {
    await storage.setItem("count", { state: { count: 2 }, version: 0 });
    await store.persist.rehydrate();
  });
  await join(otherTab);
  await sleep(1);
  assert.equal(store.getState().count, 2, "the state is what is stored");
}

export const CLIENTS: readonly Race[] = [
  {
    name: "sharedb",
    kind: "client",
    broken: { version: "1.3.2", program: () => subscribed(BrokenConnection as ConnectionClass) },
    fixed: { version: "1.3.3", program: () => subscribed(FixedConnection as ConnectionClass) },
    failure: /client and server agree on who is subscribed/,
    first: [2, 6, 2],
    sentence: "Fails when `reader: server.request` comes before `reader: server.request`; passes the other way round.",
    lines: [],
    classes: 4,
  },
  {
    name: "sockette",
    kind: "client",
    broken: { version: "2.0.5", program: () => closed(brokenSocket as Sockette) },
    fixed: { version: "2.0.6", program: () => closed(fixedSocket as Sockette) },
    failure: /a connection that was closed stays closed/,
    first: [1, 1, 10],
    sentence: "Fails when `user: network.lose answer` comes before `user: sleep`; passes the other way round.",
    lines: ["sockette.js:30"],
    classes: 2,
  },
  {
    name: "zustand",
    kind: "state",
    broken: { version: "5.0.9", program: () => persisted(brokenPersist as unknown as Persist, createBroken) },
    fixed: { version: "5.0.10", program: () => persisted(fixedPersist as unknown as Persist, createFixed) },
    failure: /the state is what is stored/,
    first: [3, 3, 28],
    sentence:
      "Fails when `other tab: storage.getItem` comes before `main: storage.getItem answer` and `other tab: storage.getItem answer` before `main: storage.getItem answer` and `main: storage.getItem answer` before `main: sleep`; passes when any is the other way round.",
    lines: ["middleware.mjs:304"],
    classes: 10,
  },
];
