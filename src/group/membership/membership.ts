// The membership server of an instance: it alone connects its node to clusters and disconnects it, and keeps the
// leases. Its decisions take effect at once; the shards follow, and callers wait until all have.

import { messageLater, now, requireTask, sendNow, stopTimer } from "../../kernel/index.ts";
import type { Actor, Request, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";

/** The messages of the server. */
export type MembershipMessage =
  | {
      readonly kind: "connect";
      readonly clusters: readonly string[];
      readonly ttl: number | undefined;
      readonly from: Request;
    }
  | { readonly kind: "disconnect"; readonly clusters: readonly string[]; readonly from: Request }
  /** A shard has reconciled. */
  | { readonly kind: "done"; readonly ticket: number; readonly index: number }
  /** A shard has started, with the clusters as of a ticket. */
  | { readonly kind: "opened"; readonly ticket: number; readonly index: number }
  /** A lease must be checked. */
  | { readonly kind: "expiry"; readonly cluster: string };

interface Wait {
  readonly from: Request | undefined;
  /** The shards whose acknowledgement is missing. */
  readonly shards: Set<number>;
}

/** Connects one node. */
export class MembershipServer {
  readonly #instance: Instance;
  readonly #actor: Actor;
  readonly #waits = new Map<number, Wait>();
  readonly #timers = new Map<string, Task>();

  constructor(instance: Instance, actor: Actor) {
    this.#instance = instance;
    this.#actor = actor;
  }

  /** Starts the server, possibly with the leases of a predecessor. */
  open(): void {
    this.#instance.touchServers(Access.write);
    this.#instance.membership = this.#actor;
    for (const [cluster, { expires }] of this.#instance.leases)
      this.#startTimer(cluster, Math.max(0, expires - now()), true);
  }

  /** Handles one message. */
  handle(message: MembershipMessage): void {
    switch (message.kind) {
      case "connect":
        this.#connect(message);
        break;
      case "disconnect":
        this.#disconnect(message.clusters, message.from);
        break;
      case "done":
        this.#acknowledge(message.ticket, message.index);
        break;
      case "opened":
        for (const ticket of this.#waits.keys()) if (ticket <= message.ticket) this.#acknowledge(ticket, message.index);
        break;
      case "expiry":
        this.#expire(message.cluster);
        break;
    }
  }

  #connect({ clusters, from, ttl }: Extract<MembershipMessage, { kind: "connect" }>): void {
    const { leases, topology } = this.#instance;
    const fresh = [...new Set(clusters)].filter((cluster) => !topology.isConnected(cluster));
    if (fresh.length === 0) {
      this.#touch(Access.read);
      from.reply("ok");
      return;
    }
    this.#touch(Access.write);
    for (const cluster of fresh) {
      // The lease first, so that a connection with a lease never lacks it.
      if (ttl !== undefined) {
        leases.set(cluster, { ttl, expires: now() + ttl });
        this.#startTimer(cluster, ttl, false);
      }
      topology.connect(cluster);
    }
    this.#notifyShards(from);
  }

  #disconnect(clusters: readonly string[], from: Request | undefined): void {
    const { leases, topology } = this.#instance;
    const connected = [...new Set(clusters)].filter((cluster) => topology.isConnected(cluster));
    this.#touch(connected.length > 0 ? Access.write : Access.read);
    for (const cluster of connected) {
      topology.disconnect(cluster);
      leases.delete(cluster);
      const timer = this.#timers.get(cluster);
      if (timer !== undefined) stopTimer(timer);
      this.#timers.delete(cluster);
    }
    // Also for clusters that the node was not in: another caller's disconnection may be in progress.
    this.#notifyShards(from);
  }

  /** Notifies all shards, and waits for all of them. */
  #notifyShards(from: Request | undefined): void {
    this.#instance.touchServers(Access.read);
    this.#instance.tickets += 1;
    const ticket = this.#instance.tickets;
    this.#waits.set(ticket, { from, shards: new Set(this.#instance.shards.keys()) });
    for (const shard of this.#instance.shards) {
      // A shard that has ended is about to be restarted, and reports so.
      if (shard !== undefined) sendNow(this.#actor, shard, { kind: "reconcile", ticket }, requireTask());
    }
  }

  #acknowledge(ticket: number, index: number): void {
    const wait = this.#waits.get(ticket);
    wait?.shards.delete(index);
    if (wait?.shards.size !== 0) return;
    this.#waits.delete(ticket);
    wait.from?.reply("ok");
  }

  /** Checks and ends a lease in one turn, so that no actor can join in between. */
  #expire(cluster: string): void {
    const lease = this.#instance.leases.get(cluster);
    if (lease === undefined) return;
    const left = lease.expires - now();
    if (left > 0) {
      // The timer belonged to an earlier connection, or the node's clock has been set back.
      this.#startTimer(cluster, left, false);
      return;
    }
    if (!this.#isInUse(cluster)) {
      this.#instance.log("info", `the lease of ${cluster} has expired`);
      this.#disconnect([cluster], undefined);
      return;
    }
    this.#touch(Access.write);
    this.#instance.leases.set(cluster, { ttl: lease.ttl, expires: now() + lease.ttl });
    this.#startTimer(cluster, lease.ttl, true);
  }

  #isInUse(cluster: string): boolean {
    const { execution, subscriptions, tables } = this.#instance;
    const task = requireTask();
    execution.recordAccess(task, subscriptions.object, Access.read);
    for (const { object } of tables) execution.recordAccess(task, object, Access.read);
    return subscriptions.hasAny(cluster) || tables.some(({ own }) => own.hasRowsIn(cluster));
  }

  /** @param isRenewal whether the connection has outlived a lease: the execution need not wait for the next check */
  #startTimer(cluster: string, delay: number, isRenewal: boolean): void {
    const label = `lease of ${cluster}`;
    const previous = this.#timers.get(cluster);
    if (previous !== undefined) stopTimer(previous);
    this.#timers.set(cluster, messageLater({ kind: "expiry", cluster }, { label, delay, isInterval: isRenewal }));
  }

  #touch(access: Access): void {
    this.#instance.execution.recordAccess(requireTask(), this.#instance.topology.object, access);
  }
}
