// Selective receive: the oldest message that matches a pattern, the others stay.

import { isMatching } from "ts-pattern";
import type { P } from "ts-pattern";

import { Access } from "../trace/index.ts";
import { operateAs, never } from "./arm.ts";
import { actingActor, claimTask } from "./attribution.ts";
import type { Mailbox } from "./mailbox.ts";
import { Operation } from "./operation.ts";
import type { DownMessage, ExitMessage } from "./signals.ts";
import type { Task } from "./task.ts";
import { startTimer, stopTimer } from "./timer.ts";
import { checkDelay } from "./time.ts";

/** What a receive may be told. */
export interface ReceiveOptions {
  /** Virtual milliseconds after which it gives `undefined`. Default: it waits as long as it takes. */
  readonly timeout?: number;
}

/** What a pattern lets through: the kernel's own messages whole, others as far as the pattern says. */
export type Received<Pattern> = Pattern extends { readonly kind: "down" }
  ? DownMessage
  : Pattern extends { readonly kind: "exit" }
    ? ExitMessage
    : P.infer<Pattern & P.Pattern<unknown>>;

interface Expectation {
  readonly isMatch: (message: unknown) => boolean;
  timer: Task | undefined;
}

/**
 * Takes the oldest message that matches a ts-pattern pattern; without a pattern, the oldest. Messages that do not match
 * stay in the mailbox, in order.
 * @returns the message; `undefined` when the time-out came first
 * @example await receive({ kind: "down", pid: owner })
 */
export function receive(): Promise<unknown>;
export function receive<const Pattern extends P.Pattern<unknown>>(pattern: Pattern): Promise<Received<Pattern>>;
export function receive<const Pattern extends P.Pattern<unknown>>(
  pattern: Pattern,
  options: ReceiveOptions,
): Promise<Received<Pattern> | undefined>;
export function receive(
  pattern?: unknown,
  { timeout = Number.POSITIVE_INFINITY }: ReceiveOptions = {},
): Promise<unknown> {
  checkDelay(timeout, "The time-out of receive");
  const actor = actingActor();
  const task = claimTask();
  if (task === undefined) return never();
  const isMatch = pattern === undefined ? acceptAny : isMatching(pattern as P.Pattern<unknown>);
  const expectation: Expectation = { isMatch, timer: undefined };
  const promise = operateAs(task, RECEIVE, actor.mailbox, expectation);
  const isDone = task.slot >= 0 || timeout === Number.POSITIVE_INFINITY;
  if (!isDone) {
    expectation.timer = startTimer(actor, task, {
      label: "receive",
      delay: timeout,
      object: actor.mailbox,
      fire: () => {
        actor.execution.wake(task, undefined);
      },
    });
  }
  return promise;
}

/** Whether `task` is a receive that would take `message`; if so, its time-out is off. */
export function isWaitingFor(task: Task, message: unknown): boolean {
  if (task.operation !== RECEIVE || task.slot >= 0) return false;
  const expectation = task.argument as Expectation;
  if (!expectation.isMatch(message)) return false;
  if (expectation.timer !== undefined) stopTimer(expectation.timer);
  return true;
}

function acceptAny(): boolean {
  return true;
}

const RECEIVE = new Operation<Mailbox, Expectation, unknown>({
  kind: "receive",
  access: Access.write,
  isEnabled: (mailbox, { isMatch }) => mailbox.has(isMatch),
  perform: (mailbox, { isMatch }) => mailbox.take(isMatch),
  show: () => [],
});
