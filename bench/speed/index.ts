// The cost of heddle, as ratios in one process: `npm run bench` prints the table of docs/benchmarks.md, and
// `node --expose-gc build/bench/speed/index.js <group>` prints one group of its rows.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import Table from "cli-table3";

import { checkingRows } from "./checking-rows.ts";
import { coldRows } from "./cold-rows.ts";
import { clientRows, lostUpdateRows } from "./execution-rows.ts";
import { groupGrowthRows, groupRow } from "./group-rows.ts";
import { indexer, lastzero, readers } from "./programs.ts";
import { reductionRow } from "./reduction-rows.ts";
import { instrumentRows } from "./instrument-rows.ts";
import { registryRow } from "./registry-rows.ts";
import type { Row } from "./row.ts";
import { selfCheckRows } from "./self-check-rows.ts";
import { heapRow, memoryRow, scaleRow, workersRow } from "./scale-rows.ts";
import { reductionStepRow, stepRows, strategyRows } from "./step-rows.ts";

/** Each group is measured in a separate process, so that no row inherits the engine's optimizations for another. */
const GROUPS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  steps: stepRows,
  strategies: strategyRows,
  "dpor-step": async () => [await reductionStepRow()],
  clients: clientRows,
  "lost-update": lostUpdateRows,
  "self-check": selfCheckRows,
  instrumented: instrumentRows,
  cold: coldRows,
  memory: async () => [memoryRow()],
  "heap-random": async () => [await heapRow("random")],
  "heap-portfolio": async () => [await heapRow("portfolio")],
  "scale-random": async () => [await scaleRow("random", 3)],
  "scale-pct": async () => [await scaleRow("pct", 4)],
  "scale-pos": async () => [await scaleRow("pos", 4)],
  readers: async () => [
    await reductionRow({ name: "readers(13)", program: readers(13), classes: 8_192, seconds: 2, megabytes: 130 }),
  ],
  "lastzero-10": async () => [
    await reductionRow({ name: "lastzero(10)", program: lastzero(10), classes: 3_328, seconds: 1, megabytes: 130 }),
  ],
  "lastzero-15": async () => [
    await reductionRow({ name: "lastzero(15)", program: lastzero(15), classes: 147_456, seconds: 20, megabytes: 130 }),
  ],
  indexer: async () => [
    await reductionRow({ name: "indexer(15)", program: indexer(15), classes: 4_096, seconds: 2, megabytes: 130 }),
  ],
  checking: async () => checkingRows(),
  "registry-server": async () => [await registryRow("server")],
  "registry-shared": async () => [await registryRow("shared")],
  group: async () => [await groupRow()],
  "group-growth": groupGrowthRows,
  "workers-random": async () => [await workersRow("clients", "random", 300_000)],
};

function measured(group: string): readonly Row[] {
  const args = ["--expose-gc", fileURLToPath(import.meta.url), group];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

const only = process.argv[2];
if (only === undefined) {
  const table = new Table({ head: ["what", "measured", "target", "met"], style: { head: [], border: [] } });
  for (const group of Object.keys(GROUPS)) {
    for (const { isMet, measured: figure, target, what } of measured(group)) {
      table.push([what, figure, target, target === "" ? "" : isMet ? "yes" : "no"]);
    }
  }
  console.log(table.toString());
} else {
  const rows = GROUPS[only];
  if (rows === undefined) throw new Error(`There is no group "${only}". Known are ${Object.keys(GROUPS).join(", ")}.`);
  console.log(JSON.stringify(await rows(), undefined, 1));
}
