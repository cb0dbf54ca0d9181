// fast-check's own shrinker shrinks workload and schedule together, and a path reproduces the result.

import fc from "fast-check";
import { schedule } from "heddle/fast-check";
import type { Schedule } from "heddle/fast-check";
import { expect, test } from "vitest";

import type { Command } from "./lost-update.ts";
import { commands, runCommands } from "./lost-update.ts";

type Details = fc.RunDetails<[Command[], Schedule]>;

/** Checks the property and counts its runs, shrinking included. */
async function check(parameters: fc.Parameters<[Command[], Schedule]>): Promise<{ details: Details; runs: number }> {
  let runs = 0;
  const property = fc.asyncProperty(commands, schedule(), async (list, s) => {
    runs += 1;
    await s.run(() => runCommands(list));
  });
  const details = await fc.check(property, { numRuns: 200, ...parameters });
  return { details, runs };
}

function traceOf({ counterexample }: Details): readonly string[] | undefined {
  return counterexample?.[1].counterexample?.trace.map(({ kind, who }) => `${who} ${kind}`);
}

test("a lost update among up to 8 commands shrinks to 2 clients with 1 operation each in 200 runs at most", async () => {
  const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

  const found = [];
  for (const seed of seeds) found.push(await check({ seed }));

  for (const { details } of found) {
    const list = details.counterexample?.[0] ?? [];
    expect(list.map(({ kind }) => kind)).toEqual(["increment", "increment"]);
    expect(new Set(list.map(({ client }) => client)).size).toBe(2);
  }
  expect(found.every(({ runs }) => runs <= 200)).toBe(true);
  expect(found.map(({ runs }) => runs)).toMatchInlineSnapshot(`
    [
      89,
      72,
      109,
      71,
      85,
      84,
      70,
      115,
      119,
      55,
      72,
      102,
    ]
  `);
});

test("seed and path lead back to the same counterexample and the same steps, in one run", async () => {
  for (const seed of [3, 11, 25]) {
    const first = await check({ seed });
    const path = first.details.counterexamplePath ?? "";

    const again = await check({ seed, path, endOnFailure: true });

    expect(again.runs).toBe(1);
    expect(fc.stringify(again.details.counterexample)).toBe(fc.stringify(first.details.counterexample));
    expect(traceOf(again.details)).toEqual(traceOf(first.details));
  }
});

test("the same seed gives the same runs", async () => {
  const [one, other] = [await check({ seed: 7 }), await check({ seed: 7 })];
  expect(other.runs).toBe(one.runs);
  expect(other.details.counterexamplePath).toBe(one.details.counterexamplePath);
});

test("the report shows the commands and the lanes of the schedule", async () => {
  const { details } = await check({ seed: 1 });
  expect(fc.defaultReportMessage(details)).toMatchInlineSnapshot(`
    "Property failed after 4 tests
    { seed: 1, path: "3:1:1:8:2:5:6:6:7:0:1:3:4:3:4:3:4:3:3", endOnFailure: true }
    Counterexample: [[increment@1,increment@0],schedule(in turns, cells 0400-0800): 11 steps, 1 deviation
     #   main                       client-0                client-1                source
     1   spawn client-0                                                             lost-update.ts:44
     2   spawn client-1                                                             lost-update.ts:44
     3   │                          cell.read(counter) → 0                          lost-update.ts:40
     4*  │                          │                       cell.read(counter) → 0  lost-update.ts:40
     5   │                          │                       cell.write(counter) 1   lost-update.ts:41
     6   │                          │                       exit 'normal'           lost-update.ts:41
     7   │                          cell.write(counter) 1                           lost-update.ts:41
     8   │                          exit 'normal'                                   lost-update.ts:41
     9   join(client-0) → 'normal'                                                  lost-update.ts:46
    10   join(client-1) → 'normal'                                                  lost-update.ts:46
    11   cell.read(counter) → 1                                                     lost-update.ts:47
    * differs from the default schedule
    ]
    Shrunk 18 time(s)

    Hint: Enable verbose mode in order to have the list of all failing values encountered during the run"
  `);
});
