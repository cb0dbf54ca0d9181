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
  /** The name, as passed to `registerName`. */
  readonly name: string;
  /** The name of the node. */
  readonly node: string;
}

/** The result of a non-blocking send. */
export type Sent = "sent" | "refused" | "disconnected";

/**
 * Sends a message to the actor that has a name on a node when the message arrives there; dropped if there is none.
 * Erlang's `{Name, Node} ! Message`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `unknown-node`, `no-cluster`)
 */
export function sendTo(address: NodeName, message: unknown): Promise<void> {
  const route = routeTo(address);
  if (route.sender.execution.runningStep.isInline) {
    perform(route, message, requireTask());
    return Promise.resolve();
  }
  return operate(SEND_TO, objectOf(route), { route, message });
}

/**
 * Sends a message without blocking on a busy connection and without connecting. Erlang's `erlang:send` with `nosuspend`
 * and `noconnect`.
 * @returns `refused` when the connection is too busy, `disconnected` when the own node considers the other
 *   disconnected; in both cases nothing was sent. A message that was `sent` may still be lost with the connection
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`, `unknown-node`,
 *   `no-cluster`)
 */
export function trySend(address: Pid | NodeName, message: unknown): Promise<Sent> {
  const route = routeTo(address);
  return operate(TRY_SEND, objectOf(route), { route, message });
}

/** Like `trySend`, in the running step. */
export function postNow(address: Pid | NodeName, message: unknown): Sent {
  const route = routeTo(address);
  const task = requireTask();
  const object = objectOf(route);
  if (object !== undefined) route.sender.execution.recordAccess(task, object, Access.write);
  return attempt(route, message, task);
}

/** The route from the calling actor to an address. */
type Route =
  | { readonly kind: "local"; readonly sender: Actor; readonly find: (cause: Task) => Actor | undefined }
  | { readonly kind: "remote"; readonly sender: Actor; readonly endpoint: LinkEndpoint; readonly to: Actor | string };

interface Sending {
  readonly route: Route;
  readonly message: unknown;
}

function routeTo(address: Pid | NodeName): Route {
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
      ? { kind: "local", sender, find: () => receiver }
      : { kind: "remote", sender, endpoint, to: receiver };
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
  if (endpoint !== undefined) return { kind: "remote", sender, endpoint, to: address.name };
  const find = (cause: Task): Actor | undefined => {
    const { incarnationState } = node;
    execution.recordAccess(cause, node.object, Access.read);
    return incarnationState?.names.holder(address.name, cause);
  };
  return { kind: "local", sender, find };
}

/**
 * Finds the holder of a name in the running step, for an actor that sees its node without the network.
 * @throws UsageError (`unknown-node`, `no-cluster`, `remote-actor`)
 */
export function finderOf(address: NodeName, what: string): (cause: Task) => Actor | undefined {
  const route = routeTo(address);
  if (route.kind === "local") return route.find;
  throw new UsageError(
    `${what} takes a name on the caller's own node, but ${address.name} is one on the node ${address.node}. Monitor the pid, or ` +
      "let an actor there monitor the name.",
    { code: "remote-actor" },
  );
}

/** The object that sending touches, as far as it is known in advance. */
function objectOf(route: Route): AnyObject | undefined {
  if (route.kind === "local") return undefined;
  const { endpoint, sender, to } = route;
  return endpoint.queueFor(sender, typeof to === "string" ? endpoint.other.origin : to).object;
}

function perform(route: Route, message: unknown, cause: Task): void {
  const { sender } = route;
  if (route.kind === "remote") {
    route.endpoint.send({ to: route.to, signal: { kind: "message", message }, origin: sender }, cause);
    return;
  }
  const receiver = route.find(cause);
  if (receiver !== undefined) sendNow(sender, receiver, message, cause);
}

function attempt(route: Route, message: unknown, cause: Task): Sent {
  if (route.kind === "remote") {
    const { execution } = route.sender;
    const { here, isConnected, refusals } = route.endpoint;
    execution.recordAccess(cause, here.view, Access.read);
    if (!isConnected) return "disconnected";
    const { count } = refusals.state;
    execution.recordAccess(cause, refusals, count > 0 ? Access.write : Access.read);
    if (count > 0) {
      refusals.state.count -= 1;
      return "refused";
    }
  }
  perform(route, message, cause);
  return "sent";
}

const SEND_TO = new Operation<unknown, Sending, void>({
  kind: "sendTo",
  access: Access.write,
  perform(_state, { route, message }, task) {
    perform(route, message, task);
  },
  show: showAddressee,
  signal: ({ message }) => ({ kind: "message", content: message }),
});

const TRY_SEND = new Operation<unknown, Sending, Sent>({
  kind: "trySend",
  access: Access.write,
  perform: (_state, { route, message }, task) => attempt(route, message, task),
  show: showAddressee,
  signal: ({ message }) => ({ kind: "message", content: message }),
});

function showAddressee({ route }: Sending): readonly unknown[] {
  return route.kind === "remote" ? [route.endpoint.there.name] : [];
}
