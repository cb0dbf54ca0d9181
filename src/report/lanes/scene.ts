// What is drawn of a failing execution: which of its steps, which pairs of them belong together, how it ends.

import { headline } from "../../explore/index.ts";
import type { Counterexample, ShrunkCounterexample } from "../../explore/index.ts";
import type { CriticalPair } from "../../shrink/index.ts";
import { labelActors } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { exitsOf } from "./lifelines.ts";

/** What became of an actor in the end. */
export interface Ending {
  /** Its path. */
  readonly actor: string;
  readonly text: string;
}

/** Steps to draw. */
export interface Scene {
  /** The short names of all actors of the execution, in the order in which they appear. */
  readonly labels: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
  /** The step with which each actor ends, if it does. */
  readonly exits: ReadonlyMap<string, number>;
  /** The pairs to mark, those that matter most first. */
  readonly pairs: readonly CriticalPair[];
  readonly endings: readonly Ending[];
}

/** More pairs than this make a picture that nobody can read. */
const MOST_PAIRS = 3;

/** A whole trace, with nothing marked. */
export function plainScene(trace: readonly Step[]): Scene {
  return { labels: labelActors(trace, spawned(trace)), steps: trace, exits: exitsOf(trace), pairs: [], endings: [] };
}

/** What a counterexample shows: of a shrunk one only the steps that happen before the failure, or all. */
export function sceneOf(counterexample: Counterexample, isAll: boolean): Scene {
  const { shrunk } = counterexample;
  const { error, outcome, trace } = shrunk ?? counterexample;
  const labels = labelActors(trace, [...spawned(trace), ...waiting(outcome)]);
  return {
    labels,
    steps: shrunk === undefined || isAll ? trace : sliceOf(shrunk),
    exits: exitsOf(trace),
    pairs: shrunk === undefined ? [] : pairsOf(shrunk),
    endings: endingsOf(outcome, error, labels),
  };
}

/** The steps of a pair that happened. */
export function stepsOf({ first, second }: CriticalPair): readonly number[] {
  return [first.step, second.step].filter((step) => step !== undefined);
}

/** In the order of their first steps. */
function pairsOf({ criticalPairs, depth = MOST_PAIRS }: ShrunkCounterexample): readonly CriticalPair[] {
  return criticalPairs
    .slice(0, Math.min(depth, MOST_PAIRS))
    .toSorted((one, other) => (one.first.step ?? 0) - (other.first.step ?? 0));
}

/** The actors that take part in the scene, in the order in which they appear in the execution. */
export function actorsOf({ endings, labels, steps }: Scene): readonly string[] {
  const seen = new Set(endings.map(({ actor }) => actor));
  for (const step of steps) {
    seen.add(step.actor);
    if (step.sender !== undefined) seen.add(step.sender);
  }
  return [...new Set([...labels.keys(), ...seen])].filter((path) => seen.has(path));
}

/** The paths of actors that were spawned: some may not have come to do anything. */
function spawned(trace: readonly Step[]): readonly string[] {
  return trace.flatMap((step) => step.spawned ?? []);
}

function waiting(outcome: Counterexample["outcome"]): readonly string[] {
  return outcome.kind === "deadlocked" ? outcome.waits.map(({ actor }) => actor) : [];
}

/** The steps of the slice; those of the pairs are among them whatever the slice says. */
function sliceOf({ criticalPairs, slice, trace }: ShrunkCounterexample): readonly Step[] {
  const kept = new Set([...slice, ...criticalPairs.flatMap(stepsOf)]);
  return trace.filter(({ number }) => kept.has(number));
}

function endingsOf(
  outcome: Counterexample["outcome"],
  error: unknown,
  labels: ReadonlyMap<string, string>,
): readonly Ending[] {
  switch (outcome.kind) {
    case "violated":
      return [{ actor: outcome.actor, text: `✗ ${headline(error)}` }];
    case "deadlocked":
      return outcome.waits.map(({ actor, operation, waitsFor }) => {
        const what = operation === undefined ? "for a promise of nobody" : `in ${operation}`;
        return {
          actor,
          text: `✗ waits ${what}${waitsFor === undefined ? "" : ` for ${labels.get(waitsFor) ?? waitsFor}`}`,
        };
      });
    case "livelocked":
      return outcome.cycle.actors.map((actor) => ({ actor, text: `✗ goes round from step ${outcome.cycle.from} on` }));
    case "completed":
    case "out of steps":
      return [];
  }
}
