// The executions that have attribution, and listen for real input, although the program may need neither: to find out.

import { UncontrolledNondeterminism } from "../../errors.ts";
import { foreignWaits, isImport, realInput } from "../../kernel/index.ts";
import type { Execution } from "../../kernel/index.ts";

/** The first executions, and ever fewer later. */
const FIRST_ATTRIBUTED = 8;

/** Whether an execution is one of them. @param begun its number, from 1 */
export function isSample(begun: number): boolean {
  return begun <= FIRST_ATTRIBUTED || (begun & (begun - 1)) === 0;
}

/**
 * The end of an execution says nothing if real input has been asked for: in reality it may come before a timer that the
 * code waits for as well.
 * @throws UncontrolledNondeterminism (`real-input`)
 */
export function checkRealInput({ attribution, hasForeignWaits, outcome }: Execution): void {
  const input = attribution?.inputs?.first;
  if (input === undefined || outcome === undefined) return;
  const isEscape = outcome.kind === "violated" && outcome.error instanceof UncontrolledNondeterminism;
  const isOpen = outcome.kind === "completed" && (hasForeignWaits || !input.isTime);
  if (isOpen || foreignWaits(outcome).length > 0 || (isEscape && isImport(input))) throw realInput(input);
}
