// What runs in a worker: the program of one exploration, and the jobs that are asked of it.

import { parseSeed } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { exhaustiveFrom, strategyFrom, UNUSED } from "../../strategy/index.ts";
import type { Exhaustive, Searcher } from "../../strategy/index.ts";
import { BlockRunner } from "./batch.ts";
import type { BlockResult, Span } from "../workers/batch-result.ts";
import type { Job, Notice, Work, WorkOrder } from "../workers/worker-pool.ts";
import { resultOf, searchPart } from "./exhaustive.ts";
import type { Host } from "../setup/host.ts";
import type { Check } from "../setup/options.ts";
import { unpackLessons } from "../workers/packed-feedback.ts";

/** What lies on a worker's desk: each job with a number, under which it is answered. */
export type Task = Notice | (Job & { readonly id: number });

/** A worker's connection to the crew. */
export interface Desk {
  /** The next task; waits a moment for it, and gives `undefined` when none comes. */
  take(): Task | undefined;
  /** Answers any other job. */
  answer(id: number, result: Work["part"]["result"]): void;
  /** Answers a job with a block's result, whose arrays are copied at once. */
  answerBlock(id: number, result: BlockResult): void;
  /** Whether the crew wants no more executions. */
  isCancelled(): boolean;
  /** An execution begins: whom to blame if the worker does not survive it. */
  begins(index: number): void;
}

/** What the worker has loaded. */
export interface LoadedProgram {
  readonly program: () => unknown;
  readonly checks: readonly Check[];
}

/** Does the jobs of one exploration. */
export class Workshop {
  readonly #desk: Desk;
  readonly #blocks: BlockRunner;
  readonly #exhaustive: Exhaustive | undefined;
  readonly #searchPart: (searcher: Searcher, span: Span) => Promise<BlockResult>;
  readonly #learn: (notice: Notice) => void;
  /** A task that was taken but not begun. */
  #pending: Task | undefined;
  /** The block that is being run. */
  #id = -1;

  constructor(host: Host, { checks, program }: LoadedProgram, order: WorkOrder, desk: Desk) {
    const { settings, stopAfter } = order;
    this.#exhaustive = exhaustiveFrom(order.strategy);
    const strategy = this.#exhaustive === undefined ? strategyFrom(order.strategy) : UNUSED;
    this.#desk = desk;
    this.#learn = ({ lessons }) => strategy.learn?.(unpackLessons(lessons));
    const plan = { strategy, strategyName: order.strategy, seed: parseSeed(order.seed), settings, checks, stopAfter };
    this.#searchPart = (searcher, span) =>
      searchPart({ host, plan, program }, searcher, span, () => desk.isCancelled());
    this.#blocks = new BlockRunner(host, program, plan, {
      next: () => this.#nextBlock(),
      done: (result: BlockResult) => {
        desk.answerBlock(this.#id, result);
      },
      isCut: () => desk.isCancelled(),
      begins: (index) => {
        desk.begins(index);
      },
    });
  }

  /** Does what is on the desk, until there is nothing left on it. */
  async work(): Promise<void> {
    for (;;) {
      this.#pending ??= this.#desk.take();
      if (this.#pending === undefined) return;
      switch (this.#pending.kind) {
        case "lessons":
          this.#learn(this.#pending);
          this.#pending = undefined;
          break;
        case "block":
          await this.#blocks.run();
          break;
        case "part":
          await this.#search(this.#pending);
          this.#pending = undefined;
          break;
      }
    }
  }

  async #search({ id, job }: Extract<Task, { kind: "part" }>): Promise<void> {
    const searcher = must(
      this.#exhaustive?.search?.(job.part),
      "a part that is sent is one of a space that can be shared",
    );
    this.#desk.begins(0);
    this.#desk.answer(id, resultOf(searcher, await this.#searchPart(searcher, job.span), 0));
  }

  /** Blocks follow each other within one turn of the event loop. */
  #nextBlock(): Span | undefined {
    for (;;) {
      this.#pending ??= this.#desk.take();
      if (this.#pending?.kind === "lessons") this.#learn(this.#pending);
      else if (this.#pending?.kind === "block") {
        const { id, job } = this.#pending;
        this.#pending = undefined;
        this.#id = id;
        return job;
      } else return undefined;
      this.#pending = undefined;
    }
  }
}
