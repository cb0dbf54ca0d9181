// Every statement of a generated program.

import type { ActorStatement } from "./actors.ts";
import type { MemoryStatement } from "./memory.ts";
import type { NodeStatement } from "./nodes.ts";
import type { OutsideStatement } from "./outside.ts";
import type { ServerStatement } from "./servers.ts";
import type { TimeStatement } from "./time.ts";

/** One statement of an actor. Actors are named by their index; 0 is the main actor. */
export type Statement =
  | ActorStatement
  | MemoryStatement
  | NodeStatement
  | OutsideStatement
  | ServerStatement
  | TimeStatement;
