// One performed operation, as a report shows it. Gathered only when an execution is traced.

import type { Access, Role } from "./operation.ts";

/** A position in a source file. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One step of a traced execution. */
export interface Step {
  /** Counted from 1. */
  readonly number: number;
  readonly role: Role;
  /** The path of the actor whose task stepped or that a signal reached. */
  readonly actor: string;
  /** Who stepped: the actor's path, with `#n` for a further task of it, or `sender→receiver` for a signal. */
  readonly who: string;
  /** For example `cell.write`. */
  readonly kind: string;
  /** What it touched, for example `counter`. */
  readonly object: string | undefined;
  readonly access: Access;
  /** Arguments and result in short, for example `1` or `→ 0`. */
  readonly detail: string;
  /** How many operations could have been performed here. */
  readonly enabled: number;
  /** Set when the step differs from the default schedule. */
  readonly isDeviation: boolean;
  /** Virtual milliseconds since the start. */
  readonly time: number;
  readonly source: SourcePosition | undefined;
}

/** The text that identifies what a step did; two traces are equal when these are, step by step. */
export function stepLabel(step: Pick<Step, "who" | "kind" | "object">): string {
  return `${step.who} ${step.kind}${step.object === undefined ? "" : `(${step.object})`}`;
}
