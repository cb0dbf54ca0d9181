// Ending fault injection from within the program, so that later checks must hold whatever faults occurred before.

import { operate, Operation } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import { faultsOf } from "./faults.ts";

/**
 * Ends fault injection: no fault occurs from now on. Pending recoveries of earlier faults happen in the same step:
 * links that were cut are restored, nodes that were to be restarted are started.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function endFaults(): Promise<void> {
  return operate(END_FAULTS, undefined, undefined);
}

const END_FAULTS = new Operation<unknown, undefined, void>({
  kind: "endFaults",
  access: Access.none,
  perform(_state, _argument, task) {
    faultsOf(task.actor.execution).end(task);
  },
});
