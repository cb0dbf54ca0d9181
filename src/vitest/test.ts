// vitest's `test` with `test.explore`.

import { test as vitestTest } from "vitest";
import type { TestAPI, TestContext, TestOptions } from "vitest";

import { UsageError } from "../errors.ts";
import type { Program } from "../explore/index.ts";
import { overridesFrom } from "./environment.ts";
import type { HoldOptions } from "./exploration.ts";
import { runTest } from "./run-test.ts";
import { inheritedTimeout } from "./test-timeout.ts";

/** The options of `test.explore`: those of an exploration, and those of a test. */
export interface ExploreTestOptions extends HoldOptions, Pick<TestOptions, "repeats" | "retry" | "tags" | "timeout"> {}

/** A name, options if need be, and the program. */
export interface ExploreCall<Body> {
  (name: string, program: Body): void;
  (name: string, options: ExploreTestOptions, program: Body): void;
}

/** Makes a test of each case: of a list, the program gets its parts as arguments; of anything else, the thing. */
export interface ExploreEach {
  <const Case extends readonly unknown[]>(cases: readonly Case[]): ExploreCall<(...args: Case) => unknown>;
  <const Case>(cases: readonly Case[]): ExploreCall<(item: Case) => unknown>;
}

/** `test.explore`. */
export interface ExploreTest extends ExploreCall<Program> {
  readonly only: ExploreTest;
  readonly skip: ExploreTest;
  readonly fails: ExploreTest;
  /** Explorations of one file take turns all the same; other tests run meanwhile. */
  readonly concurrent: ExploreTest;
  readonly sequential: ExploreTest;
  readonly todo: (name: string) => void;
  readonly each: ExploreEach;
  readonly skipIf: (condition: unknown) => ExploreTest;
  readonly runIf: (condition: unknown) => ExploreTest;
}

/** vitest's `test`, and `test.explore`. */
export type HeddleTest = TestAPI & { readonly explore: ExploreTest };

/**
 * vitest's own `test`, and with it `test.explore(name, options?, program)`: a test that runs the program many times, each
 * time with another interleaving. It fails with the program's own error, and the interleaving under it.
 * @example test.explore("no update is lost", async () => { … });
 */
// An empty extension is a `test` of our own: vitest's stays as it is.
export const test: HeddleTest = Object.assign(vitestTest.extend({}), { explore: exploreTest(vitestTest) });

type Chain = Pick<typeof vitestTest, "only" | "skip" | "fails" | "concurrent" | "sequential" | "todo" | "for"> & {
  (name: string, options: TestOptions, body: (context: TestContext) => Promise<void>): void;
};

/** @param chain vitest's `test`, with `.only` and the like taken already */
function exploreTest(chain: Chain): ExploreTest {
  const call = (name: string, ...rest: readonly unknown[]): void => {
    const { testOptions, ...body } = parse<Program>(name, rest);
    chain(name, testOptions, (context) => runTest(context, body));
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
      const { program, testOptions, ...body } = parse<(...args: readonly unknown[]) => unknown>(name, rest);
      const isSpread = cases.every((one) => Array.isArray(one));
      chain.for(cases)(name, testOptions, (item: unknown, context: TestContext) => {
        const args = isSpread && Array.isArray(item) ? item : [item];
        return runTest(context, { ...body, program: () => program(...args) });
      });
    };
}

interface Parsed<Body> {
  readonly options: HoldOptions;
  readonly testOptions: TestOptions;
  readonly timeout: number | undefined;
  readonly program: Body;
}

/**
 * The time-out of a test ends its exploration in good order. vitest itself waits so much longer, so that an actor that
 * never yields is stopped by heddle, which can say who it is, and not by vitest, which cannot.
 */
const GRACE_MS = 20_000;

function parse<Body>(name: string, rest: readonly unknown[]): Parsed<Body> {
  const [given, program] = rest.length > 1 ? rest : [{}, rest[0]];
  if (typeof program !== "function" || typeof given !== "object" || given === null) {
    throw new UsageError(
      `test.explore(${JSON.stringify(name)}) takes a name, options if need be, and a program, an async function, last.`,
      { code: "no-program" },
    );
  }
  const { repeats, retry, tags, timeout: wanted, ...options } = given as ExploreTestOptions;
  const timeout = longerOf(wanted ?? inheritedTimeout(), leastTimeout());
  const testOptions = {
    ...(repeats === undefined ? {} : { repeats }),
    ...(retry === undefined ? {} : { retry }),
    ...(tags === undefined ? {} : { tags }),
    ...(timeout === undefined ? {} : { timeout: timeout === 0 ? 0 : timeout + GRACE_MS }),
  };
  return { options, testOptions, timeout, program: program as Body };
}

/** The longer of two time-outs; 0 is none, and the longest. */
function longerOf(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === 0 || other === 0 ? 0 : Math.max(one, other);
}

/** Concurrent tests wait for each other, and vitest's clock runs while they do. */
const WAITING = 6;
const LEAST_MS = 60_000;

/** Who asks for time in HEDDLE_TIME gets it, whatever the time-out of tests is. */
function leastTimeout(): number | undefined {
  try {
    const { budgetMs } = overridesFrom();
    return budgetMs === undefined ? undefined : Math.max(LEAST_MS, budgetMs * WAITING);
  } catch {
    // The test will say what is wrong with the variable.
    return undefined;
  }
}

function isTruthy(value: unknown): boolean {
  return Boolean(value);
}
