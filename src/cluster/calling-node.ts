// Where the calling actor runs.

import { UsageError } from "../errors.ts";
import { actingActor } from "../kernel/index.ts";
import { Incarnation } from "./node/incarnation.ts";

/** @throws UsageError (`no-node`) when it runs on no node */
export function callingIncarnation(what: string): Incarnation {
  const { location, pid } = actingActor();
  if (location instanceof Incarnation) return location;
  throw new UsageError(
    `${what} acts for an actor on a node, but ${pid.path} runs on none. Call it in an actor that node.spawn or node.run started.`,
    { code: "no-node" },
  );
}
