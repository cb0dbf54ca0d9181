// Suspending a server between two messages, like OTP's `sys:suspend`, and taking messages that have arrived meanwhile.

import { UsageError } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { operate } from "../operations/operate.ts";
import { requireTask } from "../operations/current.ts";
import { stopIdleTimeout } from "./idle-timeout.ts";
import { releaseHandler, withdrawNextMessage } from "./message-handler.ts";
import type { Mailbox } from "../signals/mailbox.ts";
import { actorOf } from "../messages/send.ts";
import { Operation } from "../operations/operation.ts";

/**
 * Suspends a server: messages wait in its mailbox until `resume`. The message being handled is handled to its end.
 * Exits and kills are not messages and take effect. No effect on a server that is suspended already or has exited.
 * OTP's `sys:suspend`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`, `not-a-server`)
 */
export function suspend(pid: Pid): Promise<void> {
  const actor = serverOf(pid, "suspend");
  return operate(SUSPEND, actor.mailbox, actor);
}

/**
 * Resumes a suspended server: messages that have arrived are handled, each in a step of its own. OTP's `sys:resume`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`, `not-a-server`)
 */
export function resume(pid: Pid): Promise<void> {
  const actor = serverOf(pid, "resume");
  return operate(RESUME, actor.mailbox, actor);
}

/**
 * Takes matching messages from the mailbox of the server whose handler runs, oldest first, and leaves the others.
 * @param most the maximum number of messages
 */
export function takeWaiting(isMatch: (message: unknown) => boolean, most: number): readonly unknown[] {
  const { mailbox } = requireTask().actor;
  const taken: unknown[] = [];
  while (taken.length < most) {
    const queued = mailbox.state.size === 0 ? undefined : mailbox.state.take({ isMatch });
    if (queued === undefined) break;
    taken.push(queued.message);
  }
  return taken;
}

const SUSPEND = new Operation<Mailbox, Actor, void>({
  kind: "suspend",
  access: Access.write,
  perform(_mailbox, actor) {
    const { handler, status } = actor;
    if (handler === undefined || status !== "running") return;
    if (handler.suspension !== undefined) return;
    handler.suspension = handler.isBusy ? "due" : "held";
    handler.isBusy = true;
    stopIdleTimeout(handler);
    withdrawNextMessage(actor);
  },
  show: () => [],
});

const RESUME = new Operation<Mailbox, Actor, void>({
  kind: "resume",
  access: Access.write,
  perform(_mailbox, actor, task) {
    const { execution, handler } = actor;
    if (handler?.suspension === undefined) return;
    const isHeld = handler.suspension === "held";
    handler.suspension = undefined;
    if (!isHeld) return;
    execution.addCause(actor.task, task);
    releaseHandler(actor, handler);
  },
  show: () => [],
});

/** @throws UsageError (`not-a-server`, and the codes of `actorOf`) */
function serverOf(pid: Pid, what: string): Actor {
  const actor = actorOf(pid);
  if (actor.isServer) return actor;
  throw new UsageError(
    `${what} takes the pid of a server, but ${pid.path} is an async function. Let it wait for a message instead.`,
    {
      code: "not-a-server",
    },
  );
}
