// The file of a worker thread. It serves one exploration after the other and keeps the modules that it has loaded.

import { workerData } from "node:worker_threads";

import { UsageError } from "../errors.ts";
import { findProgram, headline, Workshop } from "../explore/index.ts";
import type { Host, WorkOrder } from "../explore/index.ts";
import type { WorkerBirth } from "./workers/messages.ts";
import { Inbox, InboxDesk } from "./workers/job-port.ts";
import { createModuleLoader } from "./modules/module-loader.ts";
import type { ModuleLoader } from "./modules/module-loader.ts";
import { createNodeHost } from "./node-host.ts";
import { packError } from "./workers/serialized-error.ts";

await serve(new Inbox((workerData as WorkerBirth).heddle));

async function serve(inbox: Inbox): Promise<void> {
  const host = createNodeHost();
  const loader = await createModuleLoader();
  for (;;) {
    const message = await inbox.arrival();
    inbox.drop();
    if (message.kind !== "open") continue;
    const desk = new InboxDesk(inbox, message.exploration);
    const workshop = await openWorkshop(host, message.order, desk, loader).catch((error: unknown) => {
      inbox.send({ kind: "failed", error: packError(error) });
    });
    if (workshop === undefined) continue;
    inbox.send({ kind: "opened" });
    await host
      .exclusively(async () => {
        while ((await inbox.arrival()).kind === "task") await workshop.work();
      })
      .catch((error: unknown) => {
        inbox.send({ kind: "failed", error: packError(error) });
      });
  }
}

async function openWorkshop(host: Host, order: WorkOrder, desk: InboxDesk, loader: ModuleLoader): Promise<Workshop> {
  const { module } = order.source;
  const exported = await loader.load(module).catch((error: unknown) => {
    throw new UsageError(
      `A worker could not load ${module}: ${headline(error)}. A module must load in every thread, and explore nothing ` +
        "while it is loaded; or explore with workers: 1.",
      { code: "worker-cannot-load", cause: error },
    );
  });
  return new Workshop(host, findProgram(order.source, exported), order, desk);
}
