// The first step that differs between two executions of the same steps in another order.

import { plainText, stepDetail, stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";

/** A step of each execution, the same one of the same task; `undefined` where a task took fewer steps. */
export type Difference = readonly [one: Step | undefined, other: Step | undefined];

/** The first difference, in the order of `trace`; `undefined` if no step shows any. */
export function firstDifference(trace: readonly Step[], other: readonly Step[]): Difference | undefined {
  const left = byTask(other);
  for (const step of trace) {
    const same = left.get(step.who)?.shift();
    if (same === undefined || textOf(same) !== textOf(step)) return [step, same];
  }
  const more = [...left.values()].flat();
  const [first] = more.toSorted((one, two) => one.number - two.number);
  return first === undefined ? undefined : [undefined, first];
}

function byTask(steps: readonly Step[]): Map<string, Step[]> {
  const tasks = new Map<string, Step[]>();
  for (const step of steps) {
    const own = tasks.get(step.who);
    if (own === undefined) tasks.set(step.who, [step]);
    else own.push(step);
  }
  return tasks;
}

function textOf(step: Step): string {
  return `${stepLabel(step)} ${plainText(stepDetail(step))}`;
}
