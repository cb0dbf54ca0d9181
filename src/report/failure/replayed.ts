// What a replay came to, in a sentence.

import type { ReplayedExecution } from "../../explore/index.ts";
import { counted } from "./sizes.ts";

/** Whether it was the recorded execution again; else where it differed and what became of it. */
export function replayedText({ divergence, isSame, steps, switches }: ReplayedExecution): string {
  const context = counted(switches, "context switch", "context switches");
  if (isSame) return `Replayed: the same failure after the same ${counted(steps, "step")} with ${context}.`;
  const length = counted(steps, "step");
  if (divergence === undefined) {
    return `The program has changed since the token was printed: the same choices came to this after ${length}.`;
  }
  const { actual, expected, step } = divergence;
  return `The program has changed: step ${step} was ${expected}, now ${actual}. Gone on by seed, it came to this after ${length}.`;
}
