// Short names for the actors of a trace: the last part of each path where that is unambiguous.

import type { Step } from "./step.ts";

/**
 * The actors of a trace in order of appearance, each path with its short name.
 * @param others paths of actors that did not step, after them
 */
export function labelActors(trace: readonly Step[], others: readonly string[] = []): ReadonlyMap<string, string> {
  const paths = [...new Set([...trace.flatMap((step) => [...sendersOf(step), step.actor]), ...others])];
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(lastPart(path), (counts.get(lastPart(path)) ?? 0) + 1);
  return new Map(paths.map((path) => [path, counts.get(lastPart(path)) === 1 ? lastPart(path) : path]));
}

/** The path of the actor whose signal arrives, if the step is an arrival. */
export function senderOf({ who }: Step): string | undefined {
  const arrow = who.indexOf("→");
  return arrow === -1 ? undefined : who.slice(0, arrow);
}

function sendersOf(step: Step): readonly string[] {
  const sender = senderOf(step);
  return sender === undefined ? [] : [sender];
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
