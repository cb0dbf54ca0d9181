// The execution loop. A step performs one operation and resumes the tasks that wait for it; then every microtask runs;
// then the next choice is made.

import { hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { Access } from "../../trace/index.ts";
import type { Causality, Strategy } from "../../strategy/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Attribution } from "../operations/attribution.ts";
import { Buffers, forgetsActors } from "./buffers.ts";
import type { ChoiceLog } from "./choice-log.ts";
import { hashCause, hashStep, hashChoice, hashTouch } from "../operations/class-hash.ts";
import { announceStep, judging, showResult } from "../operations/current.ts";
import { Ending } from "./ending.ts";
import type { ActorEntropies } from "./entropy.ts";
import { orderFaults } from "./order-faults.ts";
import type { ExecutionOptions, Observer } from "./options.ts";
import { concludeOutOfSteps, concludeQuiescent, violatedBy } from "./outcome.ts";
import type { Outcome, Wait } from "./outcome.ts";
import { continues } from "../rules/rule-monitor.ts";
import type { RuleMonitor } from "../rules/rule-monitor.ts";
import { DEFERRED } from "../operations/operation.ts";
import type { AnyObject, AnyOperation, Operation } from "../operations/operation.ts";
import { Reactions } from "../operations/reactions.ts";
import { ReadyList } from "./ready-list.ts";
import { RunningStep } from "./running-step.ts";
import { isFault } from "../operations/task.ts";
import type { DeliverSignal } from "../signals/signal.ts";
import type { Task } from "../operations/task.ts";
import { PlainState } from "../plain-state/tracker.ts";
import { TimerQueue } from "../time/timer-queue.ts";
import type { Unwinding } from "./unwinding.ts";

/** One execution. Fields that are neither private nor readonly are also written by other files. */
export class Execution {
  // The configuration.
  readonly settings: Settings;
  readonly #maxSteps: number;
  readonly #hasFaults: boolean;
  /** Whether signals arrive in the step that sends them. */
  readonly isInstant: boolean;
  readonly #strategy: Strategy;
  /** Set if the strategy is a reduction; not any more once it is unwound. */
  causality: Causality | undefined;
  /** Given from the start; may be taken away between two steps, when no code of the program needs it. */
  attribution: Attribution | undefined;
  /** Set once an actor was found to return before all its operations are performed. */
  readonly reactions: Reactions | undefined;
  /** Delivers a signal to its receiver. */
  readonly deliver: DeliverSignal;

  // Tracing.
  readonly isTraced: boolean;
  readonly #observer: Observer | undefined;
  /** Whether the observer or the strategy is notified of each step. */
  readonly #hasListeners: boolean;

  // The actors and what can happen next.
  /** By the id of their pid; the main actor first. */
  readonly actors: Actor[];
  /** Actors of earlier executions that may be used again. */
  readonly spares: Actor[];
  readonly ready: ReadyList;
  #timers: TimerQueue | undefined = undefined;
  /** Created once a timer is left that keeps nothing going. */
  #ending: Ending | undefined = undefined;
  /**
   * Whether calling an operation requires more than registering it: it is traced, its promise is watched, or an actor has
   * been cancelled.
   */
  interceptsCalls: boolean;

  // The running step.
  readonly runningStep: RunningStep = new RunningStep();
  /** The task that performs the running step, or performed the last one. */
  #running: Task | undefined = undefined;

  // The record of what has happened.
  #steps = 0;
  /** The number of choices among operations, not counting drawn values. */
  #decisions = 0;
  readonly choices: ChoiceLog;
  /** The class hash, in two halves (see class-hash.ts). */
  classA = 0;
  classB = 0;

  // Pausing and rules.
  /** The number of steps after which the loop pauses. */
  pauseAt = 0x7fff_ffff;
  /** The rules of the program, if it has any. */
  ruleMonitor: RuleMonitor | undefined = undefined;
  /**
   * The step from which the loop calls `continues`: `pauseAt`, or 0 with rules, so that without them it costs nothing.
   */
  checkRulesFrom = 0x7fff_ffff;

  // Foreign promises, and operations that are still pending when the body of their actor returns.
  #needsAttribution = false;
  #hasForeignWaits = false;
  /** Whether there are such operations, so that the execution must be restarted with reactions. */
  needsReactions = false;
  /** Those operations, if they are to be told without failing. */
  leftPending: Wait[] | undefined = undefined;

  // The end.
  hasMainReturned = false;
  /** Whether it ended because nothing could happen any more, whatever the outcome. */
  isQuiescent = false;
  /** Set once it has ended. */
  outcome: Outcome | undefined = undefined;

  /** Whether something that it leaves behind may refer to its actors and tasks, see buffers.ts. */
  isRemembered: boolean;

  /** Set once it is dropped, and its code runs to its end. */
  unwinding: Unwinding | undefined = undefined;

  // Extensions of higher layers.
  /** Called for each actor that the program spawns; used by faults. */
  onSpawn: ((actor: Actor) => void) | undefined = undefined;
  /** See extension-state.ts. */
  states: Map<symbol, unknown> | undefined = undefined;

  /** Written by each pause that does not say what it stands for; created by the first. */
  pauses: AnyObject | undefined = undefined;
  /** The promises of operations, if instrumented code may await them. */
  readonly operations: WeakSet<object> | undefined;
  /** Set if instrumented code tells what it reads and writes. */
  readonly plainState: PlainState | undefined;
  /** What the program has named as touched, see footprint.ts. */
  touched: Map<string, AnyObject> | undefined = undefined;

  // Sources of ids and of random values.
  #nextTaskId = 0;
  #nextRefId = 0;
  readonly entropyWord: number;
  /** Set once the program has drawn random values. */
  entropies: ActorEntropies | undefined = undefined;

  /** @param deliver injected, since the code for the arrival of signals imports the code for sending them */
  constructor(options: ExecutionOptions, deliver: DeliverSignal) {
    this.deliver = deliver;
    this.settings = options.settings;
    const buffers = options.buffers ?? new Buffers();
    buffers.clear();
    this.choices = buffers.choices;
    this.actors = buffers.actors;
    this.spares = buffers.spares;
    this.#strategy = options.strategy;
    this.causality = options.strategy.causality;
    this.causality?.onBegin(options.settings.time);
    this.attribution = options.attribution;
    this.reactions = options.watchesReactions === true ? new Reactions() : undefined;
    this.isInstant = options.settings.signals === "instant";
    this.#observer = options.observer;
    this.#maxSteps = options.settings.maxSteps;
    this.#hasFaults = hasFaults(options.settings);
    this.#hasListeners = options.observer !== undefined || options.strategy.onStep !== undefined;
    this.isTraced = options.observer !== undefined && options.observer.needsSites !== false;
    this.operations = options.isInstrumented === true ? new WeakSet() : undefined;
    this.plainState = options.tracksState === true ? new PlainState() : undefined;
    this.interceptsCalls = this.isTraced || this.reactions !== undefined || this.operations !== undefined;
    this.ready = new ReadyList(buffers.tasks, options.strategy, options.observer);
    this.entropyWord = options.entropy;
    this.isRemembered = !forgetsActors(options);
  }

  /** The task that performs the running step, or performed the last one. */
  get running(): Task | undefined {
    return this.#running;
  }

  /** Its timers and its clock; created on first use. */
  get timers(): TimerQueue {
    this.#timers ??= new TimerQueue(this.ready, this.settings.time);
    return this.#timers;
  }

  /** Whether there are any timers, or anything has asked for the time. */
  get hasTimers(): boolean {
    return this.#timers !== undefined;
  }

  /** The number of steps taken, including the running one. */
  get steps(): number {
    return this.#steps;
  }

  /** The number of choices among operations, not counting drawn values. */
  get decisions(): number {
    return this.#decisions;
  }

  /** Whether a task waits for a foreign promise, so that the execution must be restarted with attribution. */
  get needsAttribution(): boolean {
    return this.#needsAttribution;
  }

  /** Whether a task has waited for a foreign promise, or may have, since an actor has several tasks. */
  get hasForeignWaits(): boolean {
    return this.#hasForeignWaits;
  }

  nextTaskId(): number {
    this.#nextTaskId += 1;
    return this.#nextTaskId - 1;
  }

  nextRefId(): number {
    this.#nextRefId += 1;
    return this.#nextRefId;
  }

  /**
   * Continues to the next point at which microtasks must run.
   * @returns false when the execution has ended or paused
   */
  turn(): boolean {
    this.#afterDrain();
    const { runningStep } = this;
    while (this.outcome === undefined && !this.#needsAttribution && !this.needsReactions) {
      if (!runningStep.advance()) {
        if (this.attribution !== undefined && runningStep.isUndrained()) return true;
        if ((this.#steps >= this.checkRulesFrom && !continues(this, this.#running)) || !this.#step()) return false;
      }
      if (runningStep.resumed !== undefined) return true;
    }
    return false;
  }

  /** Makes `operation` the pending operation of `task`. */
  arm<State, Argument>(
    task: Task,
    operation: Operation<State, Argument, unknown>,
    object: AnyObject | undefined,
    argument: Argument,
  ): void {
    task.isArmed = true;
    task.operation = operation as AnyOperation;
    task.object = object;
    task.argument = argument;
    if (operation.isEnabled === undefined || object === undefined) {
      this.ready.add(task);
      return;
    }
    const { waiting } = object;
    // An empty array has given its memory back, and would get room for 17 tasks.
    if (waiting === undefined || waiting.length === 0) object.waiting = [task];
    else waiting.push(task);
    if (operation.isEnabled(object.state as State, argument, task)) this.ready.add(task);
    else this.ready.remove(task);
  }

  /** Withdraws a pending operation and reports that to the reduction, if there is one. */
  withdraw(task: Task): void {
    this.causality?.onWithdraw(task);
    this.disarm(task);
  }

  /** Removes the pending operation of a task. */
  disarm(task: Task): void {
    this.ready.remove(task);
    if (task.isArmed) task.object?.leave(task);
    task.isArmed = false;
  }

  /** Leaves a performed operation pending until `wake`, for example a call that waits for its reply. */
  suspend(task: Task): void {
    this.ready.remove(task);
    task.isArmed = true;
  }

  /** Completes a pending operation with a result, within the running step. */
  wake(task: Task, value: unknown): void {
    if (task.actor.isKilled) return;
    this.disarm(task);
    this.runningStep.resume(task, value);
  }

  /** Completes a pending operation with an error, within the running step. */
  wakeFailing(task: Task, error: unknown): void {
    if (task.actor.isKilled) return;
    this.disarm(task);
    this.runningStep.run(() => {
      this.runningStep.setResumed(task);
      task.fail(error);
    });
  }

  /** Called when the step alone no longer determines whose code runs, unless there is only one actor. */
  requireAttribution(): void {
    this.#hasForeignWaits = true;
    this.causality?.onForeignWait();
    if (this.attribution === undefined && this.actors.length > 1) this.#needsAttribution = true;
  }

  /** Logs a line for whoever reads a trace. */
  log(line: string): void {
    this.#observer?.onLog?.(line);
  }

  /** Records that the running step accesses an object that its operation did not declare; orders `task` after it. */
  recordAccess(task: Task, object: AnyObject, access: Access): void {
    hashTouch(this, task, object, access);
    this.causality?.onTouch(object, access);
    this.#observer?.onTouch?.(object);
  }

  /** Orders the next step of `task` after the running step, in which `cause` acts. */
  addCause(task: Task, cause: Task): void {
    hashCause(task, cause.hashA, cause.hashB);
    this.causality?.onCause(task, this.#steps);
  }

  /** Draws a value for the program; a choice like any other. */
  draw(bound: number, task: Task): number {
    if (this.unwinding !== undefined) return 0;
    const value = this.#strategy.draw(bound);
    this.choices.push(value);
    hashChoice(this, task, value, value);
    return value;
  }

  /** Ends the execution with an uncaught error or a broken rule. */
  violate(actor: Actor, error: unknown): void {
    this.end(judging(this, () => violatedBy(error, actor.pid.path)));
  }

  /** Replaces the outcome, which is meaningless: something outside heddle's control has resumed the program. */
  escape(actor: Actor, error: Error): void {
    this.outcome = { kind: "violated", error, actor: actor.pid.path };
  }

  /** Ends the execution; the first outcome stands. */
  end(outcome: Outcome): void {
    this.outcome ??= outcome;
  }

  #step(): boolean {
    const { tasks } = this.ready;
    const timers = this.#timers;
    const isOver = timers !== undefined && timers.background >= 0 && (this.#ending ??= new Ending()).isReached(this);
    if (isOver) this.end(concludeQuiescent(this));
    if (isOver || (this.#isIdle() && !this.#wakeTimers())) return false;
    if (this.#steps >= this.#maxSteps) {
      this.end(concludeOutOfSteps(this));
      return false;
    }
    let index = 0;
    if (tasks.length > 1) {
      const running = this.#running;
      index = this.#strategy.choose(tasks, running !== undefined && running.slot >= 0 ? running : undefined);
      this.choices.push(index);
      this.#decisions += 1;
    }
    const task = tasks[index];
    if (task !== undefined) this.#perform(task);
    return true;
  }

  #perform(task: Task): void {
    this.#steps += 1;
    this.#running = task;
    if (this.#hasListeners) {
      this.#strategy.onStep?.(task, this.ready.tasks);
      const observer = this.#observer;
      if (observer !== undefined) announceStep(this, observer, task);
    }
    const { operation, object, argument } = task;
    hashStep(this, task, object);
    task.isArmed = false;
    if (!operation.isForgotten) this.isRemembered = true;
    if (operation.isEnabled !== undefined) object?.leave(task);
    if (this.#hasFaults) orderFaults(this, task);
    let result: unknown = DEFERRED;
    try {
      result = operation.perform(object?.state, argument, task);
      if (result !== DEFERRED) this.runningStep.resume(task, result);
    } catch (error) {
      // Signals, timers and faults have no body that could catch it.
      if (operation.role !== Role.task) throw error;
      this.wakeFailing(task, error);
    }
    if (this.#observer !== undefined) showResult(this, this.#observer, task, result);
    if (object?.waiting !== undefined && operation.changesObject) this.ready.recheck(object);
    if (!task.isArmed && this.runningStep.resumed !== task) this.ready.remove(task);
  }

  /**
   * Called after a drain: the resumed task has registered its next operation, has ended, or waits for a foreign
   * promise.
   */
  #afterDrain(): void {
    const task = this.runningStep.resumed;
    this.runningStep.clearResumed();
    if (task === undefined || task.isArmed || this.outcome !== undefined) return;
    this.ready.remove(task);
    const { handler, isKilled } = task.actor;
    // Code of an actor that has returned, too, may wait: a callback of a timer, or work that goes on.
    if (!isKilled && handler?.isBusy !== false) this.requireAttribution();
  }

  /** Whether nothing but faults, which need not occur, is enabled. */
  #isIdle(): boolean {
    const { tasks } = this.ready;
    return (
      tasks.length === 0 ||
      (this.#hasFaults && tasks.every(isFault) && this.causality?.injectsFaultWhenQuiescent() !== true)
    );
  }

  /**
   * Enables pending timers, in lazy time, and tasks that wait for quiescence.
   * @returns false when there is none: the execution has ended
   */
  #wakeTimers(): boolean {
    this.#timers?.enableAtQuiescence();
    if (this.#isIdle()) this.end(concludeQuiescent(this));
    return this.outcome === undefined;
  }
}
