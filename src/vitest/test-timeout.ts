// The timeout that a test inherits from its suite or from the vitest config, determined when the test is registered.
// vitest exposes the config's timeout nowhere else before the test runs; if a release stores it differently, tests
// without their own timeout get no grace period.

import { TestRunner } from "vitest";

interface WorkerState {
  readonly config?: { readonly testTimeout?: unknown };
}

/** The timeout in milliseconds of a test without its own; `undefined` if it cannot be determined. */
export function inheritedTimeout(): number | undefined {
  return suiteTimeout() ?? configuredTimeout();
}

/** The timeout of the current suite, which vitest passes on to nested suites. */
function suiteTimeout(): number | undefined {
  return TestRunner.getCurrentSuite().options?.timeout;
}

function configuredTimeout(): number | undefined {
  const state = (globalThis as { readonly __vitest_worker__?: WorkerState })["__vitest_worker__"];
  const timeout = state?.config?.testTimeout;
  return typeof timeout === "number" ? timeout : undefined;
}
