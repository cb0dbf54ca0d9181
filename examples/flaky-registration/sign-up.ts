// Sign-up with one account per address: a version that checks and then inserts, and the fixed one.

export interface User {
  readonly email: string;
  readonly name: string;
}

/** The database, as the application sees it. */
export interface Users {
  find(email: string): Promise<User | undefined>;
  insert(user: User): Promise<void>;
  /** Inserts unless the address is taken, like a unique index. @returns whether it did */
  insertUnique(user: User): Promise<boolean>;
}

export type Answer = "welcome" | "taken";

/** Another sign-up may come between the check and the insertion. */
export async function checkThenSignUp(users: Users, user: User): Promise<Answer> {
  if ((await users.find(user.email)) !== undefined) return "taken";
  await users.insert(user);
  return "welcome";
}

/** Leaves the decision to the database. */
export async function signUp(users: Users, user: User): Promise<Answer> {
  return (await users.insertUnique(user)) ? "welcome" : "taken";
}
