// The recordings of the real Group v0.2.0 on one node, as values: see recordings/README.md.

import { readFileSync } from "node:fs";

/** One operation, what it gave, and what each actor received in that step. */
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

/** One history. */
export interface Recording {
  readonly shards: number;
  readonly steps: readonly Step[];
}

/** All 300. */
export const recordings: readonly Recording[] = JSON.parse(
  readFileSync(new URL("recordings/group-one-node.json", import.meta.url), "utf8"),
) as readonly Recording[];
