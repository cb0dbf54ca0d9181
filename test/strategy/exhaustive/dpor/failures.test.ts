// Programs that fail in several ways: a reduction that goes on after failures finds each that some schedule shows.

import assert from "node:assert/strict";

import fc from "fast-check";
import { cancel, isAlive, join, kill, link, pause, receive, self, send, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { cell, mutex } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { generatorFrom, NO_FAULTS } from "../../../../src/choice/index.ts";
import type { Settings } from "../../../../src/choice/index.ts";
import { Runner } from "../../../../src/explore/index.ts";
import { createNodeHost } from "../../../../src/host/index.ts";
import { dpor } from "../../../../src/strategy/index.ts";
import type { Strategy } from "../../../../src/strategy/index.ts";
import { BruteForce } from "../../../judge/brute-force.ts";

type Program = () => Promise<void>;

const LIMIT = 3_000;

/** The failures that a series of executions shows, sorted; `undefined` when it has too many. */
async function failuresOf(
  program: Program,
  { signals = "pairwise", time = "competing" }: Partial<Settings>,
  strategy: Strategy & { advance(): boolean },
): Promise<readonly string[] | undefined> {
  const settings: Settings = { signals, time, maxSteps: 400, faults: NO_FAULTS };
  const host = createNodeHost();
  const failures = new Set<string>();
  const start = { index: 0, generator: generatorFrom(0), hasFaults: false };
  let executions = 0;
  let isComplete = false;
  await host.exclusively(() =>
    new Runner(host, program, settings).run({
      strategy,
      next: () => {
        if (executions >= LIMIT) return undefined;
        isComplete = (executions > 0 || strategy.recipe === "dpor") && !strategy.advance();
        return isComplete ? undefined : start;
      },
      again: () => start,
      entropy: () => 0,
      ended: ({ outcome }) => {
        executions += 1;
        if (outcome?.kind === "violated") failures.add(`${outcome.actor}: ${String(outcome.error)}`);
        else failures.add(String(outcome?.kind));
      },
    }),
  );
  return isComplete ? [...failures].toSorted() : undefined;
}

/** Compares the reduction with all schedules. @returns what fails */
async function sameFailures(program: Program, settings: Partial<Settings> = {}): Promise<readonly string[]> {
  const all = await failuresOf(program, settings, new BruteForce());
  fc.pre(all !== undefined);
  const reduced = await failuresOf(program, settings, dpor.searchTree());
  expect(reduced).toEqual(all);
  return all ?? [];
}

describe("after a failure", () => {
  test("actors that are independent of it fail, too", async () => {
    const failures = await sameFailures(async () => {
      for (const name of ["a", "b", "c"]) {
        await spawn(name, async () => {
          await cell(0).read();
          assert.fail(`${name} fails`);
        });
      }
      const pid = await spawn("d", () => cell(0).read());
      await join(pid);
      throw new Error("main fails");
    });
    expect(failures).toMatchInlineSnapshot(`
      [
        "main/a: AssertionError [ERR_ASSERTION]: a fails",
        "main/b: AssertionError [ERR_ASSERTION]: b fails",
        "main/c: AssertionError [ERR_ASSERTION]: c fails",
        "main: Error: main fails",
      ]
    `);
  });
});

test("what the actor that fails would have done next is not tried", async () => {
  const failures = await sameFailures(
    async () => {
      const main = self();
      const killer = await spawn("killer", () => kill(main));
      await spawn("linked", () => link(killer));
      await isAlive(killer);
    },
    { signals: "instant" },
  );
  expect(failures).toEqual(["completed", "main: Error: The main actor exited: killed."]);
});

type Action =
  | { readonly do: "read" | "write" | "update"; readonly cell: number }
  | { readonly do: "check"; readonly cell: number }
  | { readonly do: "send" | "cancel" | "kill" | "link"; readonly to: number }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "pause" | "receive" | "lock" | "throw" };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constantFrom("read", "write", "update"), cell: fc.nat(1) }),
  fc.record({ do: fc.constant("check"), cell: fc.nat(1) }),
  fc.record({ do: fc.constantFrom("send", "cancel", "kill", "link"), to: fc.nat(2) }),
  fc.record({ do: fc.constant("sleep" as const), ms: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constantFrom("pause", "receive", "lock", "throw") }),
) as fc.Arbitrary<Action>;

const lists = fc.array(fc.array(action, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 });

function programOf([main = [], ...others]: readonly (readonly Action[])[]): Program {
  return async () => {
    const cells = [cell(0, "x"), cell(0, "y")];
    const lock = mutex();
    const pids: Pid[] = [self()];
    const seen = new Map<string, unknown[]>();
    const run = async (name: string, known: number, actions: readonly Action[]): Promise<void> => {
      const log: unknown[] = [];
      seen.set(name, log);
      const at = (index: number): (typeof cells)[number] => cells[index] ?? (cells[0] as (typeof cells)[number]);
      const pid = (index: number): Pid => pids[index % known] ?? self();
      for (const [index, each] of actions.entries()) {
        switch (each.do) {
          case "read":
            log.push(await at(each.cell).read());
            break;
          case "write":
            await at(each.cell).write(index + 1);
            break;
          case "update":
            await at(each.cell).update((value) => value * 2 + 1);
            break;
          case "check": {
            const value = await at(each.cell).read();
            assert.equal(value, 0, `${name} sees ${value} in ${each.cell} after ${String(log)}`);
            break;
          }
          case "send":
            await send(pid(each.to), index);
            break;
          case "cancel":
            await cancel(pid(each.to));
            break;
          case "kill":
            if (pid(each.to) !== self()) await kill(pid(each.to));
            break;
          case "link":
            await link(pid(each.to));
            break;
          case "sleep":
            await sleep(each.ms);
            break;
          case "receive":
            log.push(await receive(undefined, { timeout: 2 }));
            break;
          case "lock":
            await lock.run(() => pause());
            break;
          case "pause":
            await pause();
            break;
          case "throw":
            assert.fail(`${name} throws after ${String(log)}`);
        }
      }
    };
    for (const [index, actions] of others.entries()) {
      const name = `a${index + 1}`;
      pids.push(await spawn(name, () => run(name, index + 2, actions)));
    }
    await run("main", pids.length, main);
    for (const pid of pids.slice(1)) await join(pid);
  };
}

test.each([
  { signals: "pairwise", time: "competing" },
  { signals: "instant", time: "competing" },
  { signals: "pairwise", time: "lazy" },
] as const)("generated programs fail in the same ways: $signals signals, $time time", async (settings) => {
  let failing = 0;
  await fc.assert(
    fc.asyncProperty(lists, async (actions) => {
      const failures = await sameFailures(programOf(actions), settings);
      if (failures.filter((failure) => failure.includes(":")).length > 1) failing += 1;
    }),
    { seed: Number(process.env["SEED"] ?? 15), numRuns: Number(process.env["RUNS"] ?? 60) },
  );
  expect(failing).toBeGreaterThan(2);
});
