// The error of a program that does something else although the choices are the same.

import { UncontrolledNondeterminism } from "../../../../errors.ts";
import type { EnabledOperation } from "../../../../trace/index.ts";
import type { Event } from "./event.ts";

/** The error (`not-repeatable`) of a step that differs from the one that was recorded. */
export function notRepeatable(expected: Event, { kind }: EnabledOperation, index: number): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to ${expected.kind} at step ${index + 1} the first time, and to ${kind} the second` +
      `${expected.kind === kind ? ", of a different actor or object" : ""}. Something outside heddle's control differs from ` +
      "run to run: state kept between executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}
