// The failing execution beside a passing one, step by step.

import { diffArrays } from "diff";

import type { ViewExecution, ViewStep } from "../document.ts";

/** Two steps that do the same, or one that only one of the executions has. */
export interface AlignedRow {
  readonly failing: ViewStep | undefined;
  readonly passing: ViewStep | undefined;
  /** Whether it is the first row in which they differ. */
  readonly isFirst: boolean;
}

/** Beyond these, steps are aligned by their number after the first difference. */
const MOST_ALIGNED = 4_000;

/** The rows of two executions. */
export function alignedRows(failing: ViewExecution, passing: ViewExecution): readonly AlignedRow[] {
  const isLarge = failing.steps.length + passing.steps.length > MOST_ALIGNED;
  const rows = isLarge ? byNumber(failing, passing) : byDifference(failing, passing);
  const first = rows.findIndex((row) => row.failing === undefined || row.passing === undefined);
  return rows.map((row, index) => ({ ...row, isFirst: index === first }));
}

type Pair = Pick<AlignedRow, "failing" | "passing">;

function byDifference(failing: ViewExecution, passing: ViewExecution): readonly Pair[] {
  const rows: Pair[] = [];
  let [left, right] = [0, 0];
  for (const { added, count, removed } of diffArrays(texts(failing), texts(passing))) {
    for (let index = 0; index < count; index += 1) {
      rows.push({
        failing: added ? undefined : failing.steps[left],
        passing: removed ? undefined : passing.steps[right],
      });
      if (!added) left += 1;
      if (!removed) right += 1;
    }
  }
  return rows;
}

function byNumber(failing: ViewExecution, passing: ViewExecution): readonly Pair[] {
  const [one, other] = [texts(failing), texts(passing)];
  const rows: Pair[] = [];
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [left, right] = [failing.steps[index], passing.steps[index]];
    if (one[index] === other[index]) rows.push({ failing: left, passing: right });
    else {
      if (left !== undefined) rows.push({ failing: left, passing: undefined });
      if (right !== undefined) rows.push({ failing: undefined, passing: right });
    }
  }
  return rows;
}

function texts({ actors, steps }: ViewExecution): string[] {
  return steps.map(({ lane, text }) => `${actors[lane]?.path ?? ""} ${text}`);
}
