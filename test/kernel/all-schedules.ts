// Runs every schedule of a small program: an exhaustive chooser that drives the kernel, as a test's oracle.

import { generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import type { Settings } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber } from "../../src/kernel/index.ts";
import type { DrainMode } from "../../src/kernel/index.ts";
import { isDependent } from "../../src/trace/index.ts";
import type { EnabledOperation } from "../../src/trace/index.ts";

/** The outcomes of all schedules. */
export interface AllSchedules {
  readonly executions: number;
  readonly classes: number;
  /** The distinct outcomes as JSON, sorted; an execution that did not complete is represented by its kind. */
  readonly outcomes: readonly string[];
  /** The classes by brute force, distinguished by the order of dependent operations. */
  readonly orders: number;
  /** The number of executions for each outcome. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Options of the executions. */
export interface AllSchedulesOptions extends Partial<Settings> {
  readonly drain?: DrainMode;
}

const LIMIT = 2_000_000;

/** Runs all schedules of `program`, which passes its outcome to `report`. */
export async function allSchedules(
  program: (report: (outcome: unknown) => void) => unknown,
  { drain, ...options }: AllSchedulesOptions = {},
): Promise<AllSchedules> {
  const settings: Settings = { signals: "pairwise", time: "competing", maxSteps: 1_000, faults: NO_FAULTS, ...options };
  const host = createNodeHost({ drain });
  const tree = new Odometer();
  const classes = new Set<number>();
  const orders = new Set<string>();
  const counts: Record<string, number> = {};
  let reported: unknown;
  let executions = 0;
  const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(settings) };
  const runner = new Runner(
    host,
    () =>
      program((outcome) => {
        reported = outcome;
      }),
    settings,
  );
  await host.exclusively(() =>
    runner.run({
      strategy: tree,
      next: () => (executions > 0 && !tree.advance() ? undefined : start),
      again: () => start,
      entropy: () => 0,
      ended: (execution) => {
        executions += 1;
        if (executions > LIMIT) throw new Error("The program has too many schedules for a test.");
        classes.add(classNumber(execution));
        orders.add(tree.order());
        const { outcome } = execution;
        const key = outcome?.kind === "completed" ? JSON.stringify(reported) : String(outcome?.kind);
        counts[key] = (counts[key] ?? 0) + 1;
        reported = undefined;
      },
    }),
  );
  return { executions, classes: classes.size, orders: orders.size, outcomes: Object.keys(counts).toSorted(), counts };
}

/** Depth-first through the tree of choices. */
class Odometer {
  readonly recipe = "all";
  readonly #digits: { choice: number; readonly alternatives: number }[] = [];
  #at = 0;
  #performed: EnabledOperation[] = [];

  begin(): void {
    this.#at = 0;
    this.#performed = [];
  }

  onStep(operation: EnabledOperation): void {
    const {
      access,
      secondObject,
      budget,
      endsActor,
      id,
      key,
      kind,
      condition,
      object,
      ownerKey,
      rank,
      role,
      deadline,
      slot,
    } = operation;
    this.#performed.push({
      access,
      secondObject,
      budget,
      endsActor,
      id,
      key,
      kind,
      condition,
      object,
      ownerKey,
      rank,
      role,
      deadline,
      slot,
    });
  }

  /** Each performed operation with the dependent ones before it: equal for executions of one class. */
  order(): string {
    const names = new Map<number, number>();
    const events = this.#performed.map((operation) => {
      const count = (names.get(operation.key) ?? 0) + 1;
      names.set(operation.key, count);
      return { operation, name: `${operation.key}.${count}` };
    });
    return events
      .map(({ name, operation }, index) => {
        const before = events.slice(0, index).filter((other) => isDependent(other.operation, operation));
        return `${name}:${before
          .map((other) => other.name)
          .toSorted()
          .join()}`;
      })
      .toSorted()
      .join(" ");
  }

  choose(enabled: { readonly length: number }): number {
    return this.draw(enabled.length);
  }

  draw(alternatives: number): number {
    const digit = this.#digits[this.#at] ?? { choice: 0, alternatives };
    if (digit.alternatives !== alternatives) throw new Error("The same choices led to another state.");
    this.#digits[this.#at] = digit;
    this.#at += 1;
    return digit.choice;
  }

  /** Advances to the next path; false after the last one. */
  advance(): boolean {
    this.#digits.length = this.#at;
    for (let last = this.#digits.pop(); last !== undefined; last = this.#digits.pop()) {
      if (last.choice + 1 < last.alternatives) {
        this.#digits.push({ choice: last.choice + 1, alternatives: last.alternatives });
        return true;
      }
    }
    return false;
  }
}
