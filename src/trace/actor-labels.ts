// Short names for the actors of a trace: the shortest suffix of each path that is unique.

import type { Step } from "./step.ts";

/**
 * The short names of the actors of a trace by path, in order of appearance.
 * @param others paths of actors that have no steps, appended after the others
 */
export function labelActors(trace: readonly Step[], others: readonly string[] = []): ReadonlyMap<string, string> {
  const paths = [
    ...new Set([
      ...trace.flatMap(({ actor, sender }) => (sender === undefined ? [actor] : [sender, actor])),
      ...others,
    ]),
  ];
  const counts = new Map<string, number>();
  for (const suffix of paths.flatMap(suffixesOf)) counts.set(suffix, (counts.get(suffix) ?? 0) + 1);
  return new Map(paths.map((path) => [path, suffixesOf(path).find((suffix) => counts.get(suffix) === 1) ?? path]));
}

/** The suffixes of a path, the shortest first: `worker`, `bob/worker`, `main/bob/worker`. */
function suffixesOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("/"));
}
