// The main thread's side of one worker thread.

import { MessageChannel, receiveMessageOnPort, SHARE_ENV, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";

import { headline } from "../../explore/index.ts";
import { SharedState } from "./messages.ts";
import type { FromWorker, ToWorker, WorkerInit, WorkerOptions } from "./messages.ts";

/** The built file, for src as well as for dist: a worker cannot load TypeScript on Node 20. */
const WORKER_FILE = new URL("../../../dist/host/worker.js", import.meta.url);

/** Receives the events of one worker. */
export interface WorkerListener {
  onMessage(message: FromWorker): void;
  /** The thread has ended for this reason, after all its messages were received. */
  onExit(reason: string): void;
}

/** A worker thread; the constructor starts it. */
export class WorkerThread {
  listener: WorkerListener | undefined;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #shared: SharedState = new SharedState();
  #isAlive = true;
  #error: unknown;

  constructor(options: WorkerOptions) {
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerInit = { heddle: { ...options, port: port2, shared: this.#shared.buffer } };
    const execArgv = execArgvFor(process.execArgv);
    this.#port = port1;
    this.#worker = new Worker(WORKER_FILE, {
      workerData,
      transferList: [port2],
      name: "heddle",
      // A worker may outlive many explorations, and a copy would be outdated.
      env: SHARE_ENV,
      ...(execArgv === undefined ? {} : { execArgv }),
    });
    port1.on("message", (message: FromWorker) => this.listener?.onMessage(message));
    this.#worker.on("error", (error) => {
      this.#error = error;
    });
    this.#worker.on("exit", (code) => {
      this.#end(code);
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The execution that is running or ran last. */
  get index(): number {
    return this.#shared.index;
  }

  send(message: ToWorker): void {
    this.#port.postMessage(message, []);
    this.#shared.notify();
  }

  cancel(exploration: number): void {
    this.#shared.cancel(exploration);
  }

  /** Sets whether the worker keeps the process alive. */
  keepAlive(isKept: boolean): void {
    if (isKept) {
      this.#worker.ref();
      this.#port.ref();
    } else {
      this.#worker.unref();
      this.#port.unref();
    }
  }

  /** Terminates the thread immediately. */
  terminate(): void {
    this.listener = undefined;
    this.#isAlive = false;
    void this.#worker.terminate();
  }

  #end(code: number): void {
    this.#isAlive = false;
    for (let left = receiveMessageOnPort(this.#port); left !== undefined; left = receiveMessageOnPort(this.#port)) {
      this.listener?.onMessage(left.message as FromWorker);
    }
    this.#port.close();
    this.listener?.onExit(reasonOf(this.#error, code));
  }
}

function reasonOf(error: unknown, code: number): string {
  if (error === undefined) return `it exited with code ${code}, as process.exit() does`;
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return "it ran out of memory";
  }
  return `it threw outside of an execution: ${headline(error)}`;
}

/**
 * The Node.js flags of a worker if this process was started with a tsx flag: without that flag, since workers register
 * tsx themselves. `undefined` lets the worker inherit all flags, including V8 flags, which cannot be passed to a
 * worker.
 */
function execArgvFor(flags: readonly string[]): string[] | undefined {
  if (!flags.some((flag) => /\btsx\b/.test(flag))) return undefined;
  const kept: string[] = [];
  for (let at = 0; at < flags.length; at += 1) {
    const [name = "", value = flags[at + 1] ?? ""] = (flags[at] ?? "").split("=", 2);
    const isPair = !(flags[at] ?? "").includes("=");
    if (!/^(?:--import|--require|-r|--conditions|-C)$/.test(name)) continue;
    if (!/\btsx\b/.test(value)) kept.push(name, value);
    if (isPair) at += 1;
  }
  return kept;
}
