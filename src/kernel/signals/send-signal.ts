// Sending signals: messages, exits, downs and replies.

import type { Actor } from "../actors/actor.ts";
import { Channel, isAppended, touchedBy } from "./channel.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ExitReason } from "./exit-reason.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import type { Signal } from "./signal.ts";
import type { Task } from "../operations/task.ts";

/** An EXIT signal as a message, received by an actor that traps exits. */
export interface ExitMessage {
  readonly kind: "exit";
  /** The actor that has exited, or that called `exit`. */
  readonly pid: Pid;
  /** Why it exited, or the reason that it passed to `exit`. */
  readonly reason: ExitReason;
}

/** A reply of a monitored actor, received in place of a down message by the actor that spawned it. */
export interface AnswerMessage {
  readonly kind: "reply";
  readonly ref: MonitorRef;
  readonly value: unknown;
}

/** The message for the exit of a monitored actor. */
export interface DownMessage {
  readonly kind: "down";
  /** The monitor, as returned by `monitor`. */
  readonly ref: MonitorRef;
  /** The actor that has exited. */
  readonly pid: Pid;
  /** Why it exited; `noproc` if it had before, `noconnection` if its node is lost. */
  readonly reason: ExitReason;
  /** The name by which it was monitored; absent for a monitor of a pid. */
  readonly name?: string;
  /** The node of that name; absent for a monitor of a pid. */
  readonly node?: string;
}

/** Sends a signal; `cause` is the task that does so. A signal to the sender itself arrives in the same step. */
export function sendSignal(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
  const { execution, location } = sender;
  if (location !== receiver.location && location !== undefined && receiver.location !== undefined) {
    location.transmit(sender, receiver, signal, cause);
  } else if (!execution.isInstant && sender !== receiver) {
    const channel = channelBetween(sender, receiver);
    // A task that finds the sender dead sends for it, beside the sender's own exit; so does a signal that arrives then.
    const isOwn = cause.actor === sender && (cause.sender === undefined || sender.isAlive);
    if (!isOwn) execution.recordAccess(cause, channel.object, Access.write);
    channel.push(signal, cause);
  } else execution.runningStep.arrive(receiver, sender, signal, cause);
}

/**
 * Sends a signal of an actor that has exited or is about to: at the end of its exit, after all who are to be notified of
 * that.
 */
export function sendAfterExit(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
  if (sender.hasExited) {
    sendSignal(sender, receiver, signal, cause);
    return;
  }
  (sender.lateAnswers ??= []).push({ receiver, signal });
  // Those to one receiver are sent in this order.
  const { execution, location } = sender;
  if (execution.isInstant || sender === receiver || location !== receiver.location) return;
  execution.recordAccess(cause, channelBetween(sender, receiver).object, Access.write);
}

/** Records that the running step, an exit of `sender`, sends signals to several actors. */
export function touchChannels(sender: Actor, receivers: readonly Actor[]): void {
  const { execution, exitTask, location } = sender;
  if (execution.isInstant) return;
  const near = receivers.filter((receiver) => receiver !== sender && receiver.location === location);
  // The channels are created in the order of their use; they are touched in an order that depends on no schedule.
  const objects = near.map((receiver) => channelBetween(sender, receiver).object);
  for (const object of objects.toSorted((one, other) => one.key - other.key)) {
    execution.recordAccess(exitTask, object, Access.write);
  }
}

/** A signal forwarded by another actor than its sender. */
export interface ForwardedSignal {
  readonly signal: Signal;
  /** The original sender. */
  readonly origin: Actor;
}

/** Forwards a signal from another location: it is queued with the other signals of `via`. */
export function forward(via: Actor, receiver: Actor, { signal, origin }: ForwardedSignal, cause: Task): void {
  const { execution } = receiver;
  if (execution.isInstant) {
    touchArrival(receiver, signal, cause);
    execution.runningStep.arrive(receiver, origin, signal, cause);
  } else channelBetween(via, receiver).push(signal, cause, origin);
}

/** The channel from one actor to another; created on first use. */
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

/** Records that the running step touches the object that a signal changes on arrival, unless it has declared that. */
export function touchArrival(receiver: Actor, signal: Signal, cause: Task): void {
  const { execution } = receiver;
  if (signal.kind === "answer") execution.recordAccess(cause, signal.ref.object, Access.write);
  const object = touchedBy(signal, receiver);
  if (execution.running?.object === object) return;
  execution.recordAccess(cause, object, isAppended(signal, receiver) ? Access.append : Access.write);
}
