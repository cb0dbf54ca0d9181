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
 * The end of an execution says nothing if code waits in it for something else than an operation, and real input has been
 * asked for: in reality the input may come first.
 * @throws UncontrolledNondeterminism (`real-input`)
 */
export function checkRealInput(execution: Execution): void {
  const { attribution, hasForeignWaits, outcome } = execution;
  const input = hasForeignWaits ? attribution?.inputs?.first : undefined;
  if (input === undefined || outcome === undefined) return;
  const isEscape = outcome.kind === "violated" && outcome.error instanceof UncontrolledNondeterminism;
  const isWaiting = outcome.kind === "completed" || foreignWaits(outcome).length > 0;
  if (isWaiting || (isEscape && isImport(input))) throw realInput(input);
}
