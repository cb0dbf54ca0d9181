// Short descriptions of steps.

import { labeledText, Role, stepDetail } from "../../trace/index.ts";
import type { SourcePosition, Step } from "../../trace/index.ts";

/** A step without its actor: `cell.read(counter) → 0`, or `owner→main DOWN(owner) 'normal'` for a signal. */
export function stepText(step: Step, labels: ReadonlyMap<string, string>): string {
  const { actor, sender } = step;
  if (sender === undefined) return operationText(step, labels);
  return `${nameOf(sender, labels)}→${nameOf(actor, labels)} ${detailText(step, labels)}`.trimEnd();
}

/** A step with its actor: `client: cell.read(counter) → 0`. */
export function namedStepText(step: Step, labels: ReadonlyMap<string, string>): string {
  const { actor, sender } = step;
  if (sender === undefined) return `${nameOf(actor, labels)}: ${operationText(step, labels)}`;
  return `${nameOf(sender, labels)}→${nameOf(actor, labels)}: ${detailText(step, labels)}`.trimEnd();
}

/** A step for a diagram that already shows its actor and sender: `DOWN(owner) 'normal'`. */
export function operationOrSignal(step: Step, labels: ReadonlyMap<string, string>): string {
  return step.sender === undefined ? operationText(step, labels) : detailText(step, labels);
}

/**
 * A position as `file:line`, relative to `folder` if it is inside.
 * @param folder a path without a trailing separator; empty for the file name alone
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
  const { kind, object, objectName = object, role, task } = step;
  if (role === Role.fault) return `fault: ${kind}`;
  const target = objectName === undefined || isOwn(step) ? "" : `(${labeledText(objectName, labels)})`;
  return `${task === 0 ? "" : `#${task} `}${kind}${target} ${detailText(step, labels)}`.trimEnd();
}

function detailText(step: Step, labels: ReadonlyMap<string, string>): string {
  return labeledText(stepDetail(step), labels);
}

/** Whether the object of an exit or a receive is its own actor, which would be redundant. */
function isOwn({ actor, kind, object }: Step): boolean {
  const [part] = object ?? [];
  return (kind === "exit" || kind === "receive") && typeof part === "object" && part.actor === actor;
}

function nameOf(path: string, labels: ReadonlyMap<string, string>): string {
  return labels.get(path) ?? path;
}
