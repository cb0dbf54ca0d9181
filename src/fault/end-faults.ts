// The end of misfortune, asked for by the program: what it judges then must hold whatever has struck before.

import { operate, Operation } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import { faultsOf } from "./faults.ts";

/**
 * From now on no fault strikes. What would still follow from those that have struck happens in the same step: links that
 * were cut are mended, nodes that were to be restarted are started.
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
