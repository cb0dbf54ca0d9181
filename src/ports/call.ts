// One call of a port, in three parts that the scheduler may move apart: it is issued in a step of its caller, takes effect,
// and its answer arrives. What is outside is no actor: a call goes on when its caller has ended.

import { UsageError } from "../errors.ts";
import { faultsOf } from "../fault/index.ts";
import type { ArmedFault } from "../fault/index.ts";
import {
  actingActor,
  callSite,
  DEFERRED,
  footprintOf,
  freeTask,
  never,
  Operation,
  outsideCalls,
  requireTask,
  SharedObject,
  touchedParts,
} from "../kernel/index.ts";
import type { Actor, AnyObject, Execution, Task, TouchedParts } from "../kernel/index.ts";
import { mix } from "../choice/index.ts";
import { Access } from "../trace/index.ts";
import { BEFORE_EFFECT, BEFORE_ANSWER } from "./port-faults.ts";
import type { PortFault } from "./port-faults.ts";
import type { PortTraits } from "./port-options.ts";

/** How a call ended: with a value, or with an error. */
type Answer = { readonly value: unknown } | { readonly error: unknown };

/** The calls of one port: their name, what they touch, what faults do to them. */
export class CallKind {
  readonly traits: PortTraits;
  readonly effect: Operation<unknown, Call, unknown>;
  readonly answer: Operation<unknown, Call, unknown>;
  /** The executions in which promises were returned: one that comes back in another will not be settled in it. */
  readonly #returned: WeakMap<object, Execution> = new WeakMap();

  constructor(traits: PortTraits) {
    this.traits = traits;
    this.effect = new Operation<unknown, Call, unknown>({
      isOutside: true,
      kind: traits.name,
      access: Access.write,
      secondObject: (call) => call.ownObject,
      perform(_state, call, task) {
        call.takeEffect(task);
        return DEFERRED;
      },
      show: ({ args }) => args,
    });
    this.answer = new Operation<unknown, Call, unknown>({
      isOutside: true,
      kind: `${traits.name} answer`,
      access: Access.none,
      perform(_state, call, task) {
        call.arrive(task);
        return DEFERRED;
      },
      show: (call) => call.shownAnswer,
    });
  }

  /** @returns whether a promise was returned in an earlier execution */
  isOfOther(promise: object, execution: Execution): boolean {
    const known = this.#returned.get(promise);
    if (known === undefined) this.#returned.set(promise, execution);
    return known !== undefined && known !== execution;
  }

  /**
   * Issues a call in the running step.
   * @param run calls what is outside
   * @returns what the caller awaits
   */
  call(run: () => unknown, args: readonly unknown[]): Promise<unknown> {
    const cause = requireTask();
    const actor = actingActor();
    const { execution } = actor;
    if (execution.unwinding !== undefined) return execution.unwinding.refuse(cause, this.traits.name);
    if (actor.isKilled) return never();
    return new Call(this, actor, { run, args }).issue(cause);
  }
}

/** What a call does. */
interface CallAction {
  readonly run: () => unknown;
  readonly args: readonly unknown[];
}

const CALL = 0x0ca1;

/** One call. */
export class Call {
  readonly kind: CallKind;
  readonly actor: Actor;
  readonly args: readonly unknown[];
  /** What its effect writes if the port does not say what it touches. */
  readonly ownObject: AnyObject | undefined;
  /** Written by each fault of the call, and by what ends its chance; if any can befall it. */
  readonly #faultObject: AnyObject | undefined;
  readonly #run: () => unknown;
  readonly #execution: Execution;
  /** The task that takes effect, and the one that answers. */
  readonly #effect: Task;
  readonly #answer: Task;
  #faults: readonly ArmedFault[] = [];
  #result: Answer | undefined = undefined;
  #hasTakenEffect = false;

  constructor(kind: CallKind, actor: Actor, { args, run }: CallAction) {
    this.kind = kind;
    this.actor = actor;
    this.args = args;
    this.#run = run;
    this.#execution = actor.execution;
    actor.awaitAnswers();
    this.#effect = actor.forkOutside();
    this.#answer = actor.forkOutside();
    const { own, touches } = kind.traits;
    this.ownObject = touches === undefined ? footprintOf(actor.execution, own) : undefined;
    this.#faultObject = this.#canFail()
      ? new SharedObject(mix(this.#answer.key, CALL), kind.traits.name, undefined)
      : undefined;
  }

  /** Begins it, in the step of `cause`. */
  issue(cause: Task): Promise<unknown> {
    const execution = this.#execution;
    const answered = new Promise((resolve) => {
      this.#answer.resume = resolve;
    });
    const site = execution.isTraced ? callSite() : undefined;
    // What is outside calls in its turn: for whom tells where that was called.
    if (site !== undefined && cause.operation.isOutside) site.cause = cause.site;
    this.#effect.site = site;
    this.#answer.site = site;
    this.#answer.operation = this.kind.answer;
    outsideCalls(execution).add(this.#answer);
    execution.operations?.add(answered);
    if (this.kind.traits.latency === "answer") {
      this.#touch(cause);
      this.#perform(cause);
      return answered;
    }
    this.#effect.operation = this.kind.effect;
    execution.addCause(this.#effect, cause);
    execution.arm(this.#effect, this.kind.effect, this.#parts?.writes[0], this);
    this.#armFaults(BEFORE_EFFECT);
    return answered;
  }

  /** What is shown of the answer. */
  get shownAnswer(): readonly unknown[] {
    const result = this.#result;
    if (result === undefined) return [];
    return "value" in result ? (result.value === undefined ? [] : [result.value]) : [result.error];
  }

  /** Calls what is outside, in a step of its own. */
  takeEffect(task: Task): void {
    this.#disarm();
    this.#execution.runningStep.enterOutside(task);
    this.#touch(task);
    this.#perform(task);
  }

  /** Calls what is outside again; nobody learns of its answer. */
  takeEffectAgain(task: Task): void {
    this.#execution.runningStep.enterOutside(task);
    this.#touch(task);
    const again = this.#attempt();
    if (isThenable(again)) again.then(ignore, ignore);
  }

  /** Lets it fail where it would have taken effect. */
  fail(error: unknown, task: Task): void {
    this.#execution.withdraw(this.#effect);
    this.#settle({ error }, task);
  }

  /** Replaces its answer, which is on its way, by an error. */
  lose(error: unknown): void {
    this.#result = { error };
  }

  /** Has no answer any more. */
  hang(): void {
    if (this.#answer.isArmed) this.#execution.withdraw(this.#answer);
    else this.#execution.withdraw(this.#effect);
    this.#disarm();
  }

  /** Takes the answer back, and lets `deliver` decide when it arrives. */
  postpone(deliver: (arrive: (task: Task) => void) => void): void {
    this.#execution.withdraw(this.#answer);
    this.#disarm();
    deliver((task) => {
      this.arrive(task);
    });
  }

  /** Gives the caller its answer, in the step of `task`. */
  arrive(task: Task): void {
    this.#disarm();
    const execution = this.#execution;
    outsideCalls(execution).delete(this.#answer);
    const result = this.#result ?? { value: undefined };
    const { answers } = this.actor;
    if (answers !== undefined) execution.recordAccess(task, answers, Access.write);
    const resume = this.#answer.resume;
    this.#answer.detachBody();
    // What a killed actor awaited never comes.
    if (this.actor.isKilled) return;
    // The code goes on as a task of the caller, which what interrupts the caller finds.
    const own = freeTask(this.actor);
    execution.addCause(own, task);
    execution.runningStep.handOver(own);
    resume("value" in result ? result.value : rejected(result.error));
  }

  get #parts(): TouchedParts | undefined {
    const touched = this.kind.traits.touches?.(...this.args);
    return touched === undefined ? undefined : touchedParts(this.#execution, touched);
  }

  /** Records what the effect touches. */
  #touch(task: Task): void {
    const execution = this.#execution;
    if (this.ownObject !== undefined && task !== this.#effect)
      execution.recordAccess(task, this.ownObject, Access.write);
    const { reads, writes } = this.#parts ?? { reads: [], writes: [] };
    for (const object of writes) if (object !== task.object) execution.recordAccess(task, object, Access.write);
    for (const object of reads) execution.recordAccess(task, object, Access.read);
  }

  #perform(task: Task): void {
    const result = this.#attempt();
    this.#hasTakenEffect = true;
    if (!isThenable(result)) return;
    result.then(
      (value) => {
        this.#settle({ value }, task);
      },
      (error: unknown) => {
        this.#settle({ error }, task);
      },
    );
  }

  /** @returns what the function returned; `undefined` if it was no promise, which fails the execution */
  #attempt(): unknown {
    const execution = this.#execution;
    try {
      const code = this.#run;
      const result = execution.attribution === undefined ? code() : execution.attribution.run(this.actor, code);
      const { traits } = this.kind;
      if (!isThenable(result)) execution.violate(this.actor, notAsync(traits.name, `returned ${describe(result)}`));
      else if (this.kind.isOfOther(result, execution)) execution.violate(this.actor, ofOther(traits.name));
      else return result;
    } catch (error) {
      execution.violate(this.actor, notAsync(this.kind.traits.name, "threw before it returned a promise", error));
    }
    return undefined;
  }

  /** The answer is known. In the step of whatever settled the promise. */
  #settle(result: Answer, task: Task): void {
    const execution = this.#execution;
    if (execution.unwinding !== undefined || execution.outcome !== undefined) return;
    this.#result = result;
    const cause = execution.running ?? task;
    if (this.kind.traits.latency === "effect" && this.#hasTakenEffect) {
      this.arrive(cause);
      return;
    }
    execution.addCause(this.#answer, cause);
    execution.arm(this.#answer, this.kind.answer, undefined, this);
    if (this.#hasTakenEffect) this.#armFaults(BEFORE_ANSWER);
  }

  #canFail(): boolean {
    const faults = faultsOf(this.#execution);
    return [...BEFORE_EFFECT, ...BEFORE_ANSWER].some(
      ({ kind }) => this.kind.traits.faults[kind] !== false && faults.has(kind),
    );
  }

  #armFaults(all: readonly PortFault[]): void {
    const object = this.#faultObject;
    if (object === undefined) return;
    const faults = faultsOf(this.#execution);
    const { traits } = this.kind;
    this.#faults = all
      .filter(({ kind }) => traits.faults[kind] !== false)
      .flatMap(({ fault }) => faults.arm(this.actor, fault, object, this) ?? []);
  }

  /** No fault of the part of the call that is over can befall it any more. */
  #disarm(): void {
    for (const fault of this.#faults) fault.cancel();
    this.#faults = [];
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === "function"
  );
}

function rejected(error: unknown): Promise<never> {
  const promise = Promise.reject<never>(error);
  // Whoever awaits the call handles it.
  promise.catch(ignore);
  return promise;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === undefined ? "undefined" : `a ${typeof value}`;
  const { constructor: type } = value as { readonly constructor?: { readonly name?: unknown } };
  return typeof type?.name === "string" ? `a value of class ${type.name}` : "an object";
}

function notAsync(name: string, what: string, cause?: unknown): UsageError {
  return new UsageError(
    `${name} is a port, and ${what}. What a port wraps answers later, by a promise: make the function async, wrap it in one ` +
      "that is, or name the methods that are: ports(object, { methods: [...] }).",
    { code: "port-not-async", ...(cause === undefined ? {} : { cause }) },
  );
}

function ofOther(name: string): UsageError {
  return new UsageError(
    `${name} is a port, and returned a promise that it had returned in an earlier execution: it keeps promises from one ` +
      "execution to the next. Create what it wraps in the program, or forget them with the option reset.",
    { code: "port-of-other-execution" },
  );
}

function ignore(): void {
  // Told where it is awaited.
}
