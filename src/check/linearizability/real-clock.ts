// The one place where this floor reads a clock: searches that are given a time end when it is over.

import { nodeHost } from "../../host/index.ts";

/** Milliseconds of the real clock, inside an execution too. */
export function realNow(): number {
  return nodeHost.now();
}
