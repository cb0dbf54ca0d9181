// Short names for the actors of a trace: as much of the end of each path as it takes to tell it from the others.

import type { Step } from "./step.ts";

/**
 * The actors of a trace in order of appearance, each path with its short name.
 * @param others paths of actors that did not step, after them
 */
export function labelActors(trace: readonly Step[], others: readonly string[] = []): ReadonlyMap<string, string> {
  const paths = [
    ...new Set([
      ...trace.flatMap(({ actor, sender }) => (sender === undefined ? [actor] : [sender, actor])),
      ...others,
    ]),
  ];
  const counts = new Map<string, number>();
  for (const end of paths.flatMap(endsOf)) counts.set(end, (counts.get(end) ?? 0) + 1);
  return new Map(paths.map((path) => [path, endsOf(path).find((end) => counts.get(end) === 1) ?? path]));
}

/** The ends of a path, the shortest first: `worker`, `bob/worker`, `main/bob/worker`. */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("/"));
}
