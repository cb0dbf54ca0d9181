// Randomness inside an execution, drawn from its entropy so that a replay gets the same values.

import { must } from "../../errors.ts";
import { actingExecution, actingTask } from "../../kernel/index.ts";
import type { Entropy } from "../../kernel/index.ts";

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
  return low + Math.floor(virtualFraction() * (high - low));
}

/** `Math.random`. */
export function virtualFraction(): number {
  return entropyNow().fraction();
}

function entropyNow(): Entropy {
  return must(actingExecution(), "code of an execution runs").entropyOf(actingTask());
}
