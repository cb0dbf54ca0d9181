// Where code runs that was stopped, by the samples of a profiler: it leaves no stack trace.

import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import type { Profiler } from "node:inspector";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

import { isOfProgram } from "./source-position.ts";

/** Microseconds between two samples. */
const INTERVAL = 1_000;
/** Lines with this share of the samples of the busiest one belong to the loop. */
const BUSY = 0.1;

/**
 * Begins to record where the code of this thread runs.
 * @returns a function that ends the record: the line of a stack trace for the loop that ran last, if it can be found
 */
export function recordHotSpot(): () => string | undefined {
  const session = new Session();
  try {
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
    session.post("Profiler.start");
  } catch {
    // There is no profiler in this build of Node, or it is in use.
    return () => undefined;
  }
  return () => {
    try {
      let profile: Profiler.Profile | undefined;
      // A session in its own thread answers at once.
      session.post("Profiler.stop", (_error, result) => {
        profile = result.profile;
      });
      return profile === undefined ? undefined : hotSpotOf(profile, session);
    } catch {
      return undefined;
    } finally {
      session.disconnect();
    }
  };
}

function hotSpotOf({ nodes, samples = [] }: Profiler.Profile, session: Session): string | undefined {
  const parents = new Map(nodes.flatMap(({ children = [], id }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const counts = new Map<number, number>();
  for (const sample of samples) {
    let node = byId.get(sample);
    while (node !== undefined && !isNodeOfProgram(node)) node = byId.get(parents.get(node.id) ?? -1);
    if (node !== undefined) counts.set(node.id, (counts.get(node.id) ?? 0) + 1);
  }
  // Not the last sample: it may be of what follows.
  const [busiest] = [...counts].toSorted(([, one], [, other]) => other - one);
  const node = busiest === undefined ? undefined : byId.get(busiest[0]);
  return node === undefined ? undefined : frameOf(node, session);
}

function isNodeOfProgram({ callFrame }: Profiler.ProfileNode): boolean {
  const file = pathOf(callFrame.url);
  return file !== undefined && isOfProgram(file);
}

function frameOf(node: Profiler.ProfileNode, session: Session): string {
  const { columnNumber, functionName, lineNumber, url } = node.callFrame;
  const at = lineOf(node);
  // Of the line on which a function begins only the function is known: a bundle may have a single line.
  const column = at === lineNumber + 1 ? columnNumber : Number.MAX_SAFE_INTEGER;
  const line = originalLine({ line: at, column }, mapOf(url, session));
  return `    at ${functionName === "" ? "<anonymous>" : functionName} (${pathOf(url) ?? url}:${line}:1)`;
}

/** The first line of the loop; of a function that only calls others, its own first line. */
function lineOf({ callFrame, positionTicks = [] }: Profiler.ProfileNode): number {
  const most = Math.max(...positionTicks.map(({ ticks }) => ticks));
  const busy = positionTicks.filter(({ ticks }) => ticks >= most * BUSY).map(({ line }) => line);
  return busy.length === 0 ? callFrame.lineNumber + 1 : Math.min(...busy);
}

function pathOf(url: string): string | undefined {
  if (url.startsWith("file://")) return fileURLToPath(url.replace(/\?.*$/, ""));
  return url.startsWith("/") || /^[A-Za-z]:[\\/]/.test(url) ? url : undefined;
}

function originalLine(
  { column, line }: { readonly line: number; readonly column: number },
  map: SourceMap | undefined,
): number {
  const entry = map?.findEntry(line - 1, column);
  return entry !== undefined && "originalLine" in entry ? entry.originalLine + 1 : line;
}

/** The source map that a script names. */
function mapOf(url: string, session: Session): SourceMap | undefined {
  let named = "";
  session.on("Debugger.scriptParsed", ({ params }) => {
    if (params.url === url) named = params.sourceMapURL ?? "";
  });
  session.post("Debugger.enable");
  session.post("Debugger.disable");
  if (named === "") return undefined;
  const inline = /^data:[^,]*;base64,(.*)$/.exec(named)?.[1];
  const text =
    inline === undefined ? readFileSync(new URL(named, url), "utf8") : Buffer.from(inline, "base64").toString();
  return new SourceMap(JSON.parse(text) as SourceMapPayload);
}
