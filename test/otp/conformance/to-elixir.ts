// Scripts as Elixir terms, and their outcomes on the real Erlang.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Order, Script } from "./script.ts";

/** A script to be run: freely, or as often in each of the given orders. */
export interface Job {
  readonly script: Script;
  readonly runs: number;
  /** Orders to be followed as closely as delays can. None: the order is left to the real thing. */
  readonly orders: readonly Order[];
}

/** How often each outcome was seen, by the id of the script. */
export type Seen = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Runs scripts on the real Erlang, one after the other, the runs of a script at the same time. */
export function runOnErlang(jobs: readonly Job[]): Seen {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    const file = join(folder, "jobs.exs");
    writeFileSync(file, termOf(jobs.map(({ script, ...rest }) => ({ ...rest, script: { ...ABSENT, ...script } }))));
    const interpreter = fileURLToPath(new URL("interpreter.exs", import.meta.url));
    const printed = execFileSync("elixir", ["--erl", "+S 2:2 +P 1000000", interpreter, file], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "inherit"],
    });
    return counted(printed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the interpreter reads although most scripts lack it. */
const ABSENT = { servers: null, supervisor: null, registry: null };

function counted(printed: string): Seen {
  const seen = new Map<string, Map<string, number>>();
  for (const line of printed.split("\n")) {
    const [id, outcome] = line.split("\t");
    if (id === undefined || outcome === undefined) continue;
    const counts = seen.get(id) ?? new Map<string, number>();
    seen.set(id, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
  }
  return seen;
}

/** A JSON value as an Elixir term. The processes of a script are a map: their names are its keys. */
function termOf(value: unknown, isNamed = false): string {
  if (value === null || value === undefined) return "nil";
  if (Array.isArray(value)) return `[${value.map((item) => termOf(item)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, field]) =>
      `${isNamed ? `"${name}" =>` : `${name}:`} ${termOf(field, name === "processes" || name === "servers")}`,
  );
  return `%{${fields.join(", ")}}`;
}
