// The cost of operations in steps: independent of the number of keys; a death costs as much as its own rows.

import assert from "node:assert/strict";
import { explore, kill, receive, self, send, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { Registry } from "heddle/registry";
import { describe, expect, test } from "vitest";

type Names = Registry<string, number>;
type Architecture = "server" | "shared";

/** The steps of an execution in which `count` actors hold ten keys each, and then `act` runs. */
async function stepsOf(
  architecture: Architecture,
  count: number,
  act: (names: Names, owners: readonly Pid[]) => unknown,
) {
  const program = async (): Promise<void> => {
    const names: Names = await Registry.start({ architecture });
    const main = self();
    const owners: Pid[] = [];
    for (let owner = 0; owner < count; owner += 1) {
      owners.push(
        await spawn(async () => {
          for (let key = 0; key < 10; key += 1) await names.register(`${owner}-${key}`, key);
          await send(main, "ready");
          await receive("end");
        }),
      );
      await receive("ready");
    }
    assert.equal(await names.count(), count * 10);
    await act(names, owners);
    await sleep(1);
  };
  const report = await explore(program, {
    executions: 1,
    strategy: "round-robin",
    time: "lazy",
    maxSteps: 1_000_000,
    shrink: false,
  });
  assert.equal(report.undecided, 0);
  assert.deepEqual(report.counterexamples, []);
  return report.steps;
}

/** The number of additional steps of an act. */
async function costOf(
  architecture: Architecture,
  count: number,
  act: (names: Names, owners: readonly Pid[]) => unknown,
) {
  return (await stepsOf(architecture, count, act)) - (await stepsOf(architecture, count, () => undefined));
}

const ACTS: readonly (readonly [
  string,
  (names: Names, owners: readonly Pid[]) => unknown,
  Record<Architecture, number>,
])[] = [
  ["a lookup", (names) => names.lookup("0-5"), { server: 1, shared: 1 }],
  ["whereis", (names) => names.whereis("0-5"), { server: 4, shared: 4 }],
  ["values", (names, [owner]) => names.values("0-5", owner as Pid), { server: 1, shared: 1 }],
  ["keys", (names, [owner]) => names.keys(owner as Pid), { server: 1, shared: 1 }],
  ["a count", (names) => names.count(), { server: 1, shared: 1 }],
  ["a selection of one key", (names) => names.select({ key: "0-5" }), { server: 1, shared: 1 }],
  ["a registration", (names) => names.register("new", 1), { server: 9, shared: 5 }],
  ["a refusal", (names) => names.register("0-5", 1), { server: 13, shared: 7 }],
  ["the death of one with ten rows", (_names, [owner]) => kill(owner as Pid), { server: 14, shared: 14 }],
];

describe.each(["server", "shared"] as const)("with the %s architecture", (architecture) => {
  test.each(ACTS)(
    "%s takes as many steps among 10 keys as among 1,000",
    async (_what, act, { [architecture]: steps }) => {
      expect(await costOf(architecture, 1, act)).toBe(steps);
      expect(await costOf(architecture, 100, act)).toBe(steps);
    },
  );
});
