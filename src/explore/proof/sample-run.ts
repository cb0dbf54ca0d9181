// One execution that tests a proof: what it did, in what class, and how it ended.

import { generatorFrom, hasFaults } from "../../choice/index.ts";
import type { Settings } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { classNumber } from "../../kernel/index.ts";
import type { Execution, Outcome } from "../../kernel/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import { applyChecks } from "../execution/apply-checks.ts";
import { Runner } from "../execution/runner.ts";
import type { Check } from "../setup/check.ts";
import type { Reset } from "../setup/reset.ts";
import type { Host } from "../setup/host.ts";
import type { Program } from "../setup/program.ts";
import { Digester } from "./digest.ts";

/** How samples are run. */
export interface SampleSetup {
  readonly host: Host;
  readonly program: Program;
  readonly settings: Settings;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
  /** The word of the random values, the same as in the search. */
  readonly entropy: number;
}

/** What a sample did. */
export interface SampleRun {
  readonly outcome: Outcome;
  readonly actors: Execution["actors"];
  readonly choices: readonly number[];
  readonly number: number;
  readonly digest: number;
}

/** Runs one execution. */
export async function runSample(setup: SampleSetup, strategy: Strategy): Promise<SampleRun> {
  const { checks, entropy, host, program, reset, settings } = setup;
  const digester = new Digester();
  const start = (): ExecutionStart => ({ index: 0, generator: generatorFrom(0), hasFaults: hasFaults(settings) });
  let run: SampleRun | undefined;
  await new Runner(host, program, settings, reset).run({
    strategy,
    next: () => (run === undefined ? start() : undefined),
    again: start,
    entropy: () => entropy,
    observe: () => digester.restart(),
    ended: (execution) => {
      const ended = must(execution.outcome, "an ended execution has an outcome");
      run = {
        outcome: applyChecks(ended, checks, execution),
        // The buffers of the execution are used again.
        actors: execution.actors.slice(),
        choices: execution.choices.toArray(),
        number: classNumber(execution),
        digest: digester.digest(ended),
      };
    },
  });
  return must(run, "the one execution was run");
}
