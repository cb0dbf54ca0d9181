// Plain state that a reduction sees: an object whose reads and writes join the footprints of the steps that make them.

import { invalidOption } from "../options.ts";
import { SharedGraph } from "./shared-graph.ts";
import { shapeOf } from "./shared-shape.ts";

/**
 * Lets heddle see who reads and writes a plain object, an array, a `Map`, a `Set` or a class instance, and everything
 * that is stored in it. Use what it returns, not the object itself. It is no scheduling point, and does nothing outside
 * executions. An instance of a class with private fields counts as one thing, which every use of it writes.
 * @param label its name in traces
 * @throws UsageError (`invalid-option`) for anything else, such as a date or a promise
 * @example
 * const account = shared({ balance: 100 }, "account");
 * account.balance -= 10;
 */
export function shared<T extends object>(object: T, label: string = "shared"): T {
  if (typeof object !== "object" || object === null || shapeOf(object) === "other") {
    throw invalidOption("The object of shared()", "a plain object, an array, a Map, a Set or a class instance", object);
  }
  return new SharedGraph(label).wrap(object, label);
}
