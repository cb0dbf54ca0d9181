// The rows that are shown: the steps that the filters let through, and a row for each stretch that was folded.

import type { ViewDocument, ViewExecution, ViewStep } from "../document.ts";

/** What is shown. */
export interface Filters {
  /** Only the steps that lead to the failure. */
  readonly isSlice: boolean;
  /** Only steps on objects that several actors touch. */
  readonly isShared: boolean;
  /** Whether stretches in which nothing remarkable happens are one row. */
  readonly isFolded: boolean;
  /** Only the steps of this lane; −1 for all. */
  readonly lane: number;
  /** Only the steps on this object; empty for all. */
  readonly object: string;
  /** Only steps with this text; empty for all. */
  readonly query: string;
}

/** A step, or a number of steps that are folded into one row. */
export type Row =
  | { readonly kind: "step"; readonly step: ViewStep }
  | { readonly kind: "fold"; readonly from: number; readonly to: number; readonly count: number };

/** A shorter stretch is not folded. */
const SHORTEST_FOLD = 6;
/** The steps before and after a remarkable one that are not folded. */
const MARGIN = 2;

/** The numbers of the steps in critical pairs, with those of the pairs, from 1. */
export function pairsByStep({ pairs }: ViewDocument): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  for (const [index, { first, second }] of pairs.entries()) {
    for (const step of [first, second]) {
      if (step !== undefined) found.set(step, [...(found.get(step) ?? []), index + 1]);
    }
  }
  return found;
}

/** The objects that several actors touch. */
export function sharedObjects({ steps }: ViewExecution): ReadonlySet<string> {
  const lanes = new Map<string, number>();
  const shared = new Set<string>();
  for (const { lane, object } of steps) {
    if (object === undefined) continue;
    if ((lanes.get(object) ?? lane) === lane) lanes.set(object, lane);
    else shared.add(object);
  }
  return shared;
}

/** The rows of a failing execution. */
export function rowsOf(view: ViewDocument, filters: Filters): readonly Row[] {
  const { isFolded, isShared, isSlice, lane, object } = filters;
  const slice = new Set(view.slice);
  const shared = sharedObjects(view.failing);
  const query = filters.query.toLowerCase();
  const { actors } = view.failing;
  const steps = view.failing.steps.filter(
    (step) =>
      (!isSlice || view.slice === undefined || slice.has(step.number)) &&
      (!isShared || (step.object !== undefined && shared.has(step.object))) &&
      (lane < 0 || step.lane === lane || step.sender === lane) &&
      (object === "" || step.object === object) &&
      (query === "" || `${actors[step.lane]?.label ?? ""} ${step.text}`.toLowerCase().includes(query)),
  );
  return isFolded ? folded(steps, pairsByStep(view)) : steps.map((step) => ({ kind: "step", step }));
}

function folded(steps: readonly ViewStep[], pairs: ReadonlyMap<number, readonly number[]>): readonly Row[] {
  const isShown = new Uint8Array(steps.length);
  for (const [index, step] of steps.entries()) {
    const isRemarkable = step.isDeviation || step.role === "fault" || pairs.has(step.number);
    const isEdge = index === 0 || index === steps.length - 1;
    if (isRemarkable || isEdge) isShown.fill(1, Math.max(0, index - MARGIN), index + MARGIN + 1);
  }
  const rows: Row[] = [];
  let at = 0;
  while (at < steps.length) {
    let end = at;
    while (end < steps.length && isShown[end] === 0) end += 1;
    const [first, last] = [steps[at], steps[end - 1]];
    if (end - at >= SHORTEST_FOLD && first !== undefined && last !== undefined) {
      rows.push({ kind: "fold", from: first.number, to: last.number, count: end - at });
      at = end;
      continue;
    }
    for (const step of steps.slice(at, end + 1)) rows.push({ kind: "step", step });
    at = end + 1;
  }
  return rows;
}
