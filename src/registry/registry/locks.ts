// The named locks of one partition: holders and waiters, in request order.

import { must } from "../../errors.ts";
import { actorOf, demonitor, monitor } from "../../kernel/index.ts";
import type { Actor, MonitorRef } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { From } from "../../otp/index.ts";

/** One request for a lock, compared by identity; it holds the lock while it is the first in its queue. */
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
  readonly #waiters = new Map<LockRequest, Waiter>();
  readonly #requests = new Map<MonitorRef, LockRequest>();

  /** The holder of a lock, for the wait-for graph. */
  holderOf(key: unknown): Actor | undefined {
    const [holder] = this.#queues.get(key) ?? [];
    return holder?.actor;
  }

  /** Appends a caller to the queue; it is replied to when it is the first. */
  async enqueue(request: LockRequest, from: From<undefined>): Promise<void> {
    const { caller } = from;
    const { key } = request;
    // Monitored from the start, so that the death of the holder and of waiters is handled in the same way.
    const ref = await monitor(caller);
    const waiter: Waiter = { request, ref, actor: actorOf(caller), from };
    this.#waiters.set(request, waiter);
    this.#requests.set(ref, request);
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, [waiter]);
      grant(waiter);
    } else {
      queue.push(waiter);
    }
  }

  /** The holder releases the lock, or a waiter gives up; ignored if the request never arrived. */
  async release(request: LockRequest): Promise<void> {
    const waiter = this.#waiters.get(request);
    if (waiter === undefined) return;
    this.#remove(waiter);
    await demonitor(waiter.ref);
  }

  /** Handles a down message; returns whether it concerned a lock. */
  onDown(ref: MonitorRef): boolean {
    const request = this.#requests.get(ref);
    if (request === undefined) return false;
    this.#remove(must(this.#waiters.get(request), "a monitored request has a waiter"));
    return true;
  }

  #remove(waiter: Waiter): void {
    const { ref, request } = waiter;
    this.#waiters.delete(request);
    this.#requests.delete(ref);
    const queue = must(this.#queues.get(request.key), "a waiter is in a queue");
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
