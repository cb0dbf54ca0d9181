// A `Date` that shows virtual time inside executions.

import { actingExecution, clockTime } from "../../kernel/index.ts";

/** The time at which every execution begins: the start of 2024, UTC. */
const EPOCH = 1_704_067_200_000;

type AnyFunction = (...values: never[]) => unknown;

/** A proxy of `Date` that shows virtual time in code of an execution and behaves like the real one otherwise. */
export function virtualDate(real: AnyFunction): unknown {
  return new Proxy(real, {
    construct: (target, values: unknown[], newTarget: AnyFunction) =>
      Reflect.construct(
        target,
        values.length === 0 && actingExecution() !== undefined ? [EPOCH + clockTime()] : values,
        newTarget,
      ) as object,
    apply: (target, self, values: never[]) =>
      actingExecution() === undefined
        ? Reflect.apply(target, self, values)
        : String(Reflect.construct(target, [EPOCH + clockTime()])),
    get: (target, key, receiver) => (key === "now" ? virtualNow : (Reflect.get(target, key, receiver) as unknown)),
  });
}

const realNow = Date.now.bind(Date);

function virtualNow(): number {
  return actingExecution() === undefined ? realNow() : EPOCH + clockTime();
}
