// Catches errors that nobody handles while an exploration runs: in code of an execution, and in what an execution has
// begun outside of heddle's control and is called after it has ended, such as a real timer.

import { UncontrolledNondeterminism } from "../errors.ts";
import { readable } from "../trace/index.ts";
import { positionOf } from "./source/source-position.ts";

// Captured before any exploration installs the virtual globals.
const { setTimeout } = globalThis;

/** Milliseconds that real timers get which an exploration has left behind. */
const GRACE_MS = 25;

/** Routes unhandled rejections only to `onUncaught`, until the returned function is called. */
export function listenForRejections(onUncaught: (error: unknown) => void): () => void {
  return replaceListeners("unhandledRejection", onUncaught);
}

/** The errors that reach nobody between executions and shortly after the last one. */
export class LateErrors {
  #error: Error | undefined;
  readonly #timersBefore: number = activeTimers();
  readonly #stop: readonly (() => void)[];

  constructor() {
    const onError = (thrown: unknown): void => {
      this.#error ??= lateError(readable(thrown));
    };
    this.#stop = [replaceListeners("uncaughtException", onError), replaceListeners("unhandledRejection", onError)];
  }

  /** @throws UncontrolledNondeterminism (`late-error`) */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  /** Waits briefly for real timers that have been started and not fired, so that none fires into what follows. */
  async settle(): Promise<void> {
    for (let waited = 0; waited < GRACE_MS && activeTimers() > this.#timersBefore; waited += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }

  stop(): void {
    for (const stop of this.#stop) stop();
  }
}

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((type) => type === "Timeout" || type === "Immediate").length;
}

function lateError(error: unknown): UncontrolledNondeterminism {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const position = error instanceof Error ? positionOf(error) : undefined;
  const where = position === undefined ? "" : ` at ${position.file}:${position.line}`;
  return new UncontrolledNondeterminism(
    `After an execution had ended, or between two of them, something threw "${text}"${where}, and nothing caught it: most ` +
      "likely a real timer that the program has set, by a setTimeout that was captured before heddle was imported. Call " +
      "the global function, which is virtual within an execution.",
    { code: "late-error", cause: error },
  );
}

function replaceListeners(
  event: "uncaughtException" | "unhandledRejection",
  listener: (error: unknown) => void,
): () => void {
  const emitter: NodeJS.EventEmitter = process;
  const listeners = emitter.listeners(event) as ((error: unknown) => void)[];
  emitter.removeAllListeners(event);
  emitter.on(event, listener);
  return () => {
    emitter.removeListener(event, listener);
    for (const before of listeners) emitter.on(event, before);
  };
}
