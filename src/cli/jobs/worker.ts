// The main module of a thread that explores whole scenarios for `heddle explore --jobs`, one after the other.

import { parentPort, workerData } from "node:worker_threads";

import { exploreOn } from "../../explore/index.ts";

import { createModuleLoader, createNodeHost } from "../../host/index.ts";
import { isPlain } from "./threads.ts";
import type { JobAnswer, JobThreadData, ScenarioJob } from "./threads.ts";
import { loadScenarios } from "../scenarios/scenario-file.ts";

const { console, given, tsconfig } = workerData as JobThreadData;
const host = createNodeHost({ console, tsconfig });
const loader = await createModuleLoader(tsconfig);

async function answer({ name, path }: ScenarioJob): Promise<JobAnswer> {
  const found = (await loadScenarios(loader, path)).find(({ scenario }) => scenario.name === name);
  if (found === undefined) return {};
  const { module, scenario } = found;
  const report = await exploreOn(host, scenario.program, { ...scenario.options, ...given, name, module });
  return isPlain(report) ? { report } : {};
}

parentPort?.on("message", (job: ScenarioJob) => {
  answer(job).then(
    (answered) => parentPort?.postMessage(answered, []),
    // The main thread explores it, and meets the same.
    () => parentPort?.postMessage({}, []),
  );
});
