// docs/determinism.md has a row for every global and every module of this version of Node.

import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";

import { expect, test } from "vitest";

const text = readFileSync(new URL("../../../docs/determinism.md", import.meta.url), "utf8");

/** The names in the first column of the table below a heading, with what is said about them. */
function rowsBelow(heading: string): ReadonlyMap<string, string> {
  const section = text.split(`\n### ${heading}\n`)[1]?.split("\n#")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const entries = rows.flatMap((row) => {
    const [, names = "", what = ""] = row.split("|");
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => [name, what.trim()] as const);
  });
  expect(new Set(entries.map(([name]) => name)).size).toBe(entries.length);
  return new Map(entries);
}

/** What vitest adds, and the variables of a CommonJS module. */
const isOfVitest = (name: string): boolean => /^__|^(?:module|exports|require|expect|heddle)$/.test(name);

/** Those of a newer or older version. */
const REPL_NAMES = new Set(builtinModules);

test("each global has a row", () => {
  const rows = rowsBelow("Globals");
  const names = Object.getOwnPropertyNames(globalThis).filter((name) => !isOfVitest(name) && !REPL_NAMES.has(name));
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !rows.has(name))).toEqual([]);
});

test("each module has a row", () => {
  const rows = rowsBelow("Modules");
  const names = builtinModules.map((name) => name.replace(/^node:/, ""));
  expect(names.filter((name) => !rows.has(name))).toEqual([]);
});

test("each row says what it is", () => {
  const words = new Set([...rowsBelow("Globals").values(), ...rowsBelow("Modules").values()]);
  expect([...words].toSorted()).toEqual(["modelled", "passed through", "real", "virtual"]);
});
