// Shows the executions of the reduction on one program, as JSON on standard input: `npx tsx test/judge/show.ts < case.json`.

import { readFileSync } from "node:fs";

import { budgetsFrom, generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber, requireTask } from "../../src/kernel/index.ts";
import { dpor } from "../../src/strategy/index.ts";
import { judge } from "./compare.ts";
import type { Case } from "./generate.ts";
import { interpret } from "./program.ts";

const { program, settings } = JSON.parse(readFileSync(0, "utf8")) as Case;
const full = {
  ...settings,
  maxSteps: 400,
  faults: Object.keys(settings.faults).length > 0 ? budgetsFrom(settings.faults) : NO_FAULTS,
};
const searcher = dpor.searchTree();
const host = createNodeHost();
const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(full) };
let reported: unknown;
const lines: string[] = [];
let steps: string[] = [];
const run = interpret(program, (outcome) => {
  reported = outcome;
});
const strategy = new Proxy(searcher, {
  get(target, key) {
    const value: unknown = Reflect.get(target, key, target);
    if (key === "onStep") {
      return (operation: { toString(): string }, enabled: readonly unknown[]) => {
        steps.push(String(operation));
        target.onStep?.(operation as never, enabled as never);
      };
    }
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  },
});
void requireTask;
await host.exclusively(() =>
  new Runner(host, run, full).run({
    strategy,
    next: () => (searcher.advance() ? start : undefined),
    again: () => start,
    entropy: () => 0,
    ended: (execution) => {
      lines.push(
        `${classNumber(execution)} ${execution.outcome?.kind ?? ""} ${JSON.stringify(reported)} redundant ${searcher.blocked}`,
      );
      lines.push(...steps.map((step) => `    ${step}`));
      steps = [];
    },
  }),
);
process.stdout.write(`${lines.join("\n")}\n${JSON.stringify(await judge(program, settings, 50_000), undefined, 1)}\n`);
