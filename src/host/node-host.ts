// The host for explorations on Node.js.

import type { Host } from "../explore/index.ts";
import { detectDrainMode } from "../kernel/index.ts";
import type { DrainMode } from "../kernel/index.ts";
import { INPUT_PATCHES } from "./input-patches.ts";
import { createAttribution } from "./attributions.ts";
import { foreignCode } from "./foreign-code.ts";
import { openCorpusFolder } from "./corpus-files.ts";
import { callPositionOf, functionOf, positionOf } from "./source/source-position.ts";
import { checkRuntime } from "./runtime.ts";
import { createThreads } from "./workers/threads.ts";
import { SerialQueue } from "./serial-queue.ts";
import { Turns } from "./turns.ts";
import { forgetAsyncContexts } from "./watchdog.ts";
import { UncaughtErrors } from "./uncaught.ts";
import { ConsoleCapture, Silence } from "./virtual/console-capture.ts";
import { instrumentation, instrumentedAwaits, instrumentedFiles } from "./virtual/instrumented.ts";
import { installVirtualGlobals } from "./virtual/virtual-globals.ts";

// Captured before any exploration installs the virtual globals.
const { clearInterval, setInterval, setTimeout } = globalThis;
const clock = performance.now.bind(performance);

/** What happens to the output of programs: recorded for reports, printed as it comes, or dropped. */
export type ConsoleMode = "failing" | "all" | "none";

/** Options for a host. */
export interface NodeHostOptions {
  /** How to drain microtasks. Default: the mode that works here. */
  readonly drain?: DrainMode | undefined;
  /** Default: `all`, by way of the streams of this thread, which may be replaced. */
  readonly console?: ConsoleMode | undefined;
  /** The tsconfig.json of the modules that workers load. Default: the nearest one above each. */
  readonly tsconfig?: string | undefined;
}

/** Creates a host. */
export function createNodeHost({ console, drain, tsconfig }: NodeHostOptions = {}): Host {
  const explorations = new SerialQueue();
  const threads = createThreads({ console, tsconfig });
  const silence = new Silence();
  const capture = console === undefined || console === "all" ? undefined : new ConsoleCapture();
  const during = <T>(work: () => T): T => (capture === undefined ? work() : capture.during(work));
  const turns = new Turns(during);
  const uncaught = new UncaughtErrors();
  return {
    ...threads,
    now: clock,
    turn: (work) => turns.run(work),
    async grace(milliseconds, onUncaught) {
      const stopListening = uncaught.listen(onUncaught);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      stopListening();
    },
    every(milliseconds, callback) {
      const timer = setInterval(callback, milliseconds);
      return () => {
        clearInterval(timer);
      };
    },
    corpusFolder: openCorpusFolder,
    drainMode: () => drain ?? detectDrainMode(),
    guard(slice, limit, isLocated = false) {
      const guarded = turns.guard(slice, limit, isLocated);
      if (guarded.isStuck) uncaught.drop();
      return guarded;
    },
    listen: (onUncaught) => uncaught.listen(onUncaught),
    recover: forgetAsyncContexts,
    silence,
    processListeners: () => new Map(process.eventNames().map((event) => [event, process.listenerCount(event)])),
    exclusively(work) {
      return explorations.run(async () => {
        await checkRuntime();
        foreignCode.restart();
        const uninstall = installVirtualGlobals([...uncaught.patches, ...INPUT_PATCHES, ...(capture?.patches ?? [])]);
        try {
          // An error in a worker of an exploration ends the worker, and is told as such.
          return await (threads.isWorker ? work() : turns.explore(work));
        } finally {
          silence.close();
          uninstall();
        }
      });
    },
    attribution: createAttribution,
    instrumentedFiles,
    instrumentedAwaits,
    foreignFiles: () => foreignCode.files,
    instrumentation,
    output: console === "failing" ? capture : undefined,
    positionOf,
    callPositionOf,
    functionOf,
  };
}

/** The host shared by all entry points, so that executions never overlap. */
export const nodeHost: Host = createNodeHost();
