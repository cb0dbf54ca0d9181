// The outcomes of a script on heddle: of every class of interleavings.

import { explore } from "heddle";
import type { ExploreOptions } from "heddle";

import type { Order, Script } from "./script.ts";
import { programOf } from "./to-heddle.ts";
import type { Architecture } from "./to-heddle.ts";

/** The outcomes of one exploration. */
export interface HeddleOutcomes {
  /** Whether every class was run. */
  readonly isComplete: boolean;
  readonly executions: number;
  /** Each outcome, and the order of one execution that had it. A failing execution is one, with its error as text. */
  readonly outcomes: ReadonlyMap<string, Order>;
}

/** How a script is explored. */
export interface OutcomeOptions extends Pick<ExploreOptions, "signals" | "time"> {
  readonly executions: number;
  readonly architecture?: Architecture;
}

/** Explores a script. */
export async function outcomesOnHeddle(script: Script, options: OutcomeOptions): Promise<HeddleOutcomes> {
  const { architecture, ...rest } = options;
  const outcomes = new Map<string, Order>();
  const program = programOf(
    script,
    (outcome, order) => {
      if (!outcomes.has(outcome)) outcomes.set(outcome, order);
    },
    architecture,
  );
  const report = await explore(program, { strategy: "dpor", shrink: false, maxSteps: 2_000, ...rest });
  for (const { error } of report.counterexamples) outcomes.set(`failure: ${String(error)}`, []);
  return { isComplete: report.exhausted, executions: report.executions, outcomes };
}
