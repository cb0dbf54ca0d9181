// Steps for reports, with what a test does not care for filled in.

import { Access, Role } from "../../src/trace/index.ts";
import type { Step } from "../../src/trace/index.ts";

/** A trace of steps numbered from 1, each `main pause` unless it says otherwise. */
export function trace(...steps: readonly Partial<Step>[]): readonly Step[] {
  return steps.map((step, index) => ({
    number: index + 1,
    role: Role.task,
    actor: "main",
    who: step.actor ?? "main",
    kind: "pause",
    object: undefined,
    access: Access.none,
    detail: "",
    enabled: 1,
    isDeviation: false,
    time: 0,
    source: { file: "/home/project/src/race.ts", line: index + 1, column: 1 },
    ...step,
  }));
}
