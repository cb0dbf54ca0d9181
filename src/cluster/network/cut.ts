// Cutting links: what is sent over a blocked end is lost.

import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";

/** From now on what these ends send is lost, and what is under way from there. */
export function blockTraffic(endpoints: readonly LinkEndpoint[], cause: Task): void {
  for (const endpoint of endpoints) {
    const { link, other } = endpoint;
    cause.actor.execution.recordAccess(cause, link.object, Access.write);
    endpoint.isBlocked = true;
    endpoint.clear();
    if (link.isLive) other.expectLossDetection(cause);
    if (!link.ends.some(({ isBlocked }) => !isBlocked)) link.break(cause);
    link.reconnectIfPossible(cause);
  }
}
