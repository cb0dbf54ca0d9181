// Outcomes of executions: deadlocks with their wait-for graph, leaks, step limits, and detected escapes.

import assert from "node:assert/strict";
import { access } from "node:fs/promises";

import {
  Deadlock,
  explore,
  join,
  pause,
  receive,
  self,
  send,
  sleep,
  spawn,
  UncontrolledNondeterminism,
  UsageError,
} from "heddle";
import type { Pid } from "heddle";
import { cell, mutex } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { exploreOn } from "../../../src/explore/index.ts";
import { nodeHost } from "../../../src/host/index.ts";

describe("a deadlock", () => {
  test("names who waits in what for whom, and the ring", async () => {
    const report = await explore(async () => {
      const main = self();
      const worker = await spawn("worker", () => join(main));
      await join(worker);
    });
    const error = report.counterexamples[0]?.error;
    assert(error instanceof Deadlock);
    expect(error.waits).toEqual([
      { actor: "main", operation: "join(worker)", waitsFor: "main/worker" },
      { actor: "main/worker", operation: "join(main)", waitsFor: "main" },
    ]);
    expect(error.message).toContain("cycle: main → main/worker → main");
  });

  test("without an operation is one of promises that nobody can settle", async () => {
    const report = await explore(async () => {
      const worker = await spawn("worker", () => new Promise(() => undefined));
      await join(worker);
    });
    const error = report.counterexamples[0]?.error;
    assert(error instanceof Deadlock);
    expect(error.waits).toContainEqual({ actor: "main/worker", operation: undefined, waitsFor: undefined });
  });

  test("after the main actor has returned is one still, when somebody waits for other than messages", async () => {
    const report = await explore(async () => {
      let other: Pid | undefined;
      const first = await spawn("first", async () => {
        while (other === undefined) await pause();
        await join(other);
      });
      other = await spawn("second", () => join(first));
    });
    expect(report.counterexamples[0]?.signature).toContain("deadlock: main/first in join(second)");
  });
});

test("an actor that waits for a promise of its own after the main actor has returned is a leak, too", async () => {
  const report = await explore(async () => {
    await spawn("worker", () => new Promise(() => undefined));
  });
  expect(report.verdict).toBe("passed");
  expect(report.leaks).toEqual([{ actor: "main/worker", operation: undefined, waitsFor: undefined }]);
});

test("an actor that waits for a promise beside one that waits for a lock is part of the deadlock", async () => {
  const report = await explore(async () => {
    const lock = mutex("lock");
    await lock.acquire();
    await spawn("other", () => lock.acquire());
    await spawn("worker", () => new Promise(() => undefined));
  });
  const error = report.counterexamples[0]?.error;
  assert(error instanceof Deadlock);
  expect(error.waits.map(({ actor }) => actor)).toEqual(["main/other", "main/worker"]);
});

test("an actor that waits for a message after the main actor has returned is a leak and no failure", async () => {
  const report = await explore(async () => {
    await spawn("listener", async () => {
      await pause();
      await receive("never");
    });
  });
  expect(report.verdict).toBe("passed");
  expect(report.leaks).toEqual([{ actor: "main/listener", operation: "receive(listener)", waitsFor: undefined }]);
});

test("a check over completed executions can make a leak a failure", async () => {
  const report = await explore(
    async () => {
      await spawn("listener", () => receive("never"));
    },
    { checks: [({ leaks }) => assert.deepEqual(leaks, [])] },
  );
  expect(report.verdict).toBe("violated");
});

test("an execution that runs out of steps is undecided, never passed", async () => {
  const report = await explore(
    async () => {
      for (;;) await pause();
    },
    { executions: 2, maxSteps: 100 },
  );
  expect(report).toMatchObject({ verdict: "undecided", undecided: 2, steps: 200 });
});

describe("an escape", () => {
  // How fast a file is read is out of our hands: the failure may not repeat.
  test("by real input is uncontrolled nondeterminism that names the actor", { retry: 2 }, async () => {
    const report = await explore(async () => {
      await spawn("reader", async () => {
        await access(import.meta.dirname);
        await pause();
      });
      await pause();
    });
    const error = report.counterexamples[0]?.error;
    assert(error instanceof UncontrolledNondeterminism);
    expect(error.code).toBe("resumed-outside");
    expect(error.message).toContain("main/reader");
  });

  test("by an operation that was never awaited is named", async () => {
    const report = await explore(async () => {
      const shared = cell(0);
      await spawn("hasty", () => {
        void shared.write(1);
      });
    });
    const error = report.counterexamples[0]?.error;
    assert(error instanceof UsageError);
    expect(error.code).toBe("never-awaited");
    expect(error.message).toContain("main/hasty returned while its operation cell.write");
  });

  test("by state kept between executions is reported as such", async () => {
    let runs = 0;
    const program = async (): Promise<void> => {
      runs += 1;
      await pause();
      // The third execution: the first two have been run again before it.
      if (runs === 5) throw new Error("only once");
    };
    const report = await explore(program);
    expect(report).toMatchObject({ verdict: "undecided", brokenOff: { code: "not-repeatable" } });
  });

  test("into a loop of settled promises is stopped, with the actor's name", async () => {
    // The tests of the command wait for the time in this message.
    // On a busy machine there would be another try.
    const hasty = {
      ...nodeHost,
      guard: (work: () => void, limit: number) => ({ ...nodeHost.guard(work, limit / 5), isStarved: false }),
    };
    const program = async (): Promise<void> => {
      const spinner = await spawn("spinner", async () => {
        for (;;) await undefined;
      });
      await join(spinner);
    };
    const report = await exploreOn(hasty, program, {});
    const error = report.counterexamples[0]?.error;
    assert(error instanceof UncontrolledNondeterminism);
    expect(error.code).toBe("never-yields");
    expect(error.message).toContain("main/spinner has run for 2 seconds");
  });
});

test("a loop in a callback of nextTick is stopped, too, beside actors that await foreign promises", async () => {
  const hasty = { ...nodeHost, guard: (work: () => void, limit: number) => nodeHost.guard(work, limit / 5) };
  const program = async (): Promise<void> => {
    await spawn("waiting", () => new Promise((resolve) => void setTimeout(resolve, 1)));
    process.nextTick(() => {
      for (;;);
    });
    await pause();
  };
  const report = await exploreOn(hasty, program, { shrink: false });
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "never-yields" });
});

test("a program that throws undefined fails, and says so", async () => {
  const report = await explore(async () => {
    await pause();
    // oxlint-disable-next-line typescript/only-throw-error -- the subject of the test
    throw undefined;
  });
  expect(report.verdict).toBe("violated");
  expect(report.counterexamples[0]?.signature).toBe("thrown undefined in main");
});

test("a rejection that nobody handles fails the execution", async () => {
  const report = await explore(async () => {
    void Promise.reject(new Error("dropped"));
    await pause();
    await pause();
  });
  expect(report.counterexamples[0]?.error).toEqual(new Error("dropped"));
});

test("a primitive outside an execution is refused", async () => {
  expect(() => self()).toThrow(expect.objectContaining({ code: "outside-execution" }));
  expect(() => cell(0)).toThrow(expect.objectContaining({ code: "outside-execution" }));
  expect(() => pause()).toThrow(expect.objectContaining({ code: "outside-execution" }));
});

test("explore inside a program is refused", async () => {
  const report = await explore(() => explore(async () => undefined));
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "nested-exploration" });
});

test("a receive and a sleep that lost a race are given up with the actor's code", async () => {
  const report = await explore(async () => {
    const main = self();
    await spawn(() => send(main, "message"));
    await Promise.race([receive("message"), sleep(10), receive("other")]);
  });
  expect(report).toMatchObject({ verdict: "passed", leaks: [] });
});
