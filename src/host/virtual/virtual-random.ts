// Randomness inside an execution, drawn from its entropy so that a replay gets the same values. Arguments are checked by
// the real functions, whose values are dropped. A function with a callback answers in a step of its own.

import { AsyncResource } from "node:async_hooks";
import crypto from "node:crypto";

import { must } from "../../errors.ts";
import { actingExecution, actingTask, answerLater, entropyOf } from "../../kernel/index.ts";
import type { Entropy, Task } from "../../kernel/index.ts";
import { aroundInStep, inStep } from "./patch.ts";
import type { AnyFunction, Patch } from "./patch.ts";

// Captured before any exploration installs the virtual globals.
const realFillSync: AnyFunction = crypto.randomFillSync;

type Answer = (error: null, value: unknown) => void;

/** The global `crypto`, and its class for those who call the methods of that. */
const WEB: readonly object[] = [Reflect.getPrototypeOf(globalThis.crypto) ?? {}, globalThis.crypto];

/** What must be replaced for random values. */
export const RANDOM_PATCHES: readonly Patch[] = [
  { target: Math, key: "random", make: inStep(virtualFraction) },
  ...WEB.flatMap((target) => [
    { target, key: "randomUUID", make: aroundInStep(randomUuid) },
    { target, key: "getRandomValues", make: aroundInStep(randomValues) },
  ]),
  { target: crypto, key: "randomUUID", make: aroundInStep(randomUuid) },
  { target: crypto, key: "randomUUIDv7", make: inStep(virtualTimedUuid) },
  { target: crypto, key: "randomBytes", make: aroundInStep(randomBytes) },
  { target: crypto, key: "pseudoRandomBytes", make: aroundInStep(randomBytes) },
  { target: crypto, key: "randomFillSync", make: aroundInStep(randomFillSync) },
  { target: crypto, key: "randomFill", make: randomFill },
  { target: crypto, key: "randomInt", make: aroundInStep(randomInt) },
];

function randomValues(real: AnyFunction, array: ArrayBufferView): ArrayBufferView {
  real(array as never);
  return fillRandom(array);
}

function randomBytes(real: AnyFunction, size: never, callback?: Answer): Buffer | undefined {
  if (callback !== undefined && typeof callback !== "function") return real(size, callback) as undefined;
  const bytes = real(size) as Buffer;
  if (callback === undefined) return fillRandom(bytes);
  answer("crypto.randomBytes", callback, () => fillRandom(bytes));
  return undefined;
}

type Bytes = ArrayBufferView | ArrayBufferLike;

function randomFillSync(real: AnyFunction, bytes: Bytes, offset: number = 0, size?: number): Bytes {
  real(...([bytes, offset, size] as never[]));
  fillRandom(partOf(bytes, offset, size));
  return bytes;
}

/** `crypto.randomFill`: the buffer, perhaps an offset and a size, and a callback. */
function randomFill(real: AnyFunction): AnyFunction {
  return aroundInStep((callReal, ...values) => {
    const [bytes, ...others] = values as unknown as [Bytes, ...unknown[]];
    const callback = others.pop();
    const [offset, size] = others as number[];
    if (typeof callback !== "function") return callReal(...values);
    realFillSync(bytes as never, offset as never, size as never);
    answer("crypto.randomFill", callback as Answer, () => {
      fillRandom(partOf(bytes, offset, size));
      return bytes;
    });
    return undefined;
  })(real);
}

/** The bytes from an offset on; both are counted in elements. */
function partOf(bytes: Bytes, offset: number = 0, size?: number): Uint8Array {
  const { buffer, byteLength, byteOffset } = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
  const width = "BYTES_PER_ELEMENT" in bytes ? Number(bytes.BYTES_PER_ELEMENT) : 1;
  return new Uint8Array(
    buffer,
    byteOffset + offset * width,
    size === undefined ? byteLength - offset * width : size * width,
  );
}

/** `crypto.randomInt`: perhaps a minimum, a maximum, perhaps a callback. */
function randomInt(real: AnyFunction, ...values: never[]): number | undefined {
  const last: unknown = values.at(-1);
  const callback = typeof last === "function" ? (last as Answer) : undefined;
  const bounds = callback === undefined ? values : values.slice(0, -1);
  real(...bounds);
  const [first = 0, second] = bounds as readonly number[];
  if (callback === undefined) return virtualInteger(first, second);
  answer("crypto.randomInt", callback, () => virtualInteger(first, second));
  return undefined;
}

/** Answers in a step of the calling actor, in its asynchronous context: when the answer comes is a choice. */
function answer(label: string, callback: Answer, value: () => unknown): void {
  const context = new AsyncResource(label);
  answerLater(() => {
    context.runInAsyncScope(callback, undefined, null, value());
  }, label);
}

/** Fills a typed array, like `crypto.getRandomValues`. */
function fillRandom<T extends ArrayBufferView>(array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const entropy = entropyNow();
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = entropy.byte();
  return array;
}

/** A version 4 UUID. */
function randomUuid(real: AnyFunction, options?: never): string {
  if (options !== undefined) real(options);
  return uuidOf(fillRandom(new Uint8Array(16)), 4);
}

/** A version 7 UUID, which begins with the time in milliseconds. */
function virtualTimedUuid(): string {
  const bytes = Buffer.from(fillRandom(new Uint8Array(16)));
  bytes.writeUIntBE(Date.now(), 0, 6);
  return uuidOf(bytes, 7);
}

function uuidOf(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An integer in [min, max), or below the only bound. */
function virtualInteger(first: number, second?: number): number {
  const [low, high] = second === undefined ? [0, first] : [first, second];
  const size = high - low;
  const task = choosingTask();
  if (task !== undefined && size >= 1 && size <= SMALL_RANGE) return low + task.actor.execution.draw(size, task);
  return low + Math.floor(virtualFraction() * size);
}

/** `Math.random`. */
function virtualFraction(): number {
  const task = choosingTask();
  if (task === undefined) return entropyNow().fraction();
  return FRACTIONS[task.actor.execution.draw(FRACTIONS.length, task)] ?? 0;
}

/** The values among which `Math.random` chooses: those between which most programs distinguish, ends included. */
const FRACTIONS: readonly number[] = [0, 1 / 3, 2 / 3, 1 - 2 ** -53];
/** Ranges of at most as many integers are drawn from exactly. */
const SMALL_RANGE = 16;

/** The task that draws, if its draws are choices. In rules and checks, which are no part of a step, none is. */
function choosingTask(): Task | undefined {
  const task = actingTask();
  return task?.actor.execution.settings.entropy === "choice" ? task : undefined;
}

function entropyNow(): Entropy {
  return entropyOf(must(actingExecution(), "code of an execution runs"), actingTask());
}
