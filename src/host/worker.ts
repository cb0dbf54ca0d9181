// The main module of a worker thread. It serves one exploration after the other and keeps the modules it has loaded.

import { workerData } from "node:worker_threads";

import { UsageError } from "../errors.ts";
import { findProgram, headline, JobRunner } from "../explore/index.ts";
import type { Host, WorkerSetup } from "../explore/index.ts";
import type { InstrumentOptions } from "../instrument/index.ts";
import type { WorkerInit, WorkerOptions } from "./workers/messages.ts";
import { writeDirectly } from "./workers/direct-output.ts";
import { MessageQueue, ThreadJobPort } from "./workers/job-port.ts";
import { createModuleLoader } from "./modules/module-loader.ts";
import type { ModuleLoader } from "./modules/module-loader.ts";
import { createNodeHost } from "./node-host.ts";
import { serializeError } from "./workers/serialized-error.ts";

const { heddle: init } = workerData as WorkerInit;
await serve(new MessageQueue(init), init);

async function serve(messages: MessageQueue, { console, tsconfig }: WorkerOptions): Promise<void> {
  // The output of failing executions is recorded where they run again, in the main thread.
  const host = createNodeHost({ console: console === undefined || console === "all" ? "all" : "none" });
  if (console === "all") writeDirectly();
  const loader = await createModuleLoader(tsconfig);
  const instrumented = process.env["HEDDLE_INSTRUMENT"];
  if (instrumented !== undefined) {
    // Loaded only where it is needed: it brings a parser.
    const { register } = await import("../instrument/index.ts");
    register(JSON.parse(instrumented) as InstrumentOptions);
  }
  for (;;) {
    const message = await messages.arrival();
    messages.drop();
    if (message.kind !== "open") continue;
    const port = new ThreadJobPort(messages, message.exploration);
    const runner = await createRunner(host, message.setup, port, loader).catch((error: unknown) => {
      messages.send({ kind: "failed", error: serializeError(error) });
    });
    if (runner === undefined) continue;
    messages.send({ kind: "opened" });
    await host
      .exclusively(async () => {
        while ((await messages.arrival()).kind === "job") await runner.runJobs();
      })
      .catch((error: unknown) => {
        messages.send({ kind: "failed", error: serializeError(error) });
      });
  }
}

async function createRunner(
  host: Host,
  setup: WorkerSetup,
  port: ThreadJobPort,
  loader: ModuleLoader,
): Promise<JobRunner> {
  const { module } = setup.source;
  const exported = await loader.load(module).catch((error: unknown) => {
    throw new UsageError(
      `A worker could not load ${module}: ${headline(error)}. A module must load in every thread and must not call ` +
        "explore() while it loads; or explore with workers: 1.",
      { code: "worker-cannot-load", cause: error },
    );
  });
  return new JobRunner(host, findProgram(setup.source, exported), setup, port);
}
