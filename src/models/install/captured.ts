// A package that was loaded before the models were installed may keep a real function. Its call is seen by the request that it
// makes of the system, and told with its line; without that it would only seem to come from outside.

import { createHook } from "node:async_hooks";

import { UsageError } from "../../errors.ts";
import { actingTask, releaseWith } from "../../kernel/index.ts";
import type { Execution } from "../../kernel/index.ts";
import { activeModels } from "./active.ts";
import { callerLine } from "./not-modelled.ts";

/** The requests of the system, by the types that Node gives them, and the models that replace them. */
const REQUESTS: ReadonlyMap<string, "fs" | "net"> = new Map([
  ["FSREQCALLBACK", "fs"],
  ["FSREQPROMISE", "fs"],
  ["TCPWRAP", "net"],
  ["TCPSERVERWRAP", "net"],
  ["PIPEWRAP", "net"],
]);

const HOOK = createHook({
  init(_id, type) {
    const model = REQUESTS.get(type);
    const actor = actingTask()?.actor;
    // What is thrown here ends the process.
    if (model === undefined || actor === undefined) return;
    const value = activeModels()?.[model];
    if (value !== undefined && value !== false) actor.execution.violate(actor, capturedError(model));
  },
});

/** Looks out for real functions until the execution ends or is dropped: while it does, Node follows every promise. */
export function watchDuring(execution: Execution): void {
  HOOK.enable();
  releaseWith(execution, () => {
    HOOK.disable();
  });
}

function capturedError(model: "fs" | "net"): UsageError {
  return new UsageError(
    `A real function of node:${model} was called ${callerLine()}, although it is modelled: the package was loaded before the ` +
      "models were installed, and kept it. Load it in the program: fresh(name, import.meta.url) from heddle/models.",
    { code: "real-function-kept" },
  );
}
