// Locks, pools and limits: async-mutex loses waiters, pg-pool gives out what it has ended, p-map runs more than it may.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { callbackify } from "node:util";

import { pMapIterable as brokenMap } from "p-map-7.0.2";
import { pMapIterable as fixedMap } from "p-map-7.0.4";
import BrokenPool from "pg-pool-3.11.0";
import FixedPool from "pg-pool-3.13.0";

import { port, ports } from "heddle/ports";

import { realAsyncMutex, realAsyncMutexFixed } from "../../../scenarios/npm/real-async-mutex.ts";
import type { Race } from "./race.ts";

/** What a pool of pg-pool keeps, here in place of the native client of PostgreSQL. */
type ClientClass = new () => Client;

class Client extends EventEmitter {
  readonly _queryable: boolean = true;
  readonly _ending: boolean = false;
  readonly #server: Server;
  readonly #state: ClientState = { isConnected: false, isEnded: false };

  constructor(server: Server) {
    super();
    this.#server = server;
  }

  isConnected(): boolean {
    return this.#state.isConnected;
  }

  connect(callback: (error: Error | null) => void): void {
    const accepted = this.#server.accept(this.#state);
    callbackify(() => accepted)(callback);
  }

  async query(): Promise<string> {
    if (this.#state.isEnded) throw new Error("the client of a connection that was given out has ended");
    return "row";
  }

  end(callback?: () => void): void {
    this.#state.isEnded = true;
    callback?.();
  }
}

interface ClientState {
  isConnected: boolean;
  isEnded: boolean;
}

interface Server {
  accept(client: ClientState): Promise<void>;
}

/** What both versions of pg-pool have. */
type PoolClass = new (options: {
  readonly max: number;
  readonly connectionTimeoutMillis: number;
  readonly idleTimeoutMillis: number;
  readonly Client: ClientClass;
}) => { connect(): Promise<{ query(): Promise<string>; release(): void }>; end(): Promise<void> };

async function pooled(Pool: PoolClass): Promise<void> {
  const server = ports(
    {
      async accept(client: ClientState) {
        if (client.isEnded) throw new Error("the connection was ended");
        client.isConnected = true;
      },
    },
    { name: "server" },
  );
  const pool = new Pool({
    max: 1,
    connectionTimeoutMillis: 100,
    idleTimeoutMillis: 0,
    Client: class extends Client {
      constructor() {
        super(server);
      }
    },
  });
  const client = await pool.connect().catch(() => undefined);
  assert.equal(await client?.query(), client && "row");
  client?.release();
  await pool.end();
}

type MapIterable = (
  input: AsyncIterable<string>,
  mapper: (url: string) => Promise<string>,
  options: { readonly concurrency: number; readonly backpressure: number },
) => AsyncIterable<string>;

async function mapped(map: MapIterable): Promise<void> {
  const list = port(async (page: number) => (page <= 4 ? `/${page}` : undefined), { name: "list" });
  const get = port(async (url: string) => `the page ${url}`, { name: "get", touches: () => "nothing" });
  let page = 0;
  const urls: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        page += 1;
        const url = await list(page);
        return url === undefined ? { done: true, value: undefined } : { done: false, value: url };
      },
    }),
  };
  let running = 0;
  const load = async (url: string): Promise<string> => {
    running += 1;
    assert.ok(running <= 2, "no more requests run than are allowed");
    const text = await get(url);
    running -= 1;
    return text;
  };
  const texts: string[] = [];
  for await (const text of map(urls, load, { concurrency: 2, backpressure: 4 })) texts.push(text);
  assert.deepEqual(texts, ["the page /1", "the page /2", "the page /3", "the page /4"]);
}

export const LOCKS: readonly Race[] = [
  {
    name: "async-mutex",
    kind: "lock",
    broken: { version: "0.2.4", program: realAsyncMutex.program },
    fixed: { version: "0.2.6", program: realAsyncMutexFixed.program },
    failure: /deadlock/i,
    first: [0, 0, 0],
    sentence:
      "Fails when `main: spawn second` comes before `first: counter.write answer`; passes or fails otherwise the other way round.",
    lines: [],
    classes: undefined,
  },
  {
    name: "pg-pool",
    kind: "pool",
    broken: { version: "3.11.0", program: () => pooled(BrokenPool as PoolClass) },
    fixed: { version: "3.13.0", program: () => pooled(FixedPool as PoolClass) },
    failure: /the client of a connection that was given out has ended/,
    first: [2, 2, 1],
    sentence:
      "Fails when `main: server.accept` comes before `main#1: timer` and `main#1: timer` before `main: server.accept answer`; passes when either is the other way round.",
    lines: ["index.js:243"],
    classes: 2,
  },
  {
    name: "p-map",
    kind: "queue",
    broken: { version: "7.0.2", program: () => mapped(brokenMap) },
    fixed: { version: "7.0.4", program: () => mapped(fixedMap) },
    failure: /no more requests run/,
    first: [1, 3, 0],
    sentence:
      "Fails when `main: list answer` comes before `main: get answer` and `main: list` before `main: get answer` and `main: list answer` before `main: get answer`; passes when any is the other way round.",
    lines: [],
    classes: undefined,
  },
];
