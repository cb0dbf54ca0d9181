// Scenarios that other threads explore meanwhile. What passes is data, and crosses threads as it is. Everything else the
// main thread explores itself, again if need be: failures, errors, scenarios that end their thread. So the results are those
// of one thread.

import { Worker } from "node:worker_threads";

import type { ExploreOptions, Report } from "../../explore/index.ts";
import type { ConsoleMode } from "../../host/index.ts";

/** The built file, for src as well as for dist: a worker cannot load TypeScript on Node 20. */
const THREAD_FILE = new URL("../../../dist/cli/jobs/worker.js", import.meta.url);

/** What all scenarios of a thread have in common. */
export interface JobThreadData {
  readonly given: ExploreOptions;
  readonly console: ConsoleMode;
  readonly tsconfig: string | undefined;
}

/** A scenario, by its name and the path of its file. */
export interface ScenarioJob {
  readonly name: string;
  readonly path: string;
}

/** The report of one that passed; nothing of one that the main thread must explore. */
export interface JobAnswer {
  readonly report?: Report;
}

/** Threads that explore scenarios. */
export interface JobThreads {
  readonly count: number;
  /** Settles when all of them have ended. */
  readonly ended: Promise<unknown>;
  readonly stop: () => void;
}

/** Whether a report is the same in another thread: it has no error, whose class would be lost. */
export function isPlain({ brokenOff, verdict }: Report): boolean {
  return verdict === "passed" && brokenOff === undefined;
}

/**
 * Has threads explore what `next` gives them, until it gives nothing.
 * @param done takes the report of a job, or `undefined` if the main thread must explore it
 * @returns the threads; what they have not answered when they are stopped, `done` takes as `undefined`
 */
export function startJobs<Job extends ScenarioJob>(
  threads: number,
  data: JobThreadData,
  next: () => Job | undefined,
  done: (job: Job, report: Report | undefined) => void,
): JobThreads {
  const started = Array.from({ length: threads }, () => startThread(data, next, done));
  return {
    count: threads,
    ended: Promise.all(started.map(({ ended }) => ended)),
    stop: () => {
      for (const { worker } of started) void worker.terminate();
    },
  };
}

function startThread<Job extends ScenarioJob>(
  data: JobThreadData,
  next: () => Job | undefined,
  done: (job: Job, report: Report | undefined) => void,
): { readonly worker: Worker; readonly ended: Promise<void> } {
  // What files print while they are loaded, the main thread has printed.
  const worker = new Worker(THREAD_FILE, { workerData: data, stdout: true, stderr: true });
  const ended = new Promise<void>((resolve) => {
    let job: Job | undefined;
    const ask = (): void => {
      job = next();
      if (job === undefined) void worker.terminate();
      else worker.postMessage({ name: job.name, path: job.path } satisfies ScenarioJob, []);
    };
    worker.on("message", ({ report }: JobAnswer) => {
      if (job !== undefined) done(job, report);
      ask();
    });
    // It is followed by the exit.
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      if (job !== undefined) done(job, undefined);
      resolve();
    });
    ask();
  });
  return { worker, ended };
}
