// One object of a shared graph: its parts, and the accesses to them. The parts are objects of the kernel, one for each
// property or entry and one for the set of these.

import { hashText, mix } from "../choice/index.ts";
import { actingTask, currentEvaluation, SharedObject } from "../kernel/index.ts";
import type { Execution } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";

/** What the last access to a part was, so that a step records each part once. */
interface Part {
  readonly object: SharedObject;
  step: number;
  isWritten: boolean;
}

/** The part that stands for the keys: it is read by whoever looks at all of them, written by whoever adds or removes one. */
const KEYS = "keys";

/** One object. */
export class SharedNode {
  readonly label: string;
  readonly #key: number;
  /** The execution to which the parts belong. */
  #execution: Execution | undefined = undefined;
  #whole: Part | undefined = undefined;
  #parts: Map<string, Part> = new Map();

  /** @param key the same in every interleaving */
  constructor(key: number, label: string) {
    this.#key = key;
    this.label = label;
  }

  /** The object as a whole: written by an operation that touches it, read by each access to a part. */
  get whole(): SharedObject | undefined {
    const execution = runningExecution();
    return execution === undefined ? undefined : this.#wholeOf(execution).object;
  }

  /** The running step accesses a part. */
  access(part: string, access: Access): void {
    const execution = runningExecution();
    if (execution === undefined) return;
    this.#record(execution, this.#wholeOf(execution), Access.read);
    this.#record(execution, this.#partOf(part), access);
  }

  /** The running step accesses the keys. */
  accessKeys(access: Access): void {
    const execution = runningExecution();
    if (execution === undefined) return;
    this.#record(execution, this.#wholeOf(execution), Access.read);
    this.#record(execution, this.#partOf(KEYS, "."), access);
  }

  /** The running step may do anything to the object. */
  accessWhole(): void {
    const execution = runningExecution();
    if (execution !== undefined) this.#record(execution, this.#wholeOf(execution), Access.write);
  }

  #record(execution: Execution, part: Part, access: Access): void {
    const task = actingTask();
    if (task === undefined) {
      currentEvaluation()?.see(part.object);
      return;
    }
    const isWrite = access === Access.write;
    if (part.step === execution.steps && (part.isWritten || !isWrite)) return;
    part.step = execution.steps;
    part.isWritten = isWrite;
    execution.recordAccess(task, part.object, access);
  }

  #wholeOf(execution: Execution): Part {
    if (this.#execution !== execution || this.#whole === undefined) {
      this.#execution = execution;
      this.#parts = new Map();
      this.#whole = { object: new SharedObject(this.#key, this.label, undefined), step: -1, isWritten: false };
    }
    return this.#whole;
  }

  /** @param separator keeps the names of keys apart from those of other parts */
  #partOf(name: string, separator: string = ""): Part {
    const id = separator + name;
    const known = this.#parts.get(id);
    if (known !== undefined) return known;
    const label = separator === "" ? `${this.label}${name}` : `${this.label}, its ${name}`;
    const key = mix(this.#key, hashText(id));
    const part = { object: new SharedObject(key, label, undefined), step: -1, isWritten: false };
    this.#parts.set(id, part);
    return part;
  }
}

function runningExecution(): Execution | undefined {
  return actingTask()?.actor.execution ?? currentEvaluation()?.execution;
}
