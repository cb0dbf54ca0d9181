// A worker's side of the connection. Messages are looked for in the middle of a slice too: a turn of the event loop,
// and a new watchdog, for each of them would cost more than many a block.

import { receiveMessageOnPort } from "node:worker_threads";

import type { BatchResult, JobPort, WorkerMessage, JobTypes } from "../../explore/index.ts";
import { SharedState } from "./messages.ts";
import type { FromWorker, ToWorker, WorkerInit } from "./messages.ts";
import { transferBatch } from "./transfer-batch.ts";

/** How long it waits for the next message before it goes back to the event loop. */
const WAIT_MS = 2;

/** The messages in order, those that the event loop has brought first. */
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

  /** The next message, which stays; waits a moment for it. */
  peek(): ToWorker | undefined {
    const { sent } = this.shared;
    const message = this.#next();
    if (message !== undefined) return message;
    this.shared.wait(sent, WAIT_MS);
    return this.#next();
  }

  /** The same, once there is one; the event loop goes on meanwhile. */
  async arrival(): Promise<ToWorker> {
    for (;;) {
      const message = this.#next();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Takes the message that was seen. */
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

/** The desk of one exploration. */
export class ThreadJobPort implements JobPort {
  readonly #inbox: MessageQueue;
  readonly #exploration: number;

  constructor(inbox: MessageQueue, exploration: number) {
    this.#inbox = inbox;
    this.#exploration = exploration;
  }

  take(): WorkerMessage | undefined {
    const message = this.#inbox.peek();
    if (message?.kind !== "task") return undefined;
    this.#inbox.drop();
    return message.task;
  }

  sendPart(id: number, result: JobTypes["part"]["result"]): void {
    this.#inbox.send({ kind: "answer", id, result });
  }

  sendBatch(id: number, batch: BatchResult): void {
    const { buffer, result } = transferBatch(batch);
    this.#inbox.send({ kind: "answer", id, result }, [buffer]);
  }

  isCancelled(): boolean {
    return this.#inbox.shared.isCancelled(this.#exploration);
  }

  onExecutionStart(index: number): void {
    this.#inbox.shared.index = index;
  }
}
