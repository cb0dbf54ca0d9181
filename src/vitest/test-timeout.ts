// The time-out that the vitest config gives to tests, known where a test is registered. vitest shows it nowhere else
// before the test runs; where a release keeps it otherwise, tests without a time-out of their own have no grace.

interface WorkerState {
  readonly config?: { readonly testTimeout?: unknown };
}

/** Milliseconds; `undefined` when it cannot be known. */
export function configuredTimeout(): number | undefined {
  const state = (globalThis as { readonly __vitest_worker__?: WorkerState })["__vitest_worker__"];
  const timeout = state?.config?.testTimeout;
  return typeof timeout === "number" ? timeout : undefined;
}
