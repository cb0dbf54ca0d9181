// What the main thread and its workers say to each other, and the memory that they share.

import type { MessagePort } from "node:worker_threads";

import type { WorkerMessage, WorkerSetup } from "../../explore/index.ts";
import type { SerializedError } from "./serialized-error.ts";

/** To a worker, which does all of it in order. */
export type ToWorker =
  /** An exploration begins. By its number it can be cancelled, and no later one with it. */
  | { readonly kind: "open"; readonly exploration: number; readonly setup: WorkerSetup }
  | { readonly kind: "task"; readonly task: WorkerMessage }
  | { readonly kind: "close" };

/** From a worker. */
export type FromWorker =
  | { readonly kind: "opened" }
  | { readonly kind: "answer"; readonly id: number; readonly result: unknown }
  /** The program cannot be loaded or explored, or heddle itself has failed. */
  | { readonly kind: "failed"; readonly error: SerializedError };

/** What a worker is born with; the name tells heddle's workers from others. */
export interface WorkerInit {
  readonly heddle: { readonly port: MessagePort; readonly shared: SharedArrayBuffer };
}

/** Memory that both sides see. */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  /** How many messages were sent to the worker; the latest exploration that was cancelled. */
  readonly #words: Int32Array;
  readonly #index: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, 2);
    this.#index = new Float64Array(buffer, 8, 1);
  }

  /** How many messages were sent; to be read before one looks for them. */
  get sent(): number {
    return Atomics.load(this.#words, 0);
  }

  /** A message was sent: wakes the worker if it waits. */
  ring(): void {
    Atomics.add(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }

  /** Stops this thread until more than `sent` messages were sent, or for so many milliseconds. */
  wait(sent: number, milliseconds: number): void {
    Atomics.wait(this.#words, 0, sent, milliseconds);
  }

  cancel(exploration: number): void {
    Atomics.store(this.#words, 1, exploration);
  }

  isCancelled(exploration: number): boolean {
    return Atomics.load(this.#words, 1) >= exploration;
  }

  /** The execution that is being run. Written without a lock: it is read when the worker is no more. */
  get index(): number {
    return this.#index[0] ?? 0;
  }

  set index(value: number) {
    this.#index[0] = value;
  }
}
