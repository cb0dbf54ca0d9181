// Ending the process inside an execution: a finding of the actor that does it, not the end of the exploration.

import { UsageError } from "../../errors.ts";
import { actingTask } from "../../kernel/index.ts";
import { isOwnPid } from "./virtual-process.ts";

/** `process.exit`. */
export function exitInstead(code?: number | string): never {
  return refuse(`process.exit(${code === undefined ? "" : String(code)})`);
}

/** `process.reallyExit`, which a `process.exit` calls that was captured before. */
export function reallyExitInstead(code?: number | string): never {
  // What the captured function has set by now.
  Reflect.set(process, "_exiting", false);
  process.exitCode = undefined;
  return exitInstead(code);
}

/** `process.abort`. */
export function abortInstead(): never {
  return refuse("process.abort()");
}

/** `process.kill`: other processes are signalled, and this one may be asked whether it is alive. */
export function killInstead(real: (...values: never[]) => unknown): (...values: never[]) => unknown {
  return (...values: readonly (number | string | undefined)[]) => {
    const [pid, signal] = values;
    // 0 and negative numbers are groups of processes: its own, or all.
    const id = Number(pid);
    const isItself = isOwnPid(id);
    if (isItself && signal === 0) return true;
    const isOwn = isItself || isOwnPid(-id) || id === 0 || id === -1;
    if (!isOwn || signal === 0) return Reflect.apply(real, process, values);
    return refuse(`process.kill(${String(pid)}${signal === undefined ? "" : `, ${String(signal)}`})`);
  };
}

/** Ends the execution with a finding, also if the program catches what it is told. */
function refuse(call: string): never {
  const actor = actingTask()?.actor;
  const error = new UsageError(
    `${actor?.pid.path ?? "The program"} called ${call}, which would end the exploration with the process. Let the program ` +
      "take the function that ends the process as a parameter, and pass one that does something else here.",
    { code: "ends-process" },
  );
  actor?.execution.violate(actor, error);
  throw error;
}
