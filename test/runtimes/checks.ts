// What is checked in each runtime and test runner.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as named } from "node:timers";

import { explore, pause, replay, spawn } from "heddle";
import type { Program } from "heddle";
import { cell } from "heddle/memory";

const lostUpdate: Program = async () => {
  const value = cell(0);
  const add = async (): Promise<void> => value.write((await value.read()) + 1);
  await Promise.all([spawn("one", add), spawn("other", add)]);
  await pause();
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  if ((await value.read()) !== 2) throw new Error("lost");
};

function beside(what: () => unknown): Program {
  return async () => {
    await spawn("other", () => pause());
    await what();
    await pause();
  };
}

async function firstError(program: Program, executions: number = 20): Promise<unknown> {
  return (await explore(program, { executions })).counterexamples[0]?.error;
}

function fail(): never {
  throw new Error("thrown");
}

const throwing = (act: () => unknown) => async (): Promise<void> => {
  assert.deepEqual(await firstError(beside(act)), new Error("thrown"));
};

/** By what is checked. */
const CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  async "a race, replayed"() {
    const { counterexamples } = await explore(lostUpdate, { executions: 500 });
    const [found] = counterexamples;
    assert.deepEqual(found?.error, new Error("lost"));
    assert.deepEqual((await replay(lostUpdate, found.token)).error, new Error("lost"));
  },
  async "global time and random values"() {
    const seen: unknown[] = [];
    const program: Program = async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
      seen.push([Date.now(), performance.now(), Math.random()].join(" "));
    };
    for (let run = 0; run < 2; run += 1) await explore(program, { executions: 1, seed: "seed" });
    assert.equal(seen[0], seen[1]);
    assert.match(String(seen[0]), /^1704067200005 105 /);
  },
  async "functions imported by name"() {
    const seen: unknown[] = [];
    const program: Program = async () => {
      const drawn = randomInt(2 ** 40);
      await new Promise((resolve) => {
        named(resolve, 5);
      });
      seen.push([drawn, Date.now()].join(" "));
    };
    for (let run = 0; run < 2; run += 1) await explore(program, { executions: 1, seed: "seed" });
    assert.equal(seen[0], seen[1]);
    assert.match(String(seen[0]), / 1704067200005$/);
  },
  "an error of a tick": throwing(() => process.nextTick(fail)),
  "an error of a microtask": throwing(() => queueMicrotask(fail)),
  "an error of a listener": throwing(() => {
    const target = new EventTarget();
    target.addEventListener("go", fail);
    target.dispatchEvent(new Event("go"));
  }),
  async "an actor that never yields"() {
    const program = beside(() => {
      for (;;);
    });
    const error = await firstError(program, 2);
    assert(error instanceof Error && "code" in error && error.code === "never-yields");
  },
  async "real input"() {
    const program = beside(() => Promise.race([readFile("package.json"), pause()]));
    const { brokenOff } = await explore(program, { executions: 20 });
    assert(brokenOff !== undefined && "code" in brokenOff && brokenOff.code === "real-input");
  },
};

/** The names of the checks that fail, or the code of the error that refuses the runtime. */
export async function failing(): Promise<readonly string[] | string> {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await check();
    } catch (error) {
      const isRefused = error instanceof Error && "code" in error && error.code === "unsupported-runtime";
      if (isRefused) return "unsupported-runtime";
      failed.push(name);
    }
  }
  return failed;
}
