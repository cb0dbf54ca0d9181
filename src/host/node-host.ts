// Explorations on Node.

import { AsyncLocalStorage } from "node:async_hooks";

import type { Guarded, Host } from "../explore/index.ts";
import { detectDrainMode } from "../kernel/index.ts";
import type { Actor, DrainMode } from "../kernel/index.ts";
import { openCorpusFolder } from "./corpus-files.ts";
import { positionOf } from "./source/source-position.ts";
import { createThreads } from "./workers/threads.ts";
import { listenForRejections } from "./uncaught.ts";
import { installVirtualGlobals } from "./virtual/virtual-globals.ts";
import { runLimited } from "./watchdog.ts";

// Taken before any exploration puts virtual ones in their place.
const { clearInterval, setImmediate, setInterval, setTimeout } = globalThis;
const clock = performance.now.bind(performance);

/**
 * The machine as Node shows it.
 * @param drain how microtasks drain; default: whichever way works
 */
export function createNodeHost(drain?: DrainMode): Host {
  let latest: Promise<unknown> = Promise.resolve();
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
    every(milliseconds, look) {
      const timer = setInterval(look, milliseconds);
      return () => {
        clearInterval(timer);
      };
    },
    corpusFolder: openCorpusFolder,
    drainMode: () => drain ?? detectDrainMode(),
    guard: (slice, limit): Guarded => ({ isStuck: !runLimited(slice, limit) }),
    listen: listenForRejections,
    exclusively(work) {
      const result = latest.then(async () => {
        const uninstall = installVirtualGlobals();
        try {
          return await work();
        } finally {
          uninstall();
        }
      });
      latest = result.catch(() => undefined);
      return result;
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
  };
}

/** The host of all doors: through whichever a program is run, executions never overlap. */
export const nodeHost: Host = createNodeHost();
