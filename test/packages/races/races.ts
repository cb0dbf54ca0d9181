// All races of packages.

import { CACHES } from "./caches.ts";
import { CLIENTS } from "./clients.ts";
import { LOCKS } from "./locks.ts";
import type { Race } from "./race.ts";

export const RACES: readonly Race[] = [...CACHES, ...LOCKS, ...CLIENTS];
