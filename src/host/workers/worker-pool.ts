// A pool of worker threads: jobs go to free workers, crashed workers are replaced.
//
// Each worker has at most two jobs, the running one and the next, so that it does not idle between jobs. It runs them
// in order, so the oldest one without a result is the one that was running when it crashed.

import { UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import type { WorkerPool, Job, Broadcast, WorkerMessage, JobTypes, JobKind, WorkerSetup } from "../../explore/index.ts";
import type { FromWorker, WorkerOptions } from "./messages.ts";
import { WorkerThread } from "./worker-thread.ts";
import { deserializeError } from "./serialized-error.ts";

/** The number of jobs assigned to a worker at a time. */
const JOBS_PER_WORKER = 2;

/** A job and its pending promise. */
interface QueuedJob {
  readonly id: number;
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The number of workers that crashed while running it. */
  crashes: number;
}

/** A worker and its jobs, oldest first. */
interface PoolSlot {
  readonly worker: WorkerThread;
  readonly jobs: QueuedJob[];
  isOpen: boolean;
}

/** Options for creating a pool. */
export interface ThreadPoolOptions {
  readonly setup: WorkerSetup;
  readonly size: number;
  /** The number of the exploration; later ones have higher numbers. */
  readonly exploration: number;
  /** Idle workers of earlier explorations; the workers of this one are added at the end. */
  readonly idle: WorkerThread[];
  /** The options of new workers. */
  readonly options: WorkerOptions;
}

/** The workers of one exploration, some of them kept from earlier ones. */
export class ThreadPool implements WorkerPool {
  readonly size: number;
  readonly #exploration: number;
  readonly #setup: WorkerSetup;
  readonly #idle: WorkerThread[];
  readonly #options: WorkerOptions;
  readonly #slots: PoolSlot[] = [];
  readonly #waiting: QueuedJob[] = [];
  /** The messages that a replacement worker must receive first. */
  readonly #broadcasts: Broadcast[] = [];
  #lastId = 0;
  #failure: { readonly error: unknown } | undefined;
  #onOpened: () => void = () => undefined;

  constructor({ exploration, idle, options, setup, size }: ThreadPoolOptions) {
    this.#setup = setup;
    this.size = size;
    this.#exploration = exploration;
    this.#idle = idle;
    this.#options = options;
  }

  /** Resolves when all workers have loaded the program. */
  async open(): Promise<void> {
    while (this.#slots.length < this.size) this.#addWorker(this.#idle.pop() ?? new WorkerThread(this.#options));
    while (this.#failure === undefined && this.#slots.some(({ isOpen }) => !isOpen)) {
      await new Promise<void>((resolve) => {
        this.#onOpened = resolve;
      });
    }
    if (this.#failure === undefined) return;
    this.close();
    throw this.#failure.error;
  }

  run<Kind extends JobKind>(kind: Kind, job: JobTypes[Kind]["job"]): Promise<JobTypes[Kind]["result"]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    return new Promise<unknown>((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.push({ id: this.#lastId, job: { kind, job } as Job, resolve, reject, crashes: 0 });
      this.#dispatchJobs();
    }) as Promise<JobTypes[Kind]["result"]>;
  }

  broadcast(broadcast: Broadcast): void {
    this.#broadcasts.push(broadcast);
    for (const { worker } of this.#slots) send(worker, broadcast);
  }

  cancel(): void {
    for (const { worker } of this.#slots) worker.cancel(this.#exploration);
  }

  close(): void {
    this.cancel();
    for (const { jobs, worker, isOpen } of this.#slots) {
      worker.keepAlive(false);
      worker.listener = undefined;
      const isFree = isOpen && jobs.length === 0 && this.#failure === undefined;
      if (isFree && worker.isAlive) {
        worker.send({ kind: "close" });
        this.#idle.push(worker);
      } else worker.terminate();
    }
    this.#slots.length = 0;
  }

  #addWorker(worker: WorkerThread): void {
    if (!worker.isAlive) {
      this.#addWorker(new WorkerThread(this.#options));
      return;
    }
    const slot: PoolSlot = { worker: worker, jobs: [], isOpen: false };
    this.#slots.push(slot);
    worker.keepAlive(true);
    worker.listener = {
      onMessage: (message) => {
        this.#onMessage(slot, message);
      },
      onExit: (reason) => {
        this.#onExit(slot, reason);
      },
    };
    worker.send({ kind: "open", exploration: this.#exploration, setup: this.#setup });
    for (const broadcast of this.#broadcasts) send(worker, broadcast);
  }

  #onMessage(slot: PoolSlot, message: FromWorker): void {
    switch (message.kind) {
      case "opened":
        slot.isOpen = true;
        this.#onOpened();
        break;
      case "result":
        if (slot.jobs[0]?.id === message.id) slot.jobs.shift()?.resolve(message.result);
        this.#dispatchJobs();
        break;
      case "failed":
        this.#fail(deserializeError(message.error));
        break;
    }
  }

  #onExit(slot: PoolSlot, reason: string): void {
    this.#slots.splice(this.#slots.indexOf(slot), 1);
    if (this.#failure !== undefined) return;
    const [crashed, ...others] = slot.jobs;
    if (!slot.isOpen) {
      this.#fail(this.#cannotLoad(reason));
      return;
    }
    this.#waiting.unshift(...others);
    if (crashed !== undefined) {
      crashed.crashes += 1;
      this.#waiting.unshift(crashed);
      if (crashed.crashes > 1) {
        this.#fail(this.#crashedTwice(slot.worker.index, reason));
        return;
      }
    }
    this.#addWorker(new WorkerThread(this.#options));
    this.#dispatchJobs();
  }

  /** Distributes the waiting jobs evenly: no worker gets a second one while another has none. */
  #dispatchJobs(): void {
    for (let round = 0; round < JOBS_PER_WORKER; round += 1) {
      for (const { jobs, worker } of this.#slots) {
        if (jobs.length > round) continue;
        const next = this.#waiting.shift();
        if (next === undefined) return;
        jobs.push(next);
        send(worker, { ...next.job, id: next.id });
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    for (const { reject } of [...this.#slots.flatMap(({ jobs }) => jobs), ...this.#waiting]) reject(error);
    this.#waiting.length = 0;
    this.#onOpened();
  }

  #cannotLoad(reason: string): UsageError {
    return new UsageError(
      `A worker exited while loading ${this.#setup.source.module}: ${reason}. A module must load in every thread and must ` +
        "not call explore() while it loads; or explore with workers: 1.",
      { code: "worker-cannot-load" },
    );
  }

  #crashedTwice(index: number, reason: string): UncontrolledNondeterminism {
    const { seed, source, strategy } = this.#setup;
    return new UncontrolledNondeterminism(
      `Two workers crashed in the same executions of ${source.name}; the second one in execution ${index + 1} of ` +
        `strategy "${strategy}" with seed "${seed}": ${reason}. A program must not end its thread, nor throw where no ` +
        "execution can catch it.",
      { code: "worker-crashed" },
    );
  }
}

function send(worker: WorkerThread, message: WorkerMessage): void {
  worker.send({ kind: "job", message });
}
