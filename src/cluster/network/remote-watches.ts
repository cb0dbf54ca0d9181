// Monitors, links and pending calls from the actors of one node to those of another, which are notified when the other
// node is lost.

import { breakRemoteLinks, forward } from "../../kernel/index.ts";
import type { Actor, Location, MonitorRef, Request, Signal, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";
import type { Envelope } from "./in-flight.ts";
import { Incarnation } from "../node/incarnation.ts";

/** The monitors and pending calls from one node to another. */
export class RemoteWatches {
  readonly #endpoint: LinkEndpoint;
  readonly #monitors: Set<MonitorRef> = new Set();
  readonly #requests: Set<Request> = new Set();

  constructor(endpoint: LinkEndpoint) {
    this.#endpoint = endpoint;
  }

  /**
   * Registers a request that is about to be sent; refuses it if the node has detected the loss of the other.
   * @returns whether the signal is to be sent
   */
  register({ origin, signal, to }: Envelope, cause: Task): boolean {
    const loss = lossSignalOf(signal);
    if (loss === undefined) return true;
    const { here, isConnected } = this.#endpoint;
    cause.actor.execution.recordAccess(cause, here.view, Access.read);
    if (!isConnected) {
      if (typeof to !== "string" && here.isUp) forward(this.#notifier(), origin, { signal: loss, origin: to }, cause);
      return false;
    }
    if (loss.kind === "down") this.#monitors.add(loss.ref);
    if (loss.kind === "refusal") this.#requests.add(loss.request);
    return true;
  }

  /** Discards all of them: the own node has gone down. */
  clear(): void {
    this.#monitors.clear();
    this.#requests.clear();
  }

  /** Notifies all of them that the other node is lost. */
  notifyLoss(cause: Task): void {
    const { here, there } = this.#endpoint;
    const via = this.#notifier();
    for (const ref of this.#monitors) {
      const signal: Signal = { kind: "down", ref, reason: "noconnection" };
      cause.actor.execution.recordAccess(cause, ref.object, Access.read);
      if (ref.isActive) forward(via, ref.observer, { signal, origin: ref.target }, cause);
    }
    for (const request of this.#requests) {
      const signal: Signal = { kind: "refusal", request, reason: "noconnection" };
      cause.actor.execution.recordAccess(cause, request.replyObject, Access.read);
      if (request.isOpen) forward(via, request.callingActor, { signal, origin: request.calledActor }, cause);
    }
    this.clear();
    const isThere = (location: Location | undefined): boolean =>
      location instanceof Incarnation && location.node === there;
    for (const actor of here.network.execution.actors) {
      if (actor.location !== undefined && actor.location === here.incarnationState)
        breakRemoteLinks(actor, isThere, { via, cause });
    }
  }

  /** The actor that forwards the notifications: with order `nodes` they arrive after everything from the other node. */
  #notifier(): Actor {
    const { here, origin, other } = this.#endpoint;
    return here.network.order === "nodes" ? other.origin : (here.incarnationState?.actor ?? origin);
  }
}

/**
 * The signal that answers a request when the node of its target is lost; `undefined` for a signal that is no request.
 */
function lossSignalOf(signal: Signal): Extract<Signal, { kind: "down" | "exit" | "refusal" }> | undefined {
  if (signal.kind === "monitor") return { kind: "down", ref: signal.ref, reason: "noconnection" };
  if (signal.kind === "link") return { kind: "exit", reason: "noconnection", link: signal.link };
  if (signal.kind === "message" && signal.request !== undefined) {
    return { kind: "refusal", request: signal.request, reason: "noconnection" };
  }
  return undefined;
}
