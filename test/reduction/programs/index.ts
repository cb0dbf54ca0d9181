// All programs of the catalog.

import { benchmarks } from "./benchmarks.ts";
import { depend } from "./depend.ts";
import { ets } from "./ets.ts";
import { exits } from "./exits.ts";
import { messages } from "./messages.ts";
import { observedRaces } from "./observed.ts";
import type { Entry } from "./program.ts";
import { protocols } from "./protocols.ts";
import { sleepingRaces } from "./sleeping-races.ts";
import { tables } from "./tables.ts";

export type { Entry } from "./program.ts";

export const programs: readonly Entry[] = [
  ...benchmarks,
  ...sleepingRaces,
  ...depend,
  ...ets,
  ...tables,
  ...messages,
  ...observedRaces,
  ...exits,
  ...protocols,
];
