// Instrumented code that tells which plain state it touches: what is independent then, and what is not.

import { explore, join, spawn, verify } from "heddle";
import type { Program } from "heddle";
import { afterAll, expect, test } from "vitest";

import { Modules } from "./load-module.ts";

const modules = new Modules();
afterAll(() => {
  modules.clear();
});

interface Shared {
  readonly actors: readonly (() => Promise<unknown>)[];
  readonly end?: () => unknown;
}

type Make = () => Shared;

/** A module that exports \`make\`. */
async function makeOf(body: string): Promise<Make> {
  const { make } = await modules.load<{ readonly make: Make }>(`export const make = () => { ${body} };`, {
    tracksState: true,
  });
  return make;
}

/** The numbers of schedules and of classes, and how many outcomes there are; the reduction has them all. */
async function countsOf(make: Make): Promise<readonly number[]> {
  const found: { readonly classes: number; readonly executions: number; readonly outcomes: Set<unknown> }[] = [];
  for (const strategy of ["dfs", "dpor"] as const) {
    const outcomes = new Set<unknown>();
    const report = await explore(programOf(make, outcomes), { executions: 100_000, shrink: false, strategy });
    found.push({ ...report, outcomes });
  }
  const [all, reduced] = found;
  expect(reduced?.executions).toBe(all?.classes);
  expect(reduced?.outcomes).toEqual(all?.outcomes);
  expect(await verify(programOf(make, new Set()))).toMatchObject({ verdict: "passed" });
  return [all?.executions ?? 0, all?.classes ?? 0, all?.outcomes.size ?? 0];
}

function programOf(make: Make, outcomes: Set<unknown>): Program {
  return async () => {
    const { actors, end } = make();
    const pids = [];
    for (const actor of actors) pids.push(await spawn(actor));
    for (const pid of pids) await join(pid);
    outcomes.add(JSON.stringify(end?.()));
  };
}

test.each([
  ["awaits alone commute", "return { actors: [async () => { await 0; }, async () => { await 0; }] }", [19, 1, 1]],
  [
    "two properties commute",
    "const o = {}; return { actors: [async () => { await 0; o.x = 1; }, async () => { await 0; o.y = 1; }] }",
    [19, 1, 1],
  ],
  [
    "one property does not",
    "const o = {}; return { actors: [async () => { await 0; o.x = 1; }, async () => { await 0; o.x = 2; }], end: () => o }",
    [19, 2, 2],
  ],
  [
    "reads commute",
    "const o = { x: 1 }; return { actors: [async () => { await 0; o.x; }, async () => { await 0; o.x; }] }",
    [19, 1, 1],
  ],
  [
    "entries of a map commute",
    "const m = new Map([['a', 0], ['b', 0]]); return { actors: [async () => { await 0; m.set('a', 1); }, async () => { await 0; m.set('b', m.get('b') + 1); }] }",
    [19, 1, 1],
  ],
  [
    "a new entry and the size do not",
    "const m = new Map(); let n; return { actors: [async () => { await 0; m.set('a', 1); }, async () => { await 0; n = m.size; }], end: () => n }",
    [19, 2, 2],
  ],
  [
    "captured variables commute with others",
    "let a = 0, b = 0; return { actors: [async () => { await 0; a++; }, async () => { await 0; b++; }], end: () => [a, b] }",
    [19, 1, 1],
  ],
  [
    "instances of one scope have variables of their own",
    "const cell = () => { let value = 0; return { add: () => { value += 1; } }; }; const [a, b] = [cell(), cell()]; return { actors: [async () => { await 0; a.add(); }, async () => { await 0; b.add(); }] }",
    [19, 1, 1],
  ],
  [
    "private fields of two objects commute",
    "class A { #n = 0; add() { this.#n += 1; } } const [a, b] = [new A(), new A()]; return { actors: [async () => { await 0; a.add(); }, async () => { await 0; b.add(); }] }",
    [19, 1, 1],
  ],
  [
    "those of one do not",
    "class A { #n = 0; add() { this.#n += 1; } } const a = new A(); return { actors: [async () => { await 0; a.add(); }, async () => { await 0; a.add(); }] }",
    [19, 2, 1],
  ],
  [
    "eval touches everything",
    "const o = {}; return { actors: [async () => { await 0; eval('o.x = 1'); }, async () => { await 0; o.y = 1; }] }",
    [19, 3, 1],
  ],
])("%s", async (_what, body, expected) => {
  expect(await countsOf(await makeOf(body))).toEqual(expected);
});

const TOKENS = `class Tokens { count = 0; log = [];
  async refresh() { await 0; this.count += 1; return this.count; }`;

test.each([
  [
    "that both await",
    `${TOKENS} async get(name) { this.pending ??= this.refresh(); this.log.push(name + await this.pending); } } const o = new Tokens();`,
    [29, 5, 2],
  ],
  [
    "with reactions",
    `${TOKENS} get(name) { this.pending ??= this.refresh().finally(() => { this.pending = undefined; }); return this.pending.then((token) => { this.log.push(name + token); }); } } const o = new Tokens();`,
    [12, 2, 2],
  ],
  [
    "of a mutex",
    "class Mutex { tail = Promise.resolve(); n = 0; async get() { const before = this.tail; let done; this.tail = new Promise((r) => { done = r; }); await before; const { n } = this; await 0; this.n = n + 1; done(); } } const o = new Mutex();",
    [34, 3, 1],
  ],
  [
    "of a queue",
    "class Queue { tail = Promise.resolve(); n = 0; get() { return (this.tail = this.tail.then(async () => { const { n } = this; await 0; this.n = n + 1; })); } } const o = new Queue();",
    [15, 2, 1],
  ],
])("a promise of two actors %s is state, too", async (_what, declarations, expected) => {
  const body = `${declarations} return { actors: [() => o.get("a"), () => o.get("b")], end: () => o }`;
  expect(await countsOf(await makeOf(body))).toEqual(expected);
});

const CHECK_THEN_ACT = `
export class Account {
  balance = 100;
  async withdraw(amount) {
    if (this.balance < amount) return;
    await 0;
    this.balance -= amount;
    if (this.balance < 0) throw new Error("overdrawn");
  }
}`;

const overdraw =
  (Account: new () => { withdraw(amount: number): Promise<void> }): Program =>
  async () => {
    const account = new Account();
    const pids = [await spawn("ann", () => account.withdraw(80)), await spawn("ben", () => account.withdraw(80))];
    for (const pid of pids) await join(pid);
  };

test("a check and an act on one property: the failure is found, and its reason names the property", async () => {
  const { Account } = await modules.load<{ readonly Account: new () => { withdraw(amount: number): Promise<void> } }>(
    CHECK_THEN_ACT,
    { tracksState: true },
  );
  const report = await verify(overdraw(Account));

  expect(report.verdict).toBe("violated");
  expect(report.counterexamples[0]?.explanation?.sentence).toBe(
    "Fails when `main: spawn ben, Account.balance (read)` comes before `ann: await, Account.balance (write)`; passes the other way round.",
  );
});

test("the basis says that plain variables were tracked, and as one if only some files tell them", async () => {
  const make = await makeOf("return { actors: [async () => { await 0; }, async () => { await 0; }] }");
  const tracked = await verify(programOf(make, new Set()));
  expect(tracked.proof?.instrumented?.state).toBe("tracked");

  await modules.load("export const other = async () => { await 0; };", {});
  const mixed = await verify(programOf(make, new Set()));
  expect(mixed.proof?.instrumented?.state).toBe("one");
  expect(mixed.executions).toBeGreaterThan(tracked.executions);
});
