// The fault *stall*: a process is held up, by a long computation or a pause of its machine, so that its timers fire late and
// those of others overtake them. A process is a node of a cluster or, with clocks of their own, an actor.

import { stateOf } from "../kernel/index.ts";
import type { Actor, Execution, SharedObject, Task } from "../kernel/index.ts";
import { Fault } from "./fault.ts";
import type { ArmedFault } from "./fault.ts";
import { faultsOf } from "./faults.ts";
import { startSystemActor } from "./system-actor.ts";

/** What is held up: an actor, or the actors of the node that has this clock. */
type Process = Actor | SharedObject;

/** The fault that may hold up a process. */
interface Stall {
  readonly process: Process;
  readonly armed: ArmedFault<unknown>;
  /** The timers that were put off. */
  readonly late: Set<Task>;
  /** Until when: what the process sets meanwhile is not due earlier. */
  until: number;
}

/** The faults of an execution, one for each process. */
interface Stalls {
  readonly all: Stall[];
  /** Set while timers are put off, which changes them. */
  isBusy: boolean;
}

/** Lets each actor be held up as a process of its own. @returns what does so for a new actor */
export function allowStalls(execution: Execution): (actor: Actor) => void {
  let isStarting = false;
  const allow = (actor: Actor): void => {
    if (isStarting) return;
    isStarting = true;
    armStall(startSystemActor(execution.running, "process", actor), actor);
    isStarting = false;
  };
  const [main] = execution.actors;
  if (main !== undefined) allow(main);
  return allow;
}

/** Lets a process be held up while a timer of another could overtake one of its own. `owner` must never exit. */
export function armStall(owner: Actor, process: Process): void {
  const { execution } = owner;
  const stalls: Stalls = stateOf(execution, STALLS, () => ({ all: [], isBusy: false }));
  const late = new Set<Task>();
  const armed = faultsOf(execution).prepare(owner, STALL, execution.timers.clock, (cause) => {
    stalls.isBusy = true;
    holdUp(execution, stall, cause);
    stalls.isBusy = false;
    update(execution, stalls);
  });
  if (armed === undefined) return;
  const stall: Stall = { process, armed, late, until: Number.NEGATIVE_INFINITY };
  stalls.all.push(stall);
  execution.timers.onChange = () => {
    if (!stalls.isBusy) update(execution, stalls);
  };
}

const STALLS: unique symbol = Symbol("stalls");

/** Puts off what was set by a process that is held up, and arms the faults that have an effect. */
function update(execution: Execution, stalls: Stalls): void {
  const { timers } = execution;
  stalls.isBusy = true;
  const pending = timersByProcess(execution);
  for (const { late, process, until } of stalls.all) {
    if (until <= timers.now) continue;
    for (const task of pending.get(process) ?? [])
      if (!late.has(task) && timers.deadlineOf(task) < until) timers.putOff(task, until);
  }
  stalls.isBusy = false;
  const changed = timersByProcess(execution);
  for (const { armed, process } of stalls.all) {
    const isLate = nextOfOthers(changed, process) !== undefined;
    if (isLate === armed.task.isArmed) continue;
    if (isLate) armed.arm();
    else armed.cancel();
  }
}

/** The pending timers of each process, the earliest first. */
function timersByProcess({ settings, timers }: Execution): ReadonlyMap<Process | undefined, readonly Task[]> {
  const byProcess = new Map<Process | undefined, Task[]>();
  const isOwn = settings.clocks === "own";
  const deadline = (task: Task): number => timers.deadlineOf(task);
  for (const task of timers.tasks.toSorted((one, other) => deadline(one) - deadline(other))) {
    const process = isOwn ? task.actor : task.actor.location?.clock;
    const known = byProcess.get(process);
    if (known === undefined) byProcess.set(process, [task]);
    else known.push(task);
  }
  return byProcess;
}

/** The deadline of the next timer of another process after the first one of `process`. */
function nextOfOthers(timers: ReadonlyMap<Process | undefined, readonly Task[]>, process: Process): number | undefined {
  const [first] = timers.get(process) ?? [];
  if (first === undefined) return undefined;
  const { timers: queue } = first.actor.execution;
  const earliest = queue.deadlineOf(first);
  const later = [...timers]
    .filter(([other]) => other !== process)
    .flatMap(([, tasks]) => tasks.map((task) => queue.deadlineOf(task)))
    .filter((deadline) => deadline > earliest);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** Virtual milliseconds by which a process may be held up beyond the next timer of another. */
const LONGER = [0, 1_000, 60_000];

/** Puts the timers of a process off. Their order among each other stays. */
function holdUp(execution: Execution, stall: Stall, cause: Task): void {
  const { causality, timers } = execution;
  const pending = timersByProcess(execution);
  const next = nextOfOthers(pending, stall.process);
  if (next === undefined) return;
  const end = next + (LONGER[execution.draw(LONGER.length, cause)] ?? 0);
  stall.until = end;
  let before = Number.NEGATIVE_INFINITY;
  let late = Number.NEGATIVE_INFINITY;
  for (const task of pending.get(stall.process) ?? []) {
    const deadline = timers.deadlineOf(task);
    // What was due at different times meanwhile is due at different times then.
    late = Math.max(deadline, end, deadline === before ? late : late + Math.min(1, deadline - before));
    before = deadline;
    if (late === deadline) continue;
    causality?.onWithdraw(task);
    timers.putOff(task, late);
    execution.addCause(task, cause);
    causality?.onTimer(task);
    stall.late.add(task);
    stall.until = late;
  }
}

const STALL: Fault<unknown, (cause: Task) => void> = new Fault({
  kind: "stall",
  budgetKind: "stall",
  inject(_clock, hold, armed) {
    hold(armed.task);
    armed.arm();
  },
});
