// Several workers for one exploration: what they are told and what they are asked, all of it plain data that can be
// cloned. The roof starts the threads; `workshop.ts` is what runs in each.

import type { Settings } from "../../choice/index.ts";
import type { BatchResult, IndexRange } from "./batch-result.ts";
import type { PartJob, PartResult } from "../search/exhaustive.ts";
import type { PackedFeedback } from "./packed-feedback.ts";

/** Where a worker finds the program: a function cannot be sent to it. */
export interface ProgramSource {
  /** The URL of a module. */
  readonly module: string;
  /** The export that is the program, or the scenario that has it. */
  readonly kind: "export" | "scenario";
  /** The name of that export, or of that scenario, which may be in a list. */
  readonly name: string;
  /** Whether the checks of the scenario hold. */
  readonly hasChecks: boolean;
}

/** What a worker must know before its first job. */
export interface WorkerSetup {
  readonly source: ProgramSource;
  readonly strategy: string;
  readonly seed: string;
  readonly settings: Settings;
  readonly stopAfter: number;
}

/** The kinds of work: what is asked and what is answered. A new kind is a member here and a case in `Workshop`. */
export interface JobTypes {
  /** Executions of an exploration by sampling. */
  readonly batch: { readonly job: IndexRange; readonly result: BatchResult };
  /** A part of an exhaustive search, as plain data, and what is left of it. */
  readonly part: { readonly job: PartJob; readonly result: PartResult };
}
export type JobKind = keyof JobTypes;

/** A job on its way to a worker. */
export type Job = { readonly [Kind in JobKind]: { readonly kind: Kind; readonly job: JobTypes[Kind]["job"] } }[JobKind];

/** What all workers are told, at once and in order with the jobs. */
export interface Broadcast {
  readonly kind: "feedback";
  readonly feedback: PackedFeedback;
}

/** The workers of one exploration. */
export interface WorkerPool {
  readonly size: number;
  /**
   * Has a job done by whoever is free first. When a worker crashes it is replaced, and its job done again once.
   * @throws UncontrolledNondeterminism (`worker-crashed`) when that crashes too; what the job throws
   */
  run<Kind extends JobKind>(kind: Kind, job: JobTypes[Kind]["job"]): Promise<JobTypes[Kind]["result"]>;
  /** Tells every worker, those to come included, before any job that is given out later. */
  broadcast(broadcast: Broadcast): void;
  /** Ends what is being done as soon as the running executions have ended; each job is answered with what there is. */
  cancel(): void;
  /** Lets the workers go. */
  close(): void;
}
