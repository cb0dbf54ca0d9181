// Seeds: one root seed gives every execution of an exploration its own random stream, independent of the number of
// workers, since execution i depends only on the root and on i.

import seedrandom from "seedrandom";

import { UsageError } from "../errors.ts";
import type { Generator } from "./generator.ts";
import { mix } from "./hash.ts";

/** A seed as given by the user. A number stands for its decimal text, so 7 and "7" are the same seed. */
export type Seed = string | number;

/** A root seed, hashed once. */
export interface RootSeed {
  /** The text that the user gave, for tokens. */
  readonly text: string;
  readonly words: readonly [number, number, number, number];
}

/**
 * Parses and hashes a seed.
 * @throws UsageError (`invalid-seed`) when it is neither a string nor a finite number
 */
export function parseSeed(seed: unknown): RootSeed {
  if (typeof seed !== "string" && !(typeof seed === "number" && Number.isFinite(seed))) {
    throw new UsageError(
      `The seed must be a string or a finite number, but got ${describe(seed)}. ` +
        `Give any text, for example seed: "ci".`,
      { code: "invalid-seed" },
    );
  }
  const text = String(seed);
  // Always an explicit text: called with undefined, seedrandom would seed itself from system entropy.
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

/** The word that determines `Math.random`, random ids and the like in execution `index`. */
export function entropyOf(root: RootSeed, index: number): number {
  return mix(mix(root.words[3], root.words[0]), index) >>> 0;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return String(value);
  return typeof value === "undefined" ? "undefined" : `a value of type ${typeof value}`;
}
