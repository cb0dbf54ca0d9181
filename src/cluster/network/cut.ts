// Cutting links: what is sent over a blocked end is lost.

import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { End } from "./endpoint.ts";

/** From now on what these ends send is lost, and what is under way from there. */
export function block(ends: readonly End[], cause: Task): void {
  for (const end of ends) {
    const { link, other } = end;
    cause.actor.execution.touch(cause, link.object, Access.write);
    end.isBlocked = true;
    end.clear();
    if (link.isLive) other.expectNotice(cause);
    if (!link.ends.some(({ isBlocked }) => !isBlocked)) link.break(cause);
    link.consider(cause);
  }
}
