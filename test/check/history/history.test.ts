// Recording: the contents of a history; recording takes no step.

import assert from "node:assert/strict";

import { cancel, exit, explore, join, kill, pause, self, spawn } from "heddle";
import type { Report, StrategyName } from "heddle";
import { assertLinearizable, counterModel, History, registerModel } from "heddle/check";
import type { CounterOperation, RecordedOperation, RegisterOperation } from "heddle/check";
import { cell, mutex } from "heddle/memory";
import { expect, test } from "vitest";

type Values = History<RegisterOperation<number>, number | boolean | undefined | Error>;

/** The recorded histories, from one execution under the default schedule or from many. */
async function recorded(program: (history: Values) => Promise<void>): Promise<readonly RecordedOperation[]> {
  let operations: readonly RecordedOperation[] = [];
  const report = await explore(
    async () => {
      const history: Values = new History();
      await program(history);
      ({ operations } = history);
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  expect(report.counterexamples).toEqual([]);
  return operations;
}

test("an operation that was cancelled is pending: it may have happened", async () => {
  const operations = await recorded(async (history) => {
    const lock = mutex("lock");
    await lock.acquire();
    const client = await spawn("client", () => history.record({ kind: "read" }, () => lock.acquire().then(() => 1)));
    await pause();
    await cancel(client);
    await join(client);
  });
  expect(operations).toEqual([{ client: "main/client", operation: { kind: "read" }, invoked: 1 }]);
});

test("an operation has its client, its two moments and its result, undefined too", async () => {
  const operations = await recorded(async (history) => {
    const value = cell(0, "value");
    await history.record({ kind: "write", value: 1 }, () => value.write(1));
    await history.record({ kind: "read" }, () => value.read());
  });
  expect(operations).toEqual([
    { client: "main", operation: { kind: "write", value: 1 }, invoked: 1, returned: 2, result: undefined },
    { client: "main", operation: { kind: "read" }, invoked: 3, returned: 4, result: 1 },
  ]);
});

test("an operation of an actor that dies meanwhile stays pending", async () => {
  const operations = await recorded(async (history) => {
    const client = await spawn("client", () => history.record({ kind: "read" }, () => exit("shutdown")));
    await join(client);
  });
  expect(operations).toEqual([{ client: "main/client", operation: { kind: "read" }, invoked: 1 }]);
});

test("several operations of one actor overlap", async () => {
  const operations = await recorded(async (history) => {
    const value = cell(0, "value");
    await Promise.all([
      history.record({ kind: "read" }, () => value.read()),
      history.record({ kind: "read" }, () => value.read()),
    ]);
  });
  expect(operations.map(({ invoked }) => invoked)).toEqual([1, 2]);
  expect(operations.map(({ client }) => client)).toEqual(["main", "main"]);
  expect(operations.every(({ returned = 0 }) => returned > 2)).toBe(true);
});

test("a rejection is an answer, or leaves the operation pending, or takes it out, and reaches the caller", async () => {
  const failure = new Error("on purpose");
  const kinds = ["answered", "unknown", "never"] as const;
  const found: unknown[] = [];
  await explore(
    async () => {
      for (const kind of kinds) {
        const history = new History<string, string>({
          rejected: () => (kind === "answered" ? { kind, result: "refused" } : { kind }),
        });
        await assert.rejects(
          history.record("ask", () => Promise.reject(failure)),
          failure,
        );
        found.push(history.operations);
      }
      const plain = new History<string, unknown>();
      await assert.rejects(
        plain.record("ask", () => Promise.reject(failure)),
        failure,
      );
      found.push(plain.operations);
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  const asked = { client: "main", operation: "ask", invoked: 1 };
  expect(found).toEqual([
    [{ ...asked, returned: 2, result: "refused" }],
    [asked],
    [],
    [{ ...asked, returned: 2, result: failure }],
  ]);
});

test("a death is recorded in the step in which it happens, whoever brings it about", async () => {
  const ends: (readonly RecordedOperation[])[] = [];
  const report = await explore(
    async () => {
      const history = new History<string>();
      const victim = await spawn("victim", () => pause());
      history.watch(victim, "died", ["cleanup"]);
      await kill(victim);
      await join(victim);
      history.note("joined");
      ends.push(history.operations);
    },
    { strategy: "dfs", executions: 1_000, shrink: false },
  );
  expect(report.exhausted).toBe(true);
  const victim = "main/victim";
  for (const operations of ends) {
    expect(operations).toEqual([
      { client: victim, operation: "died", invoked: 1, returned: 2, result: undefined },
      { client: victim, operation: "cleanup", invoked: 3 },
      { client: "main", operation: "joined", invoked: 4, returned: 5, result: undefined },
    ]);
  }
});

test("who is dead already is recorded as dead at once", async () => {
  const operations = await recorded(async (history) => {
    const victim = await spawn("victim", () => undefined);
    await join(victim);
    history.watch(victim, { kind: "read" });
  });
  expect(operations).toMatchObject([{ client: "main/victim", invoked: 1, returned: 2 }]);
});

/** Two clients that add to a counter, under every schedule. */
async function schedulesOf(isRecorded: boolean, strategy: StrategyName): Promise<Report> {
  return explore(
    async () => {
      const history = isRecorded ? new History<CounterOperation, number>() : undefined;
      const count = cell(0, "count");
      const add = (): Promise<number> => count.update((value) => value + 1);
      const client = (): Promise<number> => history?.record({ kind: "add", amount: 1 }, add) ?? add();
      const clients = [await spawn("one", client), await spawn("two", client)];
      for (const pid of clients) await join(pid);
      if (history !== undefined) assertLinearizable(history, counterModel());
    },
    { strategy, executions: 100_000, shrink: false },
  );
}

test("recording adds no step and no choice: there are as many schedules as without it", async () => {
  const [plain, kept] = [await schedulesOf(false, "dfs"), await schedulesOf(true, "dfs")];
  expect({ executions: kept.executions, steps: kept.steps }).toEqual({
    executions: plain.executions,
    steps: plain.steps,
  });
  expect(kept.exhausted).toBe(true);
});

/** The precedence of operations in every history of an exploration. */
async function ordersSeenBy(
  strategy: StrategyName,
): Promise<{ readonly orders: readonly string[]; readonly report: Report }> {
  const orders = new Set<string>();
  const report = await explore(
    async () => {
      const history = new History<string>();
      const client = (name: string) => async (): Promise<void> => {
        // Only the history makes steps of the two depend on each other.
        await pause({ touches: "nothing" });
        await history.record(name, () => pause({ touches: "nothing" }));
        await history.record(name.toUpperCase(), () => pause({ touches: "nothing" }));
      };
      for (const pid of [await spawn("a", client("a")), await spawn("b", client("b"))]) await join(pid);
      const { operations } = history;
      const pairs = operations.flatMap(({ operation, returned = 0 }) =>
        operations.filter(({ invoked }) => returned < invoked).map((later) => `${operation}<${later.operation}`),
      );
      orders.add(pairs.toSorted().join(" "));
    },
    { strategy, executions: 1_000_000, shrink: false },
  );
  expect(report.exhausted).toBe(true);
  return { orders: [...orders].toSorted(), report };
}

test("which response comes before which invocation is part of the class, so dpor sees every order", async () => {
  const [all, reduced] = [await ordersSeenBy("dfs"), await ordersSeenBy("dpor")];
  expect(reduced.orders).toEqual(all.orders);
  expect([all.orders.length, all.report.executions, reduced.report.executions]).toMatchInlineSnapshot(`
    [
      10,
      251,
      14,
    ]
  `);
});

test("dpor finds a violation that lies in the order in time alone", async () => {
  // The two cells are unrelated: without the history their steps would be independent.
  const report = await explore(
    async () => {
      const history: Values = new History();
      const [store, cache] = [cell(0, "store"), cell(0, "cache")];
      const writer = await spawn("writer", () => history.record({ kind: "write", value: 1 }, () => store.write(1)));
      const reader = await spawn("reader", () => history.record({ kind: "read" }, () => cache.read()));
      for (const pid of [writer, reader]) await join(pid);
      assertLinearizable(history, registerModel<number>(0) as never);
    },
    { strategy: "dpor", shrink: false },
  );
  expect(report.verdict).toBe("violated");
  expect(String(report.counterexamples[0]?.error)).toMatchInlineSnapshot(`
    "AssertionError: The history is not linearizable. No order of these 2 operations explains their results. Longest valid prefix: write 1 (writer); then the state is 1. Next, read (reader) gave 0, but the model gives 1.

    writer  |-- write 1 --|
    reader                  |-- read: 0 --|"
  `);
});

test("a history is made inside an execution", () => {
  expect(() => new History()).toThrow(expect.objectContaining({ code: "outside-execution" }));
  expect(self).toThrow(expect.objectContaining({ code: "outside-execution" }));
});
