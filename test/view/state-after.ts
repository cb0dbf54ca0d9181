// The state after a step of a replay, in the words of the viewer.

import type { RecordedStates } from "../../src/explore/index.ts";
import { labelActors, labeledText } from "../../src/trace/index.ts";
import type { Shown, Step } from "../../src/trace/index.ts";

/** The state after a step, by the kinds and names of the parts. @param step from 1; 0 for the state before the first */
export function stateAfter(
  { changes, parts }: RecordedStates,
  step: number,
  trace: readonly Step[],
): ReadonlyMap<string, string> {
  const state = new Map<number, readonly Shown[]>();
  for (const { part, rows } of changes.slice(0, step + 1).flat()) {
    if (rows === undefined) state.delete(part);
    else state.set(part, rows);
  }
  const labels = labelActors(
    trace,
    trace.flatMap(({ spawned }) => spawned ?? []),
  );
  return new Map(
    Array.from(state, ([part, rows]) => {
      const { kind, name } = parts[part] ?? { kind: "object", name: [] };
      return [`${kind} ${labeledText(name, labels)}`, rows.map((row) => labeledText(row, labels)).join("\n")];
    }),
  );
}
