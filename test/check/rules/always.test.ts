// Invariants: checked after every step, under every strategy, with equal results for a reduction and brute force.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { explore, join, kill, pause, receive, replay, self, send, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { always, peek, RuleBroken } from "heddle/check";
import { cell, mutex, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { positionOf } from "../../../src/host/source/source-position.ts";
import { findingText, paletteFor } from "../../../src/report/index.ts";
import type { Explored } from "../../../src/report/index.ts";
import { allSchedules } from "../../kernel/all-schedules.ts";

/** As the command line parses them. */
const SOURCES = { positionOf, textOf: (file: string): string => readFileSync(file, "utf8") };

/** Two writes that are independent unless another actor reads both. */
function twoWrites(rule: (left: () => number, right: () => number) => void): Program {
  return async () => {
    const left = cell(0, "left");
    const right = cell(0, "right");
    rule(
      () => peek(left),
      () => peek(right),
    );
    const writers = [await spawn("one", () => left.write(1)), await spawn("two", () => right.write(1))];
    for (const writer of writers) await join(writer);
  };
}

/** In one of the two orders, the state after the first write violates it; afterwards it holds. */
const leftFirst = twoWrites((left, right) => {
  always("right is not behind left", () => left() <= right());
});

const nothingSeen = twoWrites(() => undefined);

const unbroken = twoWrites((left, right) => {
  always("both are small", () => left() + right() <= 2);
});

function only({ counterexamples }: Report): { readonly error: RuleBroken; readonly signature: string } {
  const [found, ...more] = counterexamples;
  expect(more).toEqual([]);
  assert(found?.error instanceof RuleBroken);
  return { error: found.error, signature: found.signature };
}

describe("a rule that only an intermediate state of one order breaks", () => {
  test.each([
    ["dfs", 1],
    ["dpor", 1],
    ["portfolio", 1],
    ["random", 1],
  ] as const)("is found by %s", async (strategy, found) => {
    const report = await explore(leftFirst, { strategy, executions: 100, stopAfter: 5, shrink: false });
    expect(report.counterexamples).toHaveLength(found);
    expect(only(report).error.rule).toBe("always: right is not behind left");
  });

  test("is found by dpor whichever order comes first", async () => {
    const other = twoWrites((left, right) => {
      always("left is not behind right", () => right() <= left());
    });
    const report = await explore(other, { strategy: "dpor", shrink: false });
    expect(report.verdict).toBe("violated");
  });

  test("ends the execution at that very step, which is the actor's who took it", async () => {
    const report = await explore(leftFirst, { strategy: "dfs", shrink: false });
    const [found] = report.counterexamples;
    expect(found?.outcome).toMatchObject({ kind: "violated", actor: "main/one" });
    expect(found?.trace.at(-1)).toMatchObject({ who: "main/one", kind: "cell.write", object: ["left"] });
  });

  test("is replayed by its token, and shrinks", async () => {
    const report = await explore(leftFirst, { strategy: "random", name: "left-first" });
    const [found] = report.counterexamples;
    assert(found?.explanation !== undefined);
    const execution = await replay(leftFirst, found.token, { name: "left-first" });
    expect(execution).toMatchObject({ isSame: true, signature: found.signature });
    expect((execution.error as Error).message).toBe("always: right is not behind left");
  });
});

test("a broken rule is reported by its words, and shown where it was laid down", async () => {
  const report = await explore(leftFirst, { strategy: "random", name: "left-first", shrink: 100 });
  const explored: Explored = {
    scenario: { name: "left-first", summary: "two writes", expected: "passed" },
    file: undefined,
    result: { kind: "explored", report },
  };
  const text = findingText(explored, { command: "heddle", palette: paletteFor(false), ...SOURCES });
  const lines = text.split("\n");
  expect(lines[0]).toBe("left-first: RuleBroken: always: right is not behind left");
  expect(text).toContain('always("right is not behind left", () => left() <= right());');
  expect(text).toContain("Fails when `one: cell.write(left)` comes before `main/two: cell.write(right)`");
});

describe("the classes of a program with a rule", () => {
  async function counts(program: Program): Promise<readonly [classes: number, byDpor: number, blocked: number]> {
    const all = await allSchedules(() => program());
    const report = await explore(program, { strategy: "dpor", executions: 10_000, stopAfter: 100, shrink: false });
    return [all.classes, report.executions, report.redundant];
  }

  test("are those of the program without it when nobody looks at anything, and no schedule is another", async () => {
    const empty = twoWrites(() => {
      always("nothing is wrong", () => true, { over: [] });
    });
    const plain = await allSchedules(() => nothingSeen());
    const ruled = await allSchedules(() => empty());
    expect({ executions: ruled.executions, classes: ruled.classes }).toEqual({
      executions: plain.executions,
      classes: plain.classes,
    });
    expect(await counts(nothingSeen)).toEqual([1, 1, 0]);
    expect(await counts(empty)).toEqual([1, 1, 0]);
  });

  test("tell the order of the writes that it looks at, by brute force and by dpor alike", async () => {
    expect(await counts(unbroken)).toEqual([2, 2, 0]);
  });

  test("go on beyond a step that breaks it: the order that breaks another rule is run too", async () => {
    const each = twoWrites((left, right) => {
      always("right is not behind left", () => left() <= right());
      always("left is not behind right", () => right() <= left());
    });
    const report = await explore(each, { strategy: "dpor", stopAfter: 5, shrink: false });
    expect(report).toMatchObject({ executions: 2, redundant: 0 });
    expect(report.counterexamples.map(({ error }) => (error as RuleBroken).rule)).toEqual([
      "always: right is not behind left",
      "always: left is not behind right",
    ]);
  });

  test("tell all steps apart when it peeks at nothing, or may look at everything", async () => {
    const plain = twoWrites(() => {
      always("nothing is wrong", () => true);
    });
    const mixed = twoWrites((left) => {
      always("nothing is wrong", () => left() < 2, { over: "everything" });
    });
    const { executions } = await allSchedules(() => nothingSeen());
    expect(await counts(plain)).toEqual([executions, executions, 0]);
    expect(await counts(mixed)).toEqual([executions, executions, 0]);
  });

  test("tell the order in which rows of a table come and go, whenever the rule is laid down", async () => {
    const late: Program = async () => {
      const rows = table<string, number>("rows");
      const writers = [
        await spawn("one", () => rows.insert("a", 1)),
        await spawn("two", () => rows.insert("b", 1)),
        await spawn("judge", async () => {
          await pause();
          always("few rows", () => peek(rows).length < 3);
        }),
      ];
      for (const writer of writers) await join(writer);
    };
    // Before both inserts 2, between them 2, after them 1.
    expect(await counts(late)).toEqual([5, 5, 0]);
  });

  test.each([
    ["a lock", 4, () => always("nothing", () => true)],
    ["a lock, seen by nobody", 2, () => always("nothing", () => true, { over: [] })],
  ])("tell who has %s first, and what else happens meanwhile", async (_what, classes, rule) => {
    const locking: Program = async () => {
      const lock = mutex("lock");
      rule();
      const use = async (): Promise<void> => {
        await lock.acquire();
        await lock.release();
      };
      const other = await spawn("other", use);
      await use();
      await join(other);
    };
    expect(await counts(locking)).toEqual([classes, classes, 0]);
  });

  test("tell the order of deaths, kills among them", async () => {
    const mortal: Program = async () => {
      const pids = [await spawn("one", () => undefined), await spawn("two", () => undefined)];
      always("somebody lives or nobody does", () => pids.filter((pid) => peek(pid)).length <= 2);
      for (const pid of pids) await join(pid);
    };
    const killed: Program = async () => {
      const main = self();
      const pids = [await spawn("one", () => receive("stop")), await spawn("two", () => receive("stop"))];
      always("somebody lives or nobody does", () => pids.filter((pid) => peek(pid)).length <= 2);
      await spawn("killer", async () => {
        for (const pid of pids) await kill(pid);
        await send(main, "done");
      });
      await receive("done");
    };
    expect(await counts(mortal)).toEqual([3, 3, 0]);
    const [classes, executions, blocked] = await counts(killed);
    expect({ executions, blocked }).toEqual({ executions: classes, blocked: 0 });
    expect(classes).toBe(2);
  });
});

describe("a predicate", () => {
  async function failure(
    rule: () => void,
  ): Promise<{ readonly error: unknown; readonly signature: string | undefined }> {
    const report = await explore(
      async () => {
        rule();
        await pause();
      },
      { strategy: "dfs", executions: 10, shrink: false },
    );
    const [found] = report.counterexamples;
    return { error: found?.error, signature: found?.signature };
  }

  test("that throws an assertion breaks its rule, and what it said is told", async () => {
    const { error } = await failure(() => {
      always("nothing is two", () => {
        assert.equal(2, 1, "two things");
      });
    });
    assert(error instanceof RuleBroken);
    expect(error.message.split("\n").slice(0, 2)).toEqual(["always: nothing is two", "AssertionError: two things"]);
    expect(error.cause).toBeInstanceOf(assert.AssertionError);
  });

  test("that throws something else is told to be beyond judging, with the rule and its place", async () => {
    const { error, signature } = await failure(() => {
      always("nothing is two", () => {
        throw new TypeError("no such thing");
      });
    });
    assert(error instanceof RuleBroken);
    expect(error.message).toBe("always: nothing is two\nIt could not be evaluated: TypeError: no such thing");
    expect(signature).toMatch(/^always: nothing is two at always\.test\.ts$/);
  });

  test.each([
    ["that is async", "async-rule", () => always("later", (() => Promise.resolve(true)) as never)],
    ["that gives a number", "invalid-rule", () => always("three", (() => 3) as never)],
    ["that calls an operation", "operation-in-rule", () => always("alive", () => void pause())],
    ["that lays down a rule", "operation-in-rule", () => always("nested", () => always("inner", () => true))],
    ["that peeks at anything else", "not-peekable", () => always("map", () => peek(new Map() as never))],
    ["that is over anything else", "not-peekable", () => always("map", () => true, { over: [new Map() as never] })],
    ["that is no function", "invalid-rule", () => always("none", undefined as never)],
    ["that has no words", "invalid-rule", () => always(" ", () => true)],
    ["that is over a word", "invalid-option", () => always("all", () => true, { over: "all" as never })],
    ["of which the program peeks itself", "peek-outside-rule", () => peek(cell(0))],
  ])("%s is the caller's mistake: %s", async (_what, code, rule) => {
    const { error } = await failure(rule);
    expect(error).toMatchObject({ name: "UsageError", code });
  });

  test("of a pid of another execution is the caller's mistake", async () => {
    let other = undefined as unknown as ReturnType<typeof self>;
    await failure(() => {
      other = self();
    });
    const { error } = await failure(() => {
      always("it lives", () => peek(other));
    });
    expect(error).toMatchObject({ name: "UsageError", code: "foreign-pid" });
  });

  // Three seconds of real time.
  test.runIf(process.env["HEDDLE_NIGHTLY"] !== undefined)(
    "that never ends is stopped, and the next rule can be judged",
    async () => {
      const report = await explore(
        async () => {
          always("it ends", () => {
            for (;;);
          });
          await pause();
        },
        { strategy: "dfs", executions: 1, shrink: false },
      ).catch((error: unknown) => error);
      expect(report).toBeDefined();
      expect(() => peek(undefined as never)).toThrow(expect.objectContaining({ code: "not-peekable" }));
      expect((await failure(() => undefined)).error).toBeUndefined();
    },
  );
});

test("a rule outside an execution is the caller's mistake", () => {
  expect(() => always("nothing", () => true)).toThrow(expect.objectContaining({ code: "outside-execution" }));
});

test("a rule is judged from the running step on, after the code of the step, and at the last step", async () => {
  const seen: number[] = [];
  await explore(
    async () => {
      const count = cell(0, "count");
      let local = -1;
      await count.write(1);
      always("anything", () => {
        seen.push(peek(count), local);
      });
      local = 1;
      await count.write(2);
      local = 2;
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  // After the first write, the second, and the exit.
  expect(seen).toEqual([1, 1, 2, 2, 2, 2]);
});

test("a table whose owner has exited has no rows", async () => {
  const sizes: number[] = [];
  await explore(
    async () => {
      const owner = await spawn("owner", async () => {
        const rows = table<string, number>("rows");
        always("anything", () => {
          sizes.push(peek(rows).length);
        });
        await rows.insert("a", 1);
      });
      await join(owner);
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  // Spawned; inserted; exit; the table goes; join; exit of main.
  expect(sizes).toEqual([0, 1, 1, 0, 0, 0]);
});
