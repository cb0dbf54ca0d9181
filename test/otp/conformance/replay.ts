// Compares recordings with heddle: for tests.

import { expect } from "vitest";

import { generateScript } from "./generate.ts";
import { outcomesOnHeddle } from "./outcomes.ts";
import { readRecordings } from "./recording.ts";
import type { Recording } from "./recording.ts";
import type { Family } from "./script.ts";

/** Whether a script has so few classes that it is replayed by day. */
export function isQuick({ executions }: Recording): boolean {
  return executions.competing <= 25;
}

/** Replays the selected recordings of a family. */
export async function replayRecordings(family: Family, isSelected: (recording: Recording) => boolean): Promise<void> {
  const recordings = readRecordings(family).filter(isSelected);
  expect(recordings.length).toBeGreaterThan(0);
  for (const recording of recordings) await replay(recording);
}

async function replay({ executions, led, script, seen, unseen }: Recording): Promise<void> {
  // The script is still the one that its seed generates.
  expect(generateScript(script.family, Number(script.id.slice(-3)))).toEqual(script);
  const shown = [...Object.keys(seen), ...led];
  const lazy = await outcomesOnHeddle(script, { executions: executions.lazy + 1, time: "lazy" });
  const competing = await outcomesOnHeddle(script, { executions: executions.competing + 1, time: "competing" });
  expect({
    script: script.id,
    executions: { lazy: lazy.executions, competing: competing.executions },
    missing: shown.filter((outcome) => !competing.outcomes.has(outcome)),
    unseen: [...lazy.outcomes.keys()].filter((outcome) => !shown.includes(outcome)).toSorted(),
  }).toEqual({ script: script.id, executions, missing: [], unseen: Object.keys(unseen) });
}
