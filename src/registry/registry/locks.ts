// The named locks of one partition: who holds each, and who waits for it, in the order in which they asked.

import { must } from "../../errors.ts";
import { actorOf, demonitor, monitor } from "../../kernel/index.ts";
import type { Actor, MonitorRef } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { From } from "../../otp/index.ts";

/** One request for a lock, told from others by identity; who has made it holds the lock while it is the first in its queue. */
export interface Turn {
  readonly key: unknown;
}

interface Place {
  readonly turn: Turn;
  readonly ref: MonitorRef;
  readonly actor: Actor;
  readonly from: From<undefined>;
}

/** The locks, kept by the partition's actor. Not reentrant. */
export class Locks {
  readonly #queues = new Map<unknown, Place[]>();
  readonly #places = new Map<Turn, Place>();
  readonly #turns = new Map<MonitorRef, Turn>();

  /** Who holds a lock, for the wait-for graph. */
  holderOf(key: unknown): Actor | undefined {
    const [holder] = this.#queues.get(key) ?? [];
    return holder?.actor;
  }

  /** Puts a caller at the end of the queue; the reply comes when it is the first. */
  async enqueue(turn: Turn, from: From<undefined>): Promise<void> {
    const { caller } = from;
    const { key } = turn;
    // Monitored from the start: the death of the holder and of those who wait is noticed in the same way.
    const ref = await monitor(caller);
    const place: Place = { turn, ref, actor: actorOf(caller), from };
    this.#places.set(turn, place);
    this.#turns.set(ref, turn);
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, [place]);
      grant(place);
    } else {
      queue.push(place);
    }
  }

  /** The holder gives the lock back, or who waits for it gives up; one whose request has never come is ignored. */
  async release(turn: Turn): Promise<void> {
    const place = this.#places.get(turn);
    if (place === undefined) return;
    this.#leave(place);
    await demonitor(place.ref);
  }

  /** Somebody has ended; tells whether it was about a lock. */
  hearDown(ref: MonitorRef): boolean {
    const turn = this.#turns.get(ref);
    if (turn === undefined) return false;
    this.#leave(must(this.#places.get(turn), "a turn that is monitored has a place"));
    return true;
  }

  #leave(place: Place): void {
    const { ref, turn } = place;
    this.#places.delete(turn);
    this.#turns.delete(ref);
    const queue = must(this.#queues.get(turn.key), "a place is in a queue");
    const isHolder = queue[0] === place;
    queue.splice(queue.indexOf(place), 1);
    const [next] = queue;
    if (next === undefined) this.#queues.delete(turn.key);
    else if (isHolder) grant(next);
  }
}

function grant(place: Place): void {
  GenServer.reply(place.from, undefined);
}
