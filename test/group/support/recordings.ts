// Recordings of the real Group v0.2.0 on one node; see recordings/README.md.

import { readFileSync } from "node:fs";

/** One operation, its result, and the messages that each actor received in that step. */
export interface Step {
  readonly by: number;
  readonly op: string;
  readonly cluster: string | null;
  readonly key?: string;
  readonly meta?: Readonly<Record<string, number>>;
  readonly pattern?: string;
  readonly result: unknown;
  readonly inbox: Readonly<Record<string, readonly unknown[]>>;
}

/** One recorded history. */
export interface Recording {
  readonly shards: number;
  readonly steps: readonly Step[];
}

/** All 300 recordings. */
export const recordings: readonly Recording[] = JSON.parse(
  readFileSync(new URL("recordings/group-one-node.json", import.meta.url), "utf8"),
) as readonly Recording[];
