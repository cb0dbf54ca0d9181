// The one sentence that a person needs: which operations must not come in the order they came in.

import { labelActors, labeledText, plainText } from "../trace/index.ts";
import type { Step, StepSignal } from "../trace/index.ts";
import type { CriticalPair, RacingOperation } from "./explanation.ts";

/** A detail is shown with this many characters at most. */
const MOST_CHARACTERS = 40;
/** Of more pairs than this the sentence names only the first. */
const MOST_PAIRS = 3;

/** What a step did, for a sentence: short, and without values that a reader need not know. */
export function describeStep(step: Step, labels: ReadonlyMap<string, string>): string {
  const { kind, object, sender, signal, spawned } = step;
  if (sender !== undefined && signal !== undefined) return describeSignal(signal, labels.get(sender) ?? sender);
  const isOwn = object?.length === 1 && typeof object[0] === "object" && object[0].actor === step.actor;
  // The sentence names the actor that exits before it.
  if (kind === "exit" && isOwn) return kind;
  if (object !== undefined) return `${kind}(${labeledText(object, labels)})`;
  return kind === "spawn" && spawned !== undefined ? `spawn ${labels.get(spawned) ?? spawned}` : kind;
}

/** `DOWN(owner)`; of a message the words that tell it from others: `request lookup from client`. */
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
 * The sentence.
 * @param depth how many of the pairs, from the first, are enough
 * @param drawn the values that the program drew, where they are not 0
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
  const told = pairs.slice(0, Math.min(depth ?? MOST_PAIRS, MOST_PAIRS)).toSorted(byStep);
  const clauses = told.map(({ first, second }, index) => {
    const verb = index === 0 ? "comes before" : "before";
    return `\`${named(first, labels)}\` ${verb} \`${named(second, labels)}\``;
  });
  return `Fails ${values}when ${clauses.join(" and ")}; ${outcome(told)}.`;
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

/** With the number of the task, where the actor has several. */
function named({ actor, task, text }: RacingOperation, labels: ReadonlyMap<string, string>): string {
  return `${labels.get(actor) ?? actor}${task === 0 ? "" : `#${task}`}: ${text}`;
}

function shorten(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
