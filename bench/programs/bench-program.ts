// A published benchmark program in two models: actors spawned and joined by main, one visible step each, as in the
// artifacts; and actors that all exist from the start, without steps for spawns and exits, as in the tables of
// exact figures.

import { join, spawn } from "heddle";
import type { Body, Program } from "heddle";

/** A program that may fail: by a broken assertion, or by a deadlock. */
export interface BenchProgram {
  readonly name: string;
  /** Its publication. */
  readonly suite: "SCTBench/CS" | "SCTBench/CB" | "CHESS" | "Inspect" | "SafeStack" | "Shuttle";
  readonly bug: "assertion" | "deadlock";
  /** Main spawns and joins the actors. */
  readonly program: Program;
  /** All actors exist from the start. */
  readonly together: Program;
}

/** The actors of one execution with their shared state. */
export interface Cast {
  readonly actors: readonly Body[];
  /** The action of main after all actors have exited. */
  readonly finish?: Body;
}

/** Creates a program from its actors; `cast` is called in each execution. */
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

/** Several copies of one body. */
export function times(count: number, body: (index: number) => unknown): readonly Body[] {
  return Array.from({ length: count }, (_, index) => () => body(index));
}
