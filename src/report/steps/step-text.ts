// What one step did, in a few words.

import { Role, senderOf } from "../../trace/index.ts";
import type { SourcePosition, Step } from "../../trace/index.ts";
import { shownObject, shownSignal, shownValue } from "./shown-value.ts";

/** What a step did, without its actor: `cell.read(counter) → 0`, or `owner→main DOWN(owner) 'normal'` for a signal. */
export function stepText(step: Step, labels: ReadonlyMap<string, string>): string {
  const sender = senderOf(step);
  if (sender === undefined) return operationText(step, labels);
  return `${nameOf(sender, labels)}→${nameOf(step.actor, labels)} ${shownSignal(step.detail, labels)}`.trimEnd();
}

/** What a step did, with who did it: `client: cell.read(counter) → 0`. */
export function namedStepText(step: Step, labels: ReadonlyMap<string, string>): string {
  const text = stepText(step, labels);
  return senderOf(step) === undefined ? `${nameOf(step.actor, labels)}: ${text}` : text.replace(" ", ": ");
}

/** What a step did, for a picture that shows who did it, and who sent what arrives: `DOWN(owner) 'normal'`. */
export function operationOrSignal(step: Step, labels: ReadonlyMap<string, string>): string {
  return senderOf(step) === undefined ? operationText(step, labels) : shownSignal(step.detail, labels);
}

/**
 * A position as `file:line`, relative to `folder` when it is inside.
 * @param folder a path without a separator at its end; empty for the name of the file alone
 */
export function sourceText(position: SourcePosition | undefined, folder: string): string {
  if (position === undefined) return "";
  const { file, line } = position;
  const isInside = folder !== "" && file.startsWith(folder) && /^[/\\]/.test(file.slice(folder.length));
  const name = isInside ? file.slice(folder.length + 1) : file.slice(file.search(/[^/\\]*$/));
  return `${name}:${line}`;
}

/** A virtual time, for example `1500 ms`. */
export function timeText(milliseconds: number): string {
  return `${Number(milliseconds.toFixed(3))} ms`;
}

function operationText(step: Step, labels: ReadonlyMap<string, string>): string {
  const { kind, object, role, who } = step;
  if (role === Role.fault) return `fault: ${kind}`;
  const hash = who.lastIndexOf("#");
  const task = hash === -1 ? "" : `${who.slice(hash)} `;
  const target = object === undefined || isOwn(step, labels) ? "" : `(${shownObject(object, labels)})`;
  return `${task}${kind}${target} ${detailOf(step, labels)}`.trimEnd();
}

/** Its values, without what the words before them say already. */
function detailOf({ detail, kind }: Step, labels: ReadonlyMap<string, string>): string {
  const text = shownSignal(detail, labels);
  switch (kind) {
    case "spawn":
      return text.slice(text.lastIndexOf("→ ") + 1).replaceAll(/^\s*'?|'$/g, "");
    case "monitor":
      return text.startsWith("→ monitor of ") ? "" : text;
    case "call":
      return text.replace(/^call /, "");
    default:
      return kind.includes("send") ? text : shownValue(detail, labels);
  }
}

/** Whether an exit or a receive names its own actor, as it always does. */
function isOwn({ actor, kind, object }: Step, labels: ReadonlyMap<string, string>): boolean {
  if (kind !== "exit" && kind !== "receive") return false;
  return object === labels.get(actor) || actor.endsWith(`/${object ?? ""}`);
}

function nameOf(path: string, labels: ReadonlyMap<string, string>): string {
  return labels.get(path) ?? path;
}
