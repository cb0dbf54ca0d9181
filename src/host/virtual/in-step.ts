// Which function a call reaches while explorations run: the virtual one in code of an execution, otherwise the real one.

import { actingExecution } from "../../kernel/index.ts";

/** A function of whatever type. */
export type AnyFunction = (...values: never[]) => unknown;

/** A function that calls `virtual` in code of an execution and the real function otherwise. */
export function inStep(virtual: AnyFunction): (real: AnyFunction) => AnyFunction {
  return (real) =>
    function (this: unknown, ...values: never[]): unknown {
      return actingExecution() === undefined ? Reflect.apply(real, this, values) : virtual(...values);
    };
}
