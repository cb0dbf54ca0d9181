// vitest counts assertions and collects soft failures for a test; here each execution is one test in this respect.

import { expect } from "vitest";

import type { Program } from "../explore/index.ts";
import type { HoldOptions } from "./exploration.ts";

/** What vitest keeps of a running test. */
type State = ReturnType<typeof expect.getState>;

/** A soft failure as vitest keeps it. */
interface SoftFailure {
  readonly message: string;
  readonly name?: string;
  readonly stack?: string;
}

/** A running test, with what soft failures are added to. */
export interface AssertingTask {
  readonly result?: object | undefined;
}

/** The part of a test's result that soft failures change. */
interface Result {
  state: string;
  errors?: SoftFailure[];
}

const FRESH: Partial<State> = {
  assertionCalls: 0,
  isExpectingAssertions: false,
  isExpectingAssertionsError: null,
  expectedAssertionsNumber: null,
  expectedAssertionsNumberErrorGen: null,
};

/**
 * Runs `explore` with a program whose executions have `expect.soft`, `expect.assertions` and `expect.hasAssertions` each
 * for itself.
 */
export async function withOwnAssertions<T>(
  task: AssertingTask,
  { options, program }: { readonly options: HoldOptions; readonly program: Program },
  explore: (program: Program, options: HoldOptions) => Promise<T>,
): Promise<T> {
  // Workers run the program without vitest.
  if ((options.workers ?? 1) > 1) return explore(program, options);
  const before = expect.getState();
  const { errors = [], state = "run" } = (task.result ?? {}) as Partial<Result>;
  const softBefore = errors.length;
  const takeSoft = (): SoftFailure | undefined => {
    const result = task.result as Result | undefined;
    const [first] = result?.errors?.splice(softBefore) ?? [];
    if (result !== undefined && first !== undefined) result.state = state;
    return first;
  };
  const begin = (): unknown => {
    takeSoft();
    expect.setState(FRESH);
    return program();
  };
  const check = (): void => {
    const soft = takeSoft();
    if (soft !== undefined) throw errorFrom(soft);
    checkNumber(expect.getState());
  };
  try {
    return await explore(begin, { ...options, checks: [...(options.checks ?? []), check] });
  } finally {
    takeSoft();
    expect.setState(before);
  }
}

/** What vitest checks at the end of a test. */
function checkNumber(state: State): void {
  const { assertionCalls, expectedAssertionsNumber, expectedAssertionsNumberErrorGen: errorOf } = state;
  const isOther = expectedAssertionsNumber !== null && assertionCalls !== expectedAssertionsNumber;
  if (isOther && typeof errorOf === "function") throw errorOf();
  const { isExpectingAssertions, isExpectingAssertionsError: missing } = state;
  if (isExpectingAssertions === true && assertionCalls === 0 && missing instanceof Error) throw missing;
}

/** vitest keeps soft failures as plain objects. */
function errorFrom({ message, name = "AssertionError", stack, ...rest }: SoftFailure): Error {
  return Object.assign(new Error(message), { ...rest, name, ...(stack === undefined ? {} : { stack }) });
}
