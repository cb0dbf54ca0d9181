// Plain objects as objects of the kernel: their identity, the same in every interleaving, and the accesses to their parts,
// which join the footprint of the running step.
//
// An object has the identity that it gets where instrumented code creates it: the number of the creation among those of
// the task. One that was created elsewhere could only be numbered when it is first seen, and who sees it first depends on
// the order of independent steps. All of these count as one object, so what they share is never lost.

import { hashText, mix } from "../../choice/index.ts";
import { Access, keyText, MODULE_SCOPE } from "../../trace/index.ts";
import type { Execution } from "../execution/execution.ts";
import { actingTask, currentEvaluation } from "../operations/current.ts";
import { createPart, SharedObject } from "../operations/shared-object.ts";

/** A part of an object and the last access to it, so that a step records each part once. */
interface Part {
  readonly object: SharedObject;
  step: number;
  isWritten: boolean;
}

/** An object that is told apart from others. */
export interface Identity {
  readonly key: number;
  name: string;
  /** The execution to which the parts belong. */
  execution: Execution | undefined;
  whole: Part | undefined;
  parts: Map<unknown, Part> | undefined;
}

const CREATED = 0x71a5;
const MODULE = 0x71a6;
const ELSEWHERE = 0x71a7;
const EVERYTHING = 0x71a8;
/** The names of parts of which the hash is kept. */
const MOST_HASHES = 10_000;

/** The plain state of one execution. */
export class PlainState {
  /** Read by each step that runs instrumented code, written by one of which is not known what it touches. */
  readonly everything: Part = partOf(new SharedObject(EVERYTHING, "plain state", undefined));
}

/** Whether an object is a proxy. */
export type IsProxy = (object: unknown) => boolean;

/** Records accesses of instrumented code. */
export class Tracker {
  readonly #identities: WeakMap<object, Identity> = new WeakMap();
  readonly #elsewhere: Identity = identityOf(ELSEWHERE, "");
  readonly #isProxy: IsProxy;
  /** The object that was looked for last: most accesses are to that. */
  #latest: object | undefined = undefined;
  #latestIdentity: Identity | undefined = undefined;
  readonly #hashes: Map<string, number> = new Map();

  /** @param isProxy whether an object is a proxy, whose traps must not be called to find out what it is */
  constructor(isProxy: IsProxy) {
    this.#isProxy = isProxy;
  }

  /** The execution whose code runs, if it tracks plain state; the step counts as one that runs instrumented code. */
  execution(): Execution | undefined {
    const execution = actingTask()?.actor.execution ?? currentEvaluation()?.execution;
    const everything = execution?.plainState?.everything;
    if (execution === undefined || everything === undefined || execution.unwinding !== undefined) return undefined;
    if (everything.step !== execution.steps) record(everything, execution, Access.read);
    return execution;
  }

  /** Whether an object has an identity of its own. */
  isKnown(object: object): boolean {
    return this.#identities.has(object);
  }

  /** Gives a new object its identity. */
  create(object: object, name: string): void {
    const task = actingTask();
    if (task?.actor.execution.plainState === undefined) return;
    this.#latest = undefined;
    const known = this.#identities.get(object);
    if (known !== undefined) {
      if (name !== "") known.name = name;
      return;
    }
    task.objects += 1;
    this.#identities.set(object, identityOf(mix(mix(task.key, CREATED), task.objects), name));
  }

  /** The identity of an object that instrumented code has created: neither a proxy nor one of heddle's. */
  identity(object: object): Identity | undefined {
    if (object === this.#latest) return this.#latestIdentity;
    this.#latest = object;
    this.#latestIdentity = this.#identities.get(object);
    return this.#latestIdentity;
  }

  /** Whether the running step has recorded such an access. */
  hasRecorded(execution: Execution, identity: Identity, part: unknown, access: Access): boolean {
    const known = identity.execution === execution ? identity.parts?.get(part) : undefined;
    return known !== undefined && isCovered(known, execution, access);
  }

  /** The running step accesses a property or an entry; `part` is the same in every interleaving. */
  access(execution: Execution, object: object, part: string | symbol, access: Access): void {
    const identity = this.#of(object);
    const whole = wholeOf(identity, execution);
    identity.parts ??= new Map();
    let known = identity.parts.get(part);
    if (known === undefined) {
      const text = String(part);
      known = partOf(createPart(whole.object, this.#hashOf(text), labelOf(identity.name, text), undefined));
      identity.parts.set(part, known);
    }
    record(known, execution, access);
  }

  /** The running step accesses all of an object. */
  accessAll(execution: Execution, object: object, access: Access): void {
    record(wholeOf(this.#of(object), execution), execution, access);
  }

  /** The name of the entry of a map or a set. */
  entry(key: unknown): string {
    if ((typeof key === "object" && key !== null) || typeof key === "function") {
      const identity = this.#identities.get(key);
      return identity === undefined ? "[…]" : `[object ${String(identity.key)}]`;
    }
    const text = keyText(key);
    return text === undefined ? "[…]" : `[${text.slice(text.indexOf(" ") + 1)}]`;
  }

  #hashOf(text: string): number {
    const known = this.#hashes.get(text);
    if (known !== undefined) return known;
    const hash = hashText(text);
    if (this.#hashes.size < MOST_HASHES) this.#hashes.set(text, hash);
    return hash;
  }

  #of(object: object): Identity {
    const known = this.identity(object);
    if (known !== undefined) return known;
    if (this.#isProxy(object)) return this.#elsewhere;
    const scope: unknown = Object.getOwnPropertyDescriptor(object, MODULE_SCOPE)?.value;
    if (typeof scope !== "string") return this.#elsewhere;
    this.#latest = undefined;
    const identity = identityOf(mix(MODULE, hashText(scope)), "");
    this.#identities.set(object, identity);
    return identity;
  }
}

/** The running step runs instrumented code. */
export function useEverything(execution: Execution): void {
  const { plainState } = execution;
  if (plainState !== undefined) record(plainState.everything, execution, Access.read);
}

/** The running step may read and write anything. */
export function touchEverything(execution: Execution): void {
  const { plainState } = execution;
  if (plainState !== undefined) record(plainState.everything, execution, Access.write);
}

/** `account.balance`, `map[a]`; a variable has no object before it. */
function labelOf(name: string, part: string): string {
  if (name === "") return part;
  const first = part.charCodeAt(0);
  return first === 0x5b || first === 0x28 ? `${name}${part}` : `${name}.${part}`;
}

function identityOf(key: number, name: string): Identity {
  return { key, name, execution: undefined, whole: undefined, parts: undefined };
}

function partOf(object: SharedObject): Part {
  return { object, step: -1, isWritten: false };
}

function wholeOf(identity: Identity, execution: Execution): Part {
  if (identity.execution !== execution || identity.whole === undefined) {
    identity.execution = execution;
    identity.parts = undefined;
    identity.whole = partOf(new SharedObject(identity.key, identity.name || "plain object", undefined));
  }
  return identity.whole;
}

function isCovered(part: Part, execution: Execution, access: Access): boolean {
  return part.step === execution.steps && (part.isWritten || access === Access.read);
}

function record(part: Part, execution: Execution, access: Access): void {
  if (isCovered(part, execution, access)) return;
  const task = actingTask();
  if (task === undefined) {
    currentEvaluation()?.see(part.object);
    return;
  }
  part.step = execution.steps;
  part.isWritten = access === Access.write;
  execution.recordAccess(task, part.object, access);
}
