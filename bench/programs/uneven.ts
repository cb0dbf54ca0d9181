// uneven-25: one write against 25. It comes last in one interleaving of 26, which a random walk almost never takes.

import assert from "node:assert/strict";

import { cell } from "heddle/memory";

import { benchProgram } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

const ROUNDS = 25;

/** Fails when the short actor comes last. */
export const uneven: BenchProgram = benchProgram("uneven-25", { suite: "Shuttle", bug: "assertion" }, () => {
  const x = cell(-1, "x");
  const short = (): Promise<void> => x.write(0);
  const long = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) await x.write(1);
  };
  const finish = async (): Promise<void> => {
    assert.notEqual(await x.read(), 0);
  };
  return { actors: [short, long], finish };
});
