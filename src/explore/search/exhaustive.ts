// An exploration by exhaustive search: parts of the space are given out in rounds, searched here or by workers, and
// merged in order. Which parts there are depends on the results before only, so any number of workers gives one report.

import { must } from "../../errors.ts";
import { BlockRunner } from "./batch.ts";
import type { BlockResult, Span } from "../workers/batch-result.ts";
import type { BlockPlan } from "./batch.ts";
import type { Crew } from "../workers/worker-pool.ts";
import type { SearchState } from "./report.ts";
import type { Host } from "../setup/host.ts";
import type { Ledger } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import type { Part, Rest, Searcher, SearchSpace } from "../../strategy/index.ts";

/** Parts that are given out together. Fewer would let workers wait, more would make progress coarse. */
const PARTS_PER_ROUND = 16;
/** Executions of one part at most: a share of those before, so that the first parts are small. */
const SHARE = 1 / 8;
const LEAST = 64;
const MOST = 2_048;
/** Wall-clock milliseconds between two looks at the budget while workers search. */
const LOOK_MS = 50;

/** A part that shall be searched, and its executions. */
export interface Commission {
  readonly part: Part;
  readonly span: Span;
}

/** What came of one. */
export interface PartResult {
  readonly block: BlockResult;
  readonly blocked: number;
  readonly isBounded: boolean;
  readonly isDone: boolean;
  readonly rest: Rest;
}

/** Searches until all has been run, the budget is spent or the ledger has enough. */
export function exhaust(host: Host, plan: Plan, ledger: Ledger, labour: Labour): Promise<SearchState> {
  return new Exhaustion(host, plan, ledger, labour).run();
}

/** Who searches parts. */
export interface Labour {
  /** Searches parts; gives their results in order, fewer when there is no need for more. */
  search(space: SearchSpace, commissions: readonly Commission[]): Promise<readonly PartResult[]>;
}

class Exhaustion {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #ledger: Ledger;
  readonly #labour: Labour;
  readonly #space: SearchSpace;
  #blocked = 0;
  #isBounded = false;
  #isCut = false;

  constructor(host: Host, plan: Plan, ledger: Ledger, labour: Labour) {
    this.#host = host;
    this.#plan = plan;
    this.#ledger = ledger;
    this.#labour = labour;
    this.#space = must(plan.exhaustive, "the strategy is an exhaustive one").open();
  }

  async run(): Promise<SearchState> {
    const stopLooking = this.#host.every(LOOK_MS, () => {
      this.#showProgress();
    });
    let isDone = false;
    try {
      while (!isDone && !this.#isCut && !this.#ledger.isEnough) isDone = await this.#round();
    } finally {
      stopLooking();
    }
    const isExhausted = isDone && !this.#isBounded;
    return { isDone, isExhausted, blocked: this.#blocked, estimate: this.#estimate };
  }

  /** Searches a few parts; true when there is none. */
  async #round(): Promise<boolean> {
    const commissions = this.#commission();
    if (commissions.length === 0) return this.#space.left === 0;
    const results = await this.#labour.search(this.#space, commissions);
    for (const [index, commission] of commissions.entries()) {
      const result = results[index];
      if (result === undefined || (result.block.count === 0 && !result.isDone)) this.#isCut = true;
      else await this.#absorb(commission, result);
      if (this.#isCut || this.#ledger.isEnough) return false;
    }
    this.#showProgress();
    return false;
  }

  #commission(): readonly Commission[] {
    const { executions } = this.#ledger;
    const most = Math.min(MOST, Math.max(LEAST, Math.ceil(executions * SHARE)));
    let left = this.#plan.executions - executions;
    const commissions: Commission[] = [];
    while (commissions.length < PARTS_PER_ROUND && left > 0) {
      const part = this.#space.take();
      if (part === undefined) break;
      const size = Math.min(most, left);
      commissions.push({ part, span: { from: 0, to: size } });
      left -= size;
    }
    if (commissions.length === 0 && this.#space.left > 0) this.#isCut = true;
    return commissions;
  }

  async #absorb({ part }: Commission, { block, blocked, isBounded, rest }: PartResult): Promise<void> {
    this.#space.merge(part, rest, block.count);
    this.#blocked += blocked;
    this.#isBounded ||= isBounded;
    const from = this.#ledger.executions;
    const failures = block.failures.map((failure) => ({ ...failure, index: failure.index - block.from + from }));
    const leaks = block.leaks.map(({ index, wait }) => ({ index: index - block.from + from, wait }));
    await this.#ledger.absorb({ ...block, from, failures, leaks });
  }

  get #estimate(): number {
    return this.#ledger.executions + this.#space.left;
  }

  #showProgress(): void {
    this.#ledger.showProgress(Math.min(this.#plan.executions, Math.round(this.#estimate)));
  }
}

/** Searches in this thread, one part after the other. */
export function searchHere(host: Host, program: () => unknown, plan: Plan, ledger: Ledger): Labour {
  return {
    async search(space, commissions) {
      const results: PartResult[] = [];
      const failing = new Set<string>();
      for (const { part, span } of commissions) {
        const searcher = space.search(part);
        const before = searcher.blocked;
        const block = await searchPart({ host, plan, program }, searcher, span, () => ledger.isCut);
        results.push(resultOf(searcher, block, before));
        for (const { signature } of block.failures) failing.add(signature);
        if (failing.size >= plan.stopAfter || ledger.isCut) break;
      }
      return results;
    },
  };
}

/** Searches by workers, each part by whoever is free. */
export function searchByCrew(crew: Crew, ledger: Ledger, host: Host): Labour {
  return {
    async search(_space, commissions) {
      const stopLooking = host.every(LOOK_MS, () => {
        if (ledger.isCut) crew.cancel();
      });
      try {
        return await Promise.all(commissions.map((commission) => crew.run("part", commission)));
      } finally {
        stopLooking();
      }
    },
  };
}

/** What came of the executions of a block; a searcher may have run others before. */
export function resultOf(searcher: Searcher, block: BlockResult, blockedBefore: number): PartResult {
  const { isBounded, isDone } = searcher;
  const rest: Rest = block.count === 0 ? { kind: "rest" } : searcher.rest();
  return { block, blocked: searcher.blocked - blockedBefore, isBounded, isDone, rest };
}

/** What all parts have in common. */
interface Searching {
  readonly host: Host;
  readonly plan: BlockPlan;
  readonly program: () => unknown;
}

/** Runs the executions of one part, at most as many as the span says. */
export async function searchPart(
  { host, plan, program }: Searching,
  searcher: Searcher,
  span: Span,
  isCut: () => boolean,
): Promise<BlockResult> {
  let next: Span | undefined = span;
  let result: BlockResult | undefined;
  const runner = new BlockRunner(
    host,
    program,
    { ...plan, strategy: searcher },
    {
      next() {
        const given = next;
        next = undefined;
        return given;
      },
      done(block) {
        result = copyOf(block);
      },
      isCut,
    },
  );
  await runner.run();
  return must(result, "a block that was opened is closed");
}

/** A result that holds when the runner goes on: only as much as was run. */
function copyOf(block: BlockResult): BlockResult {
  const { classes, count, ends, members, steps } = block;
  return {
    ...block,
    classes: classes.slice(0, count),
    steps: steps.slice(0, count),
    ends: ends.slice(0, count),
    members: members.slice(0, count),
  };
}
