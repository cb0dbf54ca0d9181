// A rate limiter: at most LIMIT requests of a client per second, counted in a store that the servers share. One version
// checks and then counts, the other counts and then checks.

export const LIMIT = 2;

/** The shared store, as the servers see it; the operations are those of Redis. */
export interface Counters {
  get(key: string): Promise<number>;
  set(key: string, count: number): Promise<void>;
  /** Adds one. @returns the new count */
  increment(key: string): Promise<number>;
}

/** The counter of a client in the current second. */
function currentKey(client: string): string {
  return `${client}:${Math.floor(Date.now() / 1_000)}`;
}

/** Another request may come between the check and the count. */
export async function checkThenCount(counters: Counters, client: string): Promise<boolean> {
  const key = currentKey(client);
  const count = await counters.get(key);
  if (count >= LIMIT) return false;
  await counters.set(key, count + 1);
  return true;
}

/** Every request gets a number of its own. */
export async function countThenCheck(counters: Counters, client: string): Promise<boolean> {
  return (await counters.increment(currentKey(client))) <= LIMIT;
}
