import { join, spawn } from "heddle";
import { test } from "heddle/vitest";
import { expect } from "vitest";

import { deposit, depositCarelessly } from "./accounts.ts";
import { memoryAccounts } from "./memory-accounts.ts";

/** Two tellers, one account. All that they share is created inside the program, so that each execution starts anew. */
const twoTellers = (makeDeposit: typeof deposit) => async () => {
  const accounts = memoryAccounts();
  await accounts.save({ id: "savings", balance: 100 });
  const alice = await spawn("alice", () => makeDeposit(accounts, "savings", 10));
  const bob = await spawn("bob", () => makeDeposit(accounts, "savings", 20));
  await join(alice);
  await join(bob);
  const { balance } = await accounts.load("savings");
  expect(balance).toBe(130);
};

// `.fails` expects a failing interleaving. Remove it to read the report.
test.explore.fails("careless deposits", twoTellers(depositCarelessly));

test.explore("deposits", twoTellers(deposit));
