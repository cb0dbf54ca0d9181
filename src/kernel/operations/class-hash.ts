// The hash of an execution's class (its Mazurkiewicz trace), maintained in O(1) per step. An event's hash folds in the
// hash of its task's last event and of the last events that it depends on through its object: the last exclusive access
// (a write), and for an exclusive one the (unordered) sum of the others (the reads) since. The sum over all events is the same for all orders of independent
// operations. Two 32-bit halves give 53 usable bits: with about 10⁶ classes a collision has a probability of 10⁻⁴.

import { foldA, foldB } from "../../choice/index.ts";
import { Access, isExclusive } from "../../trace/index.ts";
import type { Execution } from "../execution/execution.ts";
import type { AnyObject } from "./operation.ts";
import type { PartSums } from "./shared-object.ts";
import type { Task } from "./task.ts";

const { imul } = Math;

/** Hashes the event that `task` is about to perform. In local variables as far as possible: every step runs it. */
export function hashStep(execution: Execution, task: Task, object: AnyObject | undefined): void {
  const { operation } = task;
  let a = task.hashA ^ operation.hash;
  let b = (task.hashB + operation.hash) | 0;
  if (object === undefined || operation.access === Access.none) {
    a = foldA(a, task.key);
    b = foldB(b, task.key);
  } else {
    const isWrite = operation.isExclusive;
    a = foldA(a, object.key + object.writeA + (isWrite ? object.readsA : 0));
    b = foldB(b, object.key ^ (object.writeB + (isWrite ? object.readsB : 0)));
    if (object.parts !== undefined || object.parent !== undefined) {
      task.hashA = a;
      task.hashB = b;
      foldRelated(task, object, isWrite);
      a = task.hashA;
      b = task.hashB;
    }
    updateObject(object, isWrite, a, b);
  }
  task.hashA = a;
  task.hashB = b;
  if (operation.secondObject !== undefined) hashSecondObject(task);
  execution.classA = (execution.classA + task.hashA) | 0;
  execution.classB = (execution.classB + task.hashB) | 0;
}

function hashSecondObject(task: Task): void {
  const { secondObject } = task;
  if (secondObject !== undefined) fold(task, secondObject, true);
}

/** Hashes an access discovered while a step is performed; it becomes part of the next event of `task`. */
export function hashTouch(execution: Execution, task: Task, object: AnyObject, access: Access): void {
  fold(task, object, isExclusive(access));
  execution.classA = (execution.classA + task.hashA) | 0;
  execution.classB = (execution.classB + task.hashB) | 0;
}

/** Hashes the alternative that an event took: the event that delivered the received message, or the drawn value. */
export function hashChoice(execution: Execution, task: Task, a: number, b: number): void {
  task.hashA = foldA(task.hashA, a);
  task.hashB = foldB(task.hashB, b);
  execution.classA = (execution.classA + task.hashA) | 0;
  execution.classB = (execution.classB + task.hashB) | 0;
}

/** Orders an access after those that it conflicts with: to the object, to its whole and to its parts. */
function fold(task: Task, object: AnyObject, isWrite: boolean): void {
  const a = foldA(task.hashA, object.key + object.writeA + (isWrite ? object.readsA : 0));
  const b = foldB(task.hashB, object.key ^ (object.writeB + (isWrite ? object.readsB : 0)));
  task.hashA = a;
  task.hashB = b;
  if (object.parts === undefined && object.parent === undefined) updateObject(object, isWrite, a, b);
  else {
    foldRelated(task, object, isWrite);
    updateObject(object, isWrite, task.hashA, task.hashB);
  }
}

/**
 * Kept apart, since few objects have parts or a whole, and every step runs `fold`. A sum of nothing is not folded in:
 * when a whole gets its first part depends on the order of independent steps.
 */
function foldRelated(task: Task, { parent, parts }: AnyObject, isWrite: boolean): void {
  if (parts !== undefined) {
    const a = (parts.writesA + (isWrite ? parts.readsA : 0)) | 0;
    const b = (parts.writesB + (isWrite ? parts.readsB : 0)) | 0;
    foldSum(task, a, b);
  }
  if (parent === undefined) return;
  foldSum(task, parent.writeA + (isWrite ? parent.readsA : 0), parent.writeB + (isWrite ? parent.readsB : 0));
  if (parent.parts !== undefined) addToParts(parent.parts, isWrite, task.hashA, task.hashB);
}

function foldSum(task: Task, a: number, b: number): void {
  if (a === 0 && b === 0) return;
  task.hashA = foldA(task.hashA, a);
  task.hashB = foldB(task.hashB, b);
}

function updateObject(object: AnyObject, isWrite: boolean, a: number, b: number): void {
  if (isWrite) {
    object.writeA = a;
    object.writeB = b;
    object.readsA = 0;
    object.readsB = 0;
  } else {
    object.readsA = (object.readsA + a) | 0;
    object.readsB = (object.readsB + b) | 0;
  }
}

function addToParts(parts: PartSums, isWrite: boolean, a: number, b: number): void {
  if (isWrite) {
    parts.writesA = (parts.writesA + a) | 0;
    parts.writesB = (parts.writesB + b) | 0;
  } else {
    parts.readsA = (parts.readsA + a) | 0;
    parts.readsB = (parts.readsB + b) | 0;
  }
}

/**
 * Adds an event, given by its hash, to the causal past of `task`: the sending of a signal, or the spawn. Cheap, since
 * the task's next step mixes the sum.
 */
export function hashCause(task: Task, a: number, b: number): void {
  task.hashA = (imul(task.hashA, 0x01000193) + a) | 0;
  task.hashB = (imul(task.hashB, 0x01000193) + b) | 0;
}

/** The class as one number of 53 bits. */
export function classNumber({ classA, classB }: Execution): number {
  return (classA >>> 0) * 0x20_0000 + (classB >>> 11);
}
