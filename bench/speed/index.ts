// What heddle costs, as ratios in one process: `npm run bench` prints the table of docs/benchmarks.md.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import Table from "cli-table3";

import { floor } from "./floor.ts";
import { inTurn, perExecution, perMessage, perStep, race } from "./measure.ts";
import { clients, lostUpdate, rally, walkers, withFastCheck } from "./programs.ts";

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly isMet: boolean;
}

const ROUNDS = Number(process.env["ROUNDS"] ?? 15);

/** The share of fast-check's 42,000 executions/s that 250,000 are. */
const LOST_UPDATE_RATIO = 250 / 42;

async function stepRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      floor: () => inTurn(() => floor(200_000)),
      step: () => perStep(walkers(3, 100_000), "random"),
      instant: () => perMessage(rally(300_000), 300_000, "instant"),
      pairwise: () => perMessage(rally(300_000), 300_000, "pairwise"),
    },
    ROUNDS,
  );
  return [
    {
      what: "a step of an async actor, random",
      measured: `${ns(cost.step)} = ${times(cost.step / cost.floor)} the floor of ${ns(cost.floor)}`,
      target: "≤ 1.8 ×",
      isMet: cost.step <= 1.8 * cost.floor,
    },
    {
      what: "a message to a synchronous handler, instant",
      measured: `${ns(cost.instant)} = ${times(cost.instant / cost.floor)} the floor`,
      target: "≤ 0.5 ×",
      isMet: cost.instant <= 0.5 * cost.floor,
    },
    {
      what: "the same, its delivery a choice (pairwise)",
      measured: `${ns(cost.pairwise)} = ${times(cost.pairwise / cost.floor)} the floor`,
      target: "≤ 0.5 ×",
      isMet: cost.pairwise <= 0.5 * cost.floor,
    },
  ];
}

const timed = (work: (executions: number) => Promise<void>, executions: number) => async (): Promise<number> => {
  const start = performance.now();
  await work(executions);
  return ((performance.now() - start) * 1e6) / executions;
};

async function clientRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      heddle: () => perExecution(clients, 50_000),
      waitFor: timed(withFastCheck(3, 2, "waitFor"), 4_000),
      waitAll: timed(withFastCheck(3, 2, "waitAll"), 12_000),
    },
    ROUNDS,
  );
  const byWaitFor = cost.waitFor / cost.heddle;
  const byWaitAll = cost.waitAll / cost.heddle;
  return [
    {
      what: "3 clients × 4 operations on a cell",
      measured: `${perSecond(cost.heddle)} = ${times(byWaitFor)} fc.scheduler with waitFor`,
      target: "≥ 12 ×",
      isMet: byWaitFor >= 12,
    },
    {
      what: "the same",
      measured: `${times(byWaitAll)} fc.scheduler with waitAll`,
      target: "≥ 4 ×",
      isMet: byWaitAll >= 4,
    },
  ];
}

async function lostUpdateRows(): Promise<readonly Row[]> {
  const cost = await race(
    {
      heddle: () => perExecution(lostUpdate, 50_000),
      waitFor: timed(withFastCheck(3, 1, "waitFor"), 8_000),
    },
    ROUNDS,
  );
  const ratio = cost.waitFor / cost.heddle;
  return [
    {
      what: "a lost update of 3 actors",
      measured: `${perSecond(cost.heddle)} = ${times(ratio)} fc.scheduler with waitFor`,
      target: `≥ ${times(LOST_UPDATE_RATIO)}`,
      isMet: ratio >= LOST_UPDATE_RATIO,
    },
  ];
}

function memoryRow(): Row {
  const script = fileURLToPath(new URL("memory.js", import.meta.url));
  const flags = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];
  const bytes = Number(execFileSync(process.execPath, [...flags, script], { encoding: "utf8" }));
  return {
    what: "what 3 clients × 4 operations allocate",
    measured: `${(bytes / 1_000).toFixed(1)} KB an execution`,
    target: "≤ 10 KB",
    isMet: bytes <= 10_000,
  };
}

/** Growth of a step's cost from 10 to 10,000 live actors; cache misses are part of it, so flat is not exactly 1. */
async function scaleRow(strategy: string, limit: number): Promise<Row> {
  const cost = await race(
    {
      few: () => perStep(walkers(10, 30_000), strategy),
      many: () => perStep(walkers(10_000, 30), strategy),
      floor: () => inTurn(() => floor(100_000)),
    },
    Math.ceil(ROUNDS / 2),
  );
  const growth = cost.many / cost.few;
  return {
    what: `a step from 10 to 10,000 live actors, ${strategy}`,
    measured: `${ns(cost.few)} → ${ns(cost.many)} = ${times(growth)}`,
    target: `≤ ${limit} ×`,
    isMet: growth <= limit,
  };
}

function ns(value: number): string {
  return `${value.toFixed(0)} ns`;
}

function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

function perSecond(nanoseconds: number): string {
  return `${Math.round(1e6 / nanoseconds).toLocaleString("en")},000 executions/s`;
}

/** Each group is measured in a process of its own, so that no row inherits what the engine learnt from another. */
const GROUPS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  steps: stepRows,
  clients: clientRows,
  "lost-update": lostUpdateRows,
  memory: async () => [memoryRow()],
  "scale-random": async () => [await scaleRow("random", 3)],
  "scale-pct": async () => [await scaleRow("pct", 4)],
};

const only = process.argv[2];
if (only === undefined) {
  const table = new Table({ head: ["what", "measured", "target", "met"], style: { head: [], border: [] } });
  for (const group of Object.keys(GROUPS)) {
    const args = ["--expose-gc", fileURLToPath(import.meta.url), group];
    const rows: readonly Row[] = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    for (const { what, measured, target, isMet } of rows) table.push([what, measured, target, isMet ? "yes" : "no"]);
  }
  console.log(table.toString());
} else {
  console.log(JSON.stringify(await GROUPS[only]?.()));
}
