// The faults of ports. Each is a choice under a budget, at one call; which call, and how it goes on, the scheduler decides.

import { Fault } from "../fault/index.ts";
import { startTimer } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Call } from "./call.ts";
import { PortFailed } from "./port-failed.ts";
import type { PortFaults } from "./port-options.ts";

/** One kind of fault. */
export interface PortFault {
  readonly kind: keyof PortFaults;
  readonly fault: Fault<unknown, Call>;
}

const ERROR = new Fault<unknown, Call>({
  kind: "error",
  budgetKind: "error",
  show: nameOf,
  inject(_state, call, { task }) {
    call.fail(errorOf(call, "error", false), task);
  },
});

const LOST_ANSWER = new Fault<unknown, Call>({
  kind: "lostAnswer",
  budgetKind: "lostAnswer",
  show: nameOf,
  inject(_state, call) {
    call.lose(errorOf(call, "lostAnswer", true));
  },
});

const HANG = new Fault<unknown, Call>({
  kind: "hang",
  budgetKind: "hang",
  show: nameOf,
  inject(_state, call) {
    call.hang();
  },
});

const TWICE = new Fault<unknown, Call>({
  kind: "twice",
  budgetKind: "twice",
  show: nameOf,
  inject(_state, call, { task }) {
    call.takeEffectAgain(task);
  },
});

const LATE = new Fault<unknown, Call>({
  kind: "late",
  budgetKind: "late",
  show: nameOf,
  inject(_state, call, { task }) {
    const { timers } = task.actor.execution;
    call.postpone((fire) => {
      // Which timers are pending depends on what was done before.
      task.actor.execution.recordAccess(task, timers.clock, Access.write);
      const delay = timers.latestDeadline - timers.now + 1;
      startTimer(task.actor, task, { label: `${call.kind.traits.name} answer`, delay, isCallback: true, fire });
    });
  },
});

/** The faults of a call that has not taken effect. */
export const BEFORE_EFFECT: readonly PortFault[] = [{ kind: "error", fault: ERROR }];
/** The faults of a call whose answer has not arrived. */
export const BEFORE_ANSWER: readonly PortFault[] = [
  { kind: "lostAnswer", fault: LOST_ANSWER },
  { kind: "hang", fault: HANG },
  { kind: "twice", fault: TWICE },
  { kind: "late", fault: LATE },
];

function nameOf({ kind: { traits } }: Call): readonly unknown[] {
  return [traits.name];
}

function errorOf({ kind: { traits } }: Call, kind: "error" | "lostAnswer", tookEffect: boolean): unknown {
  const make = traits.faults[kind];
  return typeof make === "function" ? make() : new PortFailed(traits.name, tookEffect);
}
