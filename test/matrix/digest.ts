// Explores generated programs with a fixed seed and gives a digest of each report. It runs in a project of its own, beside
// the judge's programs, under every version of Node and in every way of running: see run.ts.

import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";

import fc from "fast-check";
import { explore, spawn } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";
import { cell } from "heddle/memory";

import { cases } from "../judge/generate.ts";
import { PROFILES } from "../judge/profiles.ts";
import { interpret } from "../judge/program.ts";

/** How the programs are run. */
export interface Way {
  readonly programs: number;
  readonly drain: "synchronous" | "hop";
  readonly workers: number;
}

const SEED = 20;
const EXECUTIONS = 40;

class Point {
  readonly x = 1;
}

/** Values that show in traces, which versions of Node print in different ways. */
const VALUES: readonly (() => unknown)[] = [
  () => new RangeError("x"),
  () => new AggregateError([new Error("x")], "several"),
  () => new Map([["a", new Set([1])]]),
  () => new Date(5),
  () => new Point(),
  () => Buffer.from("abc"),
  () => new URL("http://example.org/a?b=c"),
  () => [1, , 3], // oxlint-disable-line no-sparse-arrays -- a hole is what is tried
  () => new Headers({ a: "b" }),
  () => Object.assign(Object.create(null) as object, { a: -0 }),
  () => Symbol("x"),
  () => 10n,
  () => new Float64Array([1.5]),
  () => new Error("x", { cause: new Error("y") }),
  () => ({ deep: { deep: { deep: { deep: { deep: 1 } } } } }),
];

/** The programs, each with the settings that it was generated with. */
export function programsOf(count: number): readonly { readonly program: Program; readonly options: ExploreOptions }[] {
  const names = Object.keys(PROFILES);
  const perProfile = Math.ceil(count / names.length);
  return names
    .flatMap((name) => fc.sample(cases(name), { numRuns: perProfile, seed: SEED }))
    .slice(0, count)
    .map(({ program, settings }, index) => {
      const run = async (): Promise<void> => {
        let outcome: unknown;
        const value = cell<unknown>(0, "value");
        await spawn("writer", () => value.write(VALUES[index % VALUES.length]?.()));
        await value.read();
        await interpret(program, (each) => {
          outcome = each;
        })();
        // Some outcomes are failures, so that there are tokens to compare.
        if (numberOf(JSON.stringify(outcome)) % 5 === 0) throw new Error(`the outcome ${JSON.stringify(outcome)}`);
      };
      return { program: run, options: settings };
    });
}

/** A digest of each report: verdict, counts, tokens, the steps with their lines and values. */
export async function digests({ drain, programs, workers }: Way): Promise<readonly string[]> {
  const all = programsOf(programs);
  const found: string[] = [];
  for (const [index, { options, program }] of all.entries()) {
    const whole: ExploreOptions = { ...options, seed: "matrix", executions: EXECUTIONS, name: `p${index}` };
    const parallel = workers > 1 ? { workers, module: new URL("modules.ts", import.meta.url) } : {};
    const run = drain === "hop" ? await hopping() : explore;
    const subject = workers > 1 ? await exported(`p${index}`) : program;
    found.push(
      await run(subject, { ...whole, ...parallel }).then(digestOf, (error: unknown) => `rejected: ${String(error)}`),
    );
  }
  return found;
}

/** The exports are the same programs, made in the module that workers load. */
async function exported(name: string): Promise<Program> {
  const module = (await import(["./modules.ts"].join(""))) as Readonly<Record<string, Program>>;
  const program = module[name];
  if (program === undefined) throw new Error(`no program ${name}`);
  return program;
}

type Explore = (program: Program, options: ExploreOptions) => Promise<Report>;

/** `explore` on a host that drains microtasks by hops, as it does where it cannot drain them synchronously. */
async function hopping(): Promise<Explore> {
  const root = pathToFileURL(`${process.cwd()}/node_modules/heddle/dist/`);
  const { createNodeHost } = (await import(new URL("host/index.js", root).href)) as {
    readonly createNodeHost: (options: object) => unknown;
  };
  const { exploreOn } = (await import(new URL("explore/index.js", root).href)) as {
    readonly exploreOn: (host: unknown, program: Program, options: ExploreOptions) => Promise<Report>;
  };
  const host = createNodeHost({ drain: "hop" });
  return (program, options) => exploreOn(host, program, options);
}

function digestOf({
  classes,
  counterexamples,
  executions,
  leaks,
  newClassProbability,
  steps,
  verdict,
}: Report): string {
  const found = counterexamples.map(({ explanation, signature, token, trace }) => ({
    token,
    signature,
    sentence: explanation?.sentence,
    slice: explanation?.slice,
    trace: trace.map(({ source, ...step }) => [step, source?.line]),
  }));
  const text = JSON.stringify([verdict, executions, steps, classes, newClassProbability, leaks, found]);
  return `${verdict} ${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}

function numberOf(text: string): number {
  return createHash("sha256").update(text).digest()[0] ?? 0;
}
