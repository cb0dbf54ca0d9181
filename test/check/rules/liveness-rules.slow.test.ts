// Liveness rules: at the end of an execution, and when an execution reaches the step limit.

import assert from "node:assert/strict";

import { explore, join, pause, receive, replay, self, send, spawn } from "heddle";
import type { Program, Report, StrategyName } from "heddle";
import { always, atQuiescence, eventually, leadsTo, obligation, peek, RuleBroken } from "heddle/check";
import { cell, mutex } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";

function brokenBy(report: Report): RuleBroken {
  const [found] = report.counterexamples;
  assert(found?.error instanceof RuleBroken);
  return found.error;
}

function run(program: Program, strategy: StrategyName = "dfs"): Promise<Report> {
  return explore(program, { strategy, executions: 1_000, shrink: false });
}

/** A flag that one actor sets and another clears. */
function flag(rule: (flagged: () => boolean) => void): Program {
  return async () => {
    const value = cell(false, "flag");
    rule(() => peek(value));
    const setter = await spawn("setter", () => value.write(true));
    const resetter = await spawn("resetter", () => value.write(false));
    for (const pid of [setter, resetter]) await join(pid);
  };
}

describe("eventually", () => {
  test.each(["dfs", "dpor", "portfolio"] as const)("holds when it held after any step, for %s", async (strategy) => {
    const report = await run(
      flag((isSet) => {
        eventually("the flag is set", isSet);
      }),
      strategy,
    );
    expect(report.verdict).toBe("passed");
  });

  test("is violated at the end when it never held, with what it said last", async () => {
    const report = await run(
      flag((isSet) => {
        eventually("the flag is set for good", () => {
          assert(!isSet() && isSet(), "not yet");
        });
      }),
    );
    expect(brokenBy(report).message).toBe(
      "eventually: the flag is set for good\nIt never held. AssertionError: not yet",
    );
    expect(report.counterexamples[0]?.outcome).toMatchObject({ kind: "violated", actor: "main" });
  });
});

describe("leadsTo", () => {
  test("holds when the goal holds at the trigger's step or a later one", async () => {
    const report = await run(
      flag((isSet) => {
        leadsTo("a flag that is set is set", isSet, isSet);
      }),
    );
    expect(report.verdict).toBe("passed");
  });

  test.each(["dfs", "dpor", "portfolio"] as const)(
    "is violated in the order in which nothing follows, by %s",
    async (strategy) => {
      const report = await run(
        flag((isSet) => {
          leadsTo("a flag that is set is taken back", isSet, () => !isSet());
        }),
        strategy,
      );
      expect(brokenBy(report).message).toMatch(
        /^leadsTo: a flag that is set is taken back\nThe goal has not held since the trigger held at step \d+\.$/,
      );
      expect(report.counterexamples[0]?.outcome).toMatchObject({ kind: "violated", actor: "main/setter" });
    },
  );
});

describe("atQuiescence", () => {
  test("is judged at rest only, with instant signals and leaks too", async () => {
    const seen: boolean[] = [];
    const report = await run(
      flag((isSet) => {
        atQuiescence("anything", () => {
          seen.push(isSet());
        });
      }),
      "dpor",
    );
    expect(report).toMatchObject({ verdict: "passed", executions: 2 });
    expect([...new Set(seen)].toSorted()).toEqual([false, true]);
  });

  test.each(["dfs", "dpor", "portfolio"] as const)(
    "is violated in the order that leaves it so, by %s",
    async (strategy) => {
      const report = await run(
        flag((isSet) => {
          atQuiescence("the flag is down", () => !isSet());
        }),
        strategy,
      );
      expect(brokenBy(report).message).toBe("atQuiescence: the flag is down");
    },
  );

  test("has no say in a deadlock, and nor has what is due", async () => {
    const report = await run(async () => {
      const lock = mutex("lock");
      obligation("all is done").hot();
      eventually("it is over", () => false);
      atQuiescence("all is well", () => false);
      await lock.acquire();
      await lock.acquire();
    });
    expect(report.counterexamples.map(({ outcome }) => outcome.kind)).toEqual(["deadlocked"]);
  });

  test("costs a reduction nothing: no class more", async () => {
    const ruled = flag((isSet) => {
      atQuiescence("anything", () => isSet() || !isSet());
    });
    const plain = flag(() => undefined);
    const [one, other] = [await allSchedules(() => ruled()), await allSchedules(() => plain())];
    expect([one.executions, one.classes]).toEqual([other.executions, other.classes]);
  });
});

describe("an obligation", () => {
  /** Requests that may stay unanswered. */
  const asking: Program = async () => {
    const answered = obligation("every ask is answered");
    const server = await spawn("server", async () => {
      await receive({ kind: "ask", from: "one" });
      answered.cold("one");
    });
    const client = (name: string): Promise<void> => {
      answered.hot(name);
      return send(server, { kind: "ask", from: name });
    };
    const clients = [await spawn("one", () => client("one")), await spawn("two", () => client("two"))];
    for (const pid of clients) await join(pid);
    await join(server);
  };

  test.each(["dfs", "dpor", "portfolio"] as const)("that is hot at the end is a violation, by %s", async (strategy) => {
    const report = await run(asking, strategy);
    expect(brokenBy(report).message).toMatch(
      /^obligation: every ask is answered\n"two" is hot since step \d+, by main\/two\.$/,
    );
    expect(report.counterexamples[0]?.outcome).toMatchObject({ kind: "violated", actor: "main/two" });
  });

  test("has a place, and is one bug whatever is hot", async () => {
    const report = await explore(asking, { strategy: "random", executions: 200, stopAfter: 3, shrink: false });
    expect(report.counterexamples.map(({ signature }) => signature)).toEqual([
      "obligation: every ask is answered at asking (liveness-rules.slow.test.ts)",
    ]);
  });

  test("is one debt however often it gets hot, and each key is another", async () => {
    const report = await run(async () => {
      const owed = obligation("nothing is owed");
      const keys = [undefined, "a", 1, self(), {}];
      for (const key of keys) {
        owed.hot(key);
        owed.hot(key);
      }
      await pause();
      for (const key of keys) owed.cold(key);
      owed.cold("never hot");
    });
    expect(report.counterexamples).toEqual([]);
  });

  test("makes the order of hot and cold part of the class, for one key", async () => {
    const racing = (other: string): Program => {
      return async () => {
        const owed = obligation("nothing is owed");
        const one = await spawn("one", async () => {
          await pause({ touches: "nothing" });
          owed.hot("key");
        });
        await pause({ touches: "nothing" });
        owed.cold(other);
        await join(one);
      };
    };
    const counts = async (program: Program): Promise<readonly [number, number]> => {
      const { classes } = await allSchedules(() => program());
      return [classes, (await explore(program, { strategy: "dpor", stopAfter: 9, shrink: false })).executions];
    };
    expect(await counts(racing("key"))).toEqual([2, 2]);
    expect(await counts(racing("other"))).toEqual([1, 1]);
  });

  test("of another execution, or called in a rule or outside, is the caller's mistake", async () => {
    let other: ReturnType<typeof obligation> | undefined;
    const report = await run(async () => {
      other ??= obligation("kept");
      other.hot();
      await pause();
      other.cold();
      await Promise.all([spawn("one", () => pause()), spawn("two", () => pause())]);
    });
    expect(report.counterexamples[0]?.error).toMatchObject({ name: "UsageError", code: "foreign-rule" });
    expect(() => other?.hot()).toThrow(expect.objectContaining({ code: "outside-execution" }));
    const inRule = await run(() => {
      const owed = obligation("nothing is owed");
      always("nothing", () => owed.hot());
    });
    expect(inRule.counterexamples[0]?.error).toMatchObject({ code: "operation-in-rule" });
  });
});

/** Never answers; all other actors keep running. */
const unanswered: Program = async () => {
  const answered = obligation("every request is answered");
  const count = cell(0, "count");
  answered.hot("request");
  const work = async (): Promise<never> => {
    for (;;) await count.update((value) => value + 1);
  };
  await spawn("one", work);
  await spawn("two", work);
};

/** Answers as soon as it gets a turn. */
const answeredLate: Program = async () => {
  const answered = obligation("every request is answered");
  const count = cell(0, "count");
  answered.hot("request");
  await spawn("busy", async () => {
    for (;;) await count.update((value) => value + 1);
  });
  await spawn("server", async () => {
    await pause();
    answered.cold("request");
  });
};

describe("an execution that runs out of steps", () => {
  const limits = { maxSteps: 400, executions: 5, name: "unanswered" };

  test.each(["random", "round-robin", "fair-pct"] as const)(
    "under %s, which is fair, is violated by what is due",
    async (strategy) => {
      const report = await explore(unanswered, {
        ...limits,
        strategy: strategy === "fair-pct" ? "fair-pct-3-50-50" : strategy,
      });
      expect(brokenBy(report)).toMatchObject({ isOverdue: true, rule: "obligation: every request is answered" });
      expect(report).toMatchObject({ verdict: "violated", undecided: 0, executions: 1 });
    },
  );

  test("is shown with fewer steps, shrinks, and replays", async () => {
    const report = await explore(unanswered, { ...limits, strategy: "random", shrink: 40 });
    const [found] = report.counterexamples;
    assert(found !== undefined);
    expect(found.steps).toBe(128);
    const execution = await replay(unanswered, found.token, { name: "unanswered" });
    expect(execution).toMatchObject({ isSame: true, signature: found.signature });
    expect(found.outcome.kind).toBe("violated");
  });

  test.each(["pct", "dfs", "dpor"] as const)("under %s, which is not, stays undecided", async (strategy) => {
    const report = await explore(unanswered, { ...limits, strategy, shrink: false });
    expect(report).toMatchObject({ verdict: "undecided", counterexamples: [] });
    expect(report.undecided).toBe(report.executions);
  });

  test("is not violated by what came in time, or by nothing", async () => {
    const report = await explore(answeredLate, { ...limits, strategy: "random", shrink: false });
    expect(report).toMatchObject({ verdict: "undecided", counterexamples: [], undecided: 5 });
  });

  test.each([
    ["eventually", (isDone: () => boolean) => eventually("it is done", isDone)],
    ["leadsTo", (isDone: () => boolean) => leadsTo("it gets done", () => true, isDone)],
  ])("is violated by %s as well", async (kind, rule) => {
    const report = await explore(
      async () => {
        rule(() => false);
        await spawn("one", async () => {
          for (;;) await pause();
        });
      },
      { ...limits, strategy: "random", shrink: false },
    );
    expect(brokenBy(report).rule.startsWith(`${kind}: `)).toBe(true);
  });

  test("is not violated by what has been due for less than half of the steps", async () => {
    const report = await explore(
      async () => {
        const owed = obligation("all is paid");
        await spawn("one", async () => {
          for (let step = 0; ; step += 1) {
            if (step === 300) owed.hot();
            await pause();
          }
        });
      },
      { ...limits, strategy: "random", shrink: false },
    );
    expect(report).toMatchObject({ verdict: "undecided", counterexamples: [] });
  });
});
