// The messages between the main thread and its workers, and their shared memory.

import type { MessagePort } from "node:worker_threads";

import type { WorkerMessage, WorkerSetup } from "../../explore/index.ts";
import type { SerializedError } from "./serialized-error.ts";

/** A message to a worker, which handles them in order. */
export type ToWorker =
  /** Begins an exploration. Cancelling its number cancels it and earlier ones, but no later one. */
  | { readonly kind: "open"; readonly exploration: number; readonly setup: WorkerSetup }
  | { readonly kind: "job"; readonly message: WorkerMessage }
  | { readonly kind: "close" };

/** A message from a worker. */
export type FromWorker =
  | { readonly kind: "opened" }
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  /** The program cannot be loaded or explored, or heddle itself failed. */
  | { readonly kind: "failed"; readonly error: SerializedError };

/** The options of a worker. */
export interface WorkerOptions {
  /** What happens to the output of programs; see `ConsoleMode`. */
  readonly console: "failing" | "all" | "none" | undefined;
  /** The tsconfig.json of all modules. Default: the nearest one above each. */
  readonly tsconfig: string | undefined;
}

/** The initial data of a worker; the key identifies heddle's workers. */
export interface WorkerInit {
  readonly heddle: WorkerOptions & { readonly port: MessagePort; readonly shared: SharedArrayBuffer };
}

/** Memory shared by the main thread and a worker. */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  /** The number of messages sent to the worker, and the latest cancelled exploration. */
  readonly #words: Int32Array;
  readonly #index: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, 2);
    this.#index = new Float64Array(buffer, 8, 1);
  }

  /** The number of messages sent. Must be read before checking for messages. */
  get sent(): number {
    return Atomics.load(this.#words, 0);
  }

  /** Counts a sent message and wakes the worker if it waits. */
  notify(): void {
    Atomics.add(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }

  /** Blocks this thread until more than `sent` messages were sent, or for `milliseconds`. */
  wait(sent: number, milliseconds: number): void {
    Atomics.wait(this.#words, 0, sent, milliseconds);
  }

  cancel(exploration: number): void {
    Atomics.store(this.#words, 1, exploration);
  }

  isCancelled(exploration: number): boolean {
    return Atomics.load(this.#words, 1) >= exploration;
  }

  /** The running execution. Written without a lock, since it is read after the worker has exited. */
  get index(): number {
    return this.#index[0] ?? 0;
  }

  set index(value: number) {
    this.#index[0] = value;
  }
}
