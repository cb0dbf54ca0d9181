// A machine that is suspended or busy for a second is not a program that never yields.

import { pause, spawn } from "heddle";
import { expect, test } from "vitest";

import { exploreOn } from "../../../src/explore/index.ts";
import type { Host } from "../../../src/explore/index.ts";
import { nodeHost } from "../../../src/host/index.ts";

async function program(): Promise<void> {
  await spawn(() => pause());
  await pause();
}

test("a slice that is stopped between two executions loses none", async () => {
  let slices = 0;
  const sleepy: Host = {
    ...nodeHost,
    guard(slice, limit) {
      slices += 1;
      return slices === 1 ? { isStuck: true } : nodeHost.guard(slice, limit);
    },
  };

  const report = await exploreOn(sleepy, program, { strategy: "random", executions: 100 });

  expect(report).toMatchObject({ verdict: "passed", executions: 100 });
});
