// The rounds of an exploration: one execution, one, two, four … up to 1,024, then 1,024 each. Their sizes depend on
// nothing but their number, so what a strategy knows in an execution depends on the execution's index alone.

/** The size at which rounds stop to grow. */
const GREATEST = 1_024;

/** The index of the first execution of the round that an execution belongs to. */
export function roundStart(index: number): number {
  if (index >= GREATEST) return index - (index % GREATEST);
  return index < 2 ? index : 2 ** (31 - Math.clz32(index));
}

/** How many executions a round has that begins with this one. */
export function roundSize(first: number): number {
  return Math.max(1, Math.min(first, GREATEST));
}
