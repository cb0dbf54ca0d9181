// The named locks of one partition: who holds each, and who waits for it, in the order in which they asked.

import { must } from "../../errors.ts";
import { actorOf, demonitor, monitor } from "../../kernel/index.ts";
import type { Actor, MonitorRef } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { From } from "../../otp/index.ts";

/** One request for a lock, told from others by identity; who has made it holds the lock while it is the first in its queue. */
export interface LockRequest {
  readonly key: unknown;
}

interface Waiter {
  readonly request: LockRequest;
  readonly ref: MonitorRef;
  readonly actor: Actor;
  readonly from: From<undefined>;
}

/** The locks, kept by the partition's actor. Not reentrant. */
export class Locks {
  readonly #queues = new Map<unknown, Waiter[]>();
  readonly #places = new Map<LockRequest, Waiter>();
  readonly #turns = new Map<MonitorRef, LockRequest>();

  /** Who holds a lock, for the wait-for graph. */
  holderOf(key: unknown): Actor | undefined {
    const [holder] = this.#queues.get(key) ?? [];
    return holder?.actor;
  }

  /** Puts a caller at the end of the queue; the reply comes when it is the first. */
  async enqueue(request: LockRequest, from: From<undefined>): Promise<void> {
    const { caller } = from;
    const { key } = request;
    // Monitored from the start: the death of the holder and of those who wait is noticed in the same way.
    const ref = await monitor(caller);
    const waiter: Waiter = { request, ref, actor: actorOf(caller), from };
    this.#places.set(request, waiter);
    this.#turns.set(ref, request);
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, [waiter]);
      grant(waiter);
    } else {
      queue.push(waiter);
    }
  }

  /** The holder gives the lock back, or who waits for it gives up; one whose request has never come is ignored. */
  async release(request: LockRequest): Promise<void> {
    const waiter = this.#places.get(request);
    if (waiter === undefined) return;
    this.#leave(waiter);
    await demonitor(waiter.ref);
  }

  /** Somebody has ended; tells whether it was about a lock. */
  hearDown(ref: MonitorRef): boolean {
    const request = this.#turns.get(ref);
    if (request === undefined) return false;
    this.#leave(must(this.#places.get(request), "a turn that is monitored has a place"));
    return true;
  }

  #leave(waiter: Waiter): void {
    const { ref, request } = waiter;
    this.#places.delete(request);
    this.#turns.delete(ref);
    const queue = must(this.#queues.get(request.key), "a place is in a queue");
    const isHolder = queue[0] === waiter;
    queue.splice(queue.indexOf(waiter), 1);
    const [next] = queue;
    if (next === undefined) this.#queues.delete(request.key);
    else if (isHolder) grant(next);
  }
}

function grant(waiter: Waiter): void {
  GenServer.reply(waiter.from, undefined);
}
