// The file of a worker thread. It serves one exploration after the other and keeps the modules that it has loaded.

import { workerData } from "node:worker_threads";

import { UsageError } from "../errors.ts";
import { findProgram, headline, JobRunner } from "../explore/index.ts";
import type { Host, WorkerSetup } from "../explore/index.ts";
import type { WorkerInit } from "./workers/messages.ts";
import { MessageQueue, ThreadJobPort } from "./workers/job-port.ts";
import { createModuleLoader } from "./modules/module-loader.ts";
import type { ModuleLoader } from "./modules/module-loader.ts";
import { createNodeHost } from "./node-host.ts";
import { serializeError } from "./workers/serialized-error.ts";

await serve(new MessageQueue((workerData as WorkerInit).heddle));

async function serve(inbox: MessageQueue): Promise<void> {
  const host = createNodeHost();
  const loader = await createModuleLoader();
  for (;;) {
    const message = await inbox.arrival();
    inbox.drop();
    if (message.kind !== "open") continue;
    const desk = new ThreadJobPort(inbox, message.exploration);
    const workshop = await openWorkshop(host, message.setup, desk, loader).catch((error: unknown) => {
      inbox.send({ kind: "failed", error: serializeError(error) });
    });
    if (workshop === undefined) continue;
    inbox.send({ kind: "opened" });
    await host
      .exclusively(async () => {
        while ((await inbox.arrival()).kind === "task") await workshop.runJobs();
      })
      .catch((error: unknown) => {
        inbox.send({ kind: "failed", error: serializeError(error) });
      });
  }
}

async function openWorkshop(
  host: Host,
  setup: WorkerSetup,
  desk: ThreadJobPort,
  loader: ModuleLoader,
): Promise<JobRunner> {
  const { module } = setup.source;
  const exported = await loader.load(module).catch((error: unknown) => {
    throw new UsageError(
      `A worker could not load ${module}: ${headline(error)}. A module must load in every thread, and explore nothing ` +
        "while it is loaded; or explore with workers: 1.",
      { code: "worker-cannot-load", cause: error },
    );
  });
  return new JobRunner(host, findProgram(setup.source, exported), setup, desk);
}
