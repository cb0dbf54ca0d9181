// Selective receive: takes the oldest message that matches a pattern and leaves the others.

import { isMatching } from "ts-pattern";
import type { P } from "ts-pattern";

import { checkOptionNames } from "../../options.ts";
import { Access, plainText, showValue } from "../../trace/index.ts";
import { operateAs, never } from "../operations/operate.ts";
import { hashChoice } from "../operations/class-hash.ts";
import { actingActor, claimTask } from "../operations/attribution.ts";
import type { Mailbox, QueuedMessage, Search, Wanted } from "../signals/mailbox.ts";
import { Operation } from "../operations/operation.ts";
import type { DownMessage, ExitMessage } from "../signals/send-signal.ts";
import type { Task } from "../operations/task.ts";
import { startTimer, stopTimer } from "../time/timer.ts";
import { checkDelay } from "../time/sleep.ts";
import { performing } from "../operations/current.ts";
import { checkPattern, hasCombinator, literalsOf } from "./pattern.ts";

/** Options for `receive`. */
export interface ReceiveOptions {
  /** Virtual milliseconds after which it returns `undefined`. Default: it waits indefinitely. */
  readonly timeout?: number;
}

/**
 * The type of the messages that match a pattern: the kernel's own message types, otherwise what the pattern implies.
 */
export type Received<Pattern extends P.Pattern<unknown>> = Pattern extends undefined
  ? unknown
  : Pattern extends { readonly kind: "down" }
    ? DownMessage
    : Pattern extends { readonly kind: "exit" }
      ? ExitMessage
      : P.infer<Pattern>;

/** The patterns of messages of a type. There are none if no type is given: then the pattern says what it matches. */
type PatternOf<Message> = [Message] extends [never] ? never : P.Pattern<Message> | Fields<Message> | undefined;

/** A pattern of some fields, each a value or a pattern: to ts-pattern not every object is a pattern of its class. */
type Fields<Message> = Message extends object
  ? { readonly [Field in keyof Message]?: Message[Field] | P.Pattern<Message[Field]> }
  : never;

/** What a receive waits for, and how far it has looked. A message whose guard throws matches. */
interface Expectation extends Wanted, Search {
  /** What guards threw, by message: the receive that takes the message is rejected with it. */
  readonly failures: Map<unknown, unknown> | undefined;
  timer: Task | undefined;
}

/**
 * Takes the oldest message that matches a ts-pattern pattern; without a pattern, the oldest. Messages that do not match
 * stay in the mailbox, in order. The type of the message is what the pattern implies, or the given one, against which
 * the pattern is checked. A guard that throws takes the message, and the receive is rejected with its error. Erlang's
 * selective `receive`.
 * @returns the message; `undefined` after the time-out
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `malformed-pattern`, `invalid-delay`, `unknown-option`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, receive, self, send, spawn } from "heddle";
 *
 * interface Job {
 *   readonly kind: "job";
 *   readonly size: number;
 * }
 *
 * await assertVerify(async () => {
 *   const main = self();
 *   await spawn("client", () => send(main, { kind: "job", size: 3 } satisfies Job));
 *   await spawn("noise", () => send(main, "something else"));
 *   const { size } = await receive<Job>({ kind: "job" });
 *   assert.equal(size, 3);
 * });
 * ```
 */
export function receive<Message = unknown>(): Promise<Message>;
export function receive<Message = never>(pattern: NoInfer<PatternOf<Message>>): Promise<Message>;
export function receive<Message = never>(
  pattern: NoInfer<PatternOf<Message>>,
  options: ReceiveOptions,
): Promise<Message | undefined>;
export function receive<const Pattern extends P.Pattern<unknown>>(pattern: Pattern): Promise<Received<Pattern>>;
export function receive<const Pattern extends P.Pattern<unknown>>(
  pattern: Pattern,
  options: ReceiveOptions,
): Promise<Received<Pattern> | undefined>;
export function receive(pattern?: unknown, options?: ReceiveOptions): Promise<unknown> {
  if (options !== undefined) checkOptionNames(options, ["timeout"], "receive");
  const timeout = options?.timeout ?? Number.POSITIVE_INFINITY;
  checkDelay(timeout, "The time-out of receive");
  checkPattern(pattern);
  const actor = actingActor();
  const task = claimTask();
  if (task === undefined) return never();
  // Whether a message matches decides whether a timer is started.
  if (timeout !== Number.POSITIVE_INFINITY) actor.execution.recordAccess(task, actor.mailbox, Access.write);
  const failures = hasCombinator(pattern) ? new Map<unknown, unknown>() : undefined;
  const isMatch = pattern === undefined ? acceptAny : matcherOf(pattern, task, failures);
  const literals = pattern === undefined ? undefined : literalsOf;
  const expectation: Expectation = {
    isMatch,
    pattern,
    literals,
    failures,
    timer: undefined,
    from: 0,
    found: undefined,
  };
  const promise = operateAs(task, RECEIVE, actor.mailbox, expectation);
  const isDone = task.slot >= 0 || timeout === Number.POSITIVE_INFINITY;
  if (!isDone) {
    expectation.timer = startTimer(actor, task, {
      label: "receive",
      delay: timeout,
      object: actor.mailbox,
      fire: (timer) => {
        actor.execution.addCause(task, timer);
        actor.execution.wake(task, undefined);
      },
    });
  }
  return promise;
}

/** Whether a message matches. A guard is code of the receiving task, whoever's step it runs in. */
function matcherOf(
  pattern: unknown,
  task: Task,
  failures: Map<unknown, unknown> | undefined,
): (message: unknown) => boolean {
  const isMatch = isMatching(pattern as P.Pattern<unknown>);
  if (failures === undefined) return isMatch;
  return (message) => {
    try {
      return performing(task, () => isMatch(message));
    } catch (error) {
      failures.set(message, error);
      return true;
    }
  };
}

/** Whether `task` is a waiting receive that matches `message`; if so, stops its time-out. */
export function isWaitingFor(task: Task, message: unknown): boolean {
  if (task.operation !== RECEIVE || task.slot >= 0) return false;
  const expectation = task.argument as Expectation;
  if (!expectation.isMatch(message)) return false;
  const { isMatch, timer } = expectation;
  if (timer !== undefined) {
    const ticket = stopTimer(timer);
    if (task.actor.execution.causality !== undefined) recordReceive(task, isMatch, ticket);
  }
  return true;
}

/** Takes the message that the strategy, a reduction, chooses. */
function takeChosen(mailbox: Mailbox, isMatch: (message: unknown) => boolean, task: Task): QueuedMessage | undefined {
  const { causality } = task.actor.execution;
  const matching = mailbox.matching(isMatch);
  const queued = matching[causality?.take(matching.map(({ step }) => step)) ?? 0];
  if (queued === undefined) return undefined;
  mailbox.remove(queued);
  recordReceive(task, isMatch, -1);
  return queued;
}

/** Records a withdrawn receive: a reduction is notified of later messages that it would have matched. */
export function recordWithdrawnReceive(task: Task, ticket: number): void {
  if (task.operation !== RECEIVE) return;
  recordReceive(task, (task.argument as Expectation).isMatch, ticket);
}

function recordReceive({ actor }: Task, isMatch: (message: unknown) => boolean, ticket: number): void {
  const mailbox = actor.mailbox.state;
  mailbox.past ??= [];
  mailbox.past.push({ isMatch, step: actor.execution.steps, ticket });
}

/** Whether another task of the actor has waited longer for a message that is available. */
function isBehind(task: Task): boolean {
  for (const other of task.object?.waiting ?? []) {
    if (other === task) return false;
    if (other.operation === RECEIVE && other.slot >= 0) return true;
  }
  return false;
}

function acceptAny(): boolean {
  return true;
}

const RECEIVE = new Operation<Mailbox, Expectation, unknown>({
  kind: "receive",
  access: Access.take,
  isEnabled: (mailbox, expectation, task) => mailbox.has(expectation, expectation) && !isBehind(task),
  perform(mailbox, expectation, task) {
    const { failures, isMatch } = expectation;
    const { execution } = task.actor;
    const queued = execution.causality === undefined ? mailbox.take(expectation) : takeChosen(mailbox, isMatch, task);
    if (queued === undefined) return undefined;
    hashChoice(execution, task, queued.hashA, queued.hashB);
    if (failures?.has(queued.message) === true) throw failures.get(queued.message);
    return queued.message;
  },
  show: () => [],
  why: (mailbox) => (mailbox.size === 0 ? undefined : unmatchedText(mailbox)),
});

/** The number of messages that a report of a deadlock shows. */
const MAX_SHOWN = 3;

function unmatchedText(mailbox: Mailbox): string {
  const shown = mailbox.matching(acceptAny).map(({ message }) => plainText(showValue(message)));
  const more = mailbox.size > MAX_SHOWN ? ", …" : "";
  const count =
    mailbox.size === 1 ? "a message that does not match" : `${mailbox.size} messages, none of which matches`;
  return `with ${count}: ${shown.slice(0, MAX_SHOWN).join(", ")}${more}`;
}
