// The rows of a lane diagram before layout: steps, gaps between them, and endings.

import type { Step } from "../../trace/index.ts";
import type { Bracket } from "./brackets.ts";
import { actorsOf, stepsOf } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { operationOrSignal, sourceText, timeText } from "../steps/step-text.ts";

export interface LaneRow {
  readonly kind: "step" | "gap" | "ending";
  /** The number of the step, with an asterisk if it differs from the default schedule. */
  readonly mark: string;
  /** The virtual time, if it differs from that of the previous row. */
  readonly time: string;
  /** The index of the row's actor. */
  readonly lane: number;
  /** The index of the sender of a delivered signal; `undefined` for any other step. */
  readonly sender: number | undefined;
  readonly text: string;
  readonly source: string;
  readonly isDeviation: boolean;
  /** Whether the step is one of a critical pair. */
  readonly isCritical: boolean;
}

/** Rows with their actors, lifelines and brackets. */
export interface LaneRows {
  /** The short name of the actor of each lane. */
  readonly names: readonly string[];
  readonly rows: readonly LaneRow[];
  /** The first and the last row of each lifeline. */
  readonly lives: readonly (readonly [number, number])[];
  readonly spans: readonly Bracket[];
}

/** Shorter runs of steps are not hidden: hiding them would save nothing. */
const MIN_GAP = 3;
/** The number of steps at the end that are always shown. */
const LAST_STEPS = 5;

/**
 * The rows of a scene.
 * @param maxSteps the maximum number of steps to show; steps that are neither critical nor deviations are hidden first
 */
export function rowsOf(scene: Scene, folder: string, maxSteps: number = Number.POSITIVE_INFINITY): LaneRows {
  const { endings, exits, labels, pairs, steps } = scene;
  const actors = actorsOf(scene);
  const critical = new Set(pairs.flatMap(stepsOf));
  const rows: LaneRow[] = [];
  const rowOf = new Map<number, number>();
  let time = 0;
  for (const part of abridged(steps, critical, maxSteps)) {
    if ("hidden" in part) {
      rows.push({ ...EMPTY, kind: "gap", text: `⋮ ${part.hidden} steps` });
      continue;
    }
    rowOf.set(part.number, rows.length);
    const { sender } = part;
    rows.push({
      kind: "step",
      mark: `${part.number}${part.isDeviation ? "*" : " "}`,
      time: part.time === time ? "" : timeText(part.time),
      lane: actors.indexOf(part.actor),
      sender: sender === undefined ? undefined : actors.indexOf(sender),
      text: operationOrSignal(part, labels),
      source: sourceText(part.source, folder),
      isDeviation: part.isDeviation,
      isCritical: critical.has(part.number),
    });
    ({ time } = part);
  }
  // An operation that the failure preceded would have come after the last step.
  const end = rows.length;
  for (const { actor, text } of endings) rows.push({ ...EMPTY, kind: "ending", lane: actors.indexOf(actor), text });
  const rowOfStep = (step: number | undefined): number | undefined =>
    step === undefined ? (endings.length === 0 ? undefined : end) : rowOf.get(step);
  const spans = pairs.flatMap(({ first, second }, index) => {
    const [from, to] = [rowOfStep(first.step), rowOfStep(second.step)];
    return from === undefined || to === undefined || from >= to ? [] : [{ label: String(index + 1), from, to }];
  });
  const lives = actors.map((path, lane) => lifeOf(rows, lane, lastRowBefore(rowOf, exits.get(path))));
  return { names: actors.map((path) => labels.get(path) ?? path), rows, lives, spans };
}

const EMPTY: Omit<LaneRow, "kind" | "text"> = {
  mark: "",
  time: "",
  lane: 0,
  sender: undefined,
  source: "",
  isDeviation: false,
  isCritical: false,
};

/** The rows from the first appearance of an actor to its exit or to the last row. */
function lifeOf(rows: readonly LaneRow[], lane: number, exit: number): readonly [number, number] {
  const first = rows.findIndex((row) => (row.lane === lane || row.sender === lane) && row.kind !== "gap");
  return [first === -1 ? rows.length : first, Math.min(exit, rows.length - 1)];
}

/** The last row that shows a step up to `exit`; infinity for an actor that does not exit. */
function lastRowBefore(rowOf: ReadonlyMap<number, number>, exit: number | undefined): number {
  if (exit === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(-1, ...[...rowOf].filter(([number]) => number <= exit).map(([, row]) => row));
}

type Part = Step | { readonly hidden: number };

/** Limits the number of steps: the longest runs of unremarkable steps are hidden first. */
function abridged(steps: readonly Step[], critical: ReadonlySet<number>, maxSteps: number): readonly Part[] {
  if (steps.length <= maxSteps) return steps;
  const hidden = new Set<number>();
  for (const isDeviationKept of [true, false]) {
    const stretches = stretchesOf(steps, (step, index) => {
      const isKept = critical.has(step.number) || index >= steps.length - LAST_STEPS;
      return !isKept && !(isDeviationKept && step.isDeviation);
    });
    for (const stretch of stretches.toSorted((one, other) => other.length - one.length)) {
      if (steps.length - hidden.size <= maxSteps || stretch.length < MIN_GAP) break;
      for (const index of stretch) hidden.add(index);
    }
  }
  const parts: Part[] = [];
  for (const [index, step] of steps.entries()) {
    const last = parts.at(-1);
    if (!hidden.has(index)) parts.push(step);
    else if (last !== undefined && "hidden" in last) parts[parts.length - 1] = { hidden: last.hidden + 1 };
    else parts.push({ hidden: 1 });
  }
  return parts;
}

/** The runs of consecutive steps that may be hidden, as indexes. */
function stretchesOf(
  steps: readonly Step[],
  isIdle: (step: Step, index: number) => boolean,
): readonly (readonly number[])[] {
  const stretches: number[][] = [];
  let open: number[] | undefined;
  for (const [index, step] of steps.entries()) {
    if (!isIdle(step, index)) open = undefined;
    else if (open === undefined) stretches.push((open = [index]));
    else open.push(index);
  }
  return stretches;
}
