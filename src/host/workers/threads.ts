// The host's functions for explorations with workers.

import { workerData } from "node:worker_threads";

import { UsageError } from "../../errors.ts";
import { headline } from "../../explore/index.ts";
import type { Host } from "../../explore/index.ts";
import type { WorkerOptions } from "./messages.ts";
import type { WorkerThread } from "./worker-thread.ts";
import { ThreadPool } from "./worker-pool.ts";

// Captured before any exploration installs the virtual globals.
const { clearTimeout, setTimeout } = globalThis;

/** The time limit for importing a module that should already be loaded. */
const IMPORT_MS = 2_000;

/** Creates the thread functions of a host. Workers are kept for later explorations. */
export function createThreads(options: WorkerOptions): Pick<Host, "exportsOf" | "startWorkers" | "isWorker"> {
  const idle: WorkerThread[] = [];
  let explorations = 0;
  return {
    isWorker: typeof workerData === "object" && workerData !== null && "heddle" in workerData,
    exportsOf,
    async startWorkers(setup, size) {
      explorations += 1;
      const pool = new ThreadPool({ setup, size, exploration: explorations, idle, options });
      await pool.open();
      return pool;
    },
  };
}

/** The exports of a loaded module. The time limit detects a module that waits for its own exploration. */
async function exportsOf(module: string): Promise<Readonly<Record<string, unknown>>> {
  const loaded = (async () => (await import(module)) as Readonly<Record<string, unknown>>)();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("it is still loading, perhaps because it waits for this exploration itself"));
    }, IMPORT_MS);
  });
  try {
    return await Promise.race([loaded, late]);
  } catch (error) {
    throw new UsageError(
      `The program of ${module} cannot be looked up: ${headline(error)}. ` +
        "Export the program from a separate module that does not call explore(), and pass that module's URL.",
      { code: "module-not-loaded", cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
