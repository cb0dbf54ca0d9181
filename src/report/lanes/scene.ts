// The contents of a diagram of an execution: steps, critical pairs and endings, before layout.

import { headline } from "../../explore/index.ts";
import type { Counterexample } from "../../explore/index.ts";
import type { CriticalPair, Explanation } from "../../shrink/index.ts";
import { labelActors } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { exitsOf } from "./lifelines.ts";

/** The final state of an actor in a failed execution. */
export interface Ending {
  /** Its path. */
  readonly actor: string;
  readonly text: string;
}

/** The contents of a diagram. */
export interface Scene {
  /** The short names of all actors by path, in order of appearance. */
  readonly labels: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
  /** The exit steps of the actors that exit. */
  readonly exits: ReadonlyMap<string, number>;
  /** The pairs to mark, in the order of their first steps. */
  readonly pairs: readonly CriticalPair[];
  readonly endings: readonly Ending[];
}

/** A diagram with more marked pairs than this is unreadable. */
const MAX_PAIRS = 3;

/** A whole trace without marks. */
export function plainScene(trace: readonly Step[]): Scene {
  return { labels: labelActors(trace, spawned(trace)), steps: trace, exits: exitsOf(trace), pairs: [], endings: [] };
}

/** The scene of a counterexample: of a shrunk one, unless `isAll`, only the steps that happen before the failure. */
export function sceneOf(counterexample: Counterexample, isAll: boolean): Scene {
  const { error, explanation, outcome, trace } = counterexample;
  const labels = labelActors(trace, [...spawned(trace), ...waiting(outcome)]);
  return {
    labels,
    steps: explanation === undefined || isAll ? trace : sliceOf(trace, explanation),
    exits: exitsOf(trace),
    pairs: explanation === undefined ? [] : pairsOf(explanation),
    endings: endingsOf(outcome, error, labels),
  };
}

/** The steps of a pair that happened. */
export function stepsOf({ first, second }: CriticalPair): readonly number[] {
  return [first.step, second.step].filter((step) => step !== undefined);
}

/** The most important pairs, in the order of their first steps. */
function pairsOf({ criticalPairs, depth = MAX_PAIRS }: Explanation): readonly CriticalPair[] {
  return criticalPairs
    .slice(0, Math.min(depth, MAX_PAIRS))
    .toSorted((one, other) => (one.first.step ?? 0) - (other.first.step ?? 0));
}

/** The actors of the scene, in the order in which they appear in the execution. */
export function actorsOf({ endings, labels, steps }: Scene): readonly string[] {
  const seen = new Set(endings.map(({ actor }) => actor));
  for (const step of steps) {
    seen.add(step.actor);
    if (step.sender !== undefined) seen.add(step.sender);
  }
  return [...new Set([...labels.keys(), ...seen])].filter((path) => seen.has(path));
}

/** The paths of spawned actors, including those that have no steps. */
function spawned(trace: readonly Step[]): readonly string[] {
  return trace.flatMap((step) => step.spawned ?? []);
}

function waiting(outcome: Counterexample["outcome"]): readonly string[] {
  return outcome.kind === "deadlocked" ? outcome.waits.map(({ actor }) => actor) : [];
}

/** The steps of the slice and of the critical pairs. */
function sliceOf(trace: readonly Step[], { criticalPairs, slice }: Explanation): readonly Step[] {
  const kept = new Set([...slice, ...criticalPairs.flatMap(stepsOf)]);
  return trace.filter(({ number }) => kept.has(number));
}

/** How the actors are left that a failure is about. */
export function endingsOf(
  outcome: Counterexample["outcome"],
  error: unknown,
  labels: ReadonlyMap<string, string>,
): readonly Ending[] {
  switch (outcome.kind) {
    case "violated":
      return [{ actor: outcome.actor, text: `✗ ${headline(error)}` }];
    case "deadlocked":
      return outcome.waits.map(({ actor, operation, waitsFor }) => {
        const what = operation === undefined ? "for a promise that nothing can settle" : `in ${operation}`;
        return {
          actor,
          text: `✗ waits ${what}${waitsFor === undefined ? "" : ` for ${labels.get(waitsFor) ?? waitsFor}`}`,
        };
      });
    case "livelocked":
      return outcome.cycle.actors.map((actor) => ({
        actor,
        text: `✗ repeats its steps from step ${outcome.cycle.from} on`,
      }));
    case "completed":
    case "outOfSteps":
      return [];
  }
}
