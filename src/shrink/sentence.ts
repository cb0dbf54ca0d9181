// The explanation of a failure in one sentence: the operations whose order causes it.

import { labelActors, labeledText, plainText } from "../trace/index.ts";
import type { Step, StepSignal } from "../trace/index.ts";
import type { CriticalPair, RacingOperation } from "./explanation.ts";

/** Longer details are cut. */
const MAX_CHARACTERS = 40;
/** Further pairs are omitted from the sentence. */
const MAX_PAIRS = 3;

/** A short description of a step for the sentence, without values that are irrelevant to it. */
export function describeStep(step: Step, labels: ReadonlyMap<string, string>): string {
  const { kind, object, objectName = object, sender, signal, spawned } = step;
  if (sender !== undefined && signal !== undefined) return describeSignal(signal, labels.get(sender) ?? sender);
  const isOwn = object?.length === 1 && typeof object[0] === "object" && object[0].actor === step.actor;
  // The sentence already names the actor before the operation.
  if (kind === "exit" && isOwn) return kind;
  if (objectName !== undefined) return `${kind}(${labeledText(objectName, labels)})`;
  return kind === "spawn" && spawned !== undefined ? `spawn ${labels.get(spawned) ?? spawned}` : kind;
}

/** `DOWN(owner)`; for a message, the words that identify it: `request lookup from client`. */
function describeSignal({ content = [], kind, tags }: StepSignal, sender: string): string {
  switch (kind) {
    case "exit":
    case "down":
      return `${kind.toUpperCase()}(${sender})`;
    case "message":
    case "request":
      return `${tags.length > 0 ? tags.join(" ") : shorten(plainText(content))} from ${sender}`;
    case "reply":
      return `${tags.length > 0 ? tags.join(" ") : kind} from ${sender}`;
    case "kill":
    case "cancel":
    case "monitor":
    case "link":
      return `${kind.toUpperCase()} from ${sender}`;
  }
}

/**
 * Explains a failure in one sentence.
 * @param depth the number of pairs, from the first, that are sufficient
 * @param drawn the nonzero values that the program drew
 */
export function sentenceOf(
  pairs: readonly CriticalPair[],
  depth: number | undefined,
  drawn: readonly number[],
  trace: readonly Step[],
): string {
  const values = drawn.length === 0 ? "" : `with ${drawn.join(", ")} drawn `;
  if (depth === 0) return `Fails ${values}in every order that was tried.`;
  if (pairs.length === 0) return `Fails ${values}as below; no two operations were found whose reversal makes it pass.`;
  const labels = labelActors(trace);
  const shown = pairs.slice(0, Math.min(depth ?? MAX_PAIRS, MAX_PAIRS)).toSorted(byStep);
  const clauses = shown.map(({ first, second }, index) => {
    const verb = index === 0 ? "comes before" : "before";
    return `\`${named(first, labels)}\` ${verb} \`${named(second, labels)}\``;
  });
  return `Fails ${values}when ${clauses.join(" and ")}; ${outcome(shown)}.`;
}

function outcome(pairs: readonly CriticalPair[]): string {
  const others = ["the other way round", "when either is the other way round", "when any is the other way round"];
  const other = others[pairs.length - 1] ?? "";
  const isOtherwise = pairs.some(({ reversed }) => reversed !== undefined);
  return isOtherwise ? `passes or fails otherwise ${other}` : `passes ${other}`;
}

function byStep(one: CriticalPair, other: CriticalPair): number {
  return (one.first.step ?? 0) - (other.first.step ?? 0);
}

/** An operation with its actor, and with the number of its task unless it is the first. */
function named({ actor, task, text }: RacingOperation, labels: ReadonlyMap<string, string>): string {
  return `${labels.get(actor) ?? actor}${task === 0 ? "" : `#${task}`}: ${text}`;
}

function shorten(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS - 1)}…`;
}
