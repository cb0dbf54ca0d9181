// The result of a replay as a sentence.

import type { ReplayedExecution } from "../../explore/index.ts";
import { counted } from "./sizes.ts";

/** Whether the replay repeated the recorded execution; else where it diverged and how long it ran. */
export function replayedText({ divergence, isSame, steps, switches }: ReplayedExecution): string {
  const context = counted(switches, "context switch", "context switches");
  if (isSame) return `Replayed: the same failure after the same ${counted(steps, "step")} with ${context}.`;
  const length = counted(steps, "step");
  if (divergence === undefined) {
    return `The program has changed since the token was printed: the same choices led to this after ${length}.`;
  }
  const { actual, expected, step } = divergence;
  return `The program has changed: step ${step} was ${expected}, now ${actual}. Continued by seed, it led to this after ${length}.`;
}
