// Runs one execution for each class of a small program, by the reduction.

import { generatorFrom } from "../../../src/choice/index.ts";
import type { Settings } from "../../../src/choice/index.ts";
import { Runner } from "../../../src/explore/index.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import { classNumber } from "../../../src/kernel/index.ts";
import { Dpor } from "../../../src/strategy/dpor/dpor.ts";
import { Frontier } from "../../../src/strategy/dpor/frontier.ts";
import { Names } from "../../../src/strategy/dpor/names.ts";

/** A search is interrupted so often, so that each test of a reduction is one of its being cut into parts. */
const QUOTA = 20;

/** What the executions of a reduction showed. */
export interface Reduction {
  readonly executions: number;
  readonly blocked: number;
  /** Distinct class hashes among them. */
  readonly classes: number;
  /** What they reported, each distinct one as JSON, sorted; an end other than completed by its kind. */
  readonly outcomes: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs every class of `program`; what it passes to `report` is the outcome of the execution. */
export async function reduce(
  program: (report: (outcome: unknown) => void) => unknown,
  options: Partial<Settings> = {},
  limit: number = 1_000_000,
): Promise<Reduction> {
  const settings: Settings = { signals: "pairwise", time: "competing", maxSteps: 1_000, kills: 0, ...options };
  const host = createNodeHost();
  const frontier = new Frontier();
  const names = new Names();
  let blocked = 0;
  const classes = new Set<number>();
  const counts: Record<string, number> = {};
  let reported: unknown;
  let executions = 0;
  const start = { index: 0, generator: generatorFrom(0), hasFaults: settings.kills > 0 };
  const body = (): unknown =>
    program((outcome) => {
      reported = outcome;
    });
  const search = async (dpor: Dpor): Promise<void> => {
    let left = QUOTA;
    await new Runner(host, body, settings).run({
      strategy: dpor,
      next: () => {
        left -= 1;
        return executions < limit && left >= 0 && dpor.advance() ? start : undefined;
      },
      again: () => start,
      entropy: () => 0,
      ended: (execution) => {
        executions += 1;
        classes.add(classNumber(execution));
        const { outcome } = execution;
        const key = outcome?.kind === "completed" ? JSON.stringify(reported) : String(outcome?.kind);
        if (outcome?.kind === "violated") console.error(outcome.error);
        counts[key] = (counts[key] ?? 0) + 1;
        reported = undefined;
      },
    });
    blocked += dpor.blocked;
  };
  await host.exclusively(async () => {
    for (let errand = frontier.take(); errand !== undefined; errand = frontier.take()) {
      const dpor = new Dpor(names, errand.root);
      await search(dpor);
      frontier.merge(errand, dpor.rest());
    }
  });
  return {
    executions,
    blocked,
    classes: classes.size,
    outcomes: Object.keys(counts).toSorted(),
    counts,
  };
}
