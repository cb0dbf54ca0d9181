// The definition of one kind of operation: what it touches, when it is enabled and what performing it does.
// The floors above define their own (a cell's read, a mutex's acquire); the kernel knows none of them.

import { hashText } from "../../choice/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { Pid, StepSignal } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { SharedObject } from "./shared-object.ts";
import type { Task } from "./task.ts";

/** Returned by `perform` when it has arranged itself who is resumed, if anybody. */
export const DEFERRED: unique symbol = Symbol("no result");

/** What an operation does. `State` is the object's, `Argument` what the caller gave. */
export interface OperationTraits<State, Argument, Result> {
  /** For example `cell.read`; distinct among all operations. */
  readonly kind: string;
  readonly role?: Role;
  readonly access: Access;
  /** Performs it, atomically. The result resumes the task; a throw rejects its promise. */
  readonly perform: (state: State, argument: Argument, task: Task) => Result | typeof DEFERRED;
  /** Whether it can be performed now; asked again after each write to its object. Default: always. */
  readonly isEnabled?: (state: State, argument: Argument, task: Task) => boolean;
  /** A second object, which it writes. Default: none. */
  readonly secondObject?: (argument: Argument, task: Task) => AnyObject | undefined;
  /** How many permits its object has, for operations that take and give them. */
  readonly permits?: (state: State) => number;
  /** How many permits it needs: whether it could have been performed earlier. Default: none if it is always enabled. */
  readonly requiredPermits?: (argument: Argument) => number;
  /** For a fault: how many of its kind may still strike, itself among them. Default: any number. */
  readonly budget?: (argument: Argument) => number;
  /** For whom a task waits that cannot perform it, for the wait-for graph. */
  readonly waitsFor?: (state: State, argument: Argument) => Actor | undefined;
  /** It waits for what another does, and nobody waits for it any more. */
  readonly onAbandoned?: (argument: Argument) => void;
  /** It gives back what its actor has taken: no cancellation keeps it from that. Default false. */
  readonly isRelease?: boolean;
  /** The argument in a trace. Default: the argument itself, unless it is undefined. */
  readonly show?: (argument: Argument, state: State) => readonly unknown[];
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

/** A defined operation. One class, so that the loop reads its fields at one shape. */
export class Operation<State = unknown, Argument = unknown, Result = unknown> {
  readonly kind: string;
  readonly role: Role;
  readonly access: Access;
  /** A hash of the kind. */
  readonly hash: number;
  readonly perform: (state: State, argument: Argument, task: Task) => Result | typeof DEFERRED;
  readonly isEnabled: ((state: State, argument: Argument, task: Task) => boolean) | undefined;
  readonly secondObject: ((argument: Argument, task: Task) => AnyObject | undefined) | undefined;
  readonly permits: ((state: State) => number) | undefined;
  readonly requiredPermits: ((argument: Argument) => number) | undefined;
  readonly budget: ((argument: Argument) => number) | undefined;
  readonly waitsFor: ((state: State, argument: Argument) => Actor | undefined) | undefined;
  readonly onAbandoned: ((argument: Argument) => void) | undefined;
  readonly isRelease: boolean;
  readonly show: ((argument: Argument, state: State) => readonly unknown[]) | undefined;
  readonly signal: ((argument: Argument) => SignalContent | undefined) | undefined;

  /** Whether tasks that wait at the object ask again once it has been performed. */
  readonly changesObject: boolean;

  constructor(traits: OperationTraits<State, Argument, Result>) {
    this.kind = traits.kind;
    this.role = traits.role ?? Role.task;
    this.access = traits.access;
    this.hash = hashText(traits.kind);
    this.perform = traits.perform;
    this.isEnabled = traits.isEnabled;
    this.secondObject = traits.secondObject;
    this.permits = traits.permits;
    this.requiredPermits = traits.requiredPermits;
    this.budget = traits.budget;
    this.waitsFor = traits.waitsFor;
    this.onAbandoned = traits.onAbandoned;
    this.isRelease = traits.isRelease ?? false;
    this.show = traits.show;
    this.signal = traits.signal;
    this.changesObject = (traits.access & (Access.write | Access.append | Access.take)) !== 0;
  }
}

/** An operation of unknown types, as the loop handles it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the loop passes state and argument back to their own operation
export type AnyOperation = Operation<any, any, unknown>;

/** An object of unknown state. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export type AnyObject = SharedObject<any>;
