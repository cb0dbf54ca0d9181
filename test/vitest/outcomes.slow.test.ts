// The output of explorations in a real vitest run: passes, failures with their report, modifiers, matchers.

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project, RunResult } from "./run-vitest.ts";

let installation: Installation;
let project: Project;
let run: RunResult;

const MAIN = countingFile(`
describe("counter", () => {
  test.explore("loses an update", racy);
  test.explore("holds", { executions: 300, strategy: "random" }, safe);
  test.explore.fails("is known to lose", racy);
  test.explore.fails("is said to lose", safe);
  test.explore.fails("never chooses", async () => {});
});
test.explore.skip("skipped", racy);
test.explore.skipIf(true)("skipped if", racy);
test.explore.runIf(true)("run if", safe);
test.explore.todo("to be written");
test.explore.each([[1, "one"], [2, "two"]])("each %i %s", async (count, word) => {
  expect(word).toBe(count === 1 ? "one" : "two");
  await safe();
});
test.explore.each([{ name: "a" }])("each $name", async ({ name }) => {
  await safe();
  expect(name).toBe("b");
});
test.explore("never tried", async () => {});
test.explore("runs for ever", { maxSteps: 50, executions: 5 }, async () => {
  const worker = async () => { for (let index = 0; ; index += 1) await cell(index).write(index); };
  await spawn("a", worker);
  await spawn("b", worker);
});
test.explore("throws a text", async () => {
  await Promise.all([pause(), pause()]);
  throw "oh";
});
test.explore("hangs", async () => {
  const [one, other] = [mutex(), mutex()];
  const lockBoth = async (first, second) => { await first.acquire(); await second.acquire(); await second.release(); await first.release(); };
  const workers = [await spawn("a", () => lockBoth(one, other)), await spawn("b", () => lockBoth(other, one))];
  for (const worker of workers) await join(worker);
});
test("matcher that fails", async () => { await expect(racy).toHold(); });
test("matcher that passes", async () => { await expect(safe).toHold({ executions: 10 }); });
test("matcher turned round", async () => { await expect(racy).not.toHold(); });
test("plain", () => {});
`);

const LEAKS = countingFile(`
import { vi } from "vitest";
let seats;
beforeEach(() => { seats = 1; });
const sale = async () => {
  const sold = cell(0, "sold");
  const buy = async () => {
    await pause();
    if (seats === 0) return;
    seats -= 1;
    await sold.update((before) => before + 1);
  };
  await Promise.all([buy(), buy()]);
};
test.explore("sells what beforeEach prepares", sale);
test.explore("puts it back", { reset: () => { seats = 1; } }, sale);
test.explore("installs fake timers", async () => {
  vi.useFakeTimers();
  try {
    let open;
    const gate = new Promise((resolve) => { open = resolve; });
    const waiter = await spawn("waiter", async () => { await pause(); await gate; await pause(); });
    const opener = await spawn("opener", async () => { await pause(); open(); await pause(); });
    await join(waiter);
    await join(opener);
  } finally {
    vi.useRealTimers();
  }
});
`);

const ONLY = countingFile(`
test.explore.only("alone", safe);
test.explore("not run", racy);
`);

const CONCURRENT = countingFile(`
for (const name of ["first", "second", "third"]) {
  test.explore.concurrent(name, { executions: 200 }, async () => { await pause(); await safe(); });
}
test.explore.concurrent("fourth", racy);
`);

beforeAll(async () => {
  installation = install();
  project = installation.project({
    "test/main.test.ts": MAIN,
    "test/leaks.test.ts": LEAKS,
    "test/only.test.ts": ONLY,
    "test/concurrent.test.ts": CONCURRENT,
  });
  run = await project.run();
});
afterAll(() => {
  installation.remove();
});

/** The output for a failing test, from its title to the next. */
function failureText(title: string): string {
  const [, text = ""] = run.output.split(` > ${title}\n`).slice(-2);
  return text.slice(0, text.search(/⎯\[\d/));
}

function statusOf(name: string): string | undefined {
  return run.tests.get(name)?.status;
}

describe("an exploration that passes", () => {
  test("is a passing test", () => {
    expect(statusOf("counter holds")).toBe("passed");
  });

  test("says in one line what was tried", () => {
    expect(run.output).toMatch(/✓ .*counter > holds .*\n\n +❯ heddle\n +↳ 300 executions, 2 classes, 0 ± 0 % unseen/);
  });

  test("leaves numbers for reporters", () => {
    expect(run.tests.get("counter holds")?.meta).toMatchObject({
      heddle: { verdict: "passed", executions: 300, classes: 2, tokens: [] },
    });
  });
});

describe("executions that do not stand alone", () => {
  test("fail the test with the step that differs, and its line", () => {
    const name = "sells what beforeEach prepares";

    expect(statusOf(name)).toBe("failed");
    expect(failureText(name)).toMatch(/^UncontrolledNondeterminism: Execution 1 passed, and did something else/m);
    expect(failureText(name)).toMatch(/now it is .* \(leaks\.test\.ts:\d+\)\. State outlives an execution/);
  });

  test("do so with reset", () => {
    expect(statusOf("puts it back")).toBe("passed");
  });

  test("do so if they install fake timers and begin anew", () => {
    expect(statusOf("installs fake timers")).toBe("passed");
  });
});

describe("an exploration that fails", () => {
  test("shows the program's assertion with its diff, and the interleaving under it", () => {
    const text = failureText("counter > loses an update");
    const parts = [
      /^AssertionError: the counter: expected 1 to be 2 \/\/ Object.is equality$/m,
      /^- Expected\n\+ Received\n\n- 2\n\+ 1$/m,
      /^ ❯ test\/main\.test\.ts:\d+:\d+$/m,
      /^Caused by: Interleaving: ?\nFails when `w0: cell\.read\(counter\)` comes before `w1: cell\.write\(counter\)`/m,
      /^ +#  +main +w0 +w1 +source$/m,
      /cell\.read\(counter\) → 0/,
      /^11 steps, 4 switches, 1 deviation from the default schedule \(execution \d+ failed with 11 steps/m,
      /^token: h2:\S+$/m,
      /^saved: test\/__heddle__\/main-test-ts-counter-loses-an-update-\w+\/assertionerror-\S+\.json/m,
      /^replay: HEDDLE_REPLAY=h2:\S+ npx vitest run test\/main\.test\.ts -t 'counter loses an update'$/m,
    ].map((part) => text.search(part));
    expect(parts).toEqual(parts.toSorted((one, other) => one - other));
    expect(parts).not.toContain(-1);
  });

  test("shows no frame of heddle", () => {
    expect(run.output).not.toMatch(/❯ .*node_modules\/heddle/);
  });

  test("with what is no error says what was thrown", () => {
    expect(run.tests.get("throws a text")?.message).toBe('Error: the text "oh" was thrown');
  });

  test("with a deadlock shows who waits for whom", () => {
    expect(failureText("hangs")).toMatch(
      /^Deadlock: No actor can make progress:\n[^]*cycle: main\/\w → main\/\w[^]*Caused by/,
    );
  });
});

describe("an exploration without a verdict", () => {
  test("fails when no choice had two alternatives", () => {
    expect(run.tests.get("never tried")).toMatchObject({
      status: "failed",
      message: expect.stringContaining("Undecided: nothing was tested"),
    });
  });

  test("fails when executions ran out of steps", () => {
    expect(run.tests.get("runs for ever")).toMatchObject({
      status: "failed",
      message: expect.stringContaining("ran out of steps"),
    });
  });
});

describe("modifiers:", () => {
  test.each([
    ["counter is known to lose", "passed"],
    ["counter is said to lose", "failed"],
    ["counter never chooses", "failed"],
    ["skipped", "skipped"],
    ["skipped if", "skipped"],
    ["run if", "passed"],
    ["to be written", "todo"],
    ["each 1 one", "passed"],
    ["each 2 two", "passed"],
    ["each 'a'", "failed"],
    ["alone", "passed"],
    ["not run", "skipped"],
    ["first", "passed"],
    ["second", "passed"],
    ["third", "passed"],
    ["fourth", "failed"],
    ["matcher that fails", "failed"],
    ["matcher that passes", "passed"],
    ["matcher turned round", "passed"],
    ["plain", "passed"],
  ])("%s: %s", (name, status) => {
    expect(statusOf(name)).toBe(status);
  });

  test("fails says why something that is no counterexample was not the failure expected", () => {
    expect(run.output).toContain("heddle: Undecided: nothing was tested");
  });
});

test("a matcher that fails has the interleaving in its message", () => {
  expect(run.tests.get("matcher that fails")?.message).toMatch(
    /expected the program to hold\n\nAssertionError: the counter: [^]*cell\.write\(counter\) 1[^]*replay: HEDDLE_REPLAY=/,
  );
});
