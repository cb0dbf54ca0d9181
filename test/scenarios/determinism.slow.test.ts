// Determinism: the same seed gives the same executions.

import { explore } from "heddle";
import type { Scenario } from "heddle";
import { Pct, RandomWalk } from "heddle/strategy";
import type { EnabledOperation, ExecutionStart, Strategy } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";

/** Delegates to another strategy and records every step of every execution. */
class Witness implements Strategy {
  readonly lines: string[] = [];
  readonly #inner: Strategy;

  constructor(inner: Strategy) {
    this.#inner = inner;
  }

  get recipe(): string {
    return this.#inner.recipe;
  }

  begin(start: ExecutionStart): void {
    this.lines.push(`execution ${start.index}`);
    this.#inner.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    return this.#inner.choose(enabled, running);
  }

  draw(bound: number): number {
    return this.#inner.draw(bound);
  }

  onEnabled(operation: EnabledOperation): void {
    this.#inner.onEnabled?.(operation);
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    const { key, kind, object } = operation;
    this.lines.push(`${key} ${kind} ${object?.key ?? ""} of ${enabled.length}`);
    this.#inner.onStep?.(operation, enabled);
  }

  end(decisions: number): void {
    this.#inner.end?.(decisions);
  }
}

async function observe({ name, options, program }: Scenario, inner: Strategy): Promise<string> {
  const witness = new Witness(inner);
  const report = await explore(program, {
    ...options,
    name,
    strategy: witness,
    executions: 20,
    stopAfter: 20,
    shrink: false,
  });
  const { classes, counterexamples, steps } = report;
  return JSON.stringify({ classes, counterexamples, steps, lines: witness.lines });
}

describe.each([
  ["random", (): Strategy => new RandomWalk()],
  ["pct", (): Strategy => new Pct()],
])("two explorations by %s with one seed", (_name, make) => {
  test.each(scenarios)("are the same to the last byte in $name", async (scenario) => {
    const first = await observe(scenario, make());

    const second = await observe(scenario, make());

    expect(second).toBe(first);
  });
});
