// The host's part in explorations by several workers.

import { workerData } from "node:worker_threads";

import { UsageError } from "../../errors.ts";
import { headline } from "../../explore/index.ts";
import type { Host } from "../../explore/index.ts";
import type { WorkerThread } from "./worker-thread.ts";
import { ThreadPool } from "./worker-pool.ts";

// Taken before any exploration puts virtual ones in their place.
const { clearTimeout, setTimeout } = globalThis;

/** How long a module may take that is said to be loaded already. */
const IMPORT_MS = 2_000;

/** Threads, and what can be known of modules in this one. Workers are kept for the next exploration. */
export function createThreads(): Pick<Host, "exportsOf" | "startWorkers" | "isWorker"> {
  const idle: WorkerThread[] = [];
  let explorations = 0;
  return {
    isWorker: typeof workerData === "object" && workerData !== null && "heddle" in workerData,
    exportsOf,
    async startWorkers(setup, size) {
      explorations += 1;
      const crew = new ThreadPool({ setup, size, exploration: explorations, idle });
      await crew.open();
      return crew;
    },
  };
}

/** A module that waits for its own exploration would wait for ever. */
async function exportsOf(module: string): Promise<Readonly<Record<string, unknown>>> {
  const loaded = (async () => (await import(module)) as Readonly<Record<string, unknown>>)();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("it is still being loaded, perhaps because it waits for this exploration itself"));
    }, IMPORT_MS);
  });
  try {
    return await Promise.race([loaded, late]);
  } catch (error) {
    throw new UsageError(
      `The program of ${module} cannot be looked up: ${headline(error)}. ` +
        "Export the program from a module of its own, which explores nothing, and give that module's URL.",
      { code: "module-not-loaded", cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
