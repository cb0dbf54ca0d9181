// Stops code that never comes to rest. An endless loop of microtasks cannot be interrupted from its own thread, so the
// slice runs as a script of node:vm, whose time-out terminates it from another; the microtasks it was draining are
// dropped with it. A debugger that stands at a breakpoint is no endless loop: with one attached there is no limit.

import { url as inspectorUrl } from "node:inspector";
import { Script } from "node:vm";

const SLOT = Symbol.for("heddle.slice");
const script = new Script("globalThis[Symbol.for('heddle.slice')]()", { filename: "heddle-slice.js" });

/** Runs `slice`; false when it had to be stopped after `limit` milliseconds. Its errors are thrown. */
export function runLimited(slice: () => void, limit: number): boolean {
  if (inspectorUrl() !== undefined) {
    slice();
    return true;
  }
  const slots = globalThis as { [SLOT]?: () => void };
  slots[SLOT] = slice;
  try {
    script.runInThisContext({ timeout: limit, displayErrors: false });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  } finally {
    delete slots[SLOT];
  }
}
