// A published benchmark program in two models: its actors spawned and joined by main, one visible step each, as in the
// artifacts; and all of them there from the beginning, with no steps of their own coming or going, as in the tables of
// exact figures.

import { join, spawn } from "heddle";
import type { Body, Program } from "heddle";

/** A program that may fail: by a broken assertion, or by a deadlock. */
export interface BenchProgram {
  readonly name: string;
  /** Where it was published. */
  readonly suite: "SCTBench/CS" | "SCTBench/CB" | "CHESS" | "Inspect" | "SafeStack" | "Shuttle";
  readonly bug: "assertion" | "deadlock";
  /** Main spawns and joins the actors. */
  readonly program: Program;
  /** All actors are there from the beginning. */
  readonly together: Program;
}

/** The actors of one execution, with the state that they share. */
export interface Cast {
  readonly actors: readonly Body[];
  /** What main does after all have ended. */
  readonly finish?: Body;
}

/** Makes a program of its actors; `cast` is called anew in each execution. */
export function benchProgram(
  name: string,
  traits: Pick<BenchProgram, "suite" | "bug">,
  cast: () => Cast,
): BenchProgram {
  return {
    name,
    ...traits,
    program: async () => {
      const { actors, finish } = cast();
      const pids = [];
      for (const actor of actors) pids.push(await spawn(actor));
      for (const pid of pids) await join(pid);
      await finish?.();
    },
    together: async () => {
      const { actors, finish } = cast();
      await Promise.all(actors.map((actor) => actor()));
      await finish?.();
    },
  };
}

/** The same body a number of times. */
export function times(count: number, body: (index: number) => unknown): readonly Body[] {
  return Array.from({ length: count }, (_, index) => () => body(index));
}
