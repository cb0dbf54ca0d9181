// Randomness inside an execution, drawn from its entropy so that a replay gets the same values.

import { must } from "../../errors.ts";
import { actingExecution, actingTask } from "../../kernel/index.ts";
import type { Entropy, Task } from "../../kernel/index.ts";

/** Fills a typed array, like `crypto.getRandomValues`. */
export function fillRandom<T extends ArrayBufferView>(array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const entropy = entropyNow();
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = entropy.byte();
  return array;
}

/** A version 4 UUID. */
export function virtualUuid(): string {
  const bytes = fillRandom(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An integer in [min, max), like `crypto.randomInt` without a callback. */
export function virtualInteger(first: number, second?: number): number {
  const [low, high] = second === undefined ? [0, first] : [first, second];
  const size = high - low;
  const task = choosingTask();
  if (task !== undefined && size >= 1 && size <= SMALL_RANGE) return low + task.actor.execution.draw(size, task);
  return low + Math.floor(virtualFraction() * size);
}

/** `Math.random`. */
export function virtualFraction(): number {
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
  return must(actingExecution(), "code of an execution runs").entropyOf(actingTask());
}
