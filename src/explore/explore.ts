// Many executions: each with its own choices, until the budget is spent or enough counterexamples are found.

import { UsageError } from "../errors.ts";
import { currentTask } from "../kernel/index.ts";
import { sampleInWorkers } from "./search/sample-in-workers.ts";
import { withCorpus } from "./explore-with-corpus.ts";
import type { Report } from "./search/report.ts";
import { searchExhaustively, searchInWorkers, searchInThread } from "./search/exhaustive.ts";
import type { Host } from "./setup/host.ts";
import { ExplorationResults } from "./search/results.ts";
import { planOf } from "./setup/options.ts";
import type { ExploreOptions, Plan } from "./setup/options.ts";
import { sourceOf } from "./setup/program-location.ts";
import { sample } from "./search/sample.ts";

/** What heddle explores: an async function, run anew for each execution. All its state is created inside it. */
export type Program = () => unknown;

/**
 * Explores `program` on `host`.
 * @throws UsageError for wrong options and when called inside an execution
 */
export async function exploreOn(host: Host, program: Program, options: ExploreOptions = {}): Promise<Report> {
  if (currentTask() !== undefined) {
    throw new UsageError("explore() was called inside an execution. Call it from a test, not from a program.", {
      code: "nested-exploration",
    });
  }
  if (host.isWorker) {
    throw new UsageError(
      "explore() was called while a worker loaded the module of a program. Workers load that module too: " +
        "move the program to a module of its own, which explores nothing.",
      { code: "explored-in-worker" },
    );
  }
  if (typeof program !== "function") {
    throw new UsageError(`explore takes a program, an async function, but got ${typeof program}.`, {
      code: "no-program",
    });
  }
  const plan = planOf(program, options);
  // The tree of a reduction cannot be shared out.
  const isHere = plan.workers === 1 || (plan.exhaustive !== undefined && plan.exhaustive.search === undefined);
  const run = isHere ? exploreInThread : exploreInWorkers;
  return host.exclusively(() => withCorpus(host, program, plan, (known) => run(host, program, known)));
}

async function exploreInThread(host: Host, program: Program, plan: Plan): Promise<Report> {
  const results = new ExplorationResults(host, program, plan);
  if (plan.exhaustive !== undefined) {
    return results.report(await searchExhaustively(host, plan, results, searchInThread(host, program, plan, results)));
  }
  await sample(host, program, plan, results);
  return results.report();
}

async function exploreInWorkers(host: Host, program: Program, plan: Plan): Promise<Report> {
  const source = await sourceOf(host, program, plan);
  const { seed, settings, stopAfter, strategyName, workers } = plan;
  const order = { source, strategy: strategyName, seed: seed.text, settings, stopAfter };
  const results = new ExplorationResults(host, program, plan);
  const pool = await host.startWorkers(order, workers);
  try {
    if (plan.exhaustive !== undefined) {
      return results.report(await searchExhaustively(host, plan, results, searchInWorkers(pool, results, host)));
    }
    await sampleInWorkers(host, plan, results, pool);
  } finally {
    pool.close();
  }
  return results.report();
}
