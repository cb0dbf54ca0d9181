// Steps and failures for reports, with what a test does not care for filled in.

import type { Counterexample } from "../../src/explore/index.ts";
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

/** A failure in main after steps of a trace. */
export function counterexampleOf(...steps: readonly Partial<Step>[]): Counterexample {
  const error = new Error("it failed");
  return {
    error,
    outcome: { kind: "violated", error, actor: "main" },
    signature: "Error in main",
    token: "h1:race:plan::0:pc7ps:aaaaaaaa:bbbb",
    index: 6,
    steps: steps.length,
    switches: 1,
    deviations: [],
    shrunk: undefined,
    trace: trace(...steps),
  };
}
