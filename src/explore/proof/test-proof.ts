// Tests a proof: runs samples, and finds out about the first that is not as the proof says.

import { entropyOf } from "../../choice/index.ts";
import type { FailureRecord } from "../workers/batch-result.ts";
import { errorOf, headline } from "../failures/counterexample.ts";
import { kindOfFailure, signatureOf } from "../execution/signature.ts";
import type { Host } from "../setup/host.ts";
import type { Plan } from "../setup/options.ts";
import type { Program } from "../setup/program.ts";
import { diagnose } from "./doubt.ts";
import type { Doubt } from "./proof.ts";
import type { ProofRecord } from "./proof-record.ts";
import type { SampleRun, SampleSetup } from "./sample-run.ts";
import { Samples } from "./samples.ts";

/** The result of the test of a proof. */
export interface ProofTest {
  /** The number of samples that were run. */
  readonly samples: number;
  /** Set if a sample differed. */
  readonly doubt: Doubt | undefined;
}

/** Receives samples that fail. */
export interface ProofFindings {
  /** Whether no more are needed. */
  readonly isEnough: boolean;
  readonly isStopped: boolean;
  /** The number of executions of the search. */
  readonly executions: number;
  addFailure(failure: FailureRecord): Promise<void>;
}

/**
 * Tests the proof that a search recorded.
 * @throws UncontrolledNondeterminism (`not-repeatable`) if a sample does something else when it is run again
 */
export async function testProof(
  host: Host,
  program: Program,
  plan: Plan,
  { findings, record }: { readonly record: ProofRecord; readonly findings: ProofFindings },
): Promise<ProofTest> {
  const { checks, reset, seed, settings } = plan;
  const setup: SampleSetup = { host, program, settings, checks, reset, entropy: entropyOf(seed, 0) };
  const samples = new Samples(setup, record, seed, () => findings.isStopped);
  const add = (run: SampleRun, index: number): Promise<void> =>
    findings.addFailure(failureRecord(host, setup, run, findings.executions + index));
  for (let surprise = await samples.run(); surprise !== undefined; surprise = await samples.run()) {
    if (surprise.kind === "failed") await add(surprise.run, surprise.index);
    else {
      const found = await diagnose(setup, plan, surprise);
      if (found.kind === "doubt") return { samples: samples.count, doubt: found.doubt };
      await add(found.run, surprise.index);
    }
    if (findings.isEnough) break;
  }
  return { samples: samples.count, doubt: undefined };
}

function failureRecord(host: Host, { entropy }: SampleSetup, run: SampleRun, index: number): FailureRecord {
  const { actors, choices, outcome } = run;
  const kind = kindOfFailure(outcome);
  const { located, text } = signatureOf(host, outcome, { actors });
  return {
    recipe: "",
    choices,
    moves: undefined,
    entropy,
    index,
    kind,
    signature: text,
    located,
    headline: headline(errorOf(outcome)),
  };
}
