// GI1 to GI22 in competing time.

import { expect, test } from "vitest";

import { keepsPromises, TIMEOUT } from "./support/contract.ts";

test(
  "a group keeps its promises whatever is done to it",
  async () => {
    await expect(keepsPromises("competing")).resolves.toBeUndefined();
  },
  TIMEOUT,
);
