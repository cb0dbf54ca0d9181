// Creating an execution.

import { deliverSignal } from "./actors/deliver-signal.ts";
import { Execution } from "./execution/execution.ts";
import type { ExecutionOptions } from "./execution/options.ts";
import { createActor, startBody } from "./actors/spawn.ts";

/** Creates an execution of `program`; its first turn starts the main actor. */
export function beginExecution(options: ExecutionOptions, program: () => unknown): Execution {
  const execution = new Execution(options, deliverSignal);
  options.attribution?.inputs?.restart();
  const main = createActor(execution, undefined, undefined);
  execution.runningStep.queue(() => {
    startBody(main, program);
  });
  return execution;
}
