// Comparison of counts with those of the repository.

/** Figures by what is counted. */
export type Counts = Readonly<Record<string, number>>;

/** What the repository has. */
export interface KnownCounts {
  /** The major version of Node with which they were taken: the engine decides what is allocated. */
  readonly node: number;
  readonly counts: Counts;
}

/** The largest change that passes. */
const TOLERANCE = 0.03;

/** The counts that are other than known by more than 3 %, known no more, or new: a line for each. */
export function changesOf(known: Counts, measured: Counts): readonly string[] {
  const names = new Set([...Object.keys(known), ...Object.keys(measured)]);
  return [...names].flatMap((name) => {
    const [before, now] = [known[name], measured[name]];
    if (before === undefined) return [`${name}: ${String(now)}, which is new`];
    if (now === undefined) return [`${name}: was ${before}, and is not counted any more`];
    if (Math.abs(now - before) <= TOLERANCE * before) return [];
    const percent = 100 * (now / before - 1);
    return [`${name}: was ${before}, is ${now} (${percent > 0 ? "+" : ""}${percent.toFixed(1)} %)`];
  });
}
