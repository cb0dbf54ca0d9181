// limiter hands out tokens: which of three clients gets one, and when.

import { RateLimiter as Affected } from "limiter-2.1.0";
import { RateLimiter as Fixed } from "limiter-4.0.0";

import { join, spawn } from "heddle";
import type { Pid, Program } from "heddle";

interface Limiter {
  removeTokens(count: number): Promise<number>;
}

/** Both versions, which have the same interface. */
export const LIMITERS: Readonly<
  Record<"2.1.0" | "4.0.0", new (options: { tokensPerInterval: number; interval: number }) => Limiter>
> = { "2.1.0": Affected, "4.0.0": Fixed };

/**
 * Three clients take a token each, of which there is one in each tenth of a second.
 * @param seen who got one after how many milliseconds, of each execution
 */
export function limited(version: keyof typeof LIMITERS, seen: Set<string>): Program {
  return async () => {
    const limiter = new LIMITERS[version]({ tokensPerInterval: 1, interval: 100 });
    const start = performance.now();
    const granted: string[] = [];
    const clients: Pid[] = [];
    for (const name of ["one", "two", "three"])
      clients.push(
        await spawn(name, async () => {
          await limiter.removeTokens(1);
          granted.push(`${name} ${performance.now() - start}`);
        }),
      );
    for (const client of clients) await join(client);
    seen.add(granted.join(", "));
  };
}
