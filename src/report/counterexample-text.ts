// A counterexample for people who see it under the error of a test: how long it is, why it fails, every step.

import type { Counterexample } from "../explore/index.ts";
import { laneText } from "./lanes.ts";
import type { LaneOptions } from "./lanes.ts";

/** What happened, shrunk if it has been; without the error itself and without how to replay it. */
export function counterexampleLines(counterexample: Counterexample, options: LaneOptions): readonly string[] {
  const { index, shrunk } = counterexample;
  const { deviations, steps, switches, trace } = shrunk ?? counterexample;
  const from = index < 0 ? "known from the corpus" : `found in execution ${(index + 1).toLocaleString("en-US")}`;
  const size = [
    counted(steps, "step"),
    counted(switches, "switch", "switches"),
    `${counted(deviations.length, "deviation")} from the default schedule`,
  ];
  const sentence = shrunk?.sentence ?? "";
  return [`${size.join(", ")}; ${from}`, ...(sentence === "" ? [] : [sentence]), "", laneText(trace, options)];
}

function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
