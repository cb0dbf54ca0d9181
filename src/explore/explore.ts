// An exploration: runs executions, each with its own choices, until the budget is spent or enough counterexamples are
// found.

import { UsageError } from "../errors.ts";
import { currentTask } from "../kernel/index.ts";
import { sampleInWorkers } from "./search/sample-in-workers.ts";
import { withCorpus } from "./explore-with-corpus.ts";
import { checkListeners } from "./failures/difference.ts";
import type { Report, SearchState } from "./search/report.ts";
import { searchInThread, searchInWorkers } from "./search/exhaustive.ts";
import type { Host } from "./setup/host.ts";
import type { ExplorationResults } from "./search/results.ts";
import { planOf } from "./setup/options.ts";
import { resolve } from "./setup/subject.ts";
import type { Subject } from "./setup/subject.ts";
import type { Program } from "./setup/program.ts";
import type { ExploreOptions, Plan } from "./setup/options.ts";
import { sourceOf } from "./setup/program-location.ts";
import { sample } from "./search/sample.ts";

/**
 * Explores a program or a scenario on `host`.
 * @param caller the function that was called, for errors
 * @throws UsageError for wrong options and when called inside an execution
 */
export async function exploreOn(
  host: Host,
  subject: Subject,
  given?: ExploreOptions,
  caller: string = "explore",
): Promise<Report> {
  if (currentTask() !== undefined) {
    throw new UsageError(`${caller}() was called inside an execution. Call it from a test, not from a program.`, {
      code: "nested-exploration",
    });
  }
  if (host.isWorker) {
    throw new UsageError(
      `${caller}() was called while a worker was loading the program's module. Workers load that module too: ` +
        `move the program to a separate module that does not call ${caller}().`,
      { code: "explored-in-worker" },
    );
  }
  const { options, program } = resolve(subject, given, caller);
  const plan = planOf(program, options);
  const run = runsInThread(plan) ? exploreInThread : exploreInWorkers;
  return host.exclusively(() => {
    const listeners = host.processListeners();
    return withCorpus(host, program, plan, async (results) => {
      const search = await run(host, program, plan, results);
      await results.keeping(async () => {
        checkListeners(listeners, host.processListeners());
      });
      return results.report(search);
    });
  });
}

/** Whether to use no workers. A reduction cannot be split among them. */
function runsInThread({ method, workers }: Plan): boolean {
  return workers === 1 || method.kind === "tree";
}

async function exploreInThread(
  host: Host,
  program: Program,
  plan: Plan,
  results: ExplorationResults,
): Promise<SearchState | undefined> {
  const { method } = plan;
  if (method.kind !== "sampling") return searchInThread(host, program, { ...plan, method }, results);
  await sample(host, program, { ...plan, method }, results);
  return undefined;
}

async function exploreInWorkers(
  host: Host,
  program: Program,
  plan: Plan,
  results: ExplorationResults,
): Promise<SearchState | undefined> {
  const source = await sourceOf(host, program, plan);
  const { method, seed, settings, stopAfter, strategyName, workers } = plan;
  const setup = { source, strategy: strategyName, seed: seed.text, settings, stopAfter };
  const pool = await host.startWorkers(setup, workers);
  try {
    if (method.kind !== "sampling") return await searchInWorkers(host, plan, results, pool);
    await sampleInWorkers(host, { ...plan, method }, results, pool);
  } finally {
    pool.close();
  }
  return undefined;
}
