// The time and memory of the exhaustive search for the families in papers on reduction.

import type { Program } from "heddle";

import { run } from "./measure.ts";
import { megabytes, rate } from "./row.ts";
import type { Row } from "./row.ts";

/** More than the number of classes of any program. */
const UNBOUNDED = 100_000_000;
const MOST_BYTES = 500e6;

/** A program, the number of its classes, and its time limit in seconds. */
export interface Reduced {
  readonly name: string;
  readonly program: Program;
  readonly classes: number;
  readonly seconds: number;
}

/** One search, from a cold start in a separate process. */
export async function reductionRow({ classes, name, program, seconds }: Reduced): Promise<Row> {
  const report = await run(program, { strategy: "dpor", executions: UNBOUNDED });
  const isExact = report.executions === classes && report.exhausted && report.redundant === 0;
  const elapsed = report.elapsedMs / 1_000;
  const peak = process.resourceUsage().maxRSS * 1_024;
  return {
    what: `dpor: ${name}, ${classes.toLocaleString("en")} classes`,
    measured:
      `${elapsed.toFixed(1)} s = ${rate(report.executions / elapsed)} executions/s, ${megabytes(peak)} at most` +
      (isExact ? "" : `; WRONG: ${report.executions} executions, ${report.redundant} blocked`),
    target: `≤ ${seconds} s, 500 MB`,
    isMet: isExact && elapsed <= seconds && peak <= MOST_BYTES,
  };
}
