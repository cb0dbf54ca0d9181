// Shutting down children: an exit request, a time limit, a kill. A monitor reports the end even if the child has
// removed its link; the link stays until then, so that killing the supervisor meanwhile still ends the child.

import { exit, kill, monitor, now, receive } from "../../kernel/index.ts";
import type { MonitorRef } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Shutdown } from "./child-spec.ts";

/** A running child. */
export interface StoppableChild {
  readonly pid: Pid;
  readonly shutdown: Shutdown;
}

/** Ends one child and waits until it has ended. */
export async function shutDown({ pid, shutdown }: StoppableChild): Promise<void> {
  const ref = await monitor(pid);
  if (shutdown !== "brutalKill") {
    await exit(pid, "shutdown");
    const down = await receive({ kind: "down", ref }, { timeout: timeOf(shutdown) });
    if (down !== undefined) return;
  }
  await kill(pid);
  await receive({ kind: "down", ref });
}

/** Ends children all at once and waits until every one has ended. */
export async function shutDownAll(children: readonly StoppableChild[]): Promise<void> {
  const waiting = new Map<MonitorRef, { readonly pid: Pid; readonly deadline: number }>();
  for (const { pid, shutdown } of children) {
    const ref = await monitor(pid);
    if (shutdown === "brutalKill") await kill(pid);
    else await exit(pid, "shutdown");
    const time = timeOf(shutdown);
    waiting.set(ref, { pid, deadline: time === Number.POSITIVE_INFINITY ? time : now() + time });
  }
  while (waiting.size > 0) {
    const deadline = Math.min(...[...waiting.values()].map((each) => each.deadline));
    const isTimed = deadline !== Number.POSITIVE_INFINITY;
    const timeout = isTimed ? Math.max(0, deadline - now()) : deadline;
    const down = await receive({ kind: "down" }, { timeout });
    if (down === undefined) await killLate(waiting);
    else waiting.delete(down.ref);
  }
}

async function killLate(waiting: Map<MonitorRef, { readonly pid: Pid; readonly deadline: number }>): Promise<void> {
  const time = now();
  for (const [ref, { pid, deadline }] of waiting) {
    if (deadline > time) continue;
    waiting.set(ref, { pid, deadline: Number.POSITIVE_INFINITY });
    await kill(pid);
  }
}

function timeOf(shutdown: Shutdown): number {
  return typeof shutdown === "number" ? shutdown : Number.POSITIVE_INFINITY;
}
