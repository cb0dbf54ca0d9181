// The part of an exploration that runs in a worker: it performs the jobs that the worker pool dispatches.

import { parseSeed } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { exhaustiveFrom, strategyFrom } from "../../strategy/index.ts";
import type { Strategy } from "../../strategy/index.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { Job, Broadcast, WorkerSetup } from "../workers/worker-pool.ts";
import { searchPart } from "./frontier.ts";
import { SelfCheck } from "./self-check.ts";
import type { PartJob, PartResult } from "../workers/part-job.ts";
import type { Host } from "../setup/host.ts";
import type { LoadedProgram } from "../setup/program-location.ts";
import { unpackFeedback } from "../workers/packed-feedback.ts";

/** A message to a worker: a broadcast, or a job with the number that its result refers to. */
export type WorkerMessage = Broadcast | (Job & { readonly id: number });

/** A worker's connection to the worker pool. */
export interface JobPort {
  /** The next message; waits briefly for it, and returns `undefined` when none arrives. */
  take(): WorkerMessage | undefined;
  /** Sends the result of a search of a part. */
  sendPart(id: number, result: PartResult): void;
  /** Sends the result of a batch, whose arrays are copied before it returns. */
  sendBatch(id: number, result: BatchResult): void;
  /** Whether the pool has cancelled the running jobs. */
  isCancelled(): boolean;
  /** Records the execution that begins, so that a crash of the worker can be attributed to it. */
  onExecutionStart(index: number): void;
}

/** Performs the jobs of one exploration. */
export class JobRunner {
  readonly #port: JobPort;
  /** Set for a strategy that samples. */
  readonly #sampling: { readonly strategy: Strategy; readonly batches: BatchRunner } | undefined;
  /** Set for an exhaustive strategy. */
  readonly #searchPart: ((job: PartJob) => Promise<PartResult>) | undefined;
  /** A message that was taken but not handled yet. */
  #pending: WorkerMessage | undefined;
  /** The job whose batch is running. */
  #batchId = -1;

  constructor(host: Host, { checks, program, reset }: LoadedProgram, setup: WorkerSetup, port: JobPort) {
    this.#port = port;
    const { settings, stopAfter } = setup;
    const selfCheck = new SelfCheck(Number.POSITIVE_INFINITY);
    const options = {
      strategyName: setup.strategy,
      seed: parseSeed(setup.seed),
      settings,
      checks,
      reset,
      stopAfter,
      selfCheck,
    };
    const isCancelled = (): boolean => port.isCancelled();
    const exhaustive = exhaustiveFrom(setup.strategy);
    if (exhaustive?.kind === "parts") {
      const batches = { host, program, options, isCancelled };
      this.#searchPart = ({ part, range }) => searchPart(batches, exhaustive.searchPart(part), range);
      return;
    }
    const strategy = strategyFrom(setup.strategy);
    const batches = new BatchRunner(
      host,
      program,
      { ...options, strategy },
      {
        next: () => this.#nextBatch(),
        done: (result: BatchResult) => {
          port.sendBatch(this.#batchId, result);
        },
        isCancelled,
        onExecutionStart: (index) => {
          port.onExecutionStart(index);
        },
      },
    );
    this.#sampling = { strategy, batches };
  }

  /** Handles messages until none is left. */
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
          await must(this.#sampling, "batches are jobs of a strategy that samples").batches.run();
          break;
        case "part":
          await this.#search(this.#pending);
          this.#pending = undefined;
          break;
      }
    }
  }

  async #search({ id, job }: Extract<WorkerMessage, { kind: "part" }>): Promise<void> {
    const search = must(this.#searchPart, "parts are jobs of an exhaustive strategy");
    this.#port.onExecutionStart(0);
    const result = await search(job);
    if (result.failure !== undefined) throw result.failure.error;
    this.#port.sendPart(id, result);
  }

  #updateStrategy({ feedback }: Broadcast): void {
    this.#sampling?.strategy.update?.(unpackFeedback(feedback));
  }

  /** The next batch, within the same turn of the event loop. */
  #nextBatch(): IndexRange | undefined {
    for (;;) {
      this.#pending ??= this.#port.take();
      if (this.#pending?.kind === "feedback") this.#updateStrategy(this.#pending);
      else if (this.#pending?.kind === "batch") {
        const { id, job } = this.#pending;
        this.#pending = undefined;
        this.#batchId = id;
        return job;
      } else return undefined;
      this.#pending = undefined;
    }
  }
}
