// The node of the calling actor.

import { UsageError } from "../errors.ts";
import { actingActor } from "../kernel/index.ts";
import { Incarnation } from "./node/incarnation.ts";

/** The incarnation on which the calling actor runs. @throws UsageError (`no-node`) when it runs on no node */
export function callingIncarnation(what: string): Incarnation {
  const { location, pid } = actingActor();
  if (location instanceof Incarnation) return location;
  throw new UsageError(
    `${what} acts for an actor on a node, but ${pid.path} runs on none. Call it in an actor started by node.spawn or node.run.`,
    { code: "no-node" },
  );
}
