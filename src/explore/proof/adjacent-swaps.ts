// Steps from one order of an execution to another by swaps of adjacent steps, as a bubble sort makes them. Each order on
// the way is a linear extension of happens-before if the first and the last are: only steps are swapped that the two
// order differently.

/** The number of swaps from the order 0, 1, 2 … to `order`. */
export function swapsBetween(order: readonly number[]): number {
  return order.reduce((sum, step, at) => sum + order.slice(at + 1).filter((later) => later < step).length, 0);
}

/**
 * The order after the first `count` of these swaps.
 * @returns `swapped` is the index of the first of the two steps that were swapped last
 */
export function afterSwaps(
  order: readonly number[],
  count: number,
): { readonly order: readonly number[]; readonly swapped: number } {
  const now = order.toSorted((one, other) => one - other);
  let left = count;
  let swapped = 0;
  for (const [at, step] of order.entries()) {
    for (let from = now.indexOf(step); from > at && left > 0; from -= 1) {
      const before = now[from - 1];
      if (before === undefined) break;
      now[from] = before;
      now[from - 1] = step;
      swapped = from - 1;
      left -= 1;
    }
  }
  return { order: now, swapped };
}
