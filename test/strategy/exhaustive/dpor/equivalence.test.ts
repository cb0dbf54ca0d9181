// The reduction against depth-first search through all schedules, over generated programs: the same outcomes, and one
// execution for each class that the search saw.

import fc from "fast-check";
import {
  cancel,
  Cancelled,
  choose,
  join,
  kill,
  link,
  monitor,
  receive,
  self,
  send,
  shield,
  sleep,
  spawn,
  trapExit,
} from "heddle";
import type { Pid } from "heddle";
import { cell, mutex, semaphore, table } from "heddle/memory";
import type { Cell, Mutex, Semaphore, SetTable } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { ServerModule, ServerRef } from "heddle/otp";
import { expect, test } from "vitest";

import { budgetsFrom } from "../../../../src/choice/index.ts";
import { allSchedules } from "../../../kernel/all-schedules.ts";
import type { AllSchedulesOptions } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

/** The shared objects of a program and the operations on them; results are added to `seen`. */
interface World {
  readonly main: Pid;
  readonly others: readonly Pid[];
  readonly seen: unknown[];
  readonly x: Cell<number>;
  readonly y: Cell<number>;
  readonly lock: Mutex;
  readonly permits: Semaphore;
  readonly rows: SetTable<string, number>;
  /** Started only for calls. */
  readonly server: ServerRef<EchoProtocol> | undefined;
}

interface EchoProtocol {
  call: { request: number; reply: number };
}

type Act = (world: World, me: number) => Promise<unknown>;
type Name =
  | "read x"
  | "write x"
  | "read y"
  | "write y"
  | "swap"
  | "lock"
  | "permit"
  | "put"
  | "size"
  | "tell main"
  | "tell next"
  | "hear one"
  | "hear 0"
  | "hear soon"
  | "watch next"
  | "watch first"
  | "link next"
  | "kill next"
  | "trap"
  | "draw"
  | "sleep"
  | "sleep long"
  | "cancel next"
  | "cancel first"
  | "shield"
  | "hear or clean up"
  | "call"
  | "call soon"
  | "kill server";

const echo: ServerModule<EchoProtocol, number, number> = {
  init: (state) => ({ state }),
  handleCall: (asked, _from, state) => ({ reply: asked + state, state: state + 1 }),
};

const note =
  (act: Act): Act =>
  async (world, me) =>
    world.seen.push([me, await act(world, me)]);

const ACTS: Record<Name, Act> = {
  "read x": note(({ x }) => x.read()),
  "write x": ({ x }, me) => x.write(me),
  "read y": note(({ y }) => y.read()),
  "write y": ({ y }, me) => y.write(me),
  swap: note(({ x }, me) => x.compareAndSet(0, me)),
  lock: ({ lock, x }) => lock.run(() => x.update((value) => value + 1)),
  permit: ({ permits, x }, me) => permits.run(() => x.write(me)),
  put: note(({ rows }, me) => rows.insertNew("a", me)),
  size: note(({ rows }) => rows.size()),
  "tell main": ({ main }, me) => send(main, me),
  "tell next": ({ others }, me) => (others[0] === undefined ? Promise.resolve() : send(others[0], me)),
  "hear one": note(async () => receive()),
  "hear 0": note(async () => receive(0)),
  "hear soon": note(async () => receive(1, { timeout: 5 })),
  "watch next": ({ others }) => (others[0] === undefined ? Promise.resolve() : monitor(others[0])),
  "watch first": async ({ others }) => {
    const first = others.at(-1);
    if (first !== undefined) await monitor(first);
  },
  "link next": ({ others }) => (others[0] === undefined ? Promise.resolve() : link(others[0])),
  "kill next": ({ others }) => (others[0] === undefined ? Promise.resolve() : kill(others[0])),
  trap: () => trapExit(true),
  draw: note(() => choose(2)),
  sleep: () => sleep(3),
  "sleep long": () => sleep(7),
  "cancel next": ({ others }) => (others[0] === undefined ? Promise.resolve() : cancel(others[0])),
  "cancel first": async ({ others }) => {
    const first = others.at(-1);
    if (first !== undefined) await cancel(first);
  },
  shield: ({ x }, me) =>
    shield(async () => {
      await x.update((value) => value + me + 1);
      await x.update((value) => value * 2);
    }),
  "hear or clean up": async ({ seen, x }, me) => {
    try {
      seen.push([me, await receive()]);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      seen.push([me, await shield(() => x.read())]);
    }
  },
  call: note(({ server }, me) => (server === undefined ? Promise.resolve() : GenServer.call(server, me))),
  "call soon": note(async ({ server }, me) => {
    if (server === undefined) return undefined;
    try {
      return await GenServer.call(server, me, { timeout: 5 });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return "failed";
    }
  }),
  "kill server": ({ server }) => (server === undefined ? Promise.resolve() : kill(server.pid)),
};

/**
 * Spawns an actor for each list, which knows those spawned before it, and receives their messages. Their results are
 * reported at the end in a canonical order: the order of observation differs within a class.
 */
function programOf(lists: readonly (readonly Name[])[], hears: number): (report: (seen: unknown) => void) => unknown {
  return async (report) => {
    const seen: unknown[] = [];
    const shared = { main: self(), seen, x: cell(0, "x"), y: cell(0, "y"), lock: mutex(), permits: semaphore(2) };
    const rows = table<string, number>();
    const isCalled = lists.flat().some((name) => name.endsWith("server") || name.startsWith("call"));
    const server = isCalled ? await GenServer.start(echo, 0, { name: "server" }) : undefined;
    const pids: Pid[] = [];
    for (const [me, list] of lists.entries()) {
      const world = { ...shared, rows, server, others: pids.toReversed() };
      pids.push(
        await spawn(async () => {
          for (const name of list) await ACTS[name](world, me);
        }),
      );
    }
    for (let count = 0; count < hears; count += 1) seen.push(["main", await receive()]);
    if (hears === 0) for (const pid of pids) await join(pid);
    const last = await shared.x.read();
    report({ toJSON: () => [last, seen.map((each) => JSON.stringify(each, unnumbered)).toSorted()] });
  };
}

/** Monitors are numbered in the order in which they were set, which differs within a class. */
function unnumbered(key: string, value: unknown): unknown {
  return key === "ref" ? undefined : value;
}

function programs(names: readonly Name[], most: number): fc.Arbitrary<readonly (readonly Name[])[]> {
  const list = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
  return fc.array(list, { minLength: 2, maxLength: 3 }).filter((lists) => lists.flat().length <= most);
}

/** The results of both for a program; equal if the reduction is correct. */
async function compare(
  lists: readonly (readonly Name[])[],
  hears: number,
  options: AllSchedulesOptions,
): Promise<readonly [reduced: unknown, all: unknown]> {
  const program = programOf(lists, hears);
  const { classes, outcomes } = await allSchedules(program, options);
  const reduced = await reduce(program, options);
  // A failure ends an execution: the independent steps before it do not distinguish classes.
  if (outcomes.includes("violated")) return [reduced.outcomes, outcomes];
  return [
    { ...reduced, counts: {} },
    { executions: classes, classes, blocked: 0, outcomes, counts: {} },
  ];
}

/** A nightly run tries more. */
const RUNS = process.env["HEDDLE_NIGHTLY"] === undefined ? 5 : 300;

const CANCELLATIONS: readonly Name[] = ["cancel next", "cancel first", "shield", "hear or clean up", "sleep", "lock"];
const CALLS: readonly Name[] = ["call", "call soon", "cancel next", "kill next", "kill server"];
const NAMES = Object.keys(ACTS) as Name[];
const MEMORY: readonly Name[] = [
  "read x",
  "write x",
  "read y",
  "write y",
  "swap",
  "lock",
  "permit",
  "put",
  "size",
  "draw",
];
const MESSAGES: readonly Name[] = ["tell main", "tell next", "hear one", "hear 0", "read x", "write x"];
const LIVES: readonly Name[] = ["kill next", "watch next", "link next", "trap", "hear one", "write x", "tell main"];
const TIME: readonly Name[] = ["sleep", "sleep long", "hear soon", "tell next", "write x", "read x", "kill next"];

const kinds: readonly [string, readonly Name[], AllSchedulesOptions, number][] = [
  ["cells, tables, locks and draws", MEMORY, {}, 4],
  ["messages", MESSAGES, {}, 4],
  ["messages that arrive at once", MESSAGES, { signals: "instant" }, 5],
  ["kills, monitors and links", LIVES, {}, 4],
  [
    "kills and monitors at once",
    [...LIVES.filter((name) => name !== "link next"), "watch first"],
    { signals: "instant" },
    4,
  ],
  ["cancellations", [...CANCELLATIONS, "write x", "tell next"], {}, 3],
  ["cancellations at once", [...CANCELLATIONS, "write x", "tell next", "hear soon"], { signals: "instant" }, 5],
  ["calls", [...CALLS, "write x"], {}, 2],
  ["calls at once", [...CALLS, "write x", "hear or clean up"], { signals: "instant" }, 4],
  ["timers", TIME, { signals: "instant" }, 5],
  [
    "faults",
    ["write x", "read x", "tell main", "watch next"],
    { signals: "instant", faults: budgetsFrom({ kill: 1 }) },
    3,
  ],
  ["all of these", NAMES.filter((name) => name !== "link next" && name !== "kill server"), { signals: "instant" }, 4],
];

test.each(kinds)("a reduction equals all schedules: %s", { timeout: 120_000 }, async (_name, names, options, most) => {
  await fc.assert(
    fc.asyncProperty(programs(names, most), fc.integer({ min: 0, max: 2 }), async (lists, hears) => {
      const [reduced, all] = await compare(lists, hears, options);
      expect(reduced).toEqual(all);
    }),
    { seed: Number(process.env["HEDDLE_FC_SEED"] ?? 7), numRuns: Number(process.env["HEDDLE_FC_RUNS"] ?? RUNS) },
  );
});
