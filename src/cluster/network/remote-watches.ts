// What actors of one node have asked of actors of another, and hear of when the other node is lost: their monitors, their
// links and the calls that wait for a reply.

import { breakRemoteLinks, forward } from "../../kernel/index.ts";
import type { Actor, Location, MonitorRef, Request, Signal, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";
import type { Envelope } from "./in-flight.ts";
import { Incarnation } from "../node/incarnation.ts";

/** The contacts of one node with another. */
export class RemoteWatches {
  readonly #endpoint: LinkEndpoint;
  readonly #monitors: Set<MonitorRef> = new Set();
  readonly #requests: Set<Request> = new Set();

  constructor(endpoint: LinkEndpoint) {
    this.#endpoint = endpoint;
  }

  /** Keeps a request in mind that is about to be sent; answers it if the node knows that the other is lost, and tells. */
  remember({ origin, signal, to }: Envelope, cause: Task): boolean {
    const loss = lossOf(signal);
    if (loss === undefined) return true;
    const { here, isConnected } = this.#endpoint;
    cause.actor.execution.recordAccess(cause, here.view, Access.read);
    if (!isConnected) {
      if (typeof to !== "string" && here.isUp) forward(this.#voice(), origin, { signal: loss, origin: to }, cause);
      return false;
    }
    if (loss.kind === "down") this.#monitors.add(loss.ref);
    if (loss.kind === "refusal") this.#requests.add(loss.request);
    return true;
  }

  /** The node that has them has ended. */
  clear(): void {
    this.#monitors.clear();
    this.#requests.clear();
  }

  /** The other node is lost: all hear of it. */
  lose(cause: Task): void {
    const { here, there } = this.#endpoint;
    const via = this.#voice();
    for (const ref of this.#monitors) {
      const signal: Signal = { kind: "down", ref, reason: "noconnection" };
      cause.actor.execution.recordAccess(cause, ref.object, Access.read);
      if (ref.isActive) forward(via, ref.observer, { signal, origin: ref.target }, cause);
    }
    for (const request of this.#requests) {
      const signal: Signal = { kind: "refusal", request, reason: "noconnection" };
      cause.actor.execution.recordAccess(cause, request.answer, Access.read);
      if (request.isOpen) forward(via, request.asker, { signal, origin: request.asked }, cause);
    }
    this.clear();
    const isThere = (location: Location | undefined): boolean =>
      location instanceof Incarnation && location.node === there;
    for (const actor of here.network.execution.actors) {
      if (actor.location !== undefined && actor.location === here.incarnationState)
        breakRemoteLinks(actor, isThere, { via, cause });
    }
  }

  /** Whose signals tell of the loss: with order among nodes they come behind all that has come from there. */
  #voice(): Actor {
    const { here, origin, other } = this.#endpoint;
    return here.network.order === "nodes" ? other.origin : (here.incarnationState?.actor ?? origin);
  }
}

/** What answers a request when its target's node is lost; nothing for what asks for nothing. */
function lossOf(signal: Signal): Extract<Signal, { kind: "down" | "exit" | "refusal" }> | undefined {
  if (signal.kind === "monitor") return { kind: "down", ref: signal.ref, reason: "noconnection" };
  if (signal.kind === "link") return { kind: "exit", reason: "noconnection", link: signal.link };
  if (signal.kind === "message" && signal.request !== undefined) {
    return { kind: "refusal", request: signal.request, reason: "noconnection" };
  }
  return undefined;
}
