// The supervisor of fauxtp: it restarts children by cancelling the old and starting the new without waiting, and leaves
// its children running when it gives up. Options close these windows; see docs/cancellation.md.

import { UsageError } from "../../errors.ts";
import { Cancelled, checkDelay, receive, request, self, send, shield, spawn } from "../../kernel/index.ts";
import type { Request } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { ChildGroup } from "./child-group.ts";
import type { CancelSupervisorOptions, RunningChild, SupervisorMessage } from "./child.ts";

/**
 * Starts a supervisor; returns before it has started its children. When it gives up it crashes with
 * `MaxRestartsExceeded`. When it is cancelled it cancels its children and waits for them.
 * @throws UsageError (`invalid-option`, `invalid-delay`)
 * @example await CancelSupervisor.start({ children: [{ id: "db", actor: { run: serve } }] });
 */
export function start(options: CancelSupervisorOptions): Promise<Pid> {
  check(options);
  return spawn(options.name ?? "supervisor", () => supervise(new ChildGroup(options, self()), options));
}

/**
 * Requests the children of a supervisor, in order.
 * @throws CallFailed when it has ended
 */
export function children(supervisor: Pid): Promise<readonly RunningChild[]> {
  return request(supervisor, childrenRequest, { timeout: Number.POSITIVE_INFINITY }) as Promise<
    readonly RunningChild[]
  >;
}

function childrenRequest(from: Request): SupervisorMessage {
  return { kind: "$children", from };
}

/**
 * Notifies a supervisor that a child has ended, as children do by themselves; ignored unless it is the current child.
 */
export function reportDown(supervisor: Pid, id: string, pid: Pid, reason: string): Promise<void> {
  return send(supervisor, { kind: "$child_down", id, pid, reason } satisfies SupervisorMessage);
}

async function supervise(group: ChildGroup, { cancelsChildren = false }: CancelSupervisorOptions): Promise<void> {
  let isForced = cancelsChildren;
  try {
    await group.start();
    for (;;) {
      const message = await receive<SupervisorMessage>();
      if (message.kind === "$child_down") await group.ended(message);
      if (message.kind === "$children") message.from.reply(group.list());
      if (message.kind !== "$escaped") continue;
      isForced = true;
      throw message.error;
    }
  } catch (error) {
    if (isForced || error instanceof Cancelled) await shield(() => group.stop());
    throw error;
  }
}

function check({
  children: list,
  maxRestarts = 3,
  strategy = "oneForOne",
  withinMs = 5_000,
}: CancelSupervisorOptions): void {
  if (!["oneForAll", "oneForOne", "restForOne"].includes(strategy)) {
    throw invalid("strategy", `"oneForOne", "oneForAll" or "restForOne"`, strategy);
  }
  if (!Number.isSafeInteger(maxRestarts) || maxRestarts < 0) {
    throw invalid("maxRestarts", "a whole number of at least 0", maxRestarts);
  }
  checkDelay(withinMs, "The option withinMs of a supervisor");
  const ids = new Set<string>();
  for (const { id } of list) {
    if (ids.has(id)) throw invalid("children", "a list of children with distinct ids", `two of the id ${id}`);
    ids.add(id);
  }
}

function invalid(option: string, expected: string, value: unknown): UsageError {
  return new UsageError(`The option ${option} of a supervisor must be ${expected}, but is ${String(value)}.`, {
    code: "invalid-option",
  });
}

export { startActor } from "./cancellable-actor.ts";
