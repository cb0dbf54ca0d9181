// Finds the module and export from which a worker can load a program.

import { UsageError } from "../../errors.ts";
import type { ProgramSource } from "../workers/worker-pool.ts";
import type { Check } from "./check.ts";
import type { Reset } from "./reset.ts";
import type { Plan } from "./options.ts";
import { isScenario } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";
import type { Host } from "./host.ts";

/** The program that a worker has loaded. */
export interface LoadedProgram {
  readonly program: () => unknown;
  readonly checks: readonly Check[];
  readonly reset: Reset | undefined;
}

type Exports = Readonly<Record<string, unknown>>;

/**
 * Finds the export of the plan's module that holds a program.
 * @throws UsageError (`strategy-not-named`, `no-module`, `module-not-loaded`, `not-exported`, `checks-not-exported`)
 */
export async function sourceOf(host: Host, program: () => unknown, plan: Plan): Promise<ProgramSource> {
  const { checks, isNamed, module, reset, workers } = plan;
  if (!isNamed) {
    throw new UsageError(
      `strategy is an object, which cannot be sent to ${workers} workers. ` +
        'Use the name of a built-in strategy, "pct" for example, or explore with workers: 1.',
      { code: "strategy-not-named" },
    );
  }
  if (module === undefined) {
    throw new UsageError(
      `A function cannot be sent to ${workers} workers: each loads the program itself. Export the program from a module ` +
        "and pass its URL: explore(program, { workers, module: import.meta.url }), or explore with workers: 1.",
      { code: "no-module" },
    );
  }
  const exported = await host.exportsOf(module);
  const owner = scenariosOf(exported).find((each) => each.program === program && hasFunctions(each, plan));
  if (owner !== undefined) {
    return { module, kind: "scenario", name: owner.name, hasChecks: checks.length > 0, hasReset: reset !== undefined };
  }
  if (checks.length > 0) {
    throw new UsageError(notExported("checks are functions", "checks", plan), { code: "checks-not-exported" });
  }
  if (reset !== undefined) {
    throw new UsageError(notExported("reset is a function", "reset", plan), { code: "reset-not-exported" });
  }
  const name = Object.keys(exported).find((key) => exported[key] === program);
  if (name !== undefined) return { module, kind: "export", name, hasChecks: false, hasReset: false };
  throw new UsageError(
    `${module} does not export this program, so workers cannot find it. Export the explored function itself or a ` +
      "scenario of it; a function that is created by a call is a different one each time.",
    { code: "not-exported" },
  );
}

/** What to do with functions that workers cannot find. */
function notExported(what: string, option: string, { module, workers }: Plan): string {
  return (
    `${what}, which cannot be sent to ${workers} workers. Put it into the options of a scenario of this program that ` +
    `${module} exports, and pass the scenario's program and ${option}; or explore with workers: 1.`
  );
}

/**
 * Finds the program, its checks and its reset in the exports that a worker has loaded.
 * @throws UsageError (`not-exported`) when the module has other exports in this thread
 */
export function findProgram(
  { hasChecks, hasReset, kind, module, name }: ProgramSource,
  exported: Exports,
): LoadedProgram {
  if (kind === "scenario") {
    const found = scenariosOf(exported).find((scenario) => scenario.name === name);
    if (found !== undefined) {
      const { checks = [], reset } = found.options;
      return { program: found.program, checks: hasChecks ? checks : [], reset: hasReset ? reset : undefined };
    }
  } else if (typeof exported[name] === "function") {
    return { program: exported[name] as () => unknown, checks: [], reset: undefined };
  }
  throw new UsageError(
    `In a worker, ${module} has no ${kind} "${name}". A module must have the same exports in every thread.`,
    { code: "not-exported" },
  );
}

function scenariosOf(exported: Exports): readonly Scenario[] {
  return Object.values(exported).flat().filter(isScenario);
}

/** Whether the checks and the reset are those of the scenario, or none. */
function hasFunctions({ options }: Scenario, { checks, reset }: Plan): boolean {
  const own = options.checks ?? [];
  if (reset !== undefined && reset !== options.reset) return false;
  return checks.length === 0 || (checks.length === own.length && checks.every((check, at) => check === own[at]));
}
