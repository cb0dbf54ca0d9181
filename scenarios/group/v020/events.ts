// Events for subscribers: all matching events of one turn of a shard, in one message, each once.

import { send } from "heddle";
import type { Pid } from "heddle";

import type { Cluster, Entry, Meta } from "./shard/entry.ts";
import type { Instance } from "./instance.ts";
import { matches } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

/** A change of a registration or a membership. */
export interface GroupEvent {
  readonly kind: "registered" | "unregistered" | "joined" | "left";
  readonly supervisor: string;
  readonly cluster: Cluster;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: Meta;
  readonly previousMeta: Meta | undefined;
  readonly reason: string | undefined;
}

/** The message to a subscriber. */
export interface GroupMessage {
  readonly kind: "group";
  readonly name: string;
  readonly events: readonly GroupEvent[];
}

/** The events of one turn of a shard, until they are sent. */
export class EventBatch {
  readonly #instance: Instance;
  #events: GroupEvent[] = [];

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Adds the start of a registration or membership, or a change of its metadata. */
  begin(type: "registered" | "joined", entry: Entry, previousMeta?: Meta): void {
    this.#add({ kind: type, entry, previousMeta, reason: undefined });
  }

  /** Adds the end of a registration or membership. */
  end(type: "unregistered" | "left", entry: Entry, reason: string): void {
    this.#add({ kind: type, entry, previousMeta: undefined, reason });
  }

  /** Sends the events to the subscribers. */
  async send(): Promise<void> {
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    const { settings, shared } = this.#instance;
    const wanted = new Map<Pid, Subscription[]>();
    for (const [, subscription] of await shared.subscriptions.entries()) {
      wanted.set(subscription.pid, [...(wanted.get(subscription.pid) ?? []), subscription]);
    }
    for (const [pid, subscriptions] of wanted) {
      const heard = events.filter((event) => subscriptions.some((subscription) => isWanted(subscription, event)));
      if (heard.length > 0) await send(pid, { kind: "group", name: settings.name, events: heard });
    }
  }

  #add(what: Pick<GroupEvent, "kind" | "previousMeta" | "reason"> & { readonly entry: Entry }): void {
    const { entry, kind, previousMeta, reason } = what;
    const { cluster, key, pid } = entry;
    const { extractMeta, name: supervisor } = this.#instance.settings;
    const previous = previousMeta === undefined ? undefined : extractMeta(previousMeta);
    const meta = extractMeta(entry.meta);
    this.#events.push({ kind, supervisor, cluster, key, pid, meta, previousMeta: previous, reason });
  }
}

function isWanted({ cluster, pattern }: Subscription, event: GroupEvent): boolean {
  return cluster === event.cluster && matches(pattern, event.key);
}
