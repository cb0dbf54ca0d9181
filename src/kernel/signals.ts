// Signals sent and signals received: messages, exits, downs and replies.

import type { Actor } from "./actor.ts";
import { receiveCancel } from "./cancellation.ts";
import { Channel, isAppended, touchedBy } from "./channel.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { ExitReason } from "./exit-reason.ts";
import { receiveRequest } from "./far.ts";
import { handOver, isFree } from "./handler.ts";
import { isFar } from "./home.ts";
import { exitNow } from "./lifecycle.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import { isWaitingFor } from "./receive.ts";
import type { ExitSignal, Signal } from "./signal.ts";
import type { Task } from "./task.ts";

/** An EXIT signal as a message, for an actor that traps exits. */
export interface ExitMessage {
  readonly kind: "exit";
  readonly pid: Pid;
  readonly reason: ExitReason;
}

/** What an actor answers to the one that spawned it with a monitor, instead of a down message. */
export interface AnswerMessage {
  readonly kind: "reply";
  readonly ref: MonitorRef;
  readonly value: unknown;
}

/** A monitored actor has ended. */
export interface DownMessage {
  readonly kind: "down";
  readonly ref: MonitorRef;
  readonly pid: Pid;
  readonly reason: ExitReason;
}

/** Sends a signal; `cause` is the task that does so. An actor's signals to itself arrive at once. */
export function sendSignal(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
  const { execution, home } = sender;
  if (home !== receiver.home && home !== undefined && receiver.home !== undefined) {
    home.carry(sender, receiver, signal, cause);
  } else if (!execution.isInstant && sender !== receiver) {
    channelBetween(sender, receiver).push(signal, cause);
  } else {
    execution.soon(() => {
      receiveSignal(receiver, sender, signal, cause);
    });
  }
}

/** A signal that somebody else passes on. */
export interface PassedSignal {
  readonly signal: Signal;
  /** Whose it is. */
  readonly origin: Actor;
}

/** Passes a signal on that has come from elsewhere: it joins the others that come the same way. */
export function passOn(via: Actor, receiver: Actor, { signal, origin }: PassedSignal, cause: Task): void {
  const { execution } = receiver;
  if (execution.isInstant) {
    touch(receiver, signal, cause);
    execution.soon(() => {
      receiveSignal(receiver, origin, signal, cause);
    });
  } else channelBetween(via, receiver).push(signal, cause, origin);
}

/** The channel from one actor to another; made when it is first used. */
export function channelBetween(sender: Actor, receiver: Actor): Channel {
  if (sender.latestChannel?.receiver === receiver) return sender.latestChannel;
  sender.channels ??= new Map();
  let channel = sender.channels.get(receiver);
  if (channel === undefined) {
    channel = new Channel(sender, receiver);
    sender.channels.set(receiver, channel);
  }
  sender.latestChannel = channel;
  return channel;
}

/** A signal reaches its receiver. The dead hear nothing. */
export function receiveSignal(receiver: Actor, sender: Actor, signal: Signal, cause: Task): void {
  // Touched whether or not anybody is left to hear of it. A channel declares what it delivers.
  if (cause.sender === undefined) touch(receiver, signal, cause);
  if (isRequest(signal)) receiveRequest(receiver, sender, signal, cause);
  if (receiver.status === "dead") {
    tellOfLateSignal(receiver, sender, signal);
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
    case "monitor":
    case "link":
      break;
    case "down":
    case "answer": {
      if (!signal.ref.isActive) break;
      signal.ref.retire();
      accept(receiver, messageOf(signal), cause);
      break;
    }
    case "reply":
    case "refusal":
      signal.request.arrive(signal, cause);
      break;
  }
}

function touch(receiver: Actor, signal: Signal, cause: Task): void {
  const { execution } = receiver;
  if (signal.kind === "answer") execution.touch(cause, signal.ref.object, Access.write);
  const object = touchedBy(signal, receiver);
  if (execution.declares(object)) return;
  execution.touch(cause, object, isAppended(signal, receiver) ? Access.append : Access.write);
}

function receiveExit(receiver: Actor, sender: Actor, { reason, tie }: ExitSignal, cause: Task): void {
  const { execution } = receiver;
  if (tie !== undefined) {
    execution.touch(cause, tie.object, Access.write);
    if (isFar(receiver, sender)) receiver.ties?.delete(sender);
    const start = tie.start?.starter === receiver ? tie.start : undefined;
    if (start !== undefined && (receiver.isTrappingExits || reason === "normal" || tie.isUndone)) {
      start.fail(cause);
      return;
    }
    if (tie.isUndone) return;
    // The main actor dies of it; what its report should show is the error.
    if (start?.error !== undefined && receiver === execution.actors[0]) execution.violate(receiver, start.error);
  }
  if (receiver.isTrappingExits) {
    execution.touch(cause, receiver.mailbox, receiver.isServer ? Access.write : Access.append);
    accept(receiver, { kind: "exit", pid: sender.pid, reason } satisfies ExitMessage, cause);
  } else if (reason !== "normal") {
    exitNow(receiver, reason, cause);
  }
}

/** A message arrives: the handler takes it if it is free, or a receive that waits for it, or the mailbox keeps it. */
function accept(receiver: Actor, message: unknown, cause: Task): void {
  const { handler } = receiver;
  if (handler !== undefined && isFree(receiver, handler)) handOver(receiver, handler, message, cause);
  else append(receiver, message, cause);
}

function append(receiver: Actor, message: unknown, { hashA, hashB }: Task): void {
  const { execution, mailbox } = receiver;
  mailbox.state.push({ message, hashA, hashB, step: execution.steps });
  // Whoever waits for it has until now not been able to go on; its time-out is off.
  mailbox.waiting?.find((task) => isWaitingFor(task, message));
  tellOfLate(receiver, message);
  execution.reconsider(mailbox);
}

/** Tells a reduction which receives of the past would have matched a message. */
function tellOfLate({ execution, mailbox }: Actor, message: unknown): void {
  if (execution.causality === undefined) return;
  for (const { isMatch, step, ticket } of mailbox.state.past ?? []) {
    if (isMatch(message)) execution.causality.onLateMatch(step, ticket);
  }
}

/** The same for a message that finds its receiver dead. */
function tellOfLateSignal(receiver: Actor, sender: Actor, signal: Signal): void {
  if (signal.kind === "message") tellOfLate(receiver, signal.message);
  if ((signal.kind === "down" || signal.kind === "answer") && signal.ref.isActive)
    tellOfLate(receiver, messageOf(signal));
  if (signal.kind === "exit" && receiver.isTrappingExits && signal.tie?.isUndone !== true) {
    tellOfLate(receiver, { kind: "exit", pid: sender.pid, reason: signal.reason } satisfies ExitMessage);
  }
}

/** Whether it comes from another home and asks for something. */
function isRequest(signal: Signal): boolean {
  return (
    (signal.kind === "message" && signal.request !== undefined) || signal.kind === "monitor" || signal.kind === "link"
  );
}

function messageOf(signal: Extract<Signal, { kind: "down" | "answer" }>): DownMessage | AnswerMessage {
  const { ref } = signal;
  if (signal.kind === "answer") return { kind: "reply", ref, value: signal.value };
  return { kind: "down", ref, pid: ref.target.pid, reason: signal.reason };
}
