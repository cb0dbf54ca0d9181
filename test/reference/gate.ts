// What the documentation of the public API lacks.

import type { Declared, PublicApi } from "./declarations.ts";

/** A name or a member with the path to it, for example `Report.executions`. */
interface Visited {
  readonly path: string;
  readonly item: Declared;
  /** The names that contain it, the outermost first. */
  readonly owners: readonly Declared[];
}

/** All names and members, each once although several entry points may export it. */
export function allOf({ entryPoints, others }: PublicApi): readonly Visited[] {
  const exported = entryPoints.flatMap((door) => door.exported);
  const names = new Map<string, Declared>();
  for (const item of [...exported, ...others]) if (!names.has(item.id)) names.set(item.id, item);
  return [...names.values()].flatMap((item) => visit(item, item.name, []));
}

function visit(item: Declared, path: string, owners: readonly Declared[]): readonly Visited[] {
  const within = [...owners, item];
  return [{ path, item, owners }, ...item.members.flatMap((member) => visit(member, `${path}.${member.name}`, within))];
}

/**
 * Whether something is documented: by a comment of its own, by that of its owner, which names it in backticks, or by its
 * type, if that is a single literal as in `kind: "passed"`.
 */
export function isDocumented({ item, owners }: Visited): boolean {
  if (item.doc !== "" || item.isLiteral) return true;
  return owners.some(({ doc, signatures }) => `${doc}${signatures.join()}`.includes(`\`${item.name}\``));
}

/** Whether a doc comment has nothing but a default or tags. A constructor needs no more: its class says what it makes. */
export function lacksSummary({ item }: Visited): boolean {
  return /^(?:Default\b|@)/.test(item.doc) && item.name !== "constructor";
}

/** Whether a member is a time, by its name, and its doc comment does not say the unit. */
export function lacksUnit({ item }: Visited): boolean {
  const isTime =
    /Ms$|timeout|interval|grace|ttl|elapsed/i.test(item.name) && /: number\b/.test(item.signatures[0] ?? "");
  return isTime && !/milliseconds/i.test(item.doc);
}

/** Whether a member may be left out. */
export function isOptional({ item }: Visited): boolean {
  return item.kind === "member" && /^(?:readonly )?\w+\?/.test(item.signatures[0] ?? "");
}

/** Whether the doc comment of an optional member says what applies without it. */
export function saysDefault({ item, owners }: Visited): boolean {
  const isTold = owners.some(({ doc }) => doc.includes(`\`${item.name}\``));
  return isTold || /\bdefault\b|\babsent\b|\bnever set\b/i.test(item.doc);
}

/** Systems and papers, the latter by year, in the words of the doc comments. */
const ORIGIN =
  /\b(?:anyio|CHESS|Coyote|Elixir|Erlang|fauxtp|fast-check|Gleam|Jepsen|Knossos|loom|Lockstep|OTP|Porcupine|PractRand|Shuttle|vitest|Mermaid|(?:19|20)\d\d)\b/;

/** What heddle does not owe to another system. */
const OWN: ReadonlySet<string> = new Set(
  (
    "assertExplore assertVerify scenario endFaults spareFromFaults now quiescence atQuiescence peek noLeaks noOrphans " +
    "unknownOperation structuralText counterexampleText laneText switchText paletteFor counterexampleJson " +
    "explorationJson shared operation fresh LengthBased LengthEstimate Profile"
  ).split(" "),
);

/** Whether an exported function, class or namespace does not say which paper or system it comes from. */
export function lacksOrigin({ item, owners, path }: Visited): boolean {
  const isCallable = ["class", "function", "namespace"].includes(item.kind) || owners.at(-1)?.kind === "namespace";
  if (!isCallable || OWN.has(path)) return false;
  const isError = item.signatures.some((signature) => /extends \w*(?:Error|Failed)\b/.test(signature));
  return !isError && ![item, ...owners].some(({ doc }) => ORIGIN.test(doc));
}
