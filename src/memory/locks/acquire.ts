// Acquiring what may not be free: waiting for it, trying once, and waiting with a time-out. All locks are made of this.

import { checkDelay, DEFERRED, operate, Operation, startTimer, stopTimer } from "../../kernel/index.ts";
import type { Actor, SharedObject, Task } from "../../kernel/index.ts";
import { checkOptionNames } from "../../options.ts";
import { Access } from "../../trace/index.ts";

/** Options for acquiring. */
export interface AcquireOptions {
  /** Virtual milliseconds after which it gives up. Default: it waits indefinitely. */
  readonly timeout?: number;
}

/** What kind of thing is acquired, with `amount` (of permits, say) as the caller's argument. */
export interface AcquireTraits<State, Amount> {
  /** The name of what is acquired, for example `mutex`. */
  readonly name: string;
  readonly take: (state: State, amount: Amount, actor: Actor) => void;
  /** How many permits are free, which is the snapshot of the object, and how many it takes to acquire it. */
  readonly permits: (state: State) => number;
  readonly requiredPermits: (amount: Amount) => number;
  /** The actor that a waiting one waits for. */
  readonly holder?: (state: State, waiting: Actor) => Actor | undefined;
}

/** An attempt with a time-out, which waits if it fails. */
interface Attempt<Amount> {
  readonly amount: Amount;
  readonly timeout: number;
  timer: Task | undefined;
}

/** The three ways to acquire something. */
export class Acquire<State, Amount> {
  /** Waits until it is free. */
  readonly wait: Operation<State, Amount, void>;
  readonly #attempt: Operation<State, Amount, boolean>;
  readonly #waitAfterAttempt: Operation<State, Attempt<Amount>, boolean>;
  readonly #attemptOrWait: Operation<State, Attempt<Amount>, boolean>;

  constructor({ holder = nobody, name, permits, requiredPermits, take }: AcquireTraits<State, Amount>) {
    const kind = `${name}.acquire`;
    const suffices = (free: unknown, amount: Amount): boolean => Number(free) >= requiredPermits(amount);
    const isFree = (state: State, amount: Amount): boolean => permits(state) >= requiredPermits(amount);
    this.wait = new Operation({
      kind,
      access: Access.write,
      isEnabled: isFree,
      isEnabledAt: suffices,
      perform: (state, amount, { actor }) => {
        take(state, amount, actor);
      },
      waitsFor: (state, _amount, { actor }) => holder(state, actor),
    });
    this.#attempt = new Operation({
      kind: `${name}.tryAcquire`,
      access: Access.write,
      perform: (state, amount, { actor }) => {
        const isTaken = isFree(state, amount);
        if (isTaken) take(state, amount, actor);
        return isTaken;
      },
    });
    this.#waitAfterAttempt = new Operation({
      kind,
      access: Access.write,
      isEnabled: (state, { amount }) => isFree(state, amount),
      isEnabledAt: (free, { amount }) => suffices(free, amount),
      perform: (state, { amount, timer }, { actor }) => {
        if (timer !== undefined) stopTimer(timer);
        take(state, amount, actor);
        return true;
      },
      // With a time-out it does not depend on anybody.
      waitsFor: (state, { timer }, { actor }) => (timer === undefined ? holder(state, actor) : undefined),
      show: ({ amount }) => shownAmount(amount),
    });
    this.#attemptOrWait = new Operation({
      kind,
      access: Access.write,
      perform: (state, attempt, task) => {
        if (isFree(state, attempt.amount)) {
          take(state, attempt.amount, task.actor);
          return true;
        }
        this.#waitWithTimeout(attempt, task);
        return DEFERRED;
      },
      show: ({ amount }) => shownAmount(amount),
    });
  }

  /** Tries once; whether it succeeded. */
  try(object: SharedObject<State>, amount: Amount): Promise<boolean> {
    return operate(this.#attempt, object, amount);
  }

  /**
   * Waits until it is free, or for as long as the options say.
   * @returns nothing without a time-out; with one, whether it has been acquired
   * @throws UsageError (`invalid-delay`, `unknown-option`)
   */
  within(object: SharedObject<State>, amount: Amount, options: AcquireOptions | undefined): Promise<boolean | void> {
    if (options === undefined) return operate(this.wait, object, amount);
    const timeout = timeoutOf(options, "acquire");
    return operate(this.#attemptOrWait, object, { amount, timeout, timer: undefined });
  }

  #waitWithTimeout(attempt: Attempt<Amount>, task: Task): void {
    const { object } = task;
    const { actor } = task;
    actor.execution.arm(task, this.#waitAfterAttempt, object, attempt);
    if (attempt.timeout === Number.POSITIVE_INFINITY) return;
    attempt.timer = startTimer(actor, task, {
      label: task.kind,
      delay: attempt.timeout,
      ...(object === undefined ? {} : { object }),
      fire(timer) {
        actor.execution.addCause(task, timer);
        actor.execution.withdraw(task);
        actor.execution.wake(task, false);
      },
    });
  }
}

/**
 * The time-out that options give.
 * @throws UsageError (`invalid-delay`, `unknown-option`)
 */
export function timeoutOf(options: AcquireOptions, what: string): number {
  checkOptionNames(options, ["timeout"], what);
  const { timeout = Number.POSITIVE_INFINITY } = options;
  checkDelay(timeout, `The time-out of ${what}`);
  return timeout;
}

function shownAmount(amount: unknown): readonly unknown[] {
  return amount === undefined ? [] : [amount];
}

function nobody(): undefined {
  return undefined;
}
