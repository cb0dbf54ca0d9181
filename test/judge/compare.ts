// Judges the reduction, and the sampling strategies, by brute force.

import { UncontrolledNondeterminism } from "../../src/errors.ts";
import { bruteForce, isFailure, reduction, samples } from "./enumerate.ts";
import type { Case, Seen } from "./enumerate.ts";

/** The kinds of differences, the worst first. */
export const DIFFERENCES = [
  /** The reduction gave up, or something else threw. */
  "error",
  "lost outcome",
  "lost failure",
  "extra outcome",
  "lost class",
  "extra class",
  /** Executions of one class with several outcomes. */
  "mixed class",
  /** A sampling strategy showed an outcome or a class that no schedule has. */
  "extra sample",
  /** More executions than classes. */
  "repeated",
  /** Executions that the reduction itself counts as redundant. */
  "redundant",
] as const;

/** A kind of difference. */
export type DifferenceKind = (typeof DIFFERENCES)[number];

/** A difference between brute force and what it judges. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** How many, or what. */
  readonly what: number | readonly string[];
}

/** How a program is judged. */
export interface JudgeOptions {
  /** Programs with more schedules are left out. */
  readonly limit: number;
  /**
   * Which failures the reduction has to show. `first`: one of them, since an exploration ends there. `all`: each, and all
   * other outcomes and classes too. Default `first`.
   */
  readonly failures?: "first" | "all";
  /** Executions by each sampling strategy. Default 20. */
  readonly samples?: number;
}

/** What the judge says of one program. */
export interface Judgement {
  /** Executions by brute force. */
  readonly executions: number;
  readonly classes: number;
  /** Empty if there is none; the worst first. */
  readonly differences: readonly Difference[];
}

const SAMPLING = ["random", "portfolio"];

/**
 * Judges one program.
 * @returns `undefined` when it has too many schedules for brute force
 */
export async function judge(generated: Case, options: JudgeOptions): Promise<Judgement | undefined> {
  const { failures = "first", limit, samples: count = 20 } = options;
  try {
    const all = await bruteForce(generated, limit);
    if (!all.isComplete) return undefined;
    const found = compare(all, await reduction(generated, all.executions * 3 + 10), failures);
    for (const name of SAMPLING) found.push(...extras("extra sample", all, await samples(generated, name, count)));
    const { executions, classes } = all;
    return { executions, classes: classes.size, differences: sorted(found) };
  } catch (error) {
    const text = error instanceof UncontrolledNondeterminism ? error.message : String(error);
    return { executions: 0, classes: 0, differences: [{ kind: "error", what: [text] }] };
  }
}

/** The kind of the worst difference; `undefined` if there is none. */
export function worstOf({ differences }: Judgement): DifferenceKind | undefined {
  return differences[0]?.kind;
}

function compare(all: Seen, reduced: Seen, failures: "first" | "all"): Difference[] {
  const lost = [...all.outcomes].filter((outcome) => !reduced.outcomes.has(outcome));
  const lostFailures = lost.filter(isFailure);
  const found: Difference[] = [
    ...extras("extra outcome", all, reduced),
    { kind: "mixed class", what: all.mixed.size },
    { kind: "lost failure", what: lostFailures },
  ];
  const hasFailures = [...all.outcomes].some(isFailure);
  if (hasFailures && failures === "first") {
    // A failure ends the execution that shows it, and with it what other executions could be derived from it.
    return [...reduced.outcomes].some(isFailure) ? found.slice(0, -1) : found;
  }
  return [
    ...found,
    { kind: "lost outcome", what: lost.filter((outcome) => !isFailure(outcome)) },
    { kind: "lost class", what: [...all.classes.keys()].filter((number) => !reduced.classes.has(number)).length },
    { kind: "repeated", what: reduced.executions - reduced.cutShort - reduced.classes.size },
    { kind: "redundant", what: reduced.redundant },
  ];
}

/** What was seen that no schedule has. */
function extras(kind: "extra outcome" | "extra sample", all: Seen, seen: Seen): Difference[] {
  const classes = [...seen.classes.keys()].filter((number) => !all.classes.has(number)).length;
  return [
    { kind, what: [...seen.outcomes].filter((outcome) => !all.outcomes.has(outcome)) },
    { kind: kind === "extra outcome" ? "extra class" : kind, what: classes },
  ];
}

function sorted(found: readonly Difference[]): readonly Difference[] {
  return found
    .filter(({ what }) => (typeof what === "number" ? what : what.length) > 0)
    .toSorted((one, other) => DIFFERENCES.indexOf(one.kind) - DIFFERENCES.indexOf(other.kind));
}
