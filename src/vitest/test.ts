// vitest's `test` with `test.explore`.

import { test as vitestTest } from "vitest";
import type { TestAPI, TestContext, TestOptions } from "vitest";

import { UsageError } from "../errors.ts";
import { isScenario } from "../explore/index.ts";
import type { Program, Subject } from "../explore/index.ts";
import { overridesFrom } from "./environment.ts";
import type { HoldOptions } from "./exploration.ts";
import { runTest } from "./run-test.ts";
import { watchSelection } from "./replayed-file.ts";
import { inheritedTimeout } from "./test-program.ts";

/** The options of `test.explore`: those of an exploration and those of a test. */
export interface ExploreTestOptions extends HoldOptions, Pick<TestOptions, "repeats" | "retry" | "tags" | "timeout"> {}

/** A call with a name, optional options and the program, or the scenario with its own options. */
export interface ExploreCall<Body> {
  /** Creates a test with the options of the project. @throws UsageError (`no-program`) */
  (name: string, program: Body): void;
  /** Creates a test with options of its own. @throws UsageError (`no-program`) */
  (name: string, options: ExploreTestOptions, program: Body): void;
}

/** Creates a test for each case. A case that is an array is passed as separate arguments, any other as one argument. */
export interface ExploreEach {
  /**
   * Takes the cases and returns a function that creates the tests.
   * @param cases the arguments of each test, or its one argument; `%s` in the name stands for it, as in
   *   vitest
   */
  <const Case extends readonly unknown[]>(cases: readonly Case[]): ExploreCall<(...args: Case) => unknown>;
  <const Case>(cases: readonly Case[]): ExploreCall<(item: Case) => unknown>;
}

/** `test.explore`. */
export interface ExploreTest extends ExploreCall<Subject> {
  /** Runs only this test of its file. */
  readonly only: ExploreTest;
  /** Does not run the test. */
  readonly skip: ExploreTest;
  /** Expects a counterexample, which is not saved. An undecided exploration and a wrong option still fail. */
  readonly fails: ExploreTest;
  /** Explorations of one file still run one after the other; other tests run concurrently. */
  readonly concurrent: ExploreTest;
  /** Runs the test by itself, also within a concurrent suite. */
  readonly sequential: ExploreTest;
  /** A test that is to be written. */
  readonly todo: (name: string) => void;
  /** Creates a test for each case. */
  readonly each: ExploreEach;
  /** Does not run the test if the condition is truthy. */
  readonly skipIf: (condition: unknown) => ExploreTest;
  /** Runs the test only if the condition is truthy. */
  readonly runIf: (condition: unknown) => ExploreTest;
}

/** vitest's `test` with `explore`, which creates explorations. */
export type HeddleTest = TestAPI & { readonly explore: ExploreTest };

/**
 * vitest's `test`, extended by `test.explore(name, options?, program)`: a test that runs the program many times, each
 * time with a different interleaving. It fails with the program's own error, followed by the interleaving. A scenario
 * brings its options and its name in tokens along.
 * @example
 * ```ts deposits.test.ts
 * import { cell } from "heddle/memory";
 * import { test } from "heddle/vitest";
 * import { expect } from "vitest";
 *
 * test.explore("no deposit is lost", { executions: 5_000 }, async () => {
 *   const balance = cell(100, "balance");
 *   const deposit = (): Promise<number> => balance.update((before) => before + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   expect(await balance.read()).toBe(120);
 * });
 * ```
 */
// An empty extension creates a separate `test`, so that vitest's is not modified.
export const test: HeddleTest = Object.assign(vitestTest.extend({}), { explore: exploreTest(vitestTest) });

type Chain = Pick<typeof vitestTest, "only" | "skip" | "fails" | "concurrent" | "sequential" | "todo" | "for"> & {
  (name: string, options: TestOptions, body: (context: TestContext) => Promise<void>): void;
};

/** @param chain vitest's `test`, with modifiers such as `.only` applied */
function exploreTest(chain: Chain): ExploreTest {
  const call = (name: string, ...rest: readonly unknown[]): void => {
    const { testOptions, ...body } = parse(name, rest);
    chain(name, testOptions, (context) => runTest(context, body));
    watchSelection();
  };
  return Object.defineProperties(call, {
    ...Object.fromEntries(
      (["only", "skip", "fails", "concurrent", "sequential"] as const).map((modifier) => [
        modifier,
        { get: () => exploreTest(chain[modifier]) },
      ]),
    ),
    todo: {
      value: (name: string): void => {
        chain.todo(name);
      },
    },
    each: { value: eachOf(chain) },
    skipIf: { value: (condition: unknown) => exploreTest(isTruthy(condition) ? chain.skip : chain) },
    runIf: { value: (condition: unknown) => exploreTest(isTruthy(condition) ? chain : chain.skip) },
  }) as ExploreTest;
}

function eachOf(chain: Chain): ExploreEach {
  return (cases: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]): void => {
      const { program, testOptions, ...body } = parse(name, rest);
      if (testOptions.meta?.heddleTest?.scenario !== undefined) throw noProgram(name, "a program that gets the case");
      const isSpread = cases.every((one) => Array.isArray(one));
      chain.for(cases)(name, testOptions, (item: unknown, context: TestContext) => {
        const args = isSpread && Array.isArray(item) ? item : [item];
        return runTest(context, { ...body, program: () => program(...args) });
      });
      watchSelection();
    };
}

interface Parsed {
  readonly options: HoldOptions;
  readonly testOptions: TestOptions;
  readonly timeout: number | undefined;
  /** With `.each` it gets the case. */
  readonly program: (...args: readonly unknown[]) => unknown;
}

/**
 * The timeout of a test ends its exploration regularly. vitest itself waits this much longer, so that an actor that
 * never yields is stopped by heddle, which can name it, and not by vitest, which cannot.
 */
const GRACE_MS = 20_000;

function parse(name: string, rest: readonly unknown[]): Parsed {
  const [given, subject] = rest.length > 1 ? rest : [{}, rest[0]];
  const scenario = isScenario(subject) ? subject : undefined;
  const program = scenario?.program ?? subject;
  if (typeof program !== "function" || typeof given !== "object" || given === null) {
    throw noProgram(name, "a program, an async function, or a scenario");
  }
  const { repeats, retry, tags, timeout: ownTimeout, ...options } = given as ExploreTestOptions;
  const timeout = longerOf(ownTimeout ?? inheritedTimeout(), minimalTimeout());
  const testOptions = {
    ...(repeats === undefined ? {} : { repeats }),
    ...(retry === undefined ? {} : { retry }),
    ...(tags === undefined ? {} : { tags }),
    ...(timeout === undefined ? {} : { timeout: timeout === 0 ? 0 : timeout + GRACE_MS }),
    meta: { heddleTest: scenario === undefined ? {} : { scenario: scenario.name } },
  };
  return { options: { ...scenario?.options, ...options }, testOptions, timeout, program: program as Program };
}

function noProgram(name: string, expected: string): UsageError {
  return new UsageError(
    `test.explore(${JSON.stringify(name)}) expects a name, optional options and, last, ${expected}.`,
    { code: "no-program" },
  );
}

/** The longer of two timeouts; 0 means no timeout, the longest. */
function longerOf(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === 0 || other === 0 ? 0 : Math.max(one, other);
}

/** Concurrent tests wait for each other, and vitest's clock runs meanwhile. */
const WAITING_FACTOR = 6;
const MIN_TIMEOUT_MS = 60_000;

/** The timeout needed for HEDDLE_TIME_LIMIT_MS, which takes precedence over the timeouts of tests. */
function minimalTimeout(): number | undefined {
  try {
    const { timeLimitMs } = overridesFrom();
    return timeLimitMs === undefined ? undefined : Math.max(MIN_TIMEOUT_MS, timeLimitMs * WAITING_FACTOR);
  } catch {
    // The test will report the invalid variable.
    return undefined;
  }
}

function isTruthy(value: unknown): boolean {
  return Boolean(value);
}
