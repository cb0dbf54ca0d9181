// The timers that are enabled, over generated programs, against the definition: those that no pending one must precede. The
// queue keeps track of them step by step.

import fc from "fast-check";
import { expect, test } from "vitest";

import { generatorFrom, NO_FAULTS } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import type { Task } from "../../src/kernel/index.ts";
import { strategyFrom } from "../../src/strategy/index.ts";
import { firesBefore } from "../../src/trace/index.ts";
import type { Case } from "./enumerate.ts";
import { cases } from "./generate.ts";
import { interpret } from "./program.ts";

const PROGRAMS = 150;
const EXECUTIONS = 10;

/** Pending timers. */
interface Looked {
  readonly seen: number;
  /** Those that are enabled and must not be, or the other way round. */
  readonly wrong: readonly string[];
}

async function look({ program, settings: { signals } }: Case): Promise<Looked> {
  const wrong: string[] = [];
  let seen = 0;
  const check = (stepping: Task): void => {
    const { tasks } = stepping.actor.execution.timers;
    const timers = tasks.flatMap((task) => (task.timer === undefined ? [] : [task.timer]));
    seen += timers.length;
    for (const timer of timers) {
      const mayFire = !timers.some((other) => firesBefore(other, timer));
      if (timer.task.slot >= 0 !== mayFire) wrong.push(`${String(timer.task)} before ${String(stepping)}`);
    }
  };
  let executions = 0;
  const start = () => ({ index: executions, generator: generatorFrom(executions), hasFaults: false });
  const host = createNodeHost();
  const settings = { signals, time: "competing" as const, maxSteps: 400, faults: NO_FAULTS };
  await host.exclusively(() =>
    new Runner(
      host,
      interpret(program, () => undefined),
      settings,
    ).run({
      strategy: strategyFrom("random"),
      computesBetween: true,
      next: () => (executions < EXECUTIONS ? start() : undefined),
      again: start,
      entropy: () => 0,
      observe: () => ({ beforeStep: check, afterStep: () => undefined }),
      ended: () => {
        executions += 1;
      },
    }),
  );
  return { seen, wrong };
}

test.each(["timers", "withdrawn timers", "native timers", "late timers", "unreferenced timers"])(
  "in competing time a timer is enabled exactly if no pending one must precede it: %s",
  async (profile) => {
    let seen = 0;
    for (const generated of fc.sample(cases(profile), { numRuns: PROGRAMS, seed: 3 })) {
      const looked = await look(generated);
      expect(looked.wrong, JSON.stringify(generated.program)).toEqual([]);
      seen += looked.seen;
    }
    expect(seen).toBeGreaterThan(PROGRAMS * EXECUTIONS);
  },
);
