// Attribution of running code to actors. While every task waits for an operation, whatever a step registers belongs to
// the task that the step resumed. A task that waits for a foreign promise (a mutex from npm) is resumed in the middle
// of another actor's step. Once a program of several actors might contain such a task, the exploration carries the
// actor through every await by means of an `Attribution`.

import type { Actor } from "../actors/actor.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import { requireTask } from "./current.ts";
import { Access } from "../../trace/index.ts";
import type { SourcePosition } from "../../trace/index.ts";
import type { Execution } from "../execution/execution.ts";
import type { Task } from "./task.ts";

/** The call that loads a module. */
const IMPORT = "import()";

/** Real input that code of an execution has asked for. */
export interface RealInput {
  /** The function that it has called, for example `readFile`, or `import()`. */
  readonly call: string;
  readonly position: SourcePosition | undefined;
  /** Whether it is real time, which matters only to code that waits for it. */
  readonly isTime: boolean;
  /** The program's frames of the stack. */
  readonly stack: string;
}

/** Notes the real input that code asks for. */
export interface InputWatch {
  /** Forgets what was noted: another execution begins. */
  restart(): void;
  /** Instrumented code awaits a promise. */
  awaited(promise: object): void;
  readonly first: RealInput | undefined;
  /**
   * Notes a call of real input.
   * @param caller the function whose frame and those above it are left out
   */
  note(call: string, caller: (...values: never[]) => unknown): void;
}

/** An actor that follows the flow of async code, as the store of Node's `AsyncLocalStorage` does. */
export interface Attribution {
  run<T>(actor: Actor, code: () => T): T;
  actor(): Actor | undefined;
  /** Whether code that runs in the asynchronous context of other code belongs to its actor. */
  readonly followsContexts: boolean;
  /** Set if it is given only to find out whether the program needs it: how many handlers it may still run. */
  left?: number;
  /** Default: nobody listens. */
  readonly inputs?: InputWatch;
}

/** The attribution for a message handler. A step may run any number of them, so it may end within one. */
export function handlerAttribution(execution: Execution): Attribution | undefined {
  const { attribution } = execution;
  if (attribution?.left === undefined || execution.hasForeignWaits) return attribution;
  attribution.left -= 1;
  if (attribution.left < 0) execution.attribution = undefined;
  return execution.attribution;
}

/**
 * The task to which the operation being called belongs; `undefined` when its actor was killed, so that the operation
 * must never be performed. An actor whose body has returned still performs what its code calls.
 * @throws UsageError (`outside-execution`)
 */
export function claimTask(): Task | undefined {
  const current = requireTask();
  // The task of a timer is gone once it has fired: code that its callback resumes goes on as a task of the actor.
  const isFree = !current.isArmed && !current.isSpent;
  if (isFree && current.actor.execution.attribution === undefined) return current;
  return claimByAttribution(current, isFree);
}

/** The calling actor. @throws UsageError (`outside-execution`) */
export function actingActor(): Actor {
  const { actor } = requireTask();
  return actor.execution.attribution === undefined ? actor : attributedActor(actor);
}

function attributedActor(actor: Actor): Actor {
  const { execution } = actor;
  const acting = execution.attribution?.actor() ?? actor;
  if (acting !== actor) execution.requireAttribution();
  return acting;
}

function claimByAttribution(current: Task, isFree: boolean): Task | undefined {
  const { execution } = current.actor;
  const actor = execution.attribution?.actor() ?? current.actor;
  if (actor.isKilled || actor.execution !== execution) return undefined;
  if (actor === current.actor && isFree) return current;
  execution.requireAttribution();
  const task = freeTask(actor);
  if (task !== actor.task) actor.branch();
  if (actor !== current.actor && actor.memory !== undefined)
    execution.recordAccess(current, actor.memory, Access.write);
  // The running step settled the promise that resumed this code.
  execution.addCause(task, current);
  return task;
}

/**
 * A task of the actor without a pending operation; its first task if that is free and the body has not ended. A task made
 * for the exit stays that: work that goes on may come before or after the exit, and its task must not depend on which.
 */
export function freeTask(actor: Actor): Task {
  if (actor.status === "running" && isParked(actor.task)) return actor.task;
  return actor.extraTasks?.find((task) => isParked(task) && task !== actor.exitTask) ?? actor.fork();
}

/** Whether a task's code waits for a foreign promise or has ended. */
function isParked(task: Task): boolean {
  return !task.isArmed && task.operation.kind !== "timer";
}

/** The error for code that was resumed by something heddle does not control. */
export function resumedOutside({ execution, pid }: Actor): UncontrolledNondeterminism {
  const input = execution.attribution?.inputs?.first;
  const what =
    input === undefined
      ? "it awaited real input or output, a real timer or another promise that heddle does not control"
      : `it awaited ${nameOf(input)}, whose answer heddle does not control`;
  return located(
    new UncontrolledNondeterminism(
      `The code of ${pid.path} was resumed from outside the execution: ${what}. ${adviceFor(input)}`,
      { code: "resumed-outside" },
    ),
    input,
  );
}

/** The error for an execution whose end says nothing, since it has asked for real input and had not got it by then. */
export function realInput(input: RealInput): UncontrolledNondeterminism {
  const what =
    input.call === IMPORT
      ? "An execution imported a module that was not loaded yet, by import(), which reads files: the next execution does not"
      : `An execution asked for real input by ${nameOf(input)}, and ended before there was an answer, which comes from outside ` +
        "of it: what happens once it comes was not explored";
  return located(new UncontrolledNondeterminism(`${what}. ${adviceFor(input)}`, { code: "real-input" }), input);
}

/** Whether what was asked for is a module, which only the first execution asks for. */
export function isImport({ call }: RealInput): boolean {
  return call === IMPORT;
}

function nameOf({ call, position }: RealInput): string {
  return position === undefined ? call : `${call} at line ${position.line}`;
}

function adviceFor(input: RealInput | undefined): string {
  return input?.call === IMPORT
    ? "Import the module before the exploration, at the top of the file."
    : "Replace it by an operation, or by a fake that works in memory.";
}

/** Points to where the input was asked for. */
function located(error: UncontrolledNondeterminism, input: RealInput | undefined): UncontrolledNondeterminism {
  if (input !== undefined) error.stack = `${error.name}: ${error.message}\n${input.stack}`;
  return error;
}
