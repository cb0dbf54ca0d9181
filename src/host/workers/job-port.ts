// The worker's side of the connection to the worker pool. Messages are also received in the middle of a slice: a turn
// of the event loop and a new watchdog for each of them would cost more than a small batch.

import { receiveMessageOnPort } from "node:worker_threads";

import type { BatchResult, JobPort, WorkerMessage, JobTypes } from "../../explore/index.ts";
import { SharedState } from "./messages.ts";
import type { FromWorker, ToWorker, WorkerInit } from "./messages.ts";
import { transferBatch } from "./transfer-batch.ts";

/** How long to wait for the next message before returning to the event loop. */
const WAIT_MS = 2;

/** The messages in order of arrival, whether the event loop delivered them or not. */
export class MessageQueue {
  readonly shared: SharedState;
  readonly #port: WorkerInit["heddle"]["port"];
  readonly #arrived: ToWorker[] = [];
  #wake: () => void = () => undefined;

  constructor({ port, shared }: WorkerInit["heddle"]) {
    this.shared = new SharedState(shared);
    this.#port = port;
    port.on("message", (message: ToWorker) => {
      this.#arrived.push(message);
      this.#wake();
    });
  }

  /** The next message, without removing it; waits briefly for it. */
  peek(): ToWorker | undefined {
    const { sent } = this.shared;
    const message = this.#next();
    if (message !== undefined) return message;
    this.shared.wait(sent, WAIT_MS);
    return this.#next();
  }

  /** The next message, without removing it, once there is one; the event loop keeps running. */
  async arrival(): Promise<ToWorker> {
    for (;;) {
      const message = this.#next();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Removes the next message. */
  drop(): void {
    this.#arrived.shift();
  }

  send(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #next(): ToWorker | undefined {
    if (this.#arrived.length === 0) {
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) this.#arrived.push(received.message as ToWorker);
    }
    return this.#arrived[0];
  }
}

/** The job port of one exploration. */
export class ThreadJobPort implements JobPort {
  readonly #messages: MessageQueue;
  readonly #exploration: number;

  constructor(messages: MessageQueue, exploration: number) {
    this.#messages = messages;
    this.#exploration = exploration;
  }

  take(): WorkerMessage | undefined {
    const message = this.#messages.peek();
    if (message?.kind !== "job") return undefined;
    this.#messages.drop();
    return message.message;
  }

  sendPart(id: number, result: JobTypes["part"]["result"]): void {
    this.#messages.send({ kind: "result", id, result });
  }

  sendBatch(id: number, batch: BatchResult): void {
    const { buffer, result } = transferBatch(batch);
    this.#messages.send({ kind: "result", id, result }, [buffer]);
  }

  isCancelled(): boolean {
    return this.#messages.shared.isCancelled(this.#exploration);
  }

  onExecutionStart(index: number): void {
    this.#messages.shared.index = index;
  }
}
