// The definition of a fault: what it strikes, out of which budget, and what it does. A fault is an operation like any
// other: it writes the object that it strikes and, if it costs anything, its budget.

import type { FaultKind } from "../choice/index.ts";
import { NO_RESULT, Operation } from "../kernel/index.ts";
import type { SharedObject } from "../kernel/index.ts";
import { Access, Role } from "../trace/index.ts";
import type { Threat } from "./threat.ts";

/** What a fault does. `State` is that of the object which it strikes, `Argument` what it was armed with. */
export interface FaultTraits<State, Argument> {
  /** What the step is called, for example `partition`; distinct among all operations. */
  readonly kind: string;
  /** The budget that it takes one from. Default: none, for what only follows from a fault, a healing for example. */
  readonly costs?: FaultKind;
  /** Strikes, atomically, in a step of `threat.task`. */
  readonly strike: (state: State, argument: Argument, threat: Threat<State>) => void;
  /** Whether it never strikes. Must be so from the step on in which it is armed, or not at all. Default: it may. */
  readonly isSpared?: (state: State) => boolean;
  /** What a trace shows in brackets. Default: nothing. */
  readonly show?: (argument: Argument, state: State) => readonly unknown[];
}

/** What the operation of a fault is armed with. */
export interface Strike<State, Argument> {
  readonly threat: Threat<State>;
  readonly argument: Argument;
}

/** A kind of fault, or of what follows from one. Make one for a program, not one for an execution. */
export class Fault<State, Argument = undefined> {
  readonly costs: FaultKind | undefined;
  readonly operation: Operation<State, Strike<State, Argument>, unknown>;
  /** Strikes in the running step, at no cost. */
  readonly strikeNow: (state: State, argument: Argument, threat: Threat<State>) => void;

  constructor({ costs, isSpared, kind, show, strike }: FaultTraits<State, Argument>) {
    this.costs = costs;
    this.strikeNow = strike;
    this.operation = new Operation({
      kind,
      role: Role.fault,
      access: Access.write,
      ...(costs === undefined ? {} : paidOperation<State, Argument>()),
      ...(isSpared === undefined ? {} : { isEnabled: (state: State) => !isSpared(state) }),
      perform(state, { argument, threat }) {
        if (costs !== undefined) threat.budget.spend();
        strike(state, argument, threat);
        return NO_RESULT;
      },
      show: ({ argument }, state) => show?.(argument, state) ?? [],
    });
  }
}

/** What the operations have in common of faults that cost something. */
function paidOperation<State, Argument>(): {
  readonly also: (strike: Strike<State, Argument>) => SharedObject;
  readonly budget: (strike: Strike<State, Argument>) => number;
} {
  return { also: ({ threat }) => threat.budget.object, budget: ({ threat }) => threat.budget.left };
}
