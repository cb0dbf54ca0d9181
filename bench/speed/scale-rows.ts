// Scaling: memory over many executions, many actors, two workers.

import type { StrategyName } from "heddle";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { floor } from "./floor.ts";
import { inTurn, perStep, perUnitOf, race, run } from "./measure.ts";
import { clients, walkers } from "./programs.ts";
import { megabytes, ns, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

export function memoryRow(): Row {
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

/** The heap after a full collection, early and late in one exploration. */
export async function heapRow(strategy: StrategyName): Promise<Row> {
  const executions = 1_000_000;
  const heaps: number[] = [];
  const marks = [0.1 * executions, 0.9 * executions];
  await run(clients, {
    strategy,
    executions,
    onProgress: (progress) => {
      if (progress.executions < (marks[heaps.length] ?? Number.POSITIVE_INFINITY)) return;
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed);
    },
  });
  const [early = Number.NaN, late = Number.NaN] = heaps;
  const peak = process.resourceUsage().maxRSS * 1_024;
  return {
    what: `heap from 100,000 to 900,000 of 1,000,000 executions, ${strategy}`,
    measured: `${megabytes(early)} → ${megabytes(late)}; the process ${megabytes(peak)} at most`,
    target: "flat (≤ 1.1 ×)",
    isMet: late <= 1.1 * early,
  };
}

/** Growth of a step's cost from 10 to 10,000 live actors; because of cache misses, constant cost is not exactly 1. */
export async function scaleRow(strategy: StrategyName, limit: number): Promise<Row> {
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

/** Two workers compared with this thread. Both cores must be free. */
export async function workersRow(name: string, strategy: StrategyName, executions: number): Promise<Row> {
  const module = new URL("programs.js", import.meta.url);
  const program = (await import(module.href))[name];
  const cost = await race(
    {
      one: () => perUnitOf(run(program, { strategy, executions })),
      two: () => perUnitOf(run(program, { strategy, executions, module, workers: 2 })),
    },
    Math.ceil(ROUNDS / 5),
  );
  const speedup = cost.one / cost.two;
  return {
    what: `two workers against one, ${strategy}`,
    measured: `${times(speedup)} as many executions/s (${name})`,
    target: "≥ 1.8 ×",
    isMet: speedup >= 1.8,
  };
}
