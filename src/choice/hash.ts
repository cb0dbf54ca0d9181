// 32-bit mixing for identities, fingerprints and checksums. Not cryptographic: every comparison of such a hash expects
// collisions, and its width is chosen accordingly.

// Captured once, so that a program that replaces functions of Math neither changes nor slows down a hash.
const { imul } = Math;

/** Folds `value` into `state`; both are 32-bit integers. Uses the finalizer of MurmurHash3. */
export function mix(state: number, value: number): number {
  let hash = imul(state ^ value, 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Folds `value` into one half of a hash of a chain, `foldB` into the other. One multiplication for each: what stands in a
 * chain is mixed again by all that follows.
 */
export function foldA(state: number, value: number): number {
  const hash = imul(state ^ value, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** See `foldA`. */
export function foldB(state: number, value: number): number {
  const hash = imul((state + value) | 0, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

/** A 32-bit hash of a text, one UTF-16 unit at a time. */
export function hashText(text: string, seed: number = 0x2545f491): number {
  let hash = seed ^ text.length;
  for (let index = 0; index < text.length; index += 1) hash = mix(hash, text.charCodeAt(index) + 0x9e37);
  return hash;
}
