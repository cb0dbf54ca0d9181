// The definition of one kind of operation: what it touches, when it is enabled and what performing it does. Higher
// layers define their own (a cell's read, a mutex's acquire); the kernel knows none of them.

import { hashText } from "../../choice/index.ts";
import { Access, isExclusive, Role } from "../../trace/index.ts";
import type { Pid, StepSignal } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { SharedObject } from "./shared-object.ts";
import type { Task } from "./task.ts";

/** Returned by a `perform` that itself arranges which task is resumed, if any. */
export const DEFERRED: unique symbol = Symbol("no result");

/** The traits of an operation. `State` is the state of its object, `Argument` the value that the caller passes. */
export interface OperationTraits<State, Argument, Result> {
  /** For example `cell.read`; unique among all operations. */
  readonly kind: string;
  readonly role?: Role;
  readonly access: Access;
  /** Performs it, atomically. The result resumes the task; a throw rejects its promise. */
  readonly perform: (state: State, argument: Argument, task: Task) => Result | typeof DEFERRED;
  /** Whether it can be performed now; checked again after each write to its object. Default: always. */
  readonly isEnabled?: (state: State, argument: Argument, task: Task) => boolean;
  /** A second object, which it writes. Default: none. */
  readonly secondObject?: (argument: Argument, task: Task) => AnyObject | undefined;
  /**
   * The same for an earlier snapshot of its object: whether it could have been performed then. A pure function. Default:
   * only another step can enable it.
   */
  readonly isEnabledAt?: (snapshot: unknown, argument: Argument) => boolean;
  /** Whether the steps that enable it are added to its causes, so that it counts as one that is enabled. Default false. */
  readonly isCaused?: boolean;
  /** For a fault: how many faults of its kind may still occur, including it. Default: any number. */
  readonly budget?: (argument: Argument) => number;
  /** The actor that a blocked task waits for, for the wait-for graph. */
  readonly waitsFor?: (state: State, argument: Argument, task: Task) => Actor | undefined;
  /** Why a task that waits for it may wait for ever, for reports of deadlocks. Default: what is known of that actor. */
  readonly why?: (state: State, argument: Argument) => string | undefined;
  /** Called when its task no longer waits for the result, which another actor would have provided. */
  readonly onAbandoned?: (argument: Argument) => void;
  /** Whether it releases something its actor has acquired: a cancellation does not prevent it. Default false. */
  readonly isRelease?: boolean;
  /** Whether it is withdrawn when the body of its actor ends. Default false: what was called is performed. */
  readonly endsWithBody?: boolean;
  /**
   * Whether it happens outside of all actors, on behalf of one: it shares no variables with that actor and goes on when
   * the actor has ended. Default false.
   */
  readonly isOutside?: boolean;
  /**
   * Whether nothing refers to its task, or to the actor of that, once the code that called it has ended, whatever the
   * program keeps. Default false.
   */
  readonly isForgotten?: boolean;
  /** The argument in a trace. Default: the argument itself, unless it is undefined. */
  readonly show?: (argument: Argument, state: State) => readonly unknown[];
  /** Further text in a trace, which does not tell two steps apart. Default: none. */
  readonly note?: (argument: Argument) => string;
  /** The signal that it sends or delivers, for a trace. */
  readonly signal?: (argument: Argument) => SignalContent | undefined;
}

/** What a signal carries, for a trace. */
export interface SignalContent {
  readonly kind: StepSignal["kind"];
  /** The actor that has ended, for `down`. */
  readonly about?: Pid;
  /** The message, the value of a reply, or the exit reason. */
  readonly content?: unknown;
}

/** A defined operation. A single class, so that the loop reads its fields from one hidden class. */
export class Operation<State = unknown, Argument = unknown, Result = unknown> {
  readonly kind: string;
  readonly role: Role;
  readonly access: Access;
  readonly hash: number;
  readonly perform: (state: State, argument: Argument, task: Task) => Result | typeof DEFERRED;
  readonly isEnabled: ((state: State, argument: Argument, task: Task) => boolean) | undefined;
  readonly secondObject: ((argument: Argument, task: Task) => AnyObject | undefined) | undefined;
  readonly isEnabledAt: (snapshot: unknown, argument: Argument) => boolean;
  readonly isCaused: boolean;
  readonly budget: ((argument: Argument) => number) | undefined;
  readonly waitsFor: ((state: State, argument: Argument, task: Task) => Actor | undefined) | undefined;
  readonly why: ((state: State, argument: Argument) => string | undefined) | undefined;
  readonly onAbandoned: ((argument: Argument) => void) | undefined;
  readonly isRelease: boolean;
  readonly endsWithBody: boolean;
  readonly isOutside: boolean;
  readonly isForgotten: boolean;
  readonly show: ((argument: Argument, state: State) => readonly unknown[]) | undefined;
  readonly note: ((argument: Argument) => string) | undefined;
  readonly signal: ((argument: Argument) => SignalContent | undefined) | undefined;

  /** Whether its access conflicts with every other. */
  readonly isExclusive: boolean;
  /** Whether tasks that wait at the object are rechecked after it has been performed. */
  readonly changesObject: boolean;

  constructor(traits: OperationTraits<State, Argument, Result>) {
    this.kind = traits.kind;
    this.role = traits.role ?? Role.task;
    this.access = traits.access;
    this.hash = hashText(traits.kind);
    this.perform = traits.perform;
    this.isEnabled = traits.isEnabled;
    this.secondObject = traits.secondObject;
    this.isEnabledAt = traits.isEnabledAt ?? never;
    this.isCaused = traits.isCaused ?? false;
    this.budget = traits.budget;
    this.waitsFor = traits.waitsFor;
    this.why = traits.why;
    this.onAbandoned = traits.onAbandoned;
    this.isRelease = traits.isRelease ?? false;
    this.endsWithBody = traits.endsWithBody ?? false;
    this.isOutside = traits.isOutside ?? false;
    this.isForgotten = traits.isForgotten ?? false;
    this.show = traits.show;
    this.note = traits.note;
    this.signal = traits.signal;
    this.isExclusive = isExclusive(traits.access);
    this.changesObject = (traits.access & (Access.write | Access.append | Access.take)) !== 0;
  }
}

function never(): boolean {
  return false;
}

/** An operation of unknown types, as the loop handles it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the loop passes state and argument back to their own operation
export type AnyOperation = Operation<any, any, unknown>;

/** An object of unknown state. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export type AnyObject = SharedObject<any>;
