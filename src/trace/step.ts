// Performed operations as reports show them. Recorded only when an execution is traced.

import type { Access } from "./dependence.ts";
import type { Role } from "./operation.ts";
import { joinShown } from "./shown.ts";
import type { Shown } from "./shown.ts";

/** A position in a source file. */
export interface SourcePosition {
  /** An absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The signal that a step sends or delivers. */
export interface StepSignal {
  /** `request` is the message of a call. */
  readonly kind: "message" | "request" | "reply" | "exit" | "down" | "kill" | "cancel" | "monitor" | "link";
  /** The path of the actor that has ended, for `down`. */
  readonly about: string | undefined;
  /** The message, the value of a reply, or the exit reason; undefined for the other kinds. */
  readonly content: Shown | undefined;
  /** Whether it reports an exit with the reason `normal`. */
  readonly isNormalExit: boolean;
  /** The words that identify a message, for example `request` and `lookup`. */
  readonly tags: readonly string[];
}

/** One step of a traced execution. */
export interface Step {
  /** Counted from 1. */
  readonly number: number;
  /** Whether a task, a delivery, a timer or a fault stepped. */
  readonly role: Role;
  /** The path of the actor whose task stepped or that received a signal. */
  readonly actor: string;
  /** The index of the actor's task that stepped; 0 for a signal. */
  readonly task: number;
  /** The path of the sender of a delivered signal; undefined for any other step. */
  readonly sender: string | undefined;
  /** The task as text: the actor's path, with `#n` for its further tasks, or `sender→receiver` for a signal. */
  readonly who: string;
  /** For example `cell.write`. */
  readonly kind: string;
  /** The object that it accessed, for example `counter`. */
  readonly object: Shown | undefined;
  /** Its name in reports, if other objects of the execution bear it too: `counter#2`. Absent otherwise, and for the first. */
  readonly objectName?: Shown;
  /** How it accessed `object`. */
  readonly access: Access;
  /** Its arguments, abbreviated and comma-separated; empty if there are none or the signal contains them. */
  readonly argument: Shown;
  /** The signal that it sends or delivers. */
  readonly signal: StepSignal | undefined;
  /** Its result, abbreviated; undefined if there is none or it is `undefined`. */
  readonly result: Shown | undefined;
  /** The path of the actor that it spawned. */
  readonly spawned: string | undefined;
  /** The number of operations that were enabled. */
  readonly enabled: number;
  /** Whether the step differs from the default schedule. */
  readonly isDeviation: boolean;
  /** Virtual milliseconds since the start, after the step: a timer moves the clock. */
  readonly time: number;
  /** Where the program called the operation; `undefined` where no code of the program did, as for a delivery. */
  readonly source: SourcePosition | undefined;
}

/** The text that identifies a step; two traces are equal if the labels of all steps are. */
export function stepLabel({ kind, object, who }: Pick<Step, "who" | "kind" | "object">): string {
  return `${who} ${kind}${object === undefined ? "" : `(${objectText(object)})`}`;
}

/** The name of an object with the full paths of actors, for example `registry.pids[main/owner]`. */
export function objectText(object: Shown): string {
  return object.map((part) => (typeof part === "string" ? part : part.actor)).join("");
}

/** The arguments, signal and result of a step, for example `1` or `→ 0`. */
export function stepDetail({ argument, kind, result, signal, spawned }: Step): Shown {
  if (kind === "spawn" && spawned !== undefined) return [{ actor: spawned }];
  const given = [argument, ...(signal === undefined ? [] : [signalText(signal)])].filter(({ length }) => length > 0);
  // The result of a monitor, its reference, is omitted as self-evident.
  const before = joinShown(given, ", ");
  if (result === undefined || kind === "monitor") return before;
  return joinShown(
    [before, ["→ ", ...result]].filter(({ length }) => length > 0),
    " ",
  );
}

/** A signal in short, for example `DOWN(<main/owner>) 'normal'`. */
function signalText({ about, content = [], kind }: StepSignal): Shown {
  switch (kind) {
    case "message":
    case "request":
      return content;
    case "reply":
      return ["reply ", ...content];
    case "exit":
      return ["EXIT ", ...content];
    case "down":
      return about === undefined ? ["DOWN ", ...content] : ["DOWN(", { actor: about }, ") ", ...content];
    case "kill":
    case "cancel":
    case "monitor":
    case "link":
      return [kind.toUpperCase()];
  }
}
