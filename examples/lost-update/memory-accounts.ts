// The database of the tests. Another actor may come first at every operation on a table of heddle.

import { table } from "heddle/memory";

import type { Account, Accounts } from "./accounts.ts";

export function memoryAccounts(): Accounts {
  const rows = table<string, Account>("accounts");
  return {
    load: async (id) => {
      const account = await rows.get(id);
      if (account === undefined) throw new Error(`There is no account ${id}.`);
      return account;
    },
    save: (account) => rows.insert(account.id, account),
    saveIfUnchanged: (loaded, changed) => rows.replaceExact(loaded.id, loaded, changed),
  };
}
