// The invariants of a group in competing time.

import { expect, test } from "vitest";

import { checkContract, TIMEOUT } from "./support/contract.ts";

test(
  "a group keeps its invariants under faults",
  async () => {
    await expect(checkContract("competing")).resolves.toBeUndefined();
  },
  TIMEOUT,
);
