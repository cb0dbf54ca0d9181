// Short names for the actors of a trace: as much of the end of each path as it takes to tell it from the others.

import type { Step } from "./step.ts";

/**
 * The actors of a trace in order of appearance, each path with its short name.
 * @param others paths of actors that did not step, after them
 */
export function labelActors(trace: readonly Step[], others: readonly string[] = []): ReadonlyMap<string, string> {
  const paths = [...new Set([...trace.flatMap((step) => [...sendersOf(step), step.actor]), ...others])];
  const counts = new Map<string, number>();
  for (const end of paths.flatMap(endsOf)) counts.set(end, (counts.get(end) ?? 0) + 1);
  return new Map(paths.map((path) => [path, endsOf(path).find((end) => counts.get(end) === 1) ?? path]));
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

/** The ends of a path, the shortest first: `worker`, `bob/worker`, `main/bob/worker`. */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("/"));
}
