// Failing executions become counterexamples: each is run again with a trace, here, whoever met it.

import type { RootSeed, Settings } from "../choice/index.ts";
import { ReplayDivergence } from "../errors.ts";
import { FollowChoices, FollowOrder, strategyFrom } from "../strategy/index.ts";
import type { Failure } from "./block.ts";
import { counterexampleOf, notRepeatable } from "./counterexample.ts";
import type { Counterexample } from "./counterexample.ts";
import type { Host } from "./host.ts";
import type { Check } from "./options.ts";
import { kindOfFailure } from "./signature.ts";
import { traceRun } from "./trace-run.ts";
import type { TracedRun } from "./trace-run.ts";

/** What a failing execution is run again with. */
export interface FindingsPlan {
  readonly name: string;
  readonly seed: RootSeed;
  readonly settings: Settings;
  readonly checks: readonly Check[];
}

/** The counterexamples of an exploration, each of another bug. */
export class Findings {
  readonly #host: Host;
  readonly #program: () => unknown;
  readonly #plan: FindingsPlan;
  readonly #counterexamples: Counterexample[] = [];

  constructor(host: Host, program: () => unknown, plan: FindingsPlan) {
    this.#host = host;
    this.#program = program;
    this.#plan = plan;
  }

  get counterexamples(): readonly Counterexample[] {
    return this.#counterexamples;
  }

  /**
   * Runs a failing execution again and keeps it if its bug is a new one.
   * @throws UncontrolledNondeterminism (`not-repeatable`) when it does not fail as before
   */
  async add(failure: Failure): Promise<void> {
    const run = await this.#trace(failure);
    if (kindOfFailure(run.outcome) !== failure.kind) throw notRepeatable(failure.signature, run.signature);
    if (this.#counterexamples.some(({ signature }) => signature === run.signature)) return;
    const { name, seed, settings } = this.#plan;
    const { index, recipe } = failure;
    const strategy = isKnown(recipe) ? recipe : "";
    this.#counterexamples.push(counterexampleOf(run, { program: name, strategy, seed: seed.text, index, settings }));
  }

  #trace({ choices, entropy, headline, index, moves }: Failure): Promise<TracedRun> {
    const { checks, settings } = this.#plan;
    const strategy = moves === undefined ? new FollowChoices(choices) : new FollowOrder(moves);
    const request = { program: this.#program, settings, strategy, index, entropy, checks };
    return traceRun(this.#host, request).catch((error: unknown) => {
      if (error instanceof ReplayDivergence) throw notRepeatable(headline, "another execution");
      throw error;
    });
  }
}

/** Whether a token may name the strategy: one of the user's own cannot be built from its name. */
function isKnown(recipe: string): boolean {
  try {
    strategyFrom(recipe);
    return true;
  } catch {
    return false;
  }
}
