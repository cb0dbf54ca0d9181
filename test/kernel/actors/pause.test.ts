// A pause stands for code of the program's own: two of them depend on each other unless they are told otherwise.

import { explore, join, pause, spawn, UsageError, verify } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

/** Two actors that pause a number of times each. */
function pausing(before: (actor: "one" | "two") => Promise<void>, counts: readonly [number, number]) {
  return async (): Promise<void> => {
    const body = (actor: "one" | "two", count: number) => async (): Promise<void> => {
      for (let done = 0; done < count; done += 1) await before(actor);
    };
    const one = await spawn("one", body("one", counts[0]));
    const two = await spawn("two", body("two", counts[1]));
    await join(one);
    await join(two);
  };
}

// n pauses of one actor and m of another are interleaved in C(n + m, n) ways.
test.each([
  [1, 1, 2],
  [2, 2, 6],
  [3, 3, 20],
  [2, 4, 15],
])("%i and %i pauses have %i classes", async (one, two, classes) => {
  const report = await verify(pausing(() => pause(), [one, two]));

  expect(report).toMatchObject({ verdict: "passed", executions: classes, classes, redundant: 0 });
});

test.each<readonly [string, (actor: "one" | "two") => Promise<void>, number]>([
  ["a label", (actor) => pause(actor), 6],
  ["nothing", () => pause({ touches: "nothing" }), 1],
  ["one text", () => pause({ touches: "account" }), 6],
  ["two texts", (actor) => pause({ touches: actor }), 1],
  ["objects that heddle does not know", () => pause({ touches: {} }), 6],
])("pauses that touch %s", async (_what, before, classes) => {
  const report = await verify(pausing(before, [2, 2]));

  expect(report).toMatchObject({ executions: classes, classes });
});

test("a pause may touch an object of heddle", async () => {
  const report = await verify(async () => {
    const [one, two] = [cell(0, "one"), cell(0, "two")];
    const writer = await spawn("writer", () => one.write(1));
    const first = await spawn("first", () => pause({ touches: one }));
    const second = await spawn("second", () => pause({ touches: two }));
    for (const pid of [writer, first, second]) await join(pid);
  });

  expect(report.classes).toBe(2);
});

test("a label is shown", async () => {
  const { counterexamples } = await explore(async () => {
    await pause("before the check");
    throw new Error("shown");
  });

  const [step] = counterexamples[0]?.trace ?? [];
  expect([step?.kind, step?.object, step?.argument]).toEqual(["pause", undefined, ["'before the check'"]]);
});

test("an option that there is not is refused", async () => {
  const { counterexamples } = await explore(() => pause({ touch: "x" } as never));

  expect(counterexamples[0]?.error).toBeInstanceOf(UsageError);
  expect(String(counterexamples[0]?.error)).toMatch('Unknown option "touch" of pause. The options are label, touches.');
});
