// Signatures, which identify equal bugs: the kind of failure, the shape of its message, its actor and its function. They
// contain no line, so that an edit elsewhere in the file leaves them as they are.

import { hashText } from "../../choice/index.ts";
import { RuleBroken } from "../../kernel/index.ts";
import type { Execution, Outcome } from "../../kernel/index.ts";
import type { Host } from "../setup/host.ts";
import { messageShape, pathShape } from "./message-shape.ts";

/** How a failure is recognized. */
export interface Signature {
  /** One line that is equal for equal bugs, wherever their lines are. */
  readonly text: string;
  /** The part that survives every edit that leaves the failure as it is: without function and file. Tokens hold its hash. */
  readonly identity: string;
  /** The text with line and column. Only within one exploration: it tells failures apart that are otherwise equal. */
  readonly located: string;
}

/** The signature of an execution's outcome. */
export function signatureOf(host: Host, outcome: Outcome, execution: Pick<Execution, "actors">): Signature {
  if (outcome.kind !== "violated") {
    const kind = kindOfFailure(outcome);
    return { text: kind, identity: kind, located: kind };
  }
  const { actor, error } = outcome;
  const kind = error instanceof RuleBroken ? error.rule : `${nameOf(error)} in ${pathShape(actor)}`;
  const shape = shapeOf(error, execution);
  const message = shape === "" ? "" : `: ${shape}`;
  const identity = `${kind}${message}`;
  const position = error instanceof Error ? host.positionOf(error) : undefined;
  if (position === undefined) return { text: identity, identity, located: identity };
  const file = position.file.split(/[/\\]/).at(-1) ?? position.file;
  const name = error instanceof Error ? host.functionOf(error) : undefined;
  const text = `${kind} at ${name === undefined ? file : `${name} (${file})`}${message}`;
  return { text, identity, located: `${text} ${position.line}:${position.column}` };
}

/** The part of a signature that does not depend on how the program's file was loaded. */
export function kindOfFailure(outcome: Outcome): string {
  switch (outcome.kind) {
    case "violated":
      if (outcome.error instanceof RuleBroken) return outcome.error.rule;
      return `${nameOf(outcome.error)} in ${outcome.actor}`;
    case "deadlocked": {
      const waits = outcome.waits.map(({ actor, operation }) => `${actor} in ${operation ?? "a promise"}`);
      return `deadlock: ${waits.toSorted().join(", ")}`;
    }
    case "livelocked": {
      const round = outcome.cycle.steps.map(({ kind, who }) => `${who.replace(/#\d+$/, "")} ${kind}`);
      return `livelock: ${[...new Set(round)].toSorted().join(", ")}`;
    }
    case "completed":
    case "outOfSteps":
      return outcome.kind;
  }
}

/** 24 bits of what identifies a failure, for a token's fingerprint. */
export function hashSignature({ identity }: Pick<Signature, "identity">): number {
  return hashText(identity) >>> 8;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : `thrown ${typeof error}`;
}

/** The errors of the engine, whose messages name local variables and are reworded from time to time. */
const ENGINE_ERRORS: ReadonlySet<string> = new Set(["TypeError", "ReferenceError", "SyntaxError"]);

/** The shape of an error's message; empty for a rule, which its text identifies, and where the message may change. */
function shapeOf(error: unknown, { actors }: Pick<Execution, "actors">): string {
  if (error instanceof RuleBroken) return "";
  const names = (): readonly string[] => actors.map(({ pid }) => pid.label);
  if (typeof error === "string") return messageShape(error, names());
  if (!(error instanceof Error) || ENGINE_ERRORS.has(error.name)) return "";
  // The messages that node:assert generates depend on the version of Node, and on whether it finds the source.
  if ("generatedMessage" in error && error.generatedMessage === true) {
    return "operator" in error ? String(error.operator) : "";
  }
  return messageShape(error.message, names());
}
