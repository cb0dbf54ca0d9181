// Names of objects that several objects of one execution bear: in texts the second is `lock#2`. Tokens, signatures and the labels
// of steps do not contain the numbers.

import type { AnyObject } from "../../kernel/index.ts";
import type { Shown, Step } from "../../trace/index.ts";

/** An object that steps touch, or that contains one. */
export interface NamedObject {
  readonly label: string;
  readonly key: number;
}

/** The object that a step touches, or the one that contains it; `undefined` if it is named by an actor or by nothing. */
export function namedObject(object: AnyObject | undefined): NamedObject | undefined {
  const whole = object?.parent ?? object;
  const [name] = whole?.shown ?? [];
  // Its key may change: it may be used again.
  return whole !== undefined && typeof name === "string" ? { label: whole.label, key: whole.key } : undefined;
}

/** Numbers the objects of one label by their keys, which are the same in every interleaving that creates them. */
export function nameObjects(steps: readonly Step[], objects: readonly (NamedObject | undefined)[]): readonly Step[] {
  const keys = new Map<string, Set<number>>();
  for (const whole of objects) {
    if (whole === undefined) continue;
    const known = keys.get(whole.label);
    if (known === undefined) keys.set(whole.label, new Set([whole.key]));
    else known.add(whole.key);
  }
  const numbers = new Map<string, readonly number[]>();
  for (const [label, found] of keys)
    if (found.size > 1)
      numbers.set(
        label,
        [...found].toSorted((one, other) => (one >>> 0) - (other >>> 0)),
      );
  if (numbers.size === 0) return steps;
  return steps.map((step, index) => {
    const whole = objects[index];
    if (whole === undefined || step.object === undefined) return step;
    const number = (numbers.get(whole.label)?.indexOf(whole.key) ?? -1) + 1;
    return number < 2 ? step : { ...step, objectName: numbered(step.object, whole.label, number) };
  });
}

/** `users#2[1]` of `users[1]`. */
function numbered(object: Shown, label: string, number: number): Shown {
  const [first, ...rest] = object;
  if (typeof first !== "string" || !first.startsWith(label)) return [...object, `#${number}`];
  return [`${label}#${number}${first.slice(label.length)}`, ...rest];
}
