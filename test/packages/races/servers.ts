// Servers and what speaks to them: a service that is never started, a document that is used before it was loaded, a
// command that is never answered, a page in the language before the last.

import assert from "node:assert/strict";

import { Connection as BrokenConnection } from "home-assistant-js-websocket-5.12.0";
import { Connection as FixedConnection } from "home-assistant-js-websocket-6.0.1";
import { Hocuspocus as BrokenHocuspocus } from "hocuspocus-2.12.2";
import { Hocuspocus as FixedHocuspocus } from "hocuspocus-2.13.2";
import brokenI18next from "i18next-24.2.3";
import fixedI18next from "i18next-25.0.0";
import brokenMoleculer from "moleculer-0.14.30";
import fixedMoleculer from "moleculer-0.14.31";

import { join, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { ports } from "heddle/ports";

import type { Race } from "./race.ts";

/** What both versions of moleculer have. */
interface Moleculer {
  readonly ServiceBroker: new (options: object) => {
    createService(schema: object): void;
    start(): Promise<void>;
    stop(): Promise<void>;
  };
}

async function started({ ServiceBroker }: Moleculer): Promise<void> {
  const database = ports({ connect: async () => true }, { name: "database" });
  const broker = new ServiceBroker({ logger: false, nodeID: "node", skipProcessEventRegistration: true });
  const begun: string[] = [];
  broker.createService({ name: "users", started: () => database.connect() });
  const plugins = await spawn("plugins", async () => {
    await database.connect();
    broker.createService({ name: "mail", started: () => void begun.push("mail") });
  });
  await broker.start();
  await join(plugins);
  await sleep(1_000);
  assert.deepEqual(begun, ["mail"], "a service of a broker that runs is started");
  await broker.stop();
}

/** What both versions of Hocuspocus have. */
type HocuspocusClass = new (configuration: {
  readonly quiet: boolean;
  onLoadDocument(data: { readonly document: YDocument }): Promise<void>;
}) => { openDirectConnection(name: string): Promise<{ readonly document: unknown }> };

interface YDocument {
  getMap(name: string): { get(key: string): unknown; set(key: string, value: unknown): void };
}

async function loaded(Hocuspocus: HocuspocusClass): Promise<void> {
  const store = ports({ load: async () => "home" }, { name: "store" });
  const server = new Hocuspocus({
    quiet: true,
    async onLoadDocument({ document }) {
      document.getMap("page").set("title", await store.load());
    },
  });
  const clients: Pid[] = [];
  for (const name of ["ada", "bob"])
    clients.push(
      await spawn(name, async () => {
        const { document } = await server.openDirectConnection("page");
        assert.equal((document as YDocument).getMap("page").get("title"), "home", "a document that is open is loaded");
      }),
    );
  for (const client of clients) await join(client);
}

/** What both versions of home-assistant-js-websocket have. */
type ConnectionClass = new (
  socket: never,
  options: never,
) => { sendMessagePromise(message: { readonly type: string }): Promise<unknown> };

interface Command {
  readonly id: number;
  readonly type: string;
}

/** A socket to a server of ports. */
class Socket extends EventTarget {
  readonly OPEN = 1;
  readonly haVersion = "2022.1";
  readonly #answer: (command: Command) => Promise<string>;
  readyState = 1;

  constructor(answer: (command: Command) => Promise<string>) {
    super();
    this.#answer = answer;
  }

  send(text: string): void {
    if (this.readyState !== this.OPEN) return;
    const command = JSON.parse(text) as Command;
    void this.#answer(command).then((result) => {
      if (this.readyState !== this.OPEN) return;
      const data = JSON.stringify({ id: command.id, type: "result", success: true, result });
      this.dispatchEvent(Object.assign(new Event("message"), { data }));
    });
  }

  close(): void {
    if (this.readyState !== this.OPEN) return;
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }
}

async function answered(Connection: ConnectionClass): Promise<void> {
  const server = ports(
    {
      answer: async ({ type }: Command) => type,
      connect: async () => true,
      lose: async () => true,
    },
    { name: "server" },
  );
  const socket = new Socket(server.answer);
  const createSocket = async (): Promise<Socket> => {
    await server.connect();
    return new Socket(server.answer);
  };
  const connection = new Connection(socket as never, { setupRetry: 0, createSocket } as never);
  const network = await spawn("network", async () => {
    await server.lose();
    socket.close();
  });
  // It gets an answer, or is told that the connection is lost.
  const user = await spawn("user", () => connection.sendMessagePromise({ type: "ping" }).catch(() => "lost"));
  await join(network);
  await join(user);
}

/** What both versions of i18next have. */
interface I18next {
  createInstance(): {
    use(backend: object): { init(options: object): Promise<unknown> };
    changeLanguage(language: string): Promise<unknown>;
    readonly language: string;
  };
}

/** Tells i18next what was loaded. */
type Done = (error: unknown, data: object) => void;

async function translated(i18next: I18next): Promise<void> {
  const backend = ports({ load: async (language: string) => ({ hello: language }) }, { name: "backend" });
  const instance = i18next.createInstance();
  const read = async (language: string, _namespace: string, done: Done): Promise<void> => {
    done(undefined, await backend.load(language));
  };
  await instance.use({ type: "backend", init: () => undefined, read }).init({ lng: "en", fallbackLng: false });
  const user = await spawn("user", async () => {
    await Promise.all([instance.changeLanguage("de"), instance.changeLanguage("fr")]);
  });
  await join(user);
  assert.equal(instance.language, "fr", "the language is the one that was chosen last");
}

export const SERVERS: readonly Race[] = [
  {
    name: "i18next",
    kind: "state",
    broken: { version: "24.2.3", program: () => translated(brokenI18next) },
    fixed: { version: "25.0.0", program: () => translated(fixedI18next) },
    failure: /the language is the one that was chosen last/,
    first: [1, 0, 3],
    sentence:
      "Fails when `user: backend.load answer` comes before `user: backend.load answer`; passes the other way round.",
    lines: ["i18next.js:1875"],
    classes: undefined,
  },
  {
    name: "home-assistant-js-websocket",
    kind: "client",
    broken: { version: "5.12.0", program: () => answered(BrokenConnection) },
    fixed: { version: "6.0.1", program: () => answered(FixedConnection) },
    failure: /Deadlock/,
    first: [1, 5, 10],
    sentence:
      "Fails when `network: server.lose answer` comes before `main: spawn user` and `main: spawn user` before `network: server.connect answer`; passes when either is the other way round.",
    lines: ["connection.js:73"],
    classes: undefined,
  },
  {
    name: "moleculer",
    kind: "state",
    broken: { version: "0.14.30", program: () => started(brokenMoleculer) },
    fixed: { version: "0.14.31", program: () => started(fixedMoleculer) },
    failure: /a service of a broker that runs is started/,
    first: [1, 0, 9],
    sentence:
      "Fails when `plugins: database.connect answer` comes before `main: database.connect answer`; passes the other way round.",
    lines: [],
    classes: undefined,
  },
  {
    name: "Hocuspocus",
    kind: "cache",
    broken: { version: "2.12.2", program: () => loaded(BrokenHocuspocus) },
    fixed: { version: "2.13.2", program: () => loaded(FixedHocuspocus) },
    failure: /a document that is open is loaded/,
    first: [0, 0, 0],
    sentence: "Fails when `main: spawn bob` comes before `main/ada: store.load answer`; passes the other way round.",
    lines: [],
    classes: undefined,
  },
];
