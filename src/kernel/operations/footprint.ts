// What programs say that their own operations touch: an object of heddle, a shared object, a text, or anything else.

import { hashText } from "../../choice/index.ts";
import type { Execution } from "../execution/execution.ts";
import type { AnyObject } from "./operation.ts";
import { SharedObject } from "./shared-object.ts";

const TEXT = 0x7e87;
/** The text that no key of a program is. */
const OTHERS = "\u0000others";

/**
 * The object that a program names. Texts are objects of their own; all objects that heddle does not know count as one,
 * since nothing tells them apart that is the same in every interleaving.
 */
export function footprintOf(execution: Execution, target: unknown): AnyObject {
  const own = touchedBy(target);
  if (own !== undefined) return own;
  const name = typeof target === "string" ? target : OTHERS;
  execution.touched ??= new Map();
  const { touched } = execution;
  const object =
    touched.get(name) ?? new SharedObject(hashText(name, TEXT), name === OTHERS ? "objects" : name, undefined);
  touched.set(name, object);
  return object;
}

/** The object behind a cell, a table, a lock or a shared object: their property `touchedObject`. */
function touchedBy(target: unknown): AnyObject | undefined {
  if (typeof target !== "object" || target === null || !("touchedObject" in target)) return undefined;
  return target.touchedObject instanceof SharedObject ? target.touchedObject : undefined;
}
