// Shows one execution of each class that the reduction loses: `npx tsx test/judge/missing.ts < case.json`.

import { readFileSync } from "node:fs";

import { budgetsFrom, generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber } from "../../src/kernel/index.ts";
import { dpor } from "../../src/strategy/index.ts";
import type { Strategy } from "../../src/strategy/index.ts";
import { BruteForce } from "./brute-force.ts";
import type { Case } from "./generate.ts";
import { interpret } from "./program.ts";

const { program, settings } = JSON.parse(readFileSync(0, "utf8")) as Case;
const hasAny = Object.keys(settings.faults).length > 0;
const full = { ...settings, maxSteps: 400, faults: hasAny ? budgetsFrom(settings.faults) : NO_FAULTS };

/** One execution of each class, as its steps. */
async function classesOf(strategy: Strategy, advance: () => boolean): Promise<ReadonlyMap<number, readonly string[]>> {
  const host = createNodeHost();
  const found = new Map<number, readonly string[]>();
  const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(full) };
  const body = interpret(program, () => undefined);
  let steps: string[] = [];
  await host.exclusively(() =>
    new Runner(host, body, full).run({
      strategy,
      next: () => (advance() ? start : undefined),
      again: () => start,
      entropy: () => 0,
      observe: () => {
        steps = [];
        return {
          beforeStep: (task) => {
            steps.push(String(task));
          },
          afterStep: () => undefined,
        };
      },
      ended: (execution) => {
        if (!found.has(classNumber(execution))) found.set(classNumber(execution), steps);
      },
    }),
  );
  return found;
}

const brute = new BruteForce();
let isFirst = true;
const all = await classesOf(brute, () => {
  const hasNext = isFirst || brute.advance();
  isFirst = false;
  return hasNext;
});
const searcher = dpor.searchTree();
const run = await classesOf(searcher, () => searcher.advance());
const lost = [...all].filter(([number]) => !run.has(number)).map(([, steps]) => steps);
const lines = lost.map((steps) => steps.join(" | "));
process.stdout.write(`${[`${run.size} of ${all.size} classes; lost:`, ...lines].join("\n")}\n`);
