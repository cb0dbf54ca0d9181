// Recordings: what the real Erlang did with a script, as files that tests replay without it.

import { readFileSync, writeFileSync } from "node:fs";

import type { Rule } from "./rules.ts";
import { FAMILIES } from "./generate.ts";
import type { Family, Script } from "./script.ts";

/** One script and its outcomes. */
export interface Recording {
  readonly script: Script;
  /** The executions of heddle that have every class: with lazy and with competing time. */
  readonly executions: { readonly lazy: number; readonly competing: number };
  /** How often the real thing showed each outcome, when it ran freely. */
  readonly seen: Readonly<Record<string, number>>;
  /** Outcomes that it showed only when delays led it there. */
  readonly led: readonly string[];
  /** Outcomes of heddle, with lazy time, that it did not show, and why they are allowed. */
  readonly unseen: Readonly<Record<string, Rule>>;
}

function fileOf(family: Family): URL {
  return new URL(`../recordings/${family}.json`, import.meta.url);
}

/** The recordings of a family. */
export function readRecordings(family: Family): readonly Recording[] {
  return JSON.parse(readFileSync(fileOf(family), "utf8")) as readonly Recording[];
}

/** Writes the recordings of all families, a script to each line. */
export function writeRecordings(recordings: readonly Recording[]): void {
  for (const family of FAMILIES) {
    const lines = recordings.filter(({ script }) => script.family === family).map((one) => JSON.stringify(one));
    if (lines.length > 0) writeFileSync(fileOf(family), `[\n${lines.join(",\n")}\n]\n`);
  }
}
