// Replays of programs that have changed since the recording: the first difference, and continuing from there.

import assert from "node:assert/strict";

import { explore, join, replay, ReplayDivergence, scenario, spawn } from "heddle";
import type { Counterexample, Program } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { folderWith } from "../../cli/run-heddle.ts";

type Change = "an actor more" | "in one operation" | "nothing";

/** Two increments, one of which is lost; the original program, or a changed one. */
function increments(change: Change): Program {
  return async () => {
    const counter = cell(0, "counter");
    const increment = async (): Promise<void> => {
      if (change === "in one operation") await counter.update((value) => value + 1);
      else await counter.write((await counter.read()) + 1);
    };
    const pids = [await spawn("alice", increment), await spawn("bob", increment)];
    if (change === "an actor more") pids.push(await spawn("aaron", increment));
    for (const pid of pids) await join(pid);
    assert.ok((await counter.read()) >= 2, "an update was lost");
  };
}

const name = "increments";

async function found(): Promise<Counterexample> {
  const [first] = (await explore(increments("nothing"), { name })).counterexamples;
  assert(first !== undefined);
  return first;
}

async function shrunkToken(): Promise<string> {
  const { token } = await found();
  return token;
}

async function divergenceOf(replayed: Promise<unknown>): Promise<ReplayDivergence> {
  const error: unknown = await replayed.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof ReplayDivergence);
  return error;
}

test("a counterexample names the step that differs, with what was expected and what came", async () => {
  const before = await found();

  const error = await divergenceOf(replay(increments("in one operation"), before, { name }));

  expect(error.code).toBe("step-differs");
  expect(error.divergence).toEqual({
    step: 3,
    expected: "main/alice cell.read(counter)",
    actual: "main/alice cell.update(counter)",
  });
});

test("a token names the step whose choice does not fit, with what could happen instead", async () => {
  const token = await shrunkToken();

  const error = await divergenceOf(replay(increments("in one operation"), token, { name }));

  expect(error.code).toBe("schedule-diverged");
  expect(error.divergence).toEqual({
    step: 4,
    expected: "an operation that the program has not reached",
    actual: "the enabled operations are main/alice exit(main/alice), main/bob cell.update(counter)",
  });
});

test("the steps that a corpus has kept are compared like those of a counterexample", async () => {
  const corpus = folderWith({});
  await explore(increments("nothing"), { name, corpus });
  const token = await shrunkToken();

  const error = await divergenceOf(replay(increments("in one operation"), token, { name, corpus }));

  expect(error.code).toBe("step-differs");
  expect(error.divergence).toEqual({
    step: 3,
    expected: "main/alice cell.read(counter)",
    actual: "main/alice cell.update(counter)",
  });
});

test("with continue a replay goes on by seed and says where it differed", async () => {
  const token = await shrunkToken();

  const execution = await replay(increments("in one operation"), token, { name, continue: true });

  expect(execution.divergence?.step).toBe(4);
  expect(execution.isSame).toBe(false);
  expect(execution.outcome.kind).toBe("completed");
});

test("with continue a replay of a counterexample goes on after the step that differs", async () => {
  const before = await found();

  const execution = await replay(increments("in one operation"), before, { name, continue: true });

  expect(execution.divergence?.step).toBe(3);
  expect(execution.steps).toBeGreaterThan(3);
});

test("with continue an unchanged program is the same as without", async () => {
  const before = await found();

  const plain = await replay(increments("nothing"), before, { name });
  const going = await replay(increments("nothing"), before, { name, continue: true });

  expect(going).toEqual(plain);
  expect(going.isSame).toBe(true);
  expect(going.divergence).toBeUndefined();
});

test("going on by seed is deterministic", async () => {
  const token = await shrunkToken();
  const once = await replay(increments("an actor more"), token, { name, continue: true });
  const again = await replay(increments("an actor more"), token, { name, continue: true });

  expect(again.trace).toEqual(once.trace);
});

test("until changes nothing where no debugger is attached", async () => {
  const before = await found();

  const plain = await replay(increments("nothing"), before, { name });
  const until = await replay(increments("nothing"), before, { name, until: 4 });

  expect(until).toEqual(plain);
});

test.each([0, -1, 1.5, Number.NaN])("until: %d is refused", async (until) => {
  const before = await found();

  await expect(replay(increments("nothing"), before, { name, until })).rejects.toThrow(/until must be a step number/);
});

test("until a step that does not come is refused with the number of steps", async () => {
  const before = await found();

  await expect(replay(increments("nothing"), before, { name, until: 99 })).rejects.toThrow(
    "There is no step 99: the execution has 11 steps.",
  );
});

test("a program that was renamed is replayed under the recorded name", async () => {
  const { token } = await found();
  const renamed = increments("nothing");
  const scenarios = [renamed, scenario({ name: "other", program: renamed })];

  for (const subject of scenarios) {
    await expect(replay(subject, token)).rejects.toMatchObject({ code: "other-program" });
    await expect(replay(subject, token, { name })).resolves.toMatchObject({ isSame: true });
    await expect(replay(subject, await found(), { name })).resolves.toMatchObject({ isSame: true });
  }
});
