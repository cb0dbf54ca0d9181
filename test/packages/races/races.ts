// All races of packages.

import { CACHES } from "./caches.ts";
import { CLIENTS } from "./clients.ts";
import { LOCKS } from "./locks.ts";
import { NETWORK } from "./network.ts";
import type { Race } from "./race.ts";
import { SERVERS } from "./servers.ts";
import { STORAGE } from "./storage.ts";

export const RACES: readonly Race[] = [...CACHES, ...LOCKS, ...CLIENTS, ...STORAGE, ...NETWORK, ...SERVERS];
