// How long a counterexample is, and what it took to make it short.

import type { Counterexample } from "../../explore/index.ts";
import { wrap } from "../layout/column-fit.ts";

/** `3 steps`, `1 step`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** The size of a counterexample in words; of a shrunk one what it was before as well. */
export function sizeLines(counterexample: Counterexample, columns: number): readonly string[] {
  const { index, shrunk } = counterexample;
  if (shrunk === undefined) {
    const text = `${originOf(index)}: ${sizes(counterexample)} from the default schedule`;
    return wrap(text, columns);
  }
  const doubt = shrunk.isMinimal ? "" : "; the re-runs were used up, so it may not be minimal";
  const [before, after] = [sizes(counterexample), sizes(shrunk)];
  const origin = before === after ? originOf(index) : `${originOf(index)} failed with ${before}`;
  const effort = `shrunk in ${counted(shrunk.reruns, "re-run")}${doubt}`;
  return wrap(`${after} from the default schedule (${origin}; ${effort})`, columns);
}

/** Those of a corpus have no index. */
function originOf(index: number): string {
  return index < 0 ? "the kept schedule" : `execution ${(index + 1).toLocaleString("en-US")}`;
}

function sizes({ deviations, steps, switches }: Pick<Counterexample, "deviations" | "steps" | "switches">): string {
  return (
    `${counted(steps, "step")}, ${counted(switches, "switch", "switches")}, ` + counted(deviations.length, "deviation")
  );
}
