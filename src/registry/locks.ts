// The named locks of one partition: who holds each, and who waits for it, in the order in which they asked.

import { must } from "../errors.ts";
import { actorOf, demonitor, monitor } from "../kernel/index.ts";
import type { Actor, MonitorRef } from "../kernel/index.ts";
import { GenServer } from "../otp/index.ts";
import type { From } from "../otp/index.ts";

/** One request for a lock; who has made it holds the lock while it is the first in its queue. */
export interface Turn {
  readonly key: unknown;
  readonly ref: MonitorRef;
}

interface Place extends Turn {
  readonly actor: Actor;
  readonly from: From<Turn>;
}

/** The locks, kept by the partition's actor. Not reentrant. */
export class Locks {
  readonly #queues = new Map<unknown, Place[]>();
  readonly #places = new Map<MonitorRef, Place>();

  /** Who holds a lock, for the wait-for graph. */
  holderOf(key: unknown): Actor | undefined {
    const [holder] = this.#queues.get(key) ?? [];
    return holder?.actor;
  }

  /** Puts a caller at the end of the queue; the reply comes when it is the first. */
  async enqueue(key: unknown, from: From<Turn>): Promise<void> {
    const { caller } = from;
    // Monitored from the start: the death of the holder and of those who wait is noticed in the same way.
    const ref = await monitor(caller);
    const place: Place = { key, actor: actorOf(caller), ref, from };
    this.#places.set(ref, place);
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, [place]);
      grant(place);
    } else {
      queue.push(place);
    }
  }

  /** The holder gives the lock back. */
  async release({ ref }: Turn): Promise<void> {
    if (!this.#leave(ref)) return;
    await demonitor(ref);
  }

  /** Somebody has ended; tells whether it was about a lock. */
  hearDown(ref: MonitorRef): boolean {
    return this.#leave(ref);
  }

  #leave(ref: MonitorRef): boolean {
    const place = this.#places.get(ref);
    if (place === undefined) return false;
    this.#places.delete(ref);
    const queue = must(this.#queues.get(place.key), "a place is in a queue");
    const isHolder = queue[0] === place;
    queue.splice(queue.indexOf(place), 1);
    const [next] = queue;
    if (next === undefined) this.#queues.delete(place.key);
    else if (isHolder) grant(next);
    return true;
  }
}

function grant(place: Place): void {
  GenServer.reply(place.from, place);
}
