// Asking whether an actor is alive. As in Erlang the question is a signal: the actor has received all that the caller
// sent it before, and one that exits answers at the end of its exit, after its EXIT and DOWN signals.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { actingActor } from "../operations/attribution.ts";
import { operate } from "../operations/operate.ts";
import { actorOf } from "../messages/send.ts";
import { channelBetween, sendAfterExit, sendSignal } from "../signals/send-signal.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import { Request } from "../messages/call.ts";
import { requireLocal } from "../signals/location.ts";
import type { Task } from "../operations/task.ts";

/**
 * Whether an actor has not exited yet; the result may be out of date a step later. The question is a signal: what the
 * caller sent to the actor before has arrived, a kill for example, and so has what the actor sent to the caller. After
 * `false` its tables are gone, its names are free and its DOWN is in the mailbox of a caller that monitors it. Erlang's
 * `is_process_alive`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`; `remote-actor` when it runs
 *   on another node)
 */
export function isAlive(pid: Pid): Promise<boolean> {
  const target = requireLocal(actorOf(pid), "isAlive");
  const caller = actingActor();
  const question: Question = { target, opened: undefined };
  if (caller.execution.isInstant || caller === target) return operate(IS_ALIVE_NOW, target.life, question);
  return operate(IS_ALIVE, channelBetween(caller, target).object, question);
}

interface Question {
  readonly target: Actor;
  /** Set once it is asked and not answered at once. */
  opened: Request | undefined;
}

/** Answers the question of `asker` on its arrival. */
export function answerIsAlive(receiver: Actor, asker: Actor, request: Request, cause: Task): void {
  // The receiver's own code may send to the asker, too.
  receiver.execution.recordAccess(cause, channelBetween(receiver, asker).object, Access.write);
  if (receiver.isAlive) sendSignal(receiver, asker, { kind: "reply", request, value: true }, cause);
  else sendAfterExit(receiver, asker, { kind: "reply", request, value: false }, cause);
}

const ASKING = {
  kind: "isAlive",
  waitsFor: (_state: unknown, { target }: Question): Actor => target,
  onAbandoned: ({ opened }: Question): void => opened?.abandon(),
  show: (): readonly unknown[] => [],
};

const IS_ALIVE = new Operation<unknown, Question, boolean>({
  ...ASKING,
  access: Access.write,
  perform(_channel, question, task) {
    const request = ask(question, task);
    sendSignal(task.actor, question.target, { kind: "isAlive", request }, task);
    return DEFERRED;
  },
});

/** The same where signals arrive in the step that sends them. */
const IS_ALIVE_NOW = new Operation<Actor, Question, boolean>({
  ...ASKING,
  access: Access.read,
  perform(target, question, task) {
    if (target.isAlive || target.hasExited) return target.isAlive;
    const request = ask(question, task);
    sendAfterExit(target, task.actor, { kind: "reply", request, value: false }, task);
    return DEFERRED;
  },
});

function ask(question: Question, task: Task): Request {
  const request = new Request(task, question.target);
  question.opened = request;
  task.actor.execution.suspend(task);
  return request;
}
