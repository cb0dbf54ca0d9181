// The current task: the only module-level state of the library. The kernel sets the current task for the duration of a
// step; a task that performs a function of the program within an operation; the current rule evaluation, between two
// steps, for the duration of a predicate; and an execution whose values are looked at, by its checks for example.

import { UsageError } from "../../errors.ts";
import { COPY_KEY } from "../../trace/index.ts";
import type { RuleEvaluation } from "../rules/inspect.ts";
import type { Execution } from "../execution/execution.ts";
import type { Observer } from "../execution/options.ts";
import type { Task } from "./task.ts";

let current: Task | undefined;
let performer: Task | undefined;
let evaluation: RuleEvaluation | undefined;
let judged: Execution | undefined;
/** What must be undone if the code that runs is stopped; the latest is the last. */
let undos: (() => void)[] = [];

/** The task whose code runs; `undefined` between steps and outside every execution. */
export function currentTask(): Task | undefined {
  return current;
}

/** Called only by the kernel. */
export function setCurrentTask(task: Task | undefined): void {
  current = task;
}

/**
 * Calls a function of the program within an operation of `task`. It may read the clock, draw values and use shared
 * objects, but call no operation.
 */
export function performing<Result>(task: Task, code: () => Result): Result {
  const before = performer;
  performer = task;
  try {
    return code();
  } finally {
    performer = before;
  }
}

/** The task in whose operation a function of the program runs. */
export function performingTask(): Task | undefined {
  return performer;
}

/** The task whose code runs, or in whose operation a function of the program runs. */
export function actingTask(): Task | undefined {
  return performer ?? current;
}

/**
 * Calls a check of an execution that has ended, or looks at values of one: getters, proxies and texts of the program's
 * own are its code, too.
 */
export function judging<Result>(execution: Execution, check: () => Result): Result {
  const before = judged;
  judged = execution;
  try {
    return check();
  } finally {
    judged = before;
  }
}

/** Tells an observer that a task is about to take a step. Without a closure, since there are many. */
export function announceStep(execution: Execution, observer: Observer, task: Task): void {
  const before = judged;
  judged = execution;
  try {
    observer.beforeStep(task, execution);
  } finally {
    judged = before;
  }
}

/** Shows an observer the result of a step. Code of the program that the value runs, such as a getter, is not part of it. */
export function showResult(execution: Execution, observer: Observer, task: Task, result: unknown): void {
  const before = judged;
  const running = current;
  judged = execution;
  current = undefined;
  try {
    observer.afterStep(task, result);
  } finally {
    judged = before;
  }
  current = running;
}

/** The execution to which code of the program belongs that runs now: that of a task, of a rule or of a check. */
export function actingExecution(): Execution | undefined {
  return actingTask()?.actor.execution ?? evaluation?.execution ?? judged;
}

/** The rule evaluation whose predicate runs. */
export function currentEvaluation(): RuleEvaluation | undefined {
  return evaluation;
}

/** Called only by the kernel. */
export function setCurrentEvaluation(next: RuleEvaluation | undefined): void {
  evaluation = next;
}

/** Code of a program that was stopped from outside. */
export interface Interrupted {
  /** Whose code it was: an actor's, the predicate of a rule or a check. */
  readonly what: "actor" | "rule" | "check";
  /** The task of the actor. */
  readonly task: Task | undefined;
}

/**
 * Works, and undoes what the work needed: a `finally` that is kept also if the work is stopped from outside.
 * @param undo may be called twice, if it is stopped itself
 */
export function undoing<Result>(undo: () => void, work: () => Result): Result {
  undos.push(undo);
  try {
    return work();
  } finally {
    undo();
    undos.pop();
  }
}

/** Forgets what was running: code that is stopped from outside does not run its `finally` blocks. */
export function interrupt(): Interrupted {
  const unfinished = undos;
  undos = [];
  for (const undo of unfinished.toReversed()) undo();
  const what = judged !== undefined ? "check" : evaluation === undefined ? "actor" : "rule";
  const task = actingTask();
  performer = undefined;
  current = undefined;
  evaluation = undefined;
  judged = undefined;
  return { what, task };
}

/** @throws UsageError (`outside-execution`, `operation-in-operation`, `operation-in-rule`) */
export function requireTask(): Task {
  if (performer !== undefined) throw operationInOperation();
  if (current !== undefined) return current;
  throw evaluation === undefined ? outsideExecution() : operationInRule();
}

function outsideExecution(): UsageError {
  const exploring: unknown = Reflect.get(globalThis, COPY_KEY);
  const own = new URL("../..", import.meta.url).href;
  if (typeof exploring === "string" && exploring !== own) return twoCopies(exploring, own);
  return new UsageError(
    "A primitive of heddle was called outside an execution. Call it from the program that explore() or replay() " +
      "runs, or from an actor that the program spawned; create cells, tables and servers inside it, too.",
    { code: "outside-execution" },
  );
}

/** Each has a current task of its own. */
function twoCopies(exploring: string, own: string): UsageError {
  return new UsageError(
    `There are two copies of heddle in this process: that in ${exploring} explores, and a primitive of that in ${own} was ` +
      "called, which knows of no execution. Install one version (npm ls heddle), and load it one way.",
    { code: "two-copies" },
  );
}

function operationInOperation(): UsageError {
  return new UsageError(
    "A primitive of heddle was called in a function that an operation performs, such as that of cell.update, which is " +
      "part of one step and cannot take another. Call it before or after the operation.",
    { code: "operation-in-operation" },
  );
}

function operationInRule(): UsageError {
  return new UsageError(
    "A primitive of heddle was called in the predicate of a rule, which is evaluated between two steps and cannot take " +
      "one. Read cells, tables and actors with peek from heddle/check.",
    { code: "operation-in-rule" },
  );
}
