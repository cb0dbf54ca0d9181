// Runs one execution for each class of a small program with the reduction.

import { generatorFrom, hasFaults, NO_FAULTS } from "../../../../src/choice/index.ts";
import type { Settings } from "../../../../src/choice/index.ts";
import { Runner } from "../../../../src/explore/index.ts";
import { createNodeHost } from "../../../../src/host/index.ts";
import { classNumber } from "../../../../src/kernel/index.ts";
import { dpor } from "../../../../src/strategy/index.ts";

/** Executions after which a search is interrupted, so that each test of a reduction also tests its continuation. */
const QUOTA = 100;

/** The results of a reduction. */
export interface Reduction {
  readonly executions: number;
  readonly blocked: number;
  /** Distinct class hashes among them. */
  readonly classes: number;
  /** The distinct outcomes as JSON, sorted; an execution that did not complete is represented by its kind. */
  readonly outcomes: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs every class of `program`, which passes its outcome to `report`. */
export async function reduce(
  program: (report: (outcome: unknown) => void) => unknown,
  options: Partial<Settings> = {},
  limit: number = 1_000_000,
): Promise<Reduction> {
  const settings: Settings = { signals: "pairwise", time: "competing", maxSteps: 1_000, faults: NO_FAULTS, ...options };
  const host = createNodeHost();
  const searcher = dpor.searchTree();
  const classes = new Set<number>();
  const counts: Record<string, number> = {};
  let reported: unknown;
  let executions = 0;
  const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(settings) };
  const body = (): unknown =>
    program((outcome) => {
      reported = outcome;
    });
  const search = async (): Promise<void> => {
    let left = QUOTA;
    await new Runner(host, body, settings).run({
      strategy: searcher,
      next: () => {
        left -= 1;
        return executions < limit && left >= 0 && searcher.advance() ? start : undefined;
      },
      again: () => start,
      entropy: () => 0,
      ended: (execution) => {
        executions += 1;
        classes.add(classNumber(execution));
        const { outcome } = execution;
        const key = outcome?.kind === "completed" ? JSON.stringify(reported) : String(outcome?.kind);
        counts[key] = (counts[key] ?? 0) + 1;
        reported = undefined;
      },
    });
  };
  await host.exclusively(async () => {
    while (!searcher.isDone && executions < limit) await search();
  });
  return {
    executions,
    blocked: searcher.blocked,
    classes: classes.size,
    outcomes: Object.keys(counts).toSorted(),
    counts,
  };
}
