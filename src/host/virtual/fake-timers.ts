// The fake timers of vitest, which keep the function by which their asynchronous methods let other code run.

/** The name under which vitest keeps its own module in a thread that runs tests. */
const INDEX = "__vitest_index__";

/** Whether vitest runs tests here. */
export function isInVitest(): boolean {
  return INDEX in globalThis;
}

/** Lets vitest make its fake timers, if it has not yet, from the functions that are installed now. */
export function makeFakeTimers(): void {
  if (!isInVitest()) return;
  const { vi } = Reflect.get(globalThis, INDEX) as { readonly vi?: { readonly isFakeTimers?: () => unknown } };
  vi?.isFakeTimers?.();
}
