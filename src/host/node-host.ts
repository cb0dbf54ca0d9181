// The host for explorations on Node.js.

import { AsyncLocalStorage } from "node:async_hooks";

import type { Guarded, Host } from "../explore/index.ts";
import { detectDrainMode } from "../kernel/index.ts";
import type { Actor, DrainMode } from "../kernel/index.ts";
import { openCorpusFolder } from "./corpus-files.ts";
import { functionOf, positionOf } from "./source/source-position.ts";
import { createThreads } from "./workers/threads.ts";
import { SerialQueue } from "./serial-queue.ts";
import { listenForRejections } from "./uncaught.ts";
import { installVirtualGlobals } from "./virtual/virtual-globals.ts";
import { runLimited } from "./watchdog.ts";

// Captured before any exploration installs the virtual globals.
const { clearInterval, setImmediate, setInterval, setTimeout } = globalThis;
const clock = performance.now.bind(performance);

/**
 * Creates a host.
 * @param drain how to drain microtasks; default: the mode that works here
 */
export function createNodeHost(drain?: DrainMode): Host {
  const explorations = new SerialQueue();
  return {
    ...createThreads(),
    now: clock,
    turn: (work) =>
      new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
      }),
    grace: (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
    every(milliseconds, callback) {
      const timer = setInterval(callback, milliseconds);
      return () => {
        clearInterval(timer);
      };
    },
    corpusFolder: openCorpusFolder,
    drainMode: () => drain ?? detectDrainMode(),
    guard: (slice, limit): Guarded => ({ isStuck: !runLimited(slice, limit) }),
    listen: listenForRejections,
    exclusively(work) {
      return explorations.run(async () => {
        const uninstall = installVirtualGlobals();
        try {
          return await work();
        } finally {
          uninstall();
        }
      });
    },
    attribution() {
      const storage = new AsyncLocalStorage<Actor>();
      return {
        attribution: { run: (actor, code) => storage.run(actor, code), actor: () => storage.getStore() },
        release: () => {
          storage.disable();
        },
      };
    },
    positionOf,
    functionOf,
  };
}

/** The host shared by all entry points, so that executions never overlap. */
export const nodeHost: Host = createNodeHost();
