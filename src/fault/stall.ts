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

/** The faults of an execution that may hold up a process. */
type Stalls = Map<Process, ArmedFault>;

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
  const stalls: Stalls = stateOf(execution, STALLS, () => new Map());
  const armed = faultsOf(execution).prepare(owner, STALL, execution.timers.clock, { execution, process });
  if (armed === undefined) return;
  stalls.set(process, armed);
  execution.timers.onChange = () => {
    armWhereLate(execution, stalls);
  };
}

const STALLS: unique symbol = Symbol("stalls");

function armWhereLate(execution: Execution, stalls: Stalls): void {
  const timers = timersByProcess(execution);
  for (const [process, armed] of stalls) {
    const isLate = nextOfOthers(timers, process) !== undefined;
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

/** Puts the timers of a process off until the next one of another is due. Their order among each other stays. */
function holdUp(execution: Execution, process: Process, cause: Task): void {
  const timers = timersByProcess(execution);
  const until = nextOfOthers(timers, process);
  if (until === undefined) return;
  const queue = execution.timers;
  let before = Number.NEGATIVE_INFINITY;
  let late = Number.NEGATIVE_INFINITY;
  for (const task of timers.get(process) ?? []) {
    const deadline = queue.deadlineOf(task);
    // What was due at different times meanwhile is due at different times then.
    late = Math.max(deadline, until, deadline === before ? late : late + Math.min(1, deadline - before));
    before = deadline;
    if (late === deadline) continue;
    execution.causality?.onWithdraw(task);
    queue.putOff(task, late);
    execution.addCause(task, cause);
    execution.causality?.onTimer(task);
  }
}

function labelOf(process: Process): unknown {
  return "pid" in process ? process.pid : process.label;
}

const STALL: Fault<unknown, { readonly execution: Execution; readonly process: Process }> = new Fault({
  kind: "stall",
  budgetKind: "stall",
  inject(_clock, { execution, process }, armed) {
    holdUp(execution, process, armed.task);
    armed.arm();
  },
  show: ({ process }) => [labelOf(process)],
});
