// Cutting links: messages sent over a blocked endpoint are lost.

import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";

/** Blocks the outgoing traffic of some endpoints; what they send, and what is in flight from them, is lost. */
export function blockTraffic(endpoints: readonly LinkEndpoint[], cause: Task): void {
  for (const endpoint of endpoints) {
    const { link, other } = endpoint;
    cause.actor.execution.recordAccess(cause, link.object, Access.write);
    cause.actor.execution.recordAccess(cause, link.connection, Access.write);
    endpoint.isBlocked = true;
    endpoint.clear();
    if (link.isLive) other.expectLossDetection(cause);
    if (!link.endpoints.some(({ isBlocked }) => !isBlocked)) link.break(cause);
    link.reconnectIfPossible(cause);
  }
}
