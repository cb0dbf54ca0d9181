// Signals sent and signals received: messages, exits, downs and replies.

import type { Actor } from "./actor.ts";
import { Channel } from "./channel.ts";
import { hashTake } from "./class-hash.ts";
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
  if (receiver.status === "dead") {
    if (receiver.execution.causality !== undefined) tellWatcherOfLate(receiver, sender, signal);
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

function receiveExit(receiver: Actor, sender: Actor, reason: ExitReason, cause: Task): void {
  if (receiver.isTrappingExits) {
    accept(receiver, { kind: "exit", pid: sender.pid, reason } satisfies ExitMessage, cause);
  } else if (reason !== "normal") {
    exitNow(receiver, reason, cause);
  }
}

/** A message arrives: the handler takes it, or a receive that waits for it, or the mailbox keeps it. */
function accept(receiver: Actor, message: unknown, cause: Task): void {
  const { execution, handler, isServer, mailbox } = receiver;
  if (!execution.declares(mailbox)) execution.touch(cause, mailbox, isServer ? Access.write : Access.append);
  if (handler !== undefined) {
    handOver(receiver, handler, message, cause);
    return;
  }
  const { hashA, hashB } = cause;
  const waiting = mailbox.waiting?.find((task) => isWaitingFor(task, message));
  if (waiting === undefined || execution.causality !== undefined) {
    mailbox.state.push({ message, hashA, hashB, step: execution.steps });
    if (execution.causality !== undefined) tellWatcher(receiver, message);
    return;
  }
  // Taking it now is what the receive would do in a step of its own: no later arrival can come before it.
  execution.performWithin(waiting);
  hashTake(execution, waiting, hashA, hashB);
  execution.wake(waiting, message);
}

/** Tells a reduction which receives of the past would have matched a message, and enables the one that waits for it. */
function tellWatcher({ execution, mailbox }: Actor, message: unknown): void {
  for (const { isMatch, step, ticket } of mailbox.state.past ?? []) {
    if (isMatch(message)) execution.causality?.onLateMatch(step, ticket);
  }
  execution.reconsider(mailbox);
}

/** The same for a message that finds its receiver dead. */
function tellWatcherOfLate(receiver: Actor, sender: Actor, signal: Signal): void {
  if (signal.kind === "message") tellWatcher(receiver, signal.message);
  if (signal.kind === "down" && signal.ref.isActive) tellWatcher(receiver, downMessage(signal));
  if (signal.kind === "exit" && receiver.isTrappingExits) {
    tellWatcher(receiver, { kind: "exit", pid: sender.pid, reason: signal.reason } satisfies ExitMessage);
  }
}

function downMessage({ ref, reason }: Extract<Signal, { kind: "down" }>): DownMessage {
  return { kind: "down", ref, pid: ref.target.pid, reason };
}
