// One execution: the loop, and nothing but the loop. A step performs one operation and resumes whom it concerns; then
// every microtask runs; then the next choice is taken.

import { hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { Access } from "../../trace/index.ts";
import type { Causality, Strategy } from "../../strategy/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Attribution } from "../operations/attribution.ts";
import { Buffers } from "./buffers.ts";
import type { ChoiceLog } from "./choice-log.ts";
import { hashCause, hashStep, hashChoice, hashTouch } from "../operations/class-hash.ts";
import { Entropy } from "./entropy.ts";
import type { ExecutionOptions, Observer } from "./options.ts";
import { concludeAtRest } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { continues } from "../rules/rule-monitor.ts";
import type { RuleMonitor } from "../rules/rule-monitor.ts";
import { DEFERRED } from "../operations/operation.ts";
import type { AnyObject, AnyOperation, Operation } from "../operations/operation.ts";
import { ReadyList } from "./ready-list.ts";
import { RunningStep } from "./running-step.ts";
import { isInterval } from "../time/timer.ts";
import { isFault } from "../operations/task.ts";
import type { DeliverSignal } from "../signals/signal.ts";
import type { Task } from "../operations/task.ts";
import { TimerQueue } from "../time/timer-queue.ts";

/** The state of one run. */
export class Execution {
  readonly settings: Settings;
  readonly strategy: Strategy;
  /** Set while a reduction listens. */
  readonly causality: Causality | undefined;
  readonly attribution: Attribution | undefined;
  readonly isInstant: boolean;
  /** A signal reaches its receiver; the task is the one that brings it. */
  readonly deliver: DeliverSignal;
  readonly isTraced: boolean;
  /** Whether calling an operation takes more than registering it: it is traced, or an actor has been cancelled. */
  interceptsCalls: boolean;
  readonly ready: ReadyList;
  readonly timers: TimerQueue;
  /** By the id of their pid; the main actor first. */
  readonly actors: Actor[];
  /** What was chosen at each decision. */
  readonly choices: ChoiceLog;
  /** Choices among operations, drawn values not counted. */
  decisions = 0;
  steps = 0;

  /** How it ended, once it has. */
  outcome: Outcome | undefined = undefined;
  /** Set when a task waits for a promise that is no operation's; the execution must begin again with attribution. */
  needsAttribution = false;
  /** A task has waited for such a promise, or may have, since an actor has several tasks. */
  hasForeignWaits = false;
  /** Hears of each actor that the program spawns; faults listen. */
  onSpawn: ((actor: Actor) => void) | undefined = undefined;
  /** Whether nothing could go on at its end, however it was judged. */
  isAtRest = false;
  /** The rules of the program, if it has any. */
  ruleMonitor: RuleMonitor | undefined = undefined;
  /** The loop stops here, to be called again. */
  pauseAt = 0x7fff_ffff;
  /** From this step on it asks whether to go on: `pauseAt`, or 0 with rules, so that without them it costs nothing. */
  checkRulesFrom = 0x7fff_ffff;

  /** What else happens within the running step. */
  readonly runningStep: RunningStep = new RunningStep();
  /** The task that performs the running step, or stepped last. */
  running: Task | undefined = undefined;
  /** What floors above keep of this execution (see state-of.ts). */
  states: Map<symbol, unknown> | undefined = undefined;
  /** How many interval timers are pending; alone, they do not keep an execution going. */
  intervals = 0;
  hasMainReturned = false;
  classA = 0;
  classB = 0;

  readonly #observer: Observer | undefined;
  readonly #maxSteps: number;
  readonly #hasFaults: boolean;
  /** Whether anybody is told of each step. */
  readonly #hasListeners: boolean;
  readonly #entropyWord: number;
  #entropy: Entropy | undefined = undefined;
  #nextTaskId = 0;
  #nextRefId = 0;

  /** @param deliver what a signal does on arrival; given, since signals are sent by what their arrival calls */
  constructor(options: ExecutionOptions, deliver: DeliverSignal) {
    this.deliver = deliver;
    this.settings = options.settings;
    const buffers = options.buffers ?? new Buffers();
    buffers.clear();
    this.choices = buffers.choices;
    this.actors = buffers.actors;
    this.strategy = options.strategy;
    this.causality = options.strategy.causality;
    this.causality?.onBegin(options.settings.time);
    this.attribution = options.attribution;
    this.isInstant = options.settings.signals === "instant";
    this.#observer = options.observer;
    this.#maxSteps = options.settings.maxSteps;
    this.#hasFaults = hasFaults(options.settings);
    this.#hasListeners = options.observer !== undefined || options.strategy.onStep !== undefined;
    this.isTraced = options.observer !== undefined;
    this.interceptsCalls = this.isTraced;
    this.ready = new ReadyList(buffers.tasks, options.strategy);
    this.timers = new TimerQueue(this.ready, options.settings.time);
    this.#entropyWord = options.entropy;
  }

  /** What the program's random values come from; made when the first is drawn. */
  get entropy(): Entropy {
    this.#entropy ??= new Entropy(this.#entropyWord);
    return this.#entropy;
  }

  /** Whether the program has drawn random values. */
  get hasUsedEntropy(): boolean {
    return this.#entropy !== undefined;
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
   * Goes on to the next point at which microtasks must run.
   * @returns false when the execution has ended or paused
   */
  turn(): boolean {
    this.#afterDrain();
    const { runningStep } = this;
    while (this.outcome === undefined && !this.needsAttribution) {
      if (!runningStep.advance()) {
        if ((this.steps >= this.checkRulesFrom && !continues(this, this.running)) || !this.#step()) return false;
      }
      if (runningStep.resumed !== undefined) return true;
    }
    return false;
  }

  /** Makes `operation` what `task` is about to do. */
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
    if (object.waiting === undefined) object.waiting = [task];
    else object.waiting.push(task);
    if (operation.isEnabled(object.state as State, argument, task)) this.ready.add(task);
    else this.ready.remove(task);
  }

  /** Takes a pending operation back: its task has none any more. */
  disarm(task: Task): void {
    this.ready.remove(task);
    if (task.isArmed) task.object?.leave(task);
    task.isArmed = false;
  }

  /** Leaves a performed operation pending until `wake`: a call that waits for its reply. */
  suspend(task: Task): void {
    this.ready.remove(task);
    task.isArmed = true;
  }

  /** Ends a pending operation with a result, within the running step. */
  wake(task: Task, value: unknown): void {
    if (task.actor.status === "dead") return;
    this.disarm(task);
    this.runningStep.resume(task, value);
  }

  /** Ends a pending operation with an error, within the running step. */
  wakeFailing(task: Task, error: unknown): void {
    if (task.actor.status === "dead") return;
    this.disarm(task);
    this.runningStep.run(() => {
      this.runningStep.setResumed(task);
      task.fail(error);
    });
  }

  /** Whose code runs can no longer be told by the step alone, unless there is one actor only. */
  requireAttribution(): void {
    this.hasForeignWaits = true;
    this.causality?.onForeignWait();
    if (this.attribution === undefined && this.actors.length > 1) this.needsAttribution = true;
  }

  /** The running step touches an object that its operation did not declare; `task` knows of it from now on. */
  recordAccess(task: Task, object: AnyObject, access: Access): void {
    hashTouch(this, task, object, access);
    this.causality?.onTouch(object, access);
  }

  /** Whatever `task` does next comes after the running step, in which `cause` acts. */
  addCause(task: Task, cause: Task): void {
    hashCause(task, cause.hashA, cause.hashB);
    this.causality?.onCause(task, this.steps);
  }

  /** Whether the running step has declared that it touches `object`. */
  declares(object: AnyObject): boolean {
    return this.running?.object === object;
  }

  /** Asks the tasks that wait at an object again whether they can go on. */
  recheckWaiting(object: AnyObject): void {
    for (const task of object.waiting ?? []) {
      if (task.operation.isEnabled?.(object.state, task.argument, task) === true) this.ready.add(task);
      else this.ready.remove(task);
    }
  }

  /** Draws a value for the program; a choice like any other. */
  draw(bound: number, task: Task): number {
    const value = this.strategy.draw(bound);
    this.choices.push(value);
    hashChoice(this, task, value, value);
    return value;
  }

  /** An error that nothing caught, or a broken rule, ends the execution. */
  violate(actor: Actor, error: unknown): void {
    this.end({ kind: "violated", error, actor: actor.pid.path });
  }

  /** Something outside heddle's control went on with the program: whatever the outcome was, it means nothing. */
  escape(actor: Actor, error: Error): void {
    this.outcome = { kind: "violated", error, actor: actor.pid.path };
  }

  /** Ends the execution; the first end stands. */
  end(outcome: Outcome): void {
    this.outcome ??= outcome;
  }

  #step(): boolean {
    const { tasks } = this.ready;
    if (this.#canRest() && !this.#awaken()) return false;
    if (this.intervals > 0 && this.hasMainReturned && tasks.every(isInterval)) {
      this.end(concludeAtRest(this));
      return false;
    }
    if (this.steps >= this.#maxSteps) {
      this.end({ kind: "out of steps" });
      return false;
    }
    let index = 0;
    if (tasks.length > 1) {
      const running = this.running;
      index = this.strategy.choose(tasks, running !== undefined && running.slot >= 0 ? running : undefined);
      this.choices.push(index);
      this.decisions += 1;
    }
    const task = tasks[index];
    if (task !== undefined) this.#perform(task);
    return true;
  }

  #perform(task: Task): void {
    this.steps += 1;
    this.running = task;
    if (this.#hasListeners) {
      this.strategy.onStep?.(task, this.ready.tasks);
      this.#observer?.beforeStep(task, this);
    }
    const { operation, object, argument } = task;
    hashStep(this, task, object);
    task.isArmed = false;
    if (operation.isEnabled !== undefined) object?.leave(task);
    let result: unknown = DEFERRED;
    try {
      result = operation.perform(object?.state, argument, task);
      if (result !== DEFERRED) this.runningStep.resume(task, result);
    } catch (error) {
      // Signals, timers and faults have no body that could handle it.
      if (operation.role !== Role.task) throw error;
      this.wakeFailing(task, error);
    }
    if (this.#hasListeners) this.#observer?.afterStep(task, result);
    if (object?.waiting !== undefined && operation.changesObject) this.recheckWaiting(object);
    if (!task.isArmed && this.runningStep.resumed !== task) this.ready.remove(task);
  }

  /** Microtasks have run: whoever was resumed has registered its next operation, or ended, or waits elsewhere. */
  #afterDrain(): void {
    const task = this.runningStep.resumed;
    if (task === undefined) return;
    this.runningStep.clearResumed();
    if (task.isArmed || this.outcome !== undefined) return;
    this.ready.remove(task);
    const { actor } = task;
    const isWaitingElsewhere = actor.status === "running" && actor.handler?.isBusy !== false;
    if (isWaitingElsewhere) this.requireAttribution();
  }

  /** Whether nothing need happen: no fault ever must. */
  #canRest(): boolean {
    const { tasks } = this.ready;
    return (
      tasks.length === 0 ||
      (this.#hasFaults && tasks.every(isFault) && this.causality?.injectsFaultWhenQuiescent() !== true)
    );
  }

  /** Nothing is enabled: timers may still fire, in lazy time; else the execution is over. */
  #awaken(): boolean {
    this.timers.enableAtRest();
    if (!this.#canRest()) return true;
    this.end(concludeAtRest(this));
    return false;
  }
}
