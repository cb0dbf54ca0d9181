// A `Date` that shows virtual time inside executions.

import { currentTask, now } from "../../kernel/index.ts";

/** The time at which every execution begins: the start of 2024, UTC. */
const EPOCH = 1_704_067_200_000;

type AnyFunction = (...values: never[]) => unknown;

/** A proxy of `Date` that shows virtual time inside a step and behaves like the real one otherwise. */
export function virtualDate(real: AnyFunction): unknown {
  return new Proxy(real, {
    construct: (target, values: unknown[], newTarget: AnyFunction) =>
      Reflect.construct(
        target,
        values.length === 0 && currentTask() !== undefined ? [EPOCH + now()] : values,
        newTarget,
      ) as object,
    apply: (target, self, values: never[]) =>
      currentTask() === undefined
        ? Reflect.apply(target, self, values)
        : String(Reflect.construct(target, [EPOCH + now()])),
    get: (target, key, receiver) => (key === "now" ? virtualNow : (Reflect.get(target, key, receiver) as unknown)),
  });
}

const realNow = Date.now.bind(Date);

function virtualNow(): number {
  return currentTask() === undefined ? realNow() : EPOCH + now();
}
