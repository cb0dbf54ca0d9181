// Delivering signals: the effect of each kind on its receiver.

import { Access } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { receiveCancel } from "./cancel.ts";
import { receiveRequest } from "../signals/remote.ts";
import { handOver, isFree } from "./message-handler.ts";
import { isRemote } from "../signals/location.ts";
import { exitNow } from "./exit.ts";
import { answerIsAlive } from "./is-alive.ts";
import { isWaitingFor } from "../messages/receive.ts";
import type { ExitSignal, Signal } from "../signals/signal.ts";
import { touchArrival } from "../signals/send-signal.ts";
import type { AnswerMessage, DownMessage, ExitMessage } from "../signals/send-signal.ts";
import type { Task } from "../operations/task.ts";

/**
 * Delivers a signal. An actor that was killed ignores it, and so does one that has returned, unless it is for work that
 * goes on: a message, or a reply.
 */
export function deliverSignal(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
  // Touched whether or not the receiver is alive. A channel has declared the object as that of its operation.
  if (cause.sender === undefined) touchArrival(receiver, signal, cause);
  // By far the most frequent kind.
  if (signal.kind === "message" && signal.request === undefined && !receiver.isKilled) {
    accept(receiver, signal.message, cause);
    return;
  }
  if (signal.kind === "isAlive") answerIsAlive(receiver, sender, signal.request, cause);
  else if (isRequest(signal)) receiveRequest(receiver, sender, signal, cause);
  if (receiver.status === "dead" && (receiver.isKilled || CONCERNS_LIFE[signal.kind])) {
    reportLateSignal(receiver, sender, signal);
    return;
  }
  switch (signal.kind) {
    case "message":
      accept(receiver, signal.message, cause);
      break;
    case "exit":
      receiveExit(receiver, sender, signal, cause);
      break;
    case "kill":
      exitNow(receiver, "killed", cause);
      break;
    case "cancel":
      receiveCancel(receiver, cause);
      break;
    case "isAlive":
    case "monitor":
    case "link":
      break;
    case "down":
    case "answer": {
      if (!signal.ref.isActive) break;
      signal.ref.deactivate();
      accept(receiver, messageOf(signal), cause);
      break;
    }
    case "reply":
    case "refusal":
      signal.request.arrive(signal, cause);
      break;
  }
}

/** Whether a signal is for the actor itself, as opposed to what its code waits for. */
const CONCERNS_LIFE: Readonly<Record<Signal["kind"], boolean>> = {
  message: false,
  down: false,
  answer: false,
  reply: false,
  refusal: false,
  exit: true,
  kill: true,
  cancel: true,
  isAlive: true,
  monitor: true,
  link: true,
};

function receiveExit(receiver: Actor, sender: Actor, { reason, link }: ExitSignal, cause: Task): void {
  const { execution } = receiver;
  if (link !== undefined) {
    execution.recordAccess(cause, link.object, Access.write);
    link.isInFlight = false;
    if (isRemote(receiver, sender)) receiver.links?.delete(sender);
    const start = link.start?.starter === receiver ? link.start : undefined;
    if (start !== undefined && (receiver.isTrappingExits || reason === "normal" || link.isRemoved)) {
      start.fail(cause);
      return;
    }
    if (link.isRemoved) return;
    // The main actor exits because of it; its report should show the error.
    if (start?.error !== undefined && receiver === execution.actors[0]) execution.violate(receiver, start.error);
  }
  if (receiver.isTrappingExits) {
    execution.recordAccess(cause, receiver.mailbox, receiver.isServer ? Access.write : Access.append);
    accept(receiver, { kind: "exit", pid: sender.pid, reason } satisfies ExitMessage, cause);
  } else if (reason !== "normal" || (sender === receiver && link === undefined)) {
    exitNow(receiver, reason, cause);
  }
}

/** Accepts a message: the handler takes it if it is free; otherwise it is appended to the mailbox. */
function accept(receiver: Actor, message: unknown, cause: Task): void {
  const { handler } = receiver;
  if (handler !== undefined && isFree(receiver, handler)) handOver(receiver, handler, message, cause);
  else append(receiver, message, cause);
}

function append(receiver: Actor, message: unknown, { hashA, hashB }: Task): void {
  const { execution, mailbox } = receiver;
  mailbox.state.push({ message, hashA, hashB, step: execution.steps });
  // The receive that waits for it becomes enabled; its time-out is stopped.
  mailbox.waiting?.find((task) => isWaitingFor(task, message));
  reportLateMessage(receiver, message);
  execution.ready.recheck(mailbox);
}

/** Reports to a reduction which past receives would have matched a message. */
function reportLateMessage({ execution, mailbox }: Actor, message: unknown): void {
  if (execution.causality === undefined) return;
  for (const { isMatch, step, ticket } of mailbox.state.past ?? []) {
    if (isMatch(message)) execution.causality.onLateMatch(step, ticket);
  }
}

/** Like `reportLateMessage`, for a signal whose receiver has exited. */
function reportLateSignal(receiver: Actor, sender: Actor, signal: Signal): void {
  if (signal.kind === "message") reportLateMessage(receiver, signal.message);
  if ((signal.kind === "down" || signal.kind === "answer") && signal.ref.isActive)
    reportLateMessage(receiver, messageOf(signal));
  if (signal.kind === "exit" && receiver.isTrappingExits && signal.link?.isRemoved !== true) {
    reportLateMessage(receiver, { kind: "exit", pid: sender.pid, reason: signal.reason } satisfies ExitMessage);
  }
}

/** Whether a signal is a request from another location. */
function isRequest(signal: Signal): boolean {
  return (
    (signal.kind === "message" && signal.request !== undefined) || signal.kind === "monitor" || signal.kind === "link"
  );
}

function messageOf(signal: Extract<Signal, { kind: "down" | "answer" }>): DownMessage | AnswerMessage {
  const { ref } = signal;
  if (signal.kind === "answer") return { kind: "reply", ref, value: signal.value };
  const { named, target } = ref;
  return { kind: "down", ref, pid: target.pid, reason: signal.reason, ...named };
}
