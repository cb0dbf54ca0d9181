// What is put back between executions: state outside of them, by a function of the user, and instrumented modules.

import { UsageError } from "../../errors.ts";
import { FRESH_KEY } from "../../trace/index.ts";

/** Puts what outlives an execution, such as a cache of a module, back to how the first execution found it. */
export type Reset = () => void;

/**
 * Calls `reset` before an execution, outside of any.
 * @throws UsageError (`reset-failed`, `reset-not-synchronous`)
 */
export function callReset(reset: Reset): void {
  let result: unknown;
  try {
    result = reset();
  } catch (error) {
    throw new UsageError(
      `reset threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}. It is called before each ` +
        "execution, outside of it: it can put modules, singletons and databases in memory back, and call no operation of heddle.",
      { code: "reset-failed", cause: error },
    );
  }
  if (typeof result !== "object" || result === null || !("then" in result)) return;
  // What became of it is told by the error.
  if (result instanceof Promise) result.catch(() => undefined);
  throw new UsageError(
    "reset returned a promise, but executions follow each other without a turn of the event loop between them. Let it do " +
      "its work synchronously; prepare before the exploration what has to be awaited.",
    { code: "reset-not-synchronous" },
  );
}

/**
 * The program, after the statements of modules that begin anew have run again: in the execution, whose timers and promises theirs are,
 * in the order in which the modules were loaded.
 */
export function inFreshModules(program: () => unknown): () => unknown {
  return () => {
    const files = (globalThis as Readonly<Record<string, unknown>>)[FRESH_KEY];
    if (files instanceof Map)
      for (const pieces of files.values() as Iterable<readonly (() => void)[]>) for (const run of pieces) run();
    return program();
  };
}
