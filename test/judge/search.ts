// Generates programs of a profile, judges each, and shrinks those that differ.

import fc from "fast-check";

import { judge, worstOf } from "./compare.ts";
import type { Difference, DifferenceKind, Judgement, JudgeOptions } from "./compare.ts";
import type { Case } from "./enumerate.ts";
import { cases } from "./generate.ts";

/** What is searched. */
export interface SearchOptions extends JudgeOptions {
  readonly profile: string;
  readonly seed: number;
  readonly programs: number;
  /** Wall-clock seconds after which the rest is left out. */
  readonly seconds?: number | undefined;
  /** Ends the search when it is true of a program. */
  readonly until?: (judgement: Judgement) => boolean;
}

/** A program that differs. */
export interface Finding {
  /** Its number among the programs of the search, from 0. */
  readonly index: number;
  readonly kind: DifferenceKind;
  readonly generated: Case;
  readonly differences: readonly Difference[];
}

/** What a search found. */
export interface Searched {
  readonly judged: number;
  readonly tooLarge: number;
  readonly executions: number;
  /** Processor time, which does not depend on what else the machine does. */
  readonly milliseconds: number;
  /** The signal and time modes of the judged programs. */
  readonly modes: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Judges programs of one profile. */
export async function search(options: SearchOptions): Promise<Searched> {
  const { profile, programs, seconds = Number.POSITIVE_INFINITY, seed, until = () => false } = options;
  const begun = performance.now();
  const used = process.cpuUsage();
  const findings: Finding[] = [];
  const modes = new Set<string>();
  let judged = 0;
  let tooLarge = 0;
  let executions = 0;
  for (const [index, generated] of fc.sample(cases(profile), { numRuns: programs, seed }).entries()) {
    if (performance.now() > begun + seconds * 1_000) break;
    const found = await judge(generated, options);
    if (found === undefined) {
      tooLarge += 1;
      continue;
    }
    judged += 1;
    modes.add(`${generated.settings.signals} ${generated.settings.time}`);
    executions += found.executions;
    const kind = worstOf(found);
    if (kind !== undefined) findings.push({ index, kind, generated, differences: found.differences });
    if (until(found)) break;
  }
  return { judged, tooLarge, executions, milliseconds: millisecondsSince(used), modes, findings };
}

function millisecondsSince(used: NodeJS.CpuUsage): number {
  const { system, user } = process.cpuUsage(used);
  return (system + user) / 1_000;
}

/** The smallest program that differs in the same way, as far as `seconds` reach. */
export async function smallest(
  { index, kind }: Pick<Finding, "index" | "kind">,
  { profile, seconds = 60, seed, ...options }: SearchOptions,
): Promise<Case | undefined> {
  const differs = fc.asyncProperty(cases(profile), async (generated) => {
    const found = await judge(generated, options);
    return found === undefined || found.differences.every((each) => each.kind !== kind);
  });
  const { counterexample } = await fc.check(differs, {
    seed,
    path: String(index),
    numRuns: 1,
    interruptAfterTimeLimit: seconds * 1_000,
    markInterruptAsFailure: false,
  });
  return counterexample?.[0];
}
