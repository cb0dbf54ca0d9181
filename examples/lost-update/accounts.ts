// Deposits into accounts: one version that loses updates, and the fixed one. Neither knows of heddle.

export interface Account {
  readonly id: string;
  readonly balance: number;
}

/** The database, as the application sees it. */
export interface Accounts {
  load(id: string): Promise<Account>;
  save(account: Account): Promise<void>;
  /** Saves `changed` if the account is still `loaded`. @returns whether it was */
  saveIfUnchanged(loaded: Account, changed: Account): Promise<boolean>;
}

/** Overwrites what others have saved since the load. */
export async function depositCarelessly(accounts: Accounts, id: string, amount: number): Promise<void> {
  const account = await accounts.load(id);
  await accounts.save({ ...account, balance: account.balance + amount });
}

/** Starts again if the account has changed since the load. */
export async function deposit(accounts: Accounts, id: string, amount: number): Promise<void> {
  const account = await accounts.load(id);
  const changed = { ...account, balance: account.balance + amount };
  if (!(await accounts.saveIfUnchanged(account, changed))) await deposit(accounts, id, amount);
}
