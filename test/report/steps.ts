// Steps and failures for reports, with defaults for irrelevant fields.

import type { Counterexample, Failure } from "../../src/explore/index.ts";
import { Access, Role } from "../../src/trace/index.ts";
import type { Shown, Step, StepSignal } from "../../src/trace/index.ts";

/** The short form of a step in tests: texts for shown values, and only the relevant fields of a signal. */
export interface StepDraft extends Partial<Omit<Step, "object" | "argument" | "result" | "signal">> {
  readonly object?: string | Shown;
  readonly argument?: string | Shown;
  readonly result?: string;
  readonly signal?: Partial<Omit<StepSignal, "content">> & { readonly content?: string | Shown };
}

/** A trace of steps numbered from 1, each `main pause` unless it says otherwise. */
export function trace(...steps: readonly StepDraft[]): readonly Step[] {
  return steps.map((step, index) => ({
    number: index + 1,
    role: Role.task,
    actor: "main",
    task: 0,
    sender: undefined,
    who: step.sender === undefined ? (step.actor ?? "main") : `${step.sender}→${step.actor ?? "main"}`,
    kind: "pause",
    access: Access.none,
    spawned: undefined,
    enabled: 1,
    isDeviation: false,
    time: 0,
    source: { file: "/home/project/src/race.ts", line: index + 1, column: 1 },
    ...step,
    object: shown(step.object),
    argument: shown(step.argument) ?? [],
    result: shown(step.result),
    signal: step.signal === undefined ? undefined : signalOf(step.signal),
  }));
}

function signalOf({ content, ...signal }: NonNullable<StepDraft["signal"]>): StepSignal {
  return { kind: "message", about: undefined, isNormalExit: false, tags: [], ...signal, content: shown(content) };
}

function shown(text: string | Shown | undefined): Shown | undefined {
  return typeof text === "string" ? [text] : text;
}

/** A failure in main after steps of a trace. */
export function counterexampleOf(...steps: readonly StepDraft[]): Counterexample {
  const error = new Error("it failed");
  const failure: Failure = {
    error,
    outcome: { kind: "violated", error, actor: "main" },
    signature: "Error in main",
    token: "h2:race:plan::0:pc7ps:aaaaaaaa:bbbb",
    steps: steps.length,
    switches: 1,
    deviations: [],
    trace: trace(...steps),
  };
  return { ...failure, index: 6, original: failure, explanation: undefined, reruns: 0, isMinimal: false };
}
