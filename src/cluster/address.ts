// Sending to addresses: a pid, or a name on a node, which is resolved on arrival.

import { UsageError } from "../errors.ts";
import { actingActor, actorOf, operate, Operation, requireTask, sendNow } from "../kernel/index.ts";
import type { Actor, AnyObject, Task } from "../kernel/index.ts";
import { Access, Pid } from "../trace/index.ts";
import type { LinkEndpoint } from "./network/endpoint.ts";
import { networkOf } from "./network/network.ts";
import { Incarnation } from "./node/incarnation.ts";

/** The address of the actor that has a name on a node. */
export interface NodeName {
  readonly name: string;
  readonly node: string;
}

/** The result of a non-blocking send. */
export type Sent = "sent" | "refused" | "disconnected";

/**
 * Sends a message to the actor that has a name on a node when the message arrives there; dropped if there is none.
 * @throws UsageError (`unknown-node`, `no-cluster`)
 */
export function sendTo(address: NodeName, message: unknown): Promise<void> {
  const way = wayTo(address);
  if (way.sender.execution.runningStep.isInline) {
    perform(way, message, requireTask());
    return Promise.resolve();
  }
  return operate(SEND_TO, objectOf(way), { way, message });
}

/**
 * Sends a message without blocking on a busy connection and without connecting.
 * @returns `refused` when the connection is too busy, `disconnected` when the own node considers the other
 *   disconnected; in both cases nothing was sent. A message that was `sent` may still be lost with the connection
 */
export function trySend(address: Pid | NodeName, message: unknown): Promise<Sent> {
  const way = wayTo(address);
  return operate(TRY_SEND, objectOf(way), { way, message });
}

/** Like `trySend`, in the running step. */
export function postNow(address: Pid | NodeName, message: unknown): Sent {
  const way = wayTo(address);
  const task = requireTask();
  const object = objectOf(way);
  if (object !== undefined) way.sender.execution.recordAccess(task, object, Access.write);
  return attempt(way, message, task);
}

/** The way from the calling actor to an address. */
type Way =
  | { readonly kind: "near"; readonly sender: Actor; readonly find: (cause: Task) => Actor | undefined }
  | { readonly kind: "far"; readonly sender: Actor; readonly endpoint: LinkEndpoint; readonly to: Actor | string };

interface Sending {
  readonly way: Way;
  readonly message: unknown;
}

function wayTo(address: Pid | NodeName): Way {
  const sender = actingActor();
  const { execution, location } = sender;
  if (address instanceof Pid) {
    const receiver = actorOf(address);
    const there = receiver.location instanceof Incarnation ? receiver.location.node : undefined;
    const endpoint =
      location instanceof Incarnation && there !== undefined
        ? location.node.links.get(there)?.endpointAt(location.node)
        : undefined;
    return endpoint === undefined
      ? { kind: "near", sender, find: () => receiver }
      : { kind: "far", sender, endpoint, to: receiver };
  }
  const network = networkOf(execution);
  if (network === undefined) {
    throw new UsageError(
      `There is no node ${address.node}: the program has not started a cluster. Call Cluster.start.`,
      {
        code: "no-cluster",
      },
    );
  }
  const node = network.node(address.node);
  const endpoint =
    location instanceof Incarnation ? location.node.links.get(node)?.endpointAt(location.node) : undefined;
  if (endpoint !== undefined) return { kind: "far", sender, endpoint, to: address.name };
  const find = (cause: Task): Actor | undefined => {
    const { incarnationState } = node;
    execution.recordAccess(cause, node.object, Access.read);
    if (incarnationState !== undefined) execution.recordAccess(cause, incarnationState.names.object, Access.read);
    return incarnationState?.names.holder(address.name);
  };
  return { kind: "near", sender, find };
}

/** The object that sending touches, as far as it is known in advance. */
function objectOf(way: Way): AnyObject | undefined {
  if (way.kind === "near") return undefined;
  const { endpoint, sender, to } = way;
  return endpoint.queueFor(sender, typeof to === "string" ? endpoint.other.origin : to).object;
}

function perform(way: Way, message: unknown, cause: Task): void {
  const { sender } = way;
  if (way.kind === "far") {
    way.endpoint.send({ to: way.to, signal: { kind: "message", message }, origin: sender }, cause);
    return;
  }
  const receiver = way.find(cause);
  if (receiver !== undefined) sendNow(sender, receiver, message, cause);
}

function attempt(way: Way, message: unknown, cause: Task): Sent {
  if (way.kind === "far") {
    const { execution } = way.sender;
    const { here, isConnected, refusals } = way.endpoint;
    execution.recordAccess(cause, here.view, Access.read);
    if (!isConnected) return "disconnected";
    const { count } = refusals.state;
    execution.recordAccess(cause, refusals, count > 0 ? Access.write : Access.read);
    if (count > 0) {
      refusals.state.count -= 1;
      return "refused";
    }
  }
  perform(way, message, cause);
  return "sent";
}

const SEND_TO = new Operation<unknown, Sending, void>({
  kind: "sendTo",
  access: Access.write,
  perform(_state, { way, message }, task) {
    perform(way, message, task);
  },
  show: showAddressee,
  signal: ({ message }) => ({ kind: "message", content: message }),
});

const TRY_SEND = new Operation<unknown, Sending, Sent>({
  kind: "trySend",
  access: Access.write,
  perform: (_state, { way, message }, task) => attempt(way, message, task),
  show: showAddressee,
  signal: ({ message }) => ({ kind: "message", content: message }),
});

function showAddressee({ way }: Sending): readonly unknown[] {
  return way.kind === "far" ? [way.endpoint.there.name] : [];
}
