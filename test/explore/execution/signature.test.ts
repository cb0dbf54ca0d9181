// Signatures: what makes two failures the same bug, in one exploration and after an edit of the program.

import assert from "node:assert/strict";

import { choose, explore, join, pause, replay, spawn } from "heddle";
import { expect, test } from "vitest";

import { messageShape, pathShape } from "../../../src/explore/execution/message-shape.ts";

test.each([
  ["an update was lost", "an update was lost"],
  ["expected 110 to be 120 // Object.is equality", "expected * to be * Object.is equality"],
  ["expected [ 'a', 'b', …(3) ] to deeply equal [ 'a' ]", "expected * to deeply equal *"],
  ["expected { alice: { paid: 1 } } to deeply equal {}", "expected * to deeply equal *"],
  ['the key "db" belongs to <main/owner-2>', "the key * belongs to *"],
  ["it's not the owner's turn", "it's not the owner's turn"],
  ["sold to ben and ann", "sold to * and *"],
  ["ben: gone", "*: gone"],
  ["expected undefined to be true", "expected * to be *"],
  ["ids 3f2a-91, 0xff, 127.0.0.1:80 at /srv/x.sock", "ids * at *"],
  ["row r17 of shard-2 is missing.", "row * of * is missing."],
  ["first line 1\nsecond line", "first line *"],
  ["main ended early", "main ended early"],
])("the shape of the message %j is %j", (message, shape) => {
  expect(messageShape(message, ["main", "ann", "ben"])).toBe(shape);
});

test("the shape of a long message is short, and found quickly", () => {
  expect(messageShape("b".repeat(1_000_000), []).length).toBeLessThanOrEqual(200);
});

test("the shape of a path has no numbers", () => {
  expect(["main/worker-2", "main/w0/child-11"].map(pathShape)).toEqual(["main/worker", "main/w/child"]);
});

const failing = async (): Promise<void> => {
  const value = await choose(3);
  await Promise.all([pause(), pause()]);
  if (value === 1) throw new Error("value 1 is wrong");
  if (value === 2) throw new Error("value 2 is wrong");
};

test("failures of one shape on two lines are two bugs of one signature", async () => {
  const { counterexamples } = await explore(failing, { stopAfter: 3, executions: 200 });

  expect(counterexamples.map(({ error }) => String(error)).toSorted()).toEqual([
    "Error: value 1 is wrong",
    "Error: value 2 is wrong",
  ]);
  expect(counterexamples.map(({ signature }) => signature)).toEqual([
    "Error in main at failing (signature.test.ts): value * is wrong",
    "Error in main at failing (signature.test.ts): value * is wrong",
  ]);
});

test("messages of two shapes are two bugs, even on one line", async () => {
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const { counterexamples } = await explore(
    async () => {
      const value = await choose(3);
      if (value > 0) fail(value === 1 ? "the owner is dead" : "the key is free");
    },
    { stopAfter: 3, executions: 200 },
  );

  expect(counterexamples.map(({ error }) => String(error)).toSorted()).toEqual([
    "Error: the key is free",
    "Error: the owner is dead",
  ]);
});

test("actors that differ by a number have one bug", async () => {
  const { counterexamples } = await explore(
    async () => {
      const unlucky = await choose(3);
      const workers = [0, 1, 2].map((index) =>
        spawn(`worker${index}`, async () => {
          await pause();
          if (index === unlucky) assert.fail(`worker${index} has failed`);
        }),
      );
      for (const worker of workers) await join(await worker);
    },
    { stopAfter: 2, executions: 50 },
  );

  expect(counterexamples.map(({ signature }) => signature)).toEqual([
    expect.stringMatching(/^AssertionError in main\/worker at .*: \* has failed$/),
  ]);
});

test("a token replays when the failure is in another function, on another line", async () => {
  const before = async (): Promise<void> => {
    await Promise.all([pause(), pause()]);
    throw new Error("wrong");
  };
  const inner = (): never => {
    throw new Error("wrong");
  };
  const after = async (): Promise<void> => {
    await Promise.all([pause(), pause()]);
    inner();
  };
  const [found] = (await explore(before, { name: "moved" })).counterexamples;

  const execution = await replay(after, found?.token ?? "", { name: "moved" });

  expect(execution.isSame).toBe(true);
  expect(execution.signature).toBe("Error in main at inner (signature.test.ts): wrong");
});

test.each([
  ["another message", () => new Error("right")],
  ["another error", () => new RangeError("wrong")],
])("a token does not replay when there is %s", async (_what, create) => {
  let error = new Error("wrong");
  const program = async (): Promise<void> => {
    await Promise.all([pause(), pause()]);
    throw error;
  };
  const [found] = (await explore(program, { name: "reworded" })).counterexamples;
  error = create();

  await expect(replay(program, found?.token ?? "", { name: "reworded" })).rejects.toMatchObject({
    code: "failure-differs",
  });
});
