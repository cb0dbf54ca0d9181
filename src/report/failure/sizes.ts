// The size of a counterexample and the effort of shrinking it.

import type { Counterexample } from "../../explore/index.ts";
import { wrap } from "../layout/column-fit.ts";

/** `3 steps`, `1 step`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** The size of a counterexample as text; for a shrunk one, also the size before. */
export function sizeLines(counterexample: Counterexample, columns: number): readonly string[] {
  const { explanation, index, isMinimal, original, reruns } = counterexample;
  if (explanation === undefined) {
    const text = `${originOf(index)}: ${sizes(counterexample)} from the default schedule`;
    return wrap(text, columns);
  }
  const doubt = isMinimal ? "" : "; the re-run limit was reached, so it may not be minimal";
  const [before, after] = [sizes(original), sizes(counterexample)];
  const origin = before === after ? originOf(index) : `${originOf(index)} failed with ${before}`;
  const effort = `shrunk in ${counted(reruns, "re-run")}${doubt}`;
  return wrap(`${after} from the default schedule (${origin}; ${effort})`, columns);
}

/** Counterexamples from a corpus have a negative index. */
function originOf(index: number): string {
  return index < 0 ? "the kept schedule" : `execution ${(index + 1).toLocaleString("en-US")}`;
}

function sizes({ deviations, steps, switches }: Pick<Counterexample, "deviations" | "steps" | "switches">): string {
  return (
    `${counted(steps, "step")}, ${counted(switches, "switch", "switches")}, ` + counted(deviations.length, "deviation")
  );
}
