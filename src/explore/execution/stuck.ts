// The errors for code that runs for too long, which the watchdog has stopped.

import { UncontrolledNondeterminism, UsageError } from "../../errors.ts";

/** For an actor, a rule or a check. @param where its frames, if they are known */
export function neverYields(who: string, seconds: number, where: string | undefined): UncontrolledNondeterminism {
  const error = new UncontrolledNondeterminism(
    `${who} has run for ${seconds} seconds without reaching an operation: an endless loop, or a loop that only ` +
      "awaits settled promises. Put an operation into the loop, for example pause().",
    { code: "never-yields" },
  );
  // Where it was made says nothing.
  error.stack = `${error.name}: ${error.message}${where === undefined ? "" : `\n${where}`}`;
  return error;
}

/** The computation of a reduction between executions grows with the square of their length. */
export function tooLong(steps: number): UsageError {
  return new UsageError(
    `An execution of ${steps} steps is too long for the analysis between executions. Make the program smaller, lower ` +
      "maxSteps, or use a sampling strategy.",
    { code: "execution-too-long" },
  );
}
