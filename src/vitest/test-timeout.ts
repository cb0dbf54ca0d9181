// The time-out that a test has from the describe around it or from the vitest config, known where it is registered. That
// of the config vitest shows nowhere else before the test runs; where a release keeps it otherwise, tests without a
// time-out of their own have no grace.

import { TestRunner } from "vitest";

interface WorkerState {
  readonly config?: { readonly testTimeout?: unknown };
}

/** Milliseconds, for a test that says none itself; `undefined` when it cannot be known. */
export function inheritedTimeout(): number | undefined {
  return suiteTimeout() ?? configuredTimeout();
}

/** vitest hands the options of a describe down to those inside it. */
function suiteTimeout(): number | undefined {
  return TestRunner.getCurrentSuite().options?.timeout;
}

function configuredTimeout(): number | undefined {
  const state = (globalThis as { readonly __vitest_worker__?: WorkerState })["__vitest_worker__"];
  const timeout = state?.config?.testTimeout;
  return typeof timeout === "number" ? timeout : undefined;
}
