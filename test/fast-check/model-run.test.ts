// Commands of several clients against a model.

import fc from "fast-check";
import { exit, pause, spawn } from "heddle";
import { concurrentModelRun, NotLinearizable, schedule } from "heddle/fast-check";
import type { ModelCommand, ModelStart, Schedule } from "heddle/fast-check";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { expect, test } from "vitest";

import { linearizes } from "../../src/fast-check/history.ts";
import type { Applied, Call, Response } from "../../src/fast-check/history.ts";

type Counter = Cell<number>;
type CounterCommand = ModelCommand<number, Counter>;

const increase = (model: number): Applied<number> => ({ model: model + 1, result: model + 1 });

const racyIncrement: CounterCommand = {
  async run(counter) {
    const value = (await counter.read()) + 1;
    await counter.write(value);
    return value;
  },
  apply: increase,
  toString: () => "increment",
};

const increment: CounterCommand = {
  run: (counter) => counter.update((value) => value + 1),
  apply: increase,
  toString: () => "increment",
};

const read: CounterCommand = {
  run: (counter) => counter.read(),
  apply: (model) => ({ model, result: model }),
  toString: () => "read",
};

const setup = (): ModelStart<number, Counter> => ({ model: 0, real: cell(0, "counter") });

async function check(
  choices: readonly CounterCommand[],
  seed: number,
): Promise<{ details: fc.RunDetails<[CounterCommand[][], Schedule]>; runs: number }> {
  let runs = 0;
  const clients = fc.array(fc.array(fc.constantFrom(...choices), { minLength: 1, maxLength: 2 }), { maxLength: 4 });
  const property = fc.asyncProperty(clients, schedule(), (list, s) => {
    runs += 1;
    return concurrentModelRun(s, setup, list);
  });
  return { details: await fc.check(property, { seed, numRuns: 200 }), runs };
}

test("increments that lose updates shrink to 2 clients with 1 increment each, in at most 200 runs", async () => {
  const found = [];
  for (const seed of [1, 2, 3, 4, 5, 6]) found.push(await check([racyIncrement, read], seed));

  for (const { details } of found) {
    expect(fc.stringify(details.counterexample?.[0])).toBe("[[increment],[increment]]");
    expect(details.errorInstance).toBeInstanceOf(NotLinearizable);
  }
  expect(found.every(({ runs }) => runs <= 200)).toBe(true);
  expect(found.map(({ runs }) => runs)).toMatchInlineSnapshot(`
    [
      68,
      89,
      86,
      61,
      50,
      53,
    ]
  `);
});

test("the error lists the calls with their results", async () => {
  const { details } = await check([racyIncrement], 1);
  expect((details.errorInstance as Error).message).toMatchInlineSnapshot(`
    "No order of these calls gives the model the same results:
      client-1: increment → 1, from 1 to 4
      client-2: increment → 1, from 2 to 3"
  `);
});

test("atomic increments pass", async () => {
  const { details, runs } = await check([increment, read], 1);
  expect(details.failed).toBe(false);
  expect(runs).toBe(200);
});

test("a read that misses a write which had ended before it began is no linearization", async () => {
  interface Cached {
    readonly store: Counter;
    readonly cache: Counter;
  }
  const write: ModelCommand<number, Cached> = {
    async run({ cache, store }) {
      await store.write(1);
      await spawn("refresh", () => cache.write(1));
      return "done";
    },
    apply: () => ({ model: 1, result: "done" }),
    toString: () => "write",
  };
  const cachedRead: ModelCommand<number, Cached> = {
    run: ({ cache }) => cache.read(),
    apply: (model) => ({ model, result: model }),
    toString: () => "read",
  };
  const property = fc.asyncProperty(schedule(), (s) =>
    concurrentModelRun<number, Cached>(
      s,
      () => ({ model: 0, real: { store: cell(0, "store"), cache: cell(0, "cache") } }),
      [[write], [cachedRead]],
    ),
  );
  const { errorInstance } = await fc.check(property, { seed: 1, numRuns: 1_000 });
  expect(errorInstance).toBeInstanceOf(NotLinearizable);
});

/** A put that continues after its write, and a get; both record their operations. */
function logged(log: string[]): { readonly put: CounterCommand; readonly get: CounterCommand } {
  const put: CounterCommand = {
    async run(counter) {
      log.push("put");
      await counter.write(1);
      await pause();
      log.push("done");
      return 1;
    },
    apply: () => ({ model: 1, result: 1 }),
    toString: () => "put",
  };
  const get: CounterCommand = {
    async run(counter) {
      const value = await counter.read();
      log.push(`get → ${value}`);
      return value;
    },
    apply: read.apply,
    toString: () => "get",
  };
  return { put, get };
}

test("a client that is killed in a put may have put what another gets, or not", async () => {
  const logs = new Set<string>();
  const property = fc.asyncProperty(schedule({ faults: { kill: 1 } }), async (s) => {
    const log: string[] = [];
    const { get, put } = logged(log);
    await concurrentModelRun(s, setup, [[put], [get]]);
    logs.add(log.join(", "));
  });

  const { errorInstance, failed } = await fc.check(property, { seed: 1, numRuns: 300 });

  expect({ errorInstance, failed }).toEqual({ errorInstance: null, failed: false });
  expect([...logs]).toEqual(expect.arrayContaining(["put, get → 0", "put, get → 1"]));
});

test("a call without a response excuses no result that it does not explain, and is shown as such", async () => {
  const put: CounterCommand = { ...logged([]).put, run: (counter) => counter.write(2).then(() => exit("shutdown")) };
  const { get } = logged([]);
  const property = fc.asyncProperty(schedule(), (s) => concurrentModelRun(s, setup, [[put], [get]]));

  const { errorInstance } = await fc.check(property, { seed: 1 });

  expect((errorInstance as Error).message).toMatchInlineSnapshot(`
    "No order of these calls gives the model the same results:
      client-1: put → no response, invoked at 1
      client-2: get → 2, from 2 to 3"
  `);
});

test("a pending call takes effect once, after its invocation, and for good", () => {
  const isExplained = (invoked: number, ...values: readonly number[]): boolean => {
    const pending = { client: "1", name: "increment", apply: increase, invoked, response: undefined };
    const reads = values.map((result, index) => {
      const response = { result, responded: 2 * index + 2 };
      return { client: "2", name: "read", apply: read.apply, invoked: 2 * index + 1, response };
    });
    return linearizes([[pending], reads], 0);
  };

  const explained = [isExplained(0), isExplained(0, 0, 0), isExplained(0, 0, 1), isExplained(0, 1, 1)];
  const late = [isExplained(2.5, 0, 1), isExplained(2.5, 1, 1)];
  const others = [isExplained(0, 1, 0), isExplained(0, 2), isExplained(0, 1, 2)];

  expect(explained).toEqual([true, true, true, true]);
  expect(late).toEqual([true, false]);
  expect(others).toEqual([false, false, false]);
});

test("a command that throws fails the run with its error", async () => {
  const failure = new Error("on purpose");
  const broken: CounterCommand = { ...read, run: () => pause().then(() => Promise.reject(failure)) };
  const { details } = await check([broken], 1);
  expect(details.errorInstance).toBe(failure);
});

test("a history linearizes exactly when some order of all calls with a response and some without one does", () => {
  const kinds = fc.constantFrom("increment" as const, "read" as const);
  const drawn = fc.record({
    client: fc.nat({ max: 2 }),
    kind: kinds,
    result: fc.nat({ max: 3 }),
    length: fc.nat({ max: 6 }),
  });
  const histories = fc.tuple(fc.array(drawn, { maxLength: 5 }), fc.subarray(["0", "1", "2"]));
  let linearizable = 0;
  let helped = 0;
  fc.assert(
    fc.property(histories, ([list, killed]) => {
      const calls: (Call<number> & { readonly response: Response })[] = [];
      for (const [index, { client, kind, length, result }] of list.entries()) {
        const previous = calls.findLast((call) => call.client === String(client));
        const invoked = Math.max(index, (previous?.response.responded ?? -1) + 1);
        const apply = kind === "increment" ? increase : read.apply;
        const response = { result, responded: invoked + 0.5 + length };
        calls.push({ client: String(client), name: kind, apply, invoked, response });
      }
      const cut = killed.map((client) => calls.findLast((call) => call.client === client));
      const history = calls.map((call) => (cut.includes(call) ? { ...call, response: undefined } : call));
      const clients = ["0", "1", "2"].map((client) => history.filter((call) => call.client === client));
      const isLinearizable = linearizes(clients, 0);
      expect(isLinearizable).toBe(hasOrder(history, 0));
      if (!isLinearizable) return;
      linearizable += 1;
      const completed = history.filter(({ response }) => response !== undefined);
      if (!hasOrder(completed, 0)) helped += 1;
    }),
    { seed: 1, numRuns: 2_000 },
  );
  // Both answers were compared often, and a pending call was often needed.
  expect(linearizable).toBeGreaterThan(300);
  expect(linearizable).toBeLessThan(1_700);
  expect(helped).toBeGreaterThan(20);
});

/** By trying all permutations, of all subsets of the pending calls. */
function hasOrder(left: readonly Call<number>[], model: number): boolean {
  if (left.every(({ response }) => response === undefined)) return true;
  return left.some((call) => {
    if (left.some(({ response }) => response !== undefined && response.responded < call.invoked)) return false;
    const applied = call.apply(model);
    return (
      (call.response === undefined || applied.result === call.response.result) &&
      hasOrder(
        left.filter((other) => other !== call),
        applied.model,
      )
    );
  });
}
