// Seeds: one root seed gives every execution of an exploration its own generator, whatever the number of
// workers, because execution i depends on the root and on i alone.

import seedrandom from "seedrandom";

import { UsageError } from "../errors.ts";
import type { Generator } from "./generator.ts";
import { mix } from "./hash.ts";

/** What a person may give as a seed. A number means its decimal text, so 7 and "7" are one seed. */
export type Seed = string | number;

/** A root seed, hashed once. */
export interface RootSeed {
  /** As the person wrote it, for tokens. */
  readonly text: string;
  readonly words: readonly [number, number, number, number];
}

/**
 * Reads a seed.
 * @throws UsageError (`invalid-seed`) when it is neither a string nor a finite number
 */
export function parseSeed(seed: unknown): RootSeed {
  if (typeof seed !== "string" && !(typeof seed === "number" && Number.isFinite(seed))) {
    throw new UsageError(
      `The seed must be a string or a finite number, but it is ${describe(seed)}. ` +
        `Give any text, for example seed: "ci".`,
      { code: "invalid-seed" },
    );
  }
  const text = String(seed);
  // Always an explicit text: called with undefined, seedrandom would seed itself from the machine.
  const source = seedrandom(text);
  return { text, words: [source.int32(), source.int32(), source.int32(), source.int32()] };
}

/** Seeds `generator` for execution `index` of an exploration. */
export function seedExecution(generator: Generator, root: RootSeed, index: number): void {
  const [a, b, c, d] = root.words;
  const low = index | 0;
  const high = Math.floor(index / 0x1_0000_0000) | 0;
  generator.seed(mix(mix(a, low), high), mix(mix(b, low), high), mix(mix(c, low), high), mix(d, low));
}

/** The word from which execution `index` draws its `Math.random`, random ids and the like. */
export function entropyOf(root: RootSeed, index: number): number {
  return mix(mix(root.words[3], root.words[0]), index) >>> 0;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return String(value);
  return typeof value === "undefined" ? "undefined" : `of type ${typeof value}`;
}
