// The watchdog, which stops code that never yields. An endless loop of microtasks cannot be interrupted from its own
// thread, so a slice runs as a script of node:vm, whose timeout terminates it from another thread; the microtasks it
// was draining are dropped. A debugger paused at a breakpoint is not an endless loop, so there is no limit with one
// attached.

import { url as inspectorUrl } from "node:inspector";
import timers from "node:timers";
import { Script } from "node:vm";

import { repairHooks } from "./hooks-after-stop.ts";

// Captured before any exploration installs the virtual globals.
const { setImmediate } = timers;

const SLOT = Symbol.for("heddle.slice");
/** The `process` of the main context, in which scripts run: test runners with contexts of their own may copy it. */
export const MAIN_PROCESS = new Script("process").runInThisContext() as NodeJS.Process;
const script = new Script("process[Symbol.for('heddle.slice')]()", { filename: "heddle-slice.js" });

/**
 * Lets Node forget the asynchronous contexts that stopped code, or a callback that has thrown, has entered and not left.
 * Node otherwise ends the process for their number. It forgets them when it has handled an uncaught error.
 */
export function forgetAsyncContexts(): void {
  const { _fatalException: handle } = MAIN_PROCESS as { _fatalException?: (error: Error) => boolean };
  if (handle === undefined || process.hasUncaughtExceptionCaptureCallback()) return;
  process.setUncaughtExceptionCaptureCallback(() => undefined);
  // Node sets an immediate then, which must be a real one, while the stopped code still counts as running.
  const before = timers.setImmediate;
  timers.setImmediate = setImmediate;
  try {
    handle(new Error("the stopped code"));
  } finally {
    timers.setImmediate = before;
    process.setUncaughtExceptionCaptureCallback(null);
  }
}

/** Runs `slice`; returns false if it was stopped after `limit` milliseconds. Errors of `slice` are thrown. */
export function runLimited(slice: () => void, limit: number): boolean {
  if (inspectorUrl() !== undefined) {
    slice();
    return true;
  }
  const slots = MAIN_PROCESS as { [SLOT]?: () => void };
  slots[SLOT] = slice;
  try {
    script.runInThisContext({ timeout: limit, displayErrors: false });
    return true;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    forgetAsyncContexts();
    repairHooks();
    return false;
  } finally {
    delete slots[SLOT];
  }
}

/** Whether an error, perhaps of another context, says that the time was up. */
function isTimeout(error: unknown): boolean {
  const isObject = typeof error === "object" && error !== null;
  return isObject && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

/**
 * To be called at the end of the callback in which a slice was stopped. Code that is stopped within a callback of Node's
 * leaves the callback on the stack of asynchronous contexts, and Node ends the process at the next one. It clears that
 * stack after an uncaught error, so one is thrown, and caught before any listener hears of it.
 */
export function recoverFromStop(): void {
  if (process.hasUncaughtExceptionCaptureCallback()) return;
  process.setUncaughtExceptionCaptureCallback(() => {
    process.setUncaughtExceptionCaptureCallback(null);
  });
  throw new Error("A slice was stopped.");
}
