// What runs in a worker: the program of one exploration, and the jobs that are asked of it.

import { parseSeed } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { exhaustiveFrom, strategyFrom, UNUSED } from "../../strategy/index.ts";
import type { Exhaustive, Searcher } from "../../strategy/index.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { Job, Broadcast, JobTypes, WorkerSetup } from "../workers/worker-pool.ts";
import { resultOf, searchPart } from "./exhaustive.ts";
import type { Host } from "../setup/host.ts";
import type { Check } from "../setup/options.ts";
import { unpackFeedback } from "../workers/packed-feedback.ts";

/** What lies on a worker's desk: each job with a number, under which it is answered. */
export type WorkerMessage = Broadcast | (Job & { readonly id: number });

/** A worker's connection to the crew. */
export interface JobPort {
  /** The next task; waits a moment for it, and gives `undefined` when none comes. */
  take(): WorkerMessage | undefined;
  /** Answers any other job. */
  answer(id: number, result: JobTypes["part"]["result"]): void;
  /** Answers a job with a block's result, whose arrays are copied at once. */
  answerBlock(id: number, result: BatchResult): void;
  /** Whether the crew wants no more executions. */
  isCancelled(): boolean;
  /** An execution begins: whom to blame if the worker does not survive it. */
  onExecutionStart(index: number): void;
}

/** What the worker has loaded. */
export interface LoadedProgram {
  readonly program: () => unknown;
  readonly checks: readonly Check[];
}

/** Does the jobs of one exploration. */
export class JobRunner {
  readonly #port: JobPort;
  readonly #batches: BatchRunner;
  readonly #exhaustive: Exhaustive | undefined;
  readonly #searchPart: (searcher: Searcher, range: IndexRange) => Promise<BatchResult>;
  readonly #updateStrategy: (broadcast: Broadcast) => void;
  /** A task that was taken but not begun. */
  #pending: WorkerMessage | undefined;
  /** The block that is being run. */
  #id = -1;

  constructor(host: Host, { checks, program }: LoadedProgram, setup: WorkerSetup, port: JobPort) {
    const { settings, stopAfter } = setup;
    this.#exhaustive = exhaustiveFrom(setup.strategy);
    const strategy = this.#exhaustive === undefined ? strategyFrom(setup.strategy) : UNUSED;
    this.#port = port;
    this.#updateStrategy = ({ feedback }) => strategy.update?.(unpackFeedback(feedback));
    const plan = { strategy, strategyName: setup.strategy, seed: parseSeed(setup.seed), settings, checks, stopAfter };
    this.#searchPart = (searcher, range) =>
      searchPart({ host, plan, program }, searcher, range, () => port.isCancelled());
    this.#batches = new BatchRunner(host, program, plan, {
      next: () => this.#nextBlock(),
      done: (result: BatchResult) => {
        port.answerBlock(this.#id, result);
      },
      isCut: () => port.isCancelled(),
      onExecutionStart: (index) => {
        port.onExecutionStart(index);
      },
    });
  }

  /** Does what is on the desk, until there is nothing left on it. */
  async runJobs(): Promise<void> {
    for (;;) {
      this.#pending ??= this.#port.take();
      if (this.#pending === undefined) return;
      switch (this.#pending.kind) {
        case "feedback":
          this.#updateStrategy(this.#pending);
          this.#pending = undefined;
          break;
        case "batch":
          await this.#batches.run();
          break;
        case "part":
          await this.#search(this.#pending);
          this.#pending = undefined;
          break;
      }
    }
  }

  async #search({ id, job }: Extract<WorkerMessage, { kind: "part" }>): Promise<void> {
    const searcher = must(
      this.#exhaustive?.search?.(job.part),
      "a part that is sent is one of a space that can be shared",
    );
    this.#port.onExecutionStart(0);
    this.#port.answer(id, resultOf(searcher, await this.#searchPart(searcher, job.range), 0));
  }

  /** Blocks follow each other within one turn of the event loop. */
  #nextBlock(): IndexRange | undefined {
    for (;;) {
      this.#pending ??= this.#port.take();
      if (this.#pending?.kind === "feedback") this.#updateStrategy(this.#pending);
      else if (this.#pending?.kind === "batch") {
        const { id, job } = this.#pending;
        this.#pending = undefined;
        this.#id = id;
        return job;
      } else return undefined;
      this.#pending = undefined;
    }
  }
}
