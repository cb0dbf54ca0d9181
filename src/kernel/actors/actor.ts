// An actor: its identity, its tasks, its mailbox, and the actors notified of its exit. Its behavior is in exit.ts and
// deliver-signal.ts.

import { mix } from "../../choice/index.ts";
import { Pid } from "../../trace/index.ts";
import type { Cancellation } from "./cancel.ts";
import type { Channel } from "../signals/channel.ts";
import type { Execution } from "../execution/execution.ts";
import type { ExitReason } from "../signals/exit-reason.ts";
import type { Handler } from "./message-handler.ts";
import type { Location } from "../signals/location.ts";
import type { Link } from "../signals/link.ts";
import { Mailbox } from "../signals/mailbox.ts";
import type { MonitorRef } from "../signals/monitor-ref.ts";
import { IDLE } from "../operations/idle.ts";
import type { Request } from "../messages/call.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Signal } from "../signals/signal.ts";
import { Task } from "../operations/task.ts";
import type { TimerLine } from "../time/pending-timer.ts";

/** A resource owned by an actor. Resources are released when it exits, each in a step of its own. */
export interface Resource {
  /** The label in traces, for example `table sessions`. */
  readonly label: string;
  readonly object: SharedObject | undefined;
  /** @param isWithNode whether its owner ends together with its node, so that nothing is passed on */
  release(isWithNode?: boolean): void;
}

/** A signal that an actor sends at the end of its exit. */
export interface LateAnswer {
  readonly receiver: Actor;
  readonly signal: Signal;
}

/** `finished`: the body has returned or thrown, and the exit has not been performed yet. */
export type ActorStatus = "running" | "finished" | "dead";

const LIFE = 0x11fe;
const MAIL = 0x3a11;
const MEMORY = 0x3e30;
const ANSWERS = 0xa525;

/** A running async function, or a server with a message handler. */
export class Actor {
  execution: Execution;
  pid: Pid;
  key: number;
  /** The actor that spawned it; `undefined` for the main actor. */
  parent: Actor | undefined;
  /** The location at which it runs, inherited from its parent; `undefined` outside of all nodes. */
  location: Location | undefined;
  /** Touched by operations that observe or end its life: exit writes it; monitor, isAlive and join read it. */
  readonly life: SharedObject<Actor>;
  /** Its first task. */
  readonly task: Task;
  /** Performs its exit: the first task, unless an operation of that is pending when the body ends. */
  exitTask: Task;
  /** Further tasks and timers, created when it awaits several operations at once or sets a timer. */
  extraTasks: Task[] | undefined = undefined;

  /**
   * Set once its code has several branches: operations awaited together, or callbacks of timers. They share its
   * variables, so each step that runs its code writes this.
   */
  memory: SharedObject | undefined = undefined;

  /**
   * Set once it has called something outside: touched by each answer, which resumes its code though its end does not
   * take the answer back, and by what interrupts it.
   */
  answers: SharedObject | undefined = undefined;

  status: ActorStatus = "running";
  /**
   * Whether it was ended other than by the end of its body, by a kill or an exit: its operations, pending or called
   * later, end with it. One whose body has ended is dead, too, once it has exited, but work that it has begun goes on.
   */
  isKilled = false;
  exitReason: ExitReason = "normal";
  /** Whether its exit is complete: its resources are released, and all who are to be notified have been sent a signal. */
  hasExited = false;
  /** Signals that answer what reached it while it exited: sent at the end of its exit. */
  lateAnswers: LateAnswer[] | undefined = undefined;
  isTrappingExits = false;
  /** Set once it has been cancelled or has shielded itself. */
  cancellation: Cancellation | undefined = undefined;
  /** Whether it is exempt from faults. */
  isProtected = false;
  /** The message handler, for a server; set once it has started. */
  handler: Handler | undefined = undefined;

  /** Whether it is a server or is being started as one. */
  isServer = false;

  nextOrdinal = 1;
  /** Further tasks, by their ordinals less 1, and the memory that it had before it began anew. */
  #formerTasks: Task[] | undefined = undefined;
  #formerMemory: SharedObject | undefined = undefined;
  /** The lines of its timers of JavaScript, by their delays. */
  timerLines: Map<number, TimerLine> | undefined = undefined;

  #mailbox: SharedObject<Mailbox> | undefined = undefined;
  /** The channels for signals that it sends, by receiver. */
  channels: Map<Actor, Channel> | undefined = undefined;
  latestChannel: Channel | undefined = undefined;
  /** The monitors of which it is the target. */
  monitors: MonitorRef[] | undefined = undefined;
  /** Its present and former links, by the other actor. */
  links: Map<Actor, Link> | undefined = undefined;
  /** Calls that wait for its reply. */
  requests: Set<Request> | undefined = undefined;
  resources: Resource[] | undefined = undefined;
  /** Called in the step in which it exits. */
  exitCallbacks: ((cause: Task) => void)[] | undefined = undefined;

  constructor(execution: Execution, parent: Actor | undefined, name: string | undefined) {
    this.execution = execution;
    this.parent = parent;
    this.location = parent?.location;
    this.pid = Pid.create(execution.actors.length, parent?.pid, name);
    this.key = mix(parent === undefined ? 1 : parent.key, this.pid.ordinal);
    this.life = new SharedObject<Actor>(mix(this.key, LIFE), this.pid, this);
    this.life.snapshotOf = livesOf;
    this.task = new Task(execution.nextTaskId(), this, 0, IDLE);
    this.exitTask = this.task;
  }

  /** Whether it has ended, and has nothing that a new actor would not have. */
  get isAsNew(): boolean {
    return (
      this.hasExited &&
      this.exitTask === this.task &&
      (this.extraTasks === undefined || this.extraTasks.every(isTaskAsNew)) &&
      this.answers === undefined &&
      this.lateAnswers === undefined &&
      !this.isTrappingExits &&
      this.cancellation === undefined &&
      !this.isKilled &&
      !this.isProtected &&
      this.handler === undefined &&
      this.timerLines === undefined &&
      this.#mailbox === undefined &&
      this.channels === undefined &&
      this.latestChannel === undefined &&
      this.monitors === undefined &&
      this.links === undefined &&
      this.requests === undefined &&
      this.resources === undefined &&
      this.exitCallbacks === undefined &&
      this.location === undefined &&
      !this.isServer &&
      this.task.isAsNew &&
      !this.life.isAwaited
    );
  }

  /** Lets go of what it has done last; its tasks and its memory are kept, to be used again with it. */
  letGo(): void {
    this.task.forget();
    const { extraTasks, memory } = this;
    if (extraTasks !== undefined) {
      for (const task of extraTasks) task.forget();
      if (extraTasks.length > (this.#formerTasks?.length ?? 0)) this.#formerTasks = extraTasks;
      this.extraTasks = undefined;
    }
    if (memory === undefined) return;
    this.#formerMemory = memory;
    this.memory = undefined;
  }

  /** Begins anew as another actor. */
  restart(execution: Execution, parent: Actor | undefined, name: string | undefined): void {
    this.execution = execution;
    this.parent = parent;
    this.location = parent?.location;
    this.pid = Pid.create(execution.actors.length, parent?.pid, name);
    this.key = mix(parent === undefined ? 1 : parent.key, this.pid.ordinal);
    this.life.restart(mix(this.key, LIFE), this.pid);
    this.task.restart(execution.nextTaskId());
    this.status = "running";
    this.exitReason = "normal";
    this.hasExited = false;
    this.nextOrdinal = 1;
  }

  /** The spawn path as ordinals. */
  get rank(): readonly number[] {
    return this.parent === undefined ? [] : [...this.parent.rank, this.pid.ordinal];
  }

  get isAlive(): boolean {
    return this.status !== "dead";
  }

  /** Created when the first message arrives or is waited for. */
  get mailbox(): SharedObject<Mailbox> {
    this.#mailbox ??= new SharedObject(mix(this.key, MAIL), this.pid, new Mailbox());
    return this.#mailbox;
  }

  /** From now on its code has several branches. */
  branch(): void {
    if (this.memory !== undefined) return;
    const key = mix(this.key, MEMORY);
    this.#formerMemory?.restart(key, this.pid);
    this.memory = this.#formerMemory ?? new SharedObject(key, this.pid, undefined);
    this.#formerMemory = undefined;
  }

  /** From now on answers from outside resume its code. */
  awaitAnswers(): void {
    this.branch();
    this.answers ??= new SharedObject(mix(this.key, ANSWERS), this.pid, undefined);
  }

  /** Every task, the first one first. */
  allTasks(): readonly Task[] {
    return this.extraTasks === undefined ? [this.task] : [this.task, ...this.extraTasks];
  }

  /** Creates a further task. */
  fork(): Task {
    const former = this.#formerTasks?.[this.nextOrdinal - 1];
    const isFitting = former?.ordinal === this.nextOrdinal;
    const task = isFitting ? former : new Task(this.execution.nextTaskId(), this, this.nextOrdinal, IDLE);
    if (isFitting) task.restart(this.execution.nextTaskId());
    this.nextOrdinal += 1;
    this.extraTasks ??= [];
    this.extraTasks.push(task);
    return task;
  }

  /** Creates a task of its own number for what happens outside of it: it is none of its tasks. */
  forkOutside(): Task {
    const task = new Task(this.execution.nextTaskId(), this, this.nextOrdinal, IDLE);
    this.nextOrdinal += 1;
    return task;
  }

  /** Removes the task of a timer that is no longer needed. */
  forget(task: Task): void {
    const index = this.extraTasks?.indexOf(task) ?? -1;
    if (index >= 0) this.extraTasks?.splice(index, 1);
  }
}

function isTaskAsNew({ isAsNew }: Task): boolean {
  return isAsNew;
}

function livesOf({ isAlive }: Actor): boolean {
  return isAlive;
}
