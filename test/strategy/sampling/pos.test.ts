// Guarantees of partial order sampling: priorities last until an operation races with theirs.

import { pause } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { strategyFrom } from "../../../src/strategy/index.ts";
import { exploreByRounds } from "../explore-by-rounds.ts";

const EXECUTIONS = 4_000;

/** How often one task's single write of x comes after all five steps of another task, among `others` that pause. */
async function shareOfLast(step: (x: Cell<number>) => Promise<unknown>, others: number): Promise<number> {
  const program = async (): Promise<void> => {
    const x = cell(0, "x");
    let steps = 0;
    let isLast = false;
    const short = async (): Promise<void> => {
      await x.write(1);
      isLast = steps === 5;
    };
    const long = async (): Promise<void> => {
      for (; steps < 5; steps += 1) await step(x);
    };
    await Promise.all([short(), long(), ...Array.from({ length: others }, () => pause({ touches: "nothing" }))]);
    if (isLast) throw new Error("last");
  };
  const { failures } = await exploreByRounds(program, strategyFrom("pos"), { executions: EXECUTIONS, seed: "pos" });
  return failures / EXECUTIONS;
}

// With 60 others the enabled operations are kept in a heap; they race with nothing, so the shares are the same.
describe.each([0, 60])("among %i others", (others) => {
  test("a pending operation keeps its priority while nothing races with it", async () => {
    // It is last if its one draw is the lowest of six: 1/6. A random walk: 1/32. 3σ = 0.0177, a miss has 0.27 %.
    const share = await shareOfLast(() => pause({ touches: "nothing" }), others);
    expect(Math.abs(share - 1 / 6)).toBeLessThan(0.0177);
  });

  test("a pending operation draws anew after each step that races with it", async () => {
    // Before each of five reads the two draws are fresh: 1/2 each time, 1/32. Without the redraw it would be 1/6.
    // 3σ = 0.0083, a miss has 0.27 %.
    const share = await shareOfLast((x) => x.read(), others);
    expect(Math.abs(share - 1 / 32)).toBeLessThan(0.0083);
  });
});

test("reads do not race with reads", async () => {
  const program = async (): Promise<void> => {
    const x = cell(0, "x");
    let steps = 0;
    let isLast = false;
    const short = async (): Promise<void> => {
      await x.read();
      isLast = steps === 5;
    };
    const long = async (): Promise<void> => {
      for (; steps < 5; steps += 1) await x.read();
    };
    await Promise.all([short(), long()]);
    if (isLast) throw new Error("last");
  };
  const { failures } = await exploreByRounds(program, strategyFrom("pos"), { executions: EXECUTIONS, seed: "reads" });
  // 1/6 again, as above.
  expect(Math.abs(failures / EXECUTIONS - 1 / 6)).toBeLessThan(0.0177);
});
