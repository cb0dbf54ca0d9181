// The one sentence that a person needs: which operations must not come in the order they came in.

import { labelActors, senderOf } from "../trace/index.ts";
import type { Step } from "../trace/index.ts";
import type { CriticalPair, RacingOperation } from "./explanation.ts";

/** A detail is shown with this many characters at most. */
const MOST_CHARACTERS = 40;
/** Of more pairs than this the sentence names only the first. */
const MOST_PAIRS = 3;

/** What a step did, for a sentence: short, and without values that a reader need not know. */
export function describeStep(step: Step, labels: ReadonlyMap<string, string>): string {
  const { detail, kind, object } = step;
  const sender = senderOf(step);
  if (sender !== undefined) {
    const [signal, name] = [nameOfSignal(detail), labels.get(sender) ?? sender];
    return signal === "DOWN" || signal === "EXIT" ? `${signal}(${name})` : `${signal} from ${name}`;
  }
  // Who ends is said before it.
  if (kind === "exit" && `/${step.actor}`.endsWith(`/${object ?? ""}`)) return kind;
  if (object !== undefined) return `${kind}(${object})`;
  const name = /^'([^']+)'/.exec(detail)?.[1];
  return kind === "spawn" && name !== undefined ? `spawn ${name}` : kind;
}

/** `DOWN`; of a message the words that say which it is: `{ kind: 'request', of: { kind: 'lookup' } }` is `request lookup`. */
function nameOfSignal(detail: string): string {
  const tags = [...detail.matchAll(/\b(?:kind|type|tag): '([^']+)'/g)].map(([, tag]) => tag);
  if (tags.length > 0) return tags.join(" ");
  return /^\[? ?'([^']+)'/.exec(detail)?.[1] ?? shorten(detail);
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
function named({ actor, text, who }: RacingOperation, labels: ReadonlyMap<string, string>): string {
  return `${labels.get(actor) ?? actor}${/#\d+$/.exec(who)?.[0] ?? ""}: ${text}`;
}

function shorten(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
