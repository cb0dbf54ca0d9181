// Compares recordings with heddle: for tests.

import { generateScript } from "./generate.ts";
import { outcomesOnHeddle } from "./outcomes.ts";
import { readRecordings } from "./recording.ts";
import type { Recording } from "./recording.ts";
import type { Family } from "./script.ts";

/** Whether a script has so few classes that it is replayed by day. */
export function isQuick({ executions }: Recording): boolean {
  return executions.competing <= 25;
}

/** How heddle differs from the selected recordings of a family: nothing, unless something is wrong. */
export async function differences(
  family: Family,
  isSelected: (recording: Recording) => boolean,
): Promise<readonly Difference[]> {
  const recordings = readRecordings(family).filter(isSelected);
  if (recordings.length === 0) throw new Error(`no recordings of ${family}`);
  const found: Difference[] = [];
  for (const recording of recordings) {
    const difference = await differenceFrom(recording);
    if (difference !== undefined) found.push(difference);
  }
  return found;
}

/** How heddle differs from one recording. */
interface Difference {
  readonly script: string;
  /** Whether the seed generates the script no more. */
  readonly isStale: boolean;
  /** What Erlang showed and heddle does not. */
  readonly missing: readonly string[];
  /** What heddle shows and neither Erlang did nor a rule allows. */
  readonly unknown: readonly string[];
  /** What a rule allows and heddle does not show any more. */
  readonly lost: readonly string[];
  readonly executions: string;
}

async function differenceFrom({ executions, led, script, seen, unseen }: Recording): Promise<Difference | undefined> {
  const shown = [...Object.keys(seen), ...led];
  const lazy = await outcomesOnHeddle(script, { executions: executions.lazy + 1, time: "lazy" });
  const competing = await outcomesOnHeddle(script, { executions: executions.competing + 1, time: "competing" });
  const difference: Difference = {
    script: script.id,
    isStale: JSON.stringify(generateScript(script.family, Number(script.id.slice(-3)))) !== JSON.stringify(script),
    missing: shown.filter((outcome) => !competing.outcomes.has(outcome)),
    unknown: [...lazy.outcomes.keys()].filter((outcome) => !shown.includes(outcome) && !(outcome in unseen)),
    lost: Object.keys(unseen).filter((outcome) => !lazy.outcomes.has(outcome)),
    executions: `${lazy.executions}/${competing.executions} of ${executions.lazy}/${executions.competing}`,
  };
  const { isStale, lost, missing, unknown } = difference;
  const isComplete = lazy.executions === executions.lazy && competing.executions === executions.competing;
  return isStale || !isComplete || missing.length + unknown.length + lost.length > 0 ? difference : undefined;
}
