// Caches of the catalogue: p-memoize asks its cache before it looks for a pending call; lru-cache takes what an aborted load
// gives for a value.

import { realLruCache, realLruCacheFixed } from "../../../scenarios/npm/real-lru-cache.ts";
import { realPMemoize, realPMemoizeFixed } from "../../../scenarios/npm/real-p-memoize.ts";
import type { Race } from "./race.ts";

export const CACHES: readonly Race[] = [
  {
    name: "p-memoize",
    kind: "cache",
    broken: { version: "6.0.1", program: realPMemoize.program },
    fixed: { version: "7.0.0", program: realPMemoizeFixed.program },
    failure: /concurrent calls for one key execute once/,
    first: [0, 0, 3],
    sentence:
      "Fails when `bob: cache.has` comes before `alice: cache.set(db)` and `alice: cache.has` before `bob: cache.set(db)`; passes when either is the other way round.",
    lines: ["index.js:34", "index.js:40", "index.js:44"],
    classes: 2,
  },
  {
    name: "lru-cache",
    kind: "cache",
    broken: { version: "7.16.1", program: realLruCache.program },
    fixed: { version: "7.16.2", program: realLruCacheFixed.program },
    failure: /a fetch gives the value or an error/,
    first: [0, 0, 0],
    sentence: "Fails when `main: spawn bob` comes before `alice: query answer`; passes the other way round.",
    lines: [],
    classes: 2,
  },
];
