// Which models an execution has. They are kept with the execution, so that what replaces a function of Node finds them there.

import { actingExecution, stateOf, undoing } from "../../kernel/index.ts";
import type { Execution } from "../../kernel/index.ts";

/** The answer of `fetch`. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** What is modelled. */
export interface ActiveModels {
  /** The files that exist when an execution begins, by their paths; `undefined`: files are real. */
  readonly fs: Readonly<Record<string, string>> | undefined;
  readonly net: boolean;
  readonly fetch: FetchHandler | undefined;
}

const KEY = Symbol("models");

/** While a module is loaded, its code is read from the real disk. */
const loading: { depth: number } = { depth: 0 };

/** Gives an execution its models. */
export function activate(execution: Execution, models: ActiveModels): void {
  stateOf(execution, KEY, () => models);
}

/** The models of the execution whose code runs; `undefined` outside, and while a module is loaded. */
export function activeModels(): ActiveModels | undefined {
  return loading.depth > 0 ? undefined : (actingExecution()?.states?.get(KEY) as ActiveModels | undefined);
}

/** Runs code that loads modules. */
export function whileLoading<Result>(load: () => Result): Result {
  const { depth } = loading;
  return undoing(
    () => {
      loading.depth = depth;
    },
    () => {
      loading.depth = depth + 1;
      return load();
    },
  );
}
