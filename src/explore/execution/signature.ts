// Signatures, which identify equal bugs: the kind of failure, its source position and its actor. The message is
// excluded, since its values differ between schedules.

import { hashText } from "../../choice/index.ts";
import { RuleBroken } from "../../kernel/index.ts";
import type { Outcome } from "../../kernel/index.ts";
import type { Host } from "../setup/host.ts";

/** One line that is equal for equal bugs. */
export function signatureOf(host: Host, outcome: Outcome): string {
  const kind = kindOfFailure(outcome);
  return outcome.kind === "violated" ? `${kind}${siteOf(host, outcome.error)}` : kind;
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

/** 24 bits of a signature, for a token's fingerprint. */
export function hashSignature(signature: string): number {
  return hashText(signature) >>> 8;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : `thrown ${typeof error}`;
}

function siteOf(host: Host, error: unknown): string {
  const position = error instanceof Error ? host.positionOf(error) : undefined;
  if (position === undefined) return "";
  const file = position.file.split(/[/\\]/).at(-1) ?? position.file;
  return ` at ${file}:${position.line}:${position.column}`;
}
