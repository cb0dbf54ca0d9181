// Instrumented code in executions: which awaits are scheduling points, and what is independent.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath, resolve } from "node:path";

import { assertVerify, explore, join, pause, spawn, verify } from "heddle";
import type { ExploreOptions, Program } from "heddle";
import { cell } from "heddle/memory";
import { ports } from "heddle/ports";
import { afterAll, describe, expect, test } from "vitest";

import { instrument } from "../../src/instrument/transform.ts";

const folder = mkdtempSync(joinPath(tmpdir(), "heddle-instrument-"));
afterAll(() => {
  // Files of tests share their globals.
  Reflect.deleteProperty(globalThis, "__heddleInstrumented");
  rmSync(folder, { recursive: true });
});

let modules = 0;

/** The exports of an instrumented module. */
async function load<Exports>(source: string): Promise<Exports> {
  modules += 1;
  const file = joinPath(folder, `module-${modules}.mjs`);
  writeFileSync(file, instrument(source, file)?.code ?? source);
  return import(/* @vite-ignore */ file) as Promise<Exports>;
}

/** An account in plain code. */
interface Account {
  readonly balance: number;
  read(): Promise<number>;
  withdraw(amount: number): Promise<void>;
}

const ACCOUNT = `export class Account {
  balance = 100;
  async read() { return this.balance; }
  async write(to) { this.balance = to; }
  async withdraw(amount) {
    const balance = await this.read();
    await this.write(balance - amount);
  }
}`;

const twoOf =
  (body: () => Promise<unknown>): Program =>
  async () => {
    const actors = [await spawn("a", body), await spawn("b", body)];
    for (const actor of actors) await join(actor);
  };

const all = { executions: 1_000_000, stopAfter: 1_000_000, shrink: false } as const;

/** The numbers of schedules and of classes. */
async function countsOf(program: Program, options: ExploreOptions = {}): Promise<readonly number[]> {
  const schedules = await explore(program, { ...all, ...options, strategy: "dfs" });
  const classes = await explore(program, { ...all, ...options, strategy: "dpor" });
  expect(classes).toMatchObject({ executions: schedules.classes, classes: schedules.classes, redundant: 0 });
  return [schedules.executions, schedules.classes];
}

test("an order of plain code that an engine keeps: relaxed changes it, faithful does not", async () => {
  const { Account } = await load<{ readonly Account: new () => Account }>(ACCOUNT);
  const program: Program = async () => {
    const account = new Account();
    await twoOf(() => account.withdraw(10))();
    expect(account.balance).toBe(80);
  };

  expect(await explore(program)).toMatchObject({ verdict: "violated" });
  expect(await verify(program)).toMatchObject({ verdict: "violated" });
  expect(await explore(program, { awaits: "faithful" })).toMatchObject({ verdict: "passed" });
});

test("two awaits of two actors have as many schedules as two pauses, and the step in which they begin counts", async () => {
  const { two } = await load<{ readonly two: () => Promise<void> }>(
    "export const two = async () => { await 1; await Promise.resolve(2); };",
  );
  const pauses = async (): Promise<void> => {
    await pause();
    await pause();
  };

  expect(await countsOf(twoOf(pauses))).toEqual([69, 6]);
  expect(await countsOf(twoOf(two))).toEqual([69, 10]);
  expect(await countsOf(twoOf(two), { awaits: "faithful" })).toEqual([5, 1]);
});

test("an operation of heddle, and a port, are no second point", async () => {
  const { read } = await load<{ readonly read: (from: { read(): Promise<number> }) => Promise<number> }>(
    "export const read = async (from) => await from.read();",
  );
  const kinds = async (make: () => { read(): Promise<number> }): Promise<readonly string[]> => {
    const report = await explore(
      async () => {
        await read(make());
        throw new Error("end");
      },
      { executions: 1, shrink: false },
    );
    return report.counterexamples[0]?.trace.map(({ kind }) => kind) ?? [];
  };

  expect(await kinds(() => cell(1))).toEqual(["cell.read"]);
  expect(await kinds(() => ports({ read: async () => 1 }, { name: "db" }))).toEqual(["db.read", "db.read answer"]);
  expect(await kinds(() => ({ read: async () => 1 }))).toEqual(["await"]);
});

test("an await is shown at its line", async () => {
  const { Account } = await load<{ readonly Account: new () => Account }>(ACCOUNT);
  const report = await explore(
    async () => {
      await new Account().withdraw(1);
      throw new Error("end");
    },
    { executions: 1, shrink: false },
  );

  const awaits = report.counterexamples[0]?.trace.filter(({ kind }) => kind === "await") ?? [];
  expect(awaits.map(({ source }) => source?.line)).toEqual([6, 7]);
});

describe("the values are those of the engine", () => {
  test.each([
    ["a rejection", "try { await Promise.reject(new Error('no')) } catch (e) { return e.message }", "no"],
    ["a thenable", "return await { then: (resolve) => resolve(3) }", 3],
    ["for await", "let sum = 0; for await (const x of [1, Promise.resolve(2)]) sum += x; return sum", 3],
    [
      "an async generator",
      "async function* g() { const x = yield 1; yield x } const i = g(); await i.next(); return (await i.next(7)).value",
      7,
    ],
    [
      "yield*",
      "async function* g() { return yield* h() } async function* h() { yield 1; return 2 } let last; for (const i = g(); ;) { const { done, value } = await i.next(); last = value; if (done) return last }",
      2,
    ],
    [
      "break",
      "const log = []; async function* g() { try { yield 1; yield 2 } finally { log.push('closed') } } for await (const x of g()) { log.push(x); break } return log.join()",
      "1,closed",
    ],
    ["all", "return (await Promise.all([1, (async () => await 2)()])).join()", "1,2"],
    ["race", "return await Promise.race([new Promise(() => {}), 4])", 4],
    ["what is not iterable", "try { for await (const x of 5) x } catch (e) { return e.name }", "TypeError"],
  ])("%s", async (_what, body, expected) => {
    const { run } = await load<{ readonly run: () => Promise<unknown> }>(`export const run = async () => { ${body} };`);
    const seen = new Set<unknown>();

    await assertVerify(async () => {
      await spawn("other", () => pause());
      seen.add(await run());
    });
    expect([...seen]).toEqual([expected]);
  });
});

test("outside of executions instrumented code is what it was", async () => {
  const { Account } = await load<{ readonly Account: new () => Account }>(ACCOUNT);
  const account = new Account();

  await Promise.all([account.withdraw(10), account.withdraw(20)]);
  expect(account.balance).toBe(80);
});

test("a token replays the same execution", async () => {
  const { Account } = await load<{ readonly Account: new () => Account }>(ACCOUNT);
  const program: Program = async () => {
    const account = new Account();
    await twoOf(() => account.withdraw(10))();
    expect(account.balance).toBe(80);
  };
  const { counterexamples } = await explore(program);
  const again = await explore(program);

  expect(counterexamples[0]?.token).toBeDefined();
  expect(again.counterexamples[0]?.token).toBe(counterexamples[0]?.token);
});

describe("code that is not instrumented", () => {
  const CALLS = `export const twice = async (call) => { await call(); await call(); };`;
  const program =
    (twice: (call: () => Promise<unknown>) => Promise<void>, call: () => Promise<unknown>): Program =>
    async () => {
      await twoOf(() => twice(call))();
    };

  test.each(["relaxed", "faithful"] as const)("is named if its promises are awaited: %s", async (awaits) => {
    const { twice } = await load<{ twice(call: () => Promise<unknown>): Promise<void> }>(CALLS);
    const file = joinPath(folder, "foreign.mjs");
    writeFileSync(file, "export const call = async () => { await 1; };");
    const { call } = (await import(/* @vite-ignore */ file)) as { call(): Promise<void> };
    const { basis } = await explore(program(twice, call), { executions: 5, awaits });

    expect(basis.instrumented?.foreignFiles.map((path) => resolve(path))).toEqual([file]);
  });

  test("is not named if it only calls operations, ports and instrumented code", async () => {
    const { twice } = await load<{ twice(call: () => Promise<unknown>): Promise<void> }>(CALLS);
    const { answer } = ports({ answer: () => Promise.resolve(1) });
    const { once } = await load<{ once(): Promise<void> }>("export const once = async () => { await 1; };");
    for (const call of [pause, answer, once]) {
      const { basis } = await explore(program(twice, call), { executions: 5 });
      expect(basis.instrumented?.foreignFiles).toEqual([]);
    }
  });
});
