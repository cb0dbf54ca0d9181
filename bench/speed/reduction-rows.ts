// The time and memory of the exhaustive search for the families in papers on reduction.

import type { Program } from "heddle";

import { run } from "./measure.ts";
import { megabytes, rate } from "./row.ts";
import type { Row } from "./row.ts";

/** More than the number of classes of any program. */
const UNBOUNDED = 100_000_000;

/** A program, the number of its classes, and its limits. */
export interface Reduced {
  readonly name: string;
  readonly program: Program;
  readonly classes: number;
  /** Processor time, the samples of the proof included. */
  readonly seconds: number;
  /** The resident set at its largest, in MB. */
  readonly megabytes: number;
}

/** One search, from a cold start in a separate process. */
export async function reductionRow({ classes, name, program, ...most }: Reduced): Promise<Row> {
  const before = process.cpuUsage();
  const report = await run(program, { strategy: "dpor", executions: UNBOUNDED });
  const { system, user } = process.cpuUsage(before);
  const isExact = report.executions === classes && report.exhausted && report.redundant === 0;
  const seconds = (system + user) / 1e6;
  const peak = process.resourceUsage().maxRSS * 1_024;
  return {
    what: `dpor: ${name}, ${classes.toLocaleString("en")} classes`,
    measured:
      `${seconds.toFixed(1)} s CPU = ${rate(report.executions / seconds)} executions/s, ${megabytes(peak)} at most` +
      (isExact ? "" : `; WRONG: ${report.executions} executions, ${report.redundant} blocked`),
    target: `≤ ${most.seconds} s, ${most.megabytes} MB`,
    isMet: isExact && seconds <= most.seconds && peak <= most.megabytes * 1e6,
  };
}
