// Lets the code of executions that are dropped run to its end, quietly: nothing that it does counts.

import { driveByHops, driveSynchronously, interrupt, setCurrentTask, Unwinding } from "../../kernel/index.ts";
import type { Execution, TurnLoop } from "../../kernel/index.ts";
import type { Host } from "../setup/host.ts";

/** Unwinds one execution at a time. */
export class Unwinder {
  readonly #host: Host;
  readonly #onThrown: (error: unknown) => void;
  #isRunning = false;

  /** @param onThrown called with what a callback of the program throws */
  constructor(host: Host, onThrown: (error: unknown) => void) {
    this.#host = host;
    this.#onThrown = onThrown;
  }

  /** Whether code of a dropped execution runs. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Within a slice. @returns the path of an actor whose code did not end */
  run(execution: Execution): string | undefined {
    this.#begin();
    const unwinding = new Unwinding(execution);
    this.#drive(unwinding);
    this.stop();
    return unwinding.leftOpen;
  }

  /** The same without a synchronous drain. */
  async runByHops(execution: Execution): Promise<string | undefined> {
    this.#begin();
    const unwinding = new Unwinding(execution);
    await driveByHops(unwinding).catch(() => undefined);
    await this.#host.turn(() => undefined);
    this.stop();
    return unwinding.leftOpen;
  }

  /**
   * After code was stopped: what it has left in the queues of Node runs now, not in the next execution.
   * @param dropped the execution, if it is dropped at once
   * @param limit milliseconds
   */
  runLeft(dropped: Execution | undefined, limit: number): string | undefined {
    this.#begin();
    const unwinding = dropped === undefined ? undefined : new Unwinding(dropped);
    let isFirst = true;
    const turn = (): boolean => {
      const wasFirst = isFirst;
      isFirst = false;
      return wasFirst || unwinding?.turn() === true;
    };
    const { isStuck } = this.#host.guard(() => {
      this.#drive({ turn });
    }, limit);
    const stuck = isStuck ? (interrupt().task?.actor.pid.path ?? "main") : undefined;
    this.stop();
    return stuck ?? unwinding?.leftOpen;
  }

  /** Ends it, also if it was stopped. */
  stop(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    setCurrentTask(undefined);
    this.#host.silence.end();
  }

  #begin(): void {
    this.#host.silence.begin();
    this.#isRunning = true;
  }

  #drive(loop: TurnLoop): void {
    for (let isDone = false; !isDone;) {
      try {
        driveSynchronously(loop, this.#onThrown);
        isDone = true;
      } catch {
        // Thrown by a callback of the program: it does not count.
      }
    }
  }
}
