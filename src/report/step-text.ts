// What one step did, in a few words.

import { senderOf } from "../trace/index.ts";
import type { SourcePosition, Step } from "../trace/index.ts";

/** What a step did, without its actor, for example `cell.read(counter) → 0` or `owner→main 'DOWN', <main/owner>`. */
export function stepText(step: Step, labels: ReadonlyMap<string, string>): string {
  const { actor, detail, kind, object, who } = step;
  const sender = senderOf(step);
  if (sender !== undefined) return `${labels.get(sender) ?? sender}→${labels.get(actor) ?? actor} ${detail}`.trimEnd();
  const hash = who.lastIndexOf("#");
  const task = hash === -1 ? "" : `${who.slice(hash)} `;
  const target = object === undefined ? "" : `(${object})`;
  return `${task}${kind}${target} ${detail}`.trimEnd();
}

/**
 * A position as `file:line`, relative to `folder` when it is inside.
 * @param folder a path without a separator at its end
 */
export function sourceText(position: SourcePosition | undefined, folder: string): string {
  if (position === undefined) return "";
  const { file, line } = position;
  const isInside = file.startsWith(folder) && /^[/\\]/.test(file.slice(folder.length));
  const name = isInside ? file.slice(folder.length + 1) : file.slice(file.search(/[^/\\]*$/));
  return `${name}:${line}`;
}

/** A virtual time, for example `1500 ms`. */
export function timeText(milliseconds: number): string {
  return `${Number(milliseconds.toFixed(3))} ms`;
}
