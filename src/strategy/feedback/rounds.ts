// The rounds of an exploration: of one execution, one, two, four … up to 1,024, then 1,024 each. Their sizes depend
// only on their number, so what a strategy knows in an execution depends on the execution's index alone.

/** The maximum size of a round. */
const MAX_SIZE = 1_024;

/** The index of the first execution of the round that an execution belongs to. */
export function roundStart(index: number): number {
  if (index >= MAX_SIZE) return index - (index % MAX_SIZE);
  return index < 2 ? index : 2 ** (31 - Math.clz32(index));
}

/** The number of executions in the round that begins with this one. */
export function roundSize(first: number): number {
  return Math.max(1, Math.min(first, MAX_SIZE));
}
