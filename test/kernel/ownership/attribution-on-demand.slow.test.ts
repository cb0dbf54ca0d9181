// Attribution costs time and is therefore on only where it is needed: with it and without, a program has the same
// executions.

import fc from "fast-check";
import { expect, test } from "vitest";

import { budgetsFrom, hashText, mix, seedExecution, Generator, parseSeed } from "../../../src/choice/index.ts";
import type { Settings } from "../../../src/choice/index.ts";
import { Runner } from "../../../src/explore/index.ts";
import { hookedAttribution } from "../../../src/host/attributions.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import type { ExecutionStart, Strategy } from "../../../src/strategy/index.ts";
import type { EnabledOperation } from "../../../src/trace/index.ts";
import type { Program } from "heddle";
import { bodies, programOf } from "./ordinary-programs.ts";
import type { Bodies } from "./ordinary-programs.ts";

/** More than those that have attribution anyway, to find out whether the program needs it. */
const EXECUTIONS = 24;

/** What is the same of two executions: every step with all that was enabled at it, the class, the outcome. */
interface Digest {
  readonly trace: number;
  readonly steps: readonly string[];
  readonly outcome: string;
}

/** Chooses at random and hashes what it sees. */
class Watching implements Strategy {
  readonly recipe: string = "watching";
  trace = 0;
  steps: string[] = [];
  #generator: Generator = new Generator();

  begin({ generator }: ExecutionStart): void {
    this.#generator = generator;
    this.trace = 0;
    this.steps = [];
  }

  choose(enabled: readonly unknown[]): number {
    return this.#generator.below(enabled.length);
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  onStep({ access, id, kind, rank }: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const seen = `${id} ${kind} ${access} by ${rank.join(" ")} of ${enabled.map((other) => other.id).join(" ")}`;
    this.trace = mix(this.trace, hashText(seen));
    this.steps.push(seen);
  }
}

/** On demand; in every execution; or in every one, by the hooks that replace a storage that was left deaf. */
type Way = "demanded" | "always" | "hooked";

async function digestsOf(program: Program, settings: Settings, way: Way): Promise<Digest[]> {
  const host = {
    ...createNodeHost(),
    ...(way === "hooked" ? { attribution: hookedAttribution } : {}),
    attributesFromStart: way !== "demanded",
    grace: () => Promise.resolve(),
  };
  const strategy = new Watching();
  const digests: Digest[] = [];
  const startOf = (index: number): ExecutionStart => {
    const generator = new Generator();
    seedExecution(generator, parseSeed("ownership"), index);
    return { index, generator, hasFaults: settings.faults.kill > 0 };
  };
  await host.exclusively(() =>
    new Runner(host, program, settings).run({
      strategy,
      next: () => (digests.length < EXECUTIONS ? startOf(digests.length) : undefined),
      again: () => startOf(digests.length),
      entropy: () => 0,
      ended: ({ outcome }) => {
        const error = outcome?.kind === "violated" ? String(outcome.error) : "";
        digests.push({ trace: strategy.trace, steps: strategy.steps, outcome: `${outcome?.kind} ${error}` });
      },
    }),
  );
  return digests;
}

/** Nothing is left to find out but by looking: the worker's job takes the place of the operation that its client awaits. */
const WORKER: Bodies = [
  [{ kind: "startPool" }, { kind: "pause" }, { kind: "pause" }],
  [{ kind: "pause" }, { kind: "pool", isAwaited: true, inner: [{ kind: "pause" }] }, { kind: "pause" }],
];

/** A synchronous handler, after which nobody but its sender goes on. */
const HANDLER: Bodies = [
  [{ kind: "castOpen" }, { kind: "write" }, { kind: "pause" }],
  [{ kind: "pause" }, { kind: "castOpen" }, { kind: "write" }],
  [{ kind: "castOpen" }, { kind: "read" }],
];

for (const [name, lists] of Object.entries({ WORKER, HANDLER })) {
  for (const signals of ["pairwise", "instant"] as const) {
    test(`with attribution and without, the executions are the same: ${name}, ${signals}`, async () => {
      const settings: Settings = { signals, time: "competing", maxSteps: 300, faults: budgetsFrom({}) };

      const onDemand = await digestsOf(programOf(lists), settings, "demanded");

      expect(onDemand).toEqual(await digestsOf(programOf(lists), settings, "always"));
      expect(onDemand).toEqual(await digestsOf(programOf(lists), settings, "hooked"));
      expect(onDemand.map(({ outcome }) => outcome)).toContain("completed ");
    });
  }
}

test("with attribution and without, any program has the same executions", { timeout: 120_000 }, async () => {
  const settings = fc.record({
    signals: fc.constantFrom("pairwise", "instant"),
    time: fc.constantFrom("competing", "lazy"),
    kills: fc.nat(1),
  });
  await fc.assert(
    fc.asyncProperty(bodies, settings, async (lists, { kills, signals, time }) => {
      const run = (way: Way): Promise<Digest[]> =>
        digestsOf(programOf(lists), { signals, time, maxSteps: 300, faults: budgetsFrom({ kill: kills }) }, way);

      const onDemand = await run("demanded");

      expect(onDemand).toEqual(await run("always"));
      expect(onDemand).toEqual(await run("hooked"));
    }),
    { numRuns: 300, seed: 11 },
  );
});
