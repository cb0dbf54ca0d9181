// Counts that do not depend on the machine, beside those in counts.json: `npm run bench:counts` exits with 1 if one has
// changed by more than 3 %, and `npm run bench:counts -- --accept` writes what was counted, if the change is meant.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { changesOf } from "./compare.ts";
import type { Counts, KnownCounts } from "./compare.ts";

const FILE = fileURLToPath(new URL("../../../bench/counts.json", import.meta.url));
const FLAGS = ["--expose-gc", "--single-threaded", "--min-semi-space-size=128", "--max-semi-space-size=128"];

function run(file: string, flags: readonly string[] = []): string {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return execFileSync(process.execPath, [...flags, path], { encoding: "utf8" });
}

const counted: Counts = {
  'files that import "heddle" loads': Number(run("files.js")),
  ...(JSON.parse(run("count.js", FLAGS)) as Counts),
};
const counts = Object.fromEntries(Object.entries(counted).map(([name, count]) => [name, Number(count.toPrecision(4))]));
for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)} ${name}`);

const node = Number(process.versions.node.split(".")[0]);
if (process.argv.includes("--accept")) {
  writeFileSync(FILE, `${JSON.stringify({ node, counts } satisfies KnownCounts, undefined, 2)}\n`);
} else {
  const known = JSON.parse(readFileSync(FILE, "utf8")) as KnownCounts;
  if (known.node !== node) {
    console.log(`Not compared: bench/counts.json was counted with Node ${known.node}, and this is Node ${node}.`);
  } else {
    const changes = changesOf(known.counts, counts);
    if (changes.length > 0) {
      console.log(["", "Changed by more than 3 %:", ...changes.map((line) => `  ${line}`)].join("\n"));
      console.log("If that is meant, accept it: npm run bench:counts -- --accept");
      process.exitCode = 1;
    }
  }
}
