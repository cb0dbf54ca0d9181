// The worker pool of an exploration and its messages, all of them plain data that can be cloned. The host layer starts
// the threads; each runs `job-runner.ts`.

import type { Settings } from "../../choice/index.ts";
import type { BatchResult, IndexRange } from "./batch-result.ts";
import type { PartJob, PartResult } from "./part-job.ts";
import type { PackedFeedback } from "./packed-feedback.ts";

/** Where a worker finds the program; a function cannot be sent to it. */
export interface ProgramSource {
  /** The URL of a module. */
  readonly module: string;
  /** Whether the module exports the program itself or a scenario of it. */
  readonly kind: "export" | "scenario";
  /** The name of the export or of the scenario, which may be in an exported array. */
  readonly name: string;
  /** Whether to apply the checks of the scenario. */
  readonly hasChecks: boolean;
  /** Whether to call the reset of the scenario. */
  readonly hasReset: boolean;
}

/** The data that a worker needs before its first job. */
export interface WorkerSetup {
  readonly source: ProgramSource;
  readonly strategy: string;
  readonly seed: string;
  readonly settings: Settings;
  readonly stopAfter: number;
}

/** The kinds of jobs and their results. A new kind is a member here and a case in `JobRunner`. */
export interface JobTypes {
  /** Executions of an exploration by sampling. */
  readonly batch: { readonly job: IndexRange; readonly result: BatchResult };
  /** A part of an exhaustive search. */
  readonly part: { readonly job: PartJob; readonly result: PartResult };
}
export type JobKind = keyof JobTypes;

/** A job for a worker. */
export type Job = { readonly [Kind in JobKind]: { readonly kind: Kind; readonly job: JobTypes[Kind]["job"] } }[JobKind];

/** A message to all workers, delivered in order with the jobs. */
export interface Broadcast {
  readonly kind: "feedback";
  readonly feedback: PackedFeedback;
}

/** The workers of one exploration. */
export interface WorkerPool {
  readonly size: number;
  /**
   * Runs a job on the first free worker. A worker that crashes is replaced and its job retried once.
   * @throws UncontrolledNondeterminism (`worker-crashed`) when the retry crashes, too; any error of the job
   */
  run<Kind extends JobKind>(kind: Kind, job: JobTypes[Kind]["job"]): Promise<JobTypes[Kind]["result"]>;
  /** Sends a message to every worker, including later ones, before any job that is dispatched afterwards. */
  broadcast(broadcast: Broadcast): void;
  /** Ends the running jobs as soon as their executions have ended; they return the results so far. */
  cancel(): void;
  /** Releases the workers. */
  close(): void;
}
