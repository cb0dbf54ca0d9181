// What the values of options must be.

import { UsageError } from "../errors.ts";

/**
 * Reads a count for commander.
 * @throws UsageError (`invalid-option`) at reading for all but a positive whole number
 */
export function countFor(option: string): (text: string) => number {
  return (text) => {
    const count = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw new UsageError(`${option} must be a whole number of at least 1, but it is "${text}".`, {
      code: "invalid-option",
    });
  };
}

/**
 * Reads a whole number for commander, 0 among them.
 * @throws UsageError (`invalid-option`)
 */
export function wholeFor(option: string): (text: string) => number {
  return (text) => {
    const count = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(count)) return count;
    throw new UsageError(`${option} must be a whole number of at least 0, but it is "${text}".`, {
      code: "invalid-option",
    });
  };
}

/**
 * Reads seconds, which may have a fraction.
 * @throws UsageError (`invalid-option`)
 */
export function seconds(text: string): number {
  const value = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new UsageError(`--time must be a number of seconds above 0, but it is "${text}".`, { code: "invalid-option" });
}

/**
 * Reads one of several words.
 * @throws UsageError (`invalid-option`)
 */
export function oneOf<Word extends string>(option: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw new UsageError(`${option} must be ${words.join(" or ")}, but it is "${text}".`, { code: "invalid-option" });
  };
}
