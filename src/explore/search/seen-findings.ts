// The findings that the batches of one runner have had, so that each is reported once.

import type { Wait } from "../../kernel/index.ts";

/**
 * Findings by their first execution. A batch that is run again after a worker crash may be older than the batches seen
 * so far; a finding is new again if it occurs earlier than before.
 */
export class SeenFindings {
  readonly #failures: Map<string, number> = new Map();
  readonly #stepLimitHits: Map<string, number> = new Map();
  readonly #leaks: Map<string, number> = new Map();
  readonly #unawaited: Map<string, number> = new Map();

  /** The number of distinct failures. */
  get failures(): number {
    return this.#failures.size;
  }

  /** @param located the signature of the failure with its line */
  isNewFailure(located: string, index: number): boolean {
    return isEarlier(this.#failures, located, index);
  }

  /** @param member the strategy whose execution ran out of steps */
  isNewStepLimitHit(member: string, index: number): boolean {
    return isEarlier(this.#stepLimitHits, member, index);
  }

  isNewLeak({ actor, operation }: Wait, index: number): boolean {
    return isEarlier(this.#leaks, `${actor} ${operation}`, index);
  }

  isNewUnawaited({ actor, operation }: Wait, index: number): boolean {
    return isEarlier(this.#unawaited, `${actor} ${operation}`, index);
  }
}

/** Whether an index is below the recorded one, which it then replaces. */
function isEarlier(seen: Map<string, number>, key: string, index: number): boolean {
  if ((seen.get(key) ?? Number.POSITIVE_INFINITY) <= index) return false;
  seen.set(key, index);
  return true;
}
