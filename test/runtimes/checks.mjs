import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as named } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { explore, pause, replay, spawn } from "heddle";
import { cell } from "heddle/memory";

const lost = async () => {
  const value = cell(0);
  const add = async () => value.write((await value.read()) + 1);
  await Promise.all([spawn("a", add), spawn("b", add)]);
  await delay(5);
  if ((await value.read()) !== 2) throw new Error("lost");
};
const failing = (fail) => async () => {
  const report = await explore(
    async () => {
      await spawn("other", () => pause());
      fail(() => {
        throw new Error("thrown");
      });
      await pause();
    },
    { executions: 20 },
  );
  assert.equal(report.counterexamples[0]?.error.message, "thrown");
};
export const checks = {
  "a race is found and replayed": async () => {
    const {
      counterexamples: [found],
    } = await explore(lost, { executions: 500 });
    assert.equal(found?.error.message, "lost");
    assert.equal((await replay(lost, found.token)).error.message, "lost");
  },
  "time and random values": async () => {
    const seen = [];
    const program = async () => {
      const drawn = randomInt(2 ** 40);
      await new Promise((resolve) => named(resolve, 5));
      seen.push([Date.now(), performance.now(), drawn, Math.random()].join());
    };
    for (const seed of ["a", "a"]) await explore(program, { executions: 1, seed });
    assert.equal(seen[0].split(",")[0], "1704067200005");
    assert.equal(seen[0], seen[1]);
  },
  "an error of a tick": failing((thrower) => process.nextTick(thrower)),
  "an error of a microtask": failing((thrower) => queueMicrotask(thrower)),
  "an error of a listener": failing((thrower) => {
    const target = new EventTarget();
    target.addEventListener("go", thrower);
    target.dispatchEvent(new Event("go"));
  }),
  "an actor that never yields": async () => {
    const {
      counterexamples: [found],
    } = await explore(
      async () => {
        await spawn("other", () => pause());
        await pause();
        for (;;);
      },
      { executions: 2 },
    );
    assert.equal(found?.error.code, "never-yields");
  },
  "real input": async () => {
    const { brokenOff } = await explore(
      async () => {
        await spawn("other", () => pause());
        await Promise.race([readFile("package.json"), delay(1_000)]);
      },
      { executions: 20 },
    );
    assert.equal(brokenOff?.code, "real-input");
  },
};
