// Jobs of an exhaustive search and their results: plain data that crosses threads.

import type { Part, Rest } from "../../strategy/index.ts";
import type { BatchResult, IndexRange } from "./batch-result.ts";

/** A part to search, and the range of its executions. */
export interface PartJob {
  readonly part: Part;
  readonly range: IndexRange;
}

/** The result of running a batch of executions of a searcher. */
export interface SearchResult {
  readonly batch: BatchResult;
  readonly blocked: number;
  readonly isBounded: boolean;
  readonly isDone: boolean;
  /** The error that ended it early. */
  readonly failure?: { readonly error: unknown } | undefined;
}

/** The result of searching a part. */
export interface PartResult extends SearchResult {
  /** What was not searched of it; `undefined` if nothing is left. */
  readonly rest: Rest | undefined;
}
