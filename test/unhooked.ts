// After each file: nothing that it began makes the files after it in the same process slower. As long as a hook of
// node:async_hooks is enabled, or an AsyncLocalStorage in use and not disabled, Node 20 follows every promise, and an
// exploration takes four times as long.

import { executionAsyncId } from "node:async_hooks";

import { afterAll } from "vitest";

/** 0 as long as Node follows no promise. */
const promiseId = (): Promise<number> => Promise.resolve().then(executionAsyncId);

const before = await promiseId();

afterAll(async () => {
  const after = await promiseId();
  if (before === 0 && after !== 0)
    throw new Error("The tests of this file leave a hook enabled, or an AsyncLocalStorage that is not disabled.");
});
