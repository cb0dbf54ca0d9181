// Signals sent and signals received: messages, exits, downs and replies.

import type { Actor } from "./actor.ts";
import { receiveCancel } from "./cancellation.ts";
import { Channel, isAppended, touchedBy } from "./channel.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { ExitReason } from "./exit-reason.ts";
import { handOver } from "./handler.ts";
import { exitNow } from "./lifecycle.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import { isWaitingFor } from "./receive.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "./task.ts";

/** An EXIT signal as a message, for an actor that traps exits. */
export interface ExitMessage {
  readonly kind: "exit";
  readonly pid: Pid;
  readonly reason: ExitReason;
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
  const { execution } = sender;
  if (!execution.isInstant && sender !== receiver) {
    channelBetween(sender, receiver).push(signal, cause);
  } else {
    execution.soon(() => {
      receiveSignal(receiver, sender, signal, cause);
    });
  }
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
  if (receiver.status === "dead") {
    tellOfLateSignal(receiver, sender, signal);
    return;
  }
  switch (signal.kind) {
    case "message":
      accept(receiver, signal.message, cause);
      break;
    case "exit":
      receiveExit(receiver, sender, signal.reason, cause);
      break;
    case "kill":
      exitNow(receiver, "killed", cause);
      break;
    case "cancel":
      receiveCancel(receiver, cause);
      break;
    case "down": {
      if (!signal.ref.isActive) break;
      signal.ref.retire();
      accept(receiver, downMessage(signal), cause);
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
  const object = touchedBy(signal, receiver);
  if (execution.declares(object)) return;
  execution.touch(cause, object, isAppended(signal, receiver) ? Access.append : Access.write);
}

function receiveExit(receiver: Actor, sender: Actor, reason: ExitReason, cause: Task): void {
  if (receiver.isTrappingExits) {
    receiver.execution.touch(cause, receiver.mailbox, receiver.isServer ? Access.write : Access.append);
    accept(receiver, { kind: "exit", pid: sender.pid, reason } satisfies ExitMessage, cause);
  } else if (reason !== "normal") {
    exitNow(receiver, reason, cause);
  }
}

/** A message arrives: the handler takes it, or a receive that waits for it, or the mailbox keeps it. */
function accept(receiver: Actor, message: unknown, cause: Task): void {
  if (receiver.handler !== undefined) handOver(receiver, receiver.handler, message, cause);
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
  if (signal.kind === "down" && signal.ref.isActive) tellOfLate(receiver, downMessage(signal));
  if (signal.kind === "exit" && receiver.isTrappingExits) {
    tellOfLate(receiver, { kind: "exit", pid: sender.pid, reason: signal.reason } satisfies ExitMessage);
  }
}

function downMessage({ ref, reason }: Extract<Signal, { kind: "down" }>): DownMessage {
  return { kind: "down", ref, pid: ref.target.pid, reason };
}
