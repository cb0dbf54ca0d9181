// The subscriptions to keys on one node. A subscription ends with its actor.

import { SharedObject, onExit } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { shardKeyOf, prefixesOf } from "../tables/shard-key.ts";
import type { ClusterName } from "../tables/shard-key.ts";

/** The subscribed keys: one, those with a prefix, or all. */
export type Pattern = string | typeof ALL_KEYS;

/** All keys of a cluster. */
export const ALL_KEYS: unique symbol = Symbol("all keys");

/** The subscriptions of one instance. */
export class Subscriptions {
  /** Written by monitor, demonitor and the end of a subscriber; read by every turn that sends events. */
  readonly object: SharedObject;
  /** By cluster and key or prefix: a key never ends like a prefix. */
  readonly #byText = new Map<string, Set<Actor>>();
  readonly #all = new Map<ClusterName, Set<Actor>>();
  readonly #byActor = new Map<Actor, Set<Subscription>>();

  constructor(key: number, label: string) {
    this.object = new SharedObject(key, label, undefined);
  }

  /** Removes the subscriptions of an actor when it ends; must be called in one of its turns. */
  removeAtExit(actor: Actor): void {
    if (this.#byActor.has(actor)) return;
    this.#byActor.set(actor, new Set());
    onExit(actor.pid, (cause) => {
      actor.execution.recordAccess(cause, this.object, Access.write);
      for (const { cluster, pattern } of this.#byActor.get(actor) ?? []) this.#drop(actor, cluster, pattern);
      this.#byActor.delete(actor);
    });
  }

  add(actor: Actor, cluster: ClusterName, pattern: Pattern): void {
    const set = this.#setOf(cluster, pattern) ?? new Set();
    if (set.has(actor)) return;
    set.add(actor);
    if (pattern === ALL_KEYS) this.#all.set(cluster, set);
    else this.#byText.set(shardKeyOf(cluster, pattern), set);
    this.#byActor.get(actor)?.add({ cluster, pattern });
  }

  remove(actor: Actor, cluster: ClusterName, pattern: Pattern): void {
    const own = this.#byActor.get(actor) ?? new Set();
    for (const each of own) if (each.cluster === cluster && each.pattern === pattern) own.delete(each);
    this.#drop(actor, cluster, pattern);
  }

  /** The subscribers of a key, each once. */
  matching(cluster: ClusterName, key: string): Iterable<Actor> {
    if (this.#byActor.size === 0) return [];
    const found = new Set<Actor>(this.#all.get(cluster));
    for (const text of [key, ...prefixesOf(key)]) {
      for (const actor of this.#byText.get(shardKeyOf(cluster, text)) ?? []) found.add(actor);
    }
    return found;
  }

  /** Whether any actor subscribes to keys of a cluster. */
  hasAny(cluster: ClusterName): boolean {
    return [...this.#byActor.values()].some((own) => [...own].some((each) => each.cluster === cluster));
  }

  #drop(actor: Actor, cluster: ClusterName, pattern: Pattern): void {
    const set = this.#setOf(cluster, pattern);
    set?.delete(actor);
    if (set?.size !== 0) return;
    if (pattern === ALL_KEYS) this.#all.delete(cluster);
    else this.#byText.delete(shardKeyOf(cluster, pattern));
  }

  #setOf(cluster: ClusterName, pattern: Pattern): Set<Actor> | undefined {
    return pattern === ALL_KEYS ? this.#all.get(cluster) : this.#byText.get(shardKeyOf(cluster, pattern));
  }
}

interface Subscription {
  readonly cluster: ClusterName;
  readonly pattern: Pattern;
}
