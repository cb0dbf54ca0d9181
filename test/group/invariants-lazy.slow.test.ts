// The invariants of a group in lazy time.

import { expect, test } from "vitest";

import { checkContract, TIMEOUT } from "./support/contract.ts";

test(
  "a group keeps its invariants under faults",
  async () => {
    await expect(checkContract("lazy")).resolves.toBeUndefined();
  },
  TIMEOUT,
);
