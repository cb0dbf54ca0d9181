// Functions of the program that operations, rules and checks call have the time and the random values of the execution.

import assert from "node:assert/strict";

import { explore, join, P, receive, self, send, sleep, spawn, UsageError, verify } from "heddle";
import { always } from "heddle/check";
import { cell, operation, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

/** The start of every execution. */
const EPOCH = Date.UTC(2024, 0, 1);

/** What a function is given to see: the time and a random value. */
type Look = () => void;

const PLACES: readonly (readonly [name: string, program: (look: Look) => Promise<unknown>])[] = [
  ["cell.update", (look) => cell(0).update((value) => (look(), value))],
  [
    "table.deleteExact",
    async (look) => {
      const rows = table<string, number>();
      await rows.insert("a", 1);
      await rows.deleteExact("a", () => (look(), true));
    },
  ],
  [
    "table.deleteWhere",
    async (look) => {
      const rows = table<string, number>();
      await rows.insert("a", 1);
      await rows.deleteWhere(() => (look(), true));
    },
  ],
  [
    "a guard of receive",
    async (look) => {
      await send(self(), 1);
      await receive(P.when(() => (look(), true)));
    },
  ],
  ["an operation of one's own", (look) => operation({ name: "look", perform: look })()],
  [
    "a rule",
    async (look) => {
      always("looked", () => (look(), true), { over: "everything" });
      await cell(0).write(1);
    },
  ],
];

describe.each(PLACES)("%s", (_name, program) => {
  test("sees virtual time and seeded values", async () => {
    const seen: (readonly [number, number])[] = [];
    const run = async (): Promise<void> => {
      await sleep(5);
      await program(() => {
        seen.push([Date.now(), Math.random()]);
      });
    };

    const report = await explore(run, { executions: 1, strategy: "round-robin" });
    const first = seen.splice(0);
    await explore(run, { executions: 1, strategy: "round-robin" });

    expect(report.counterexamples).toEqual([]);
    expect(first.length).toBeGreaterThan(0);
    expect(first.map(([time]) => time).every((time) => time === EPOCH || time === EPOCH + 5)).toBe(true);
    expect(first.at(-1)?.[0]).toBe(EPOCH + 5);
    expect(seen).toEqual(first);
  });
});

test("a check sees the time at the end", async () => {
  const times: number[] = [];

  await explore(() => sleep(7), { executions: 1, checks: [() => times.push(Date.now())] });

  expect(times).toEqual([EPOCH + 7]);
});

test("a lease that an update compares with the time is proved, or refuted, with virtual time", async () => {
  const report = await verify(
    async () => {
      const lease = cell({ owner: "nobody", until: 0 }, "lease");
      const claim = (owner: string) => () =>
        lease.update((held) => (held.until < Date.now() ? { owner, until: Date.now() + 10 } : held));
      await claim("first")();
      const rival = await spawn("rival", async () => {
        await sleep(20);
        await claim("rival")();
      });
      await join(rival);
      assert.equal((await lease.read()).owner, "first");
    },
    { shrink: false },
  );

  expect(report.verdict).toBe("violated");
});

test("an operation in a function that another performs is refused", async () => {
  const report = await explore(async () => {
    const other = cell(0);
    await cell(0).update(() => {
      void other.read();
      return 1;
    });
  });

  const [found] = report.counterexamples;
  assert.ok(found?.error instanceof UsageError);
  expect(found.error.code).toBe("operation-in-operation");
});

test("what an actor draws does not depend on what others draw", async () => {
  const drawn = new Set<string>();
  const report = await verify(async () => {
    const values: Record<string, number> = {};
    const draw = (name: string) => async (): Promise<void> => {
      await cell(0, name).write(1);
      values[name] = Math.random();
    };
    for (const pid of [await spawn("a", draw("a")), await spawn("b", draw("b"))]) await join(pid);
    drawn.add(JSON.stringify([values["a"], values["b"]]));
  });

  expect(drawn.size).toBe(1);
  expect(report.proof?.draws).toBe("fixed");
});
