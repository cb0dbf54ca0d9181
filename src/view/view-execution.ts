// An execution as the viewer shows it.

import type { RecordedStates } from "../explore/index.ts";
import { exitsOf, operationOrSignal } from "../report/index.ts";
import { labelActors, labeledText, objectText, Role } from "../trace/index.ts";
import type { Shown, Step } from "../trace/index.ts";
import type { ViewActor, ViewExecution, ViewPart, ViewStep } from "./document.ts";

/** Steps beyond these are left out: a file with more could not be opened any more. */
const MAX_STEPS = 100_000;

/** An execution with its states. */
export interface Recorded {
  readonly trace: readonly Step[];
  readonly states: RecordedStates;
  /** The paths of actors that are left when it fails, and how. */
  readonly endings: readonly { readonly actor: string; readonly text: string }[];
}

/** @param fileOf the number of a source file */
export function viewExecution({ endings, states, trace }: Recorded, fileOf: (path: string) => number): ViewExecution {
  const steps = trace.slice(0, MAX_STEPS);
  const spawned = trace.flatMap((step) => step.spawned ?? []);
  const labels = labelActors(trace, [...spawned, ...endings.map(({ actor }) => actor)]);
  const lanes = new Map([...labels.keys()].map((path, index) => [path, index]));
  const laneOf = (path: string): number => lanes.get(path) ?? 0;
  const sent = new SentSignals();
  return {
    actors: actorsOf(trace, labels),
    steps: steps.map((step) => viewStep(step, { labels, laneOf, fileOf, sent })),
    parts: states.parts.map(({ kind, name }) => viewPart(kind, name, { labels, lanes })),
    changes: states.changes
      .slice(0, steps.length + 1)
      .map((changes) =>
        changes.map(({ part, rows }) => [part, rows?.map((row) => labeledText(row, labels)) ?? null] as const),
      ),
    endings: endings.map(({ actor, text }) => ({ lane: laneOf(actor), text })),
    leftOut: trace.length - steps.length,
  };
}

function actorsOf(trace: readonly Step[], labels: ReadonlyMap<string, string>): readonly ViewActor[] {
  const exits = exitsOf(trace);
  const spawns = new Map(trace.flatMap(({ number, spawned }) => (spawned === undefined ? [] : [[spawned, number]])));
  return Array.from(labels, ([path, label]) => ({ path, label, from: spawns.get(path), to: exits.get(path) }));
}

interface Context {
  readonly labels: ReadonlyMap<string, string>;
  readonly laneOf: (path: string) => number;
  readonly fileOf: (path: string) => number;
  readonly sent: SentSignals;
}

const ROLES = {
  [Role.task]: "task",
  [Role.delivery]: "delivery",
  [Role.timer]: "timer",
  [Role.fault]: "fault",
} as const;

function viewStep(step: Step, { fileOf, labels, laneOf, sent }: Context): ViewStep {
  const { actor, enabled, isDeviation, number, role, sender, source, time } = step;
  const object = step.objectName ?? step.object;
  sent.note(step);
  return {
    number,
    lane: laneOf(actor),
    ...(sender === undefined ? {} : { sender: laneOf(sender), sentBy: sent.take(sender, actor) }),
    role: ROLES[role],
    text: operationOrSignal(step, labels),
    ...(object === undefined ? {} : { object: labeledText(object, labels) }),
    isDeviation,
    time,
    enabled,
    ...(source === undefined ? {} : { source: [fileOf(source.file), source.line] as const }),
  };
}

function viewPart(
  kind: ViewPart["kind"],
  name: Shown,
  { labels, lanes }: { readonly labels: ReadonlyMap<string, string>; readonly lanes: ReadonlyMap<string, number> },
): ViewPart {
  const [first] = name;
  const owner = typeof first === "object" && name.length === 1 ? lanes.get(first.actor) : undefined;
  return { kind, name: labeledText(name, labels), ...(owner === undefined ? {} : { lane: owner }) };
}

/** The steps that sent signals which have not been delivered yet: those of one sender to one receiver stay in order. */
class SentSignals {
  readonly #steps: Map<string, number[]> = new Map();

  note({ actor, number, object, role, signal }: Step): void {
    if (role !== Role.task || signal === undefined || object === undefined) return;
    const key = `${actor} ${objectText(object)}`;
    const steps = this.#steps.get(key);
    if (steps === undefined) this.#steps.set(key, [number]);
    else steps.push(number);
  }

  take(sender: string, receiver: string): number | undefined {
    return this.#steps.get(`${sender} ${receiver}`)?.shift();
  }
}
