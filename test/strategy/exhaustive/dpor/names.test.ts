// The reduction against all schedules, for programs that share a name table.

import { join, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { NameTable } from "heddle/registry";
import { expect, test } from "vitest";

import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Report = (outcome: unknown) => void;
type Body = (names: NameTable) => Promise<unknown>;

/** Reports the results of the actors, and all names at the end. */
function sharing(safe: boolean, bodies: readonly Body[]): (report: Report) => Promise<void> {
  return async (report) => {
    const names = await NameTable.start({ safe });
    const told: unknown[] = [];
    const pids: Pid[] = [];
    for (const [index, body] of bodies.entries()) {
      pids.push(
        await spawn(async () => {
          told[index] = await body(names);
        }),
      );
    }
    for (const pid of pids) await join(pid);
    if (safe) await sleep(1);
    report([told, await names.registered()]);
  };
}

const register =
  (name: string): Body =>
  (names) =>
    names.register(name, self());
const unregister =
  (name: string): Body =>
  (names) =>
    names.unregister(name);
const list: Body = (names) => names.registered();
const whereis =
  (name: string): Body =>
  async (names) =>
    (await names.whereis(name))?.path;

test.each([
  ["two registrations of one name", false, [register("a"), register("a")], 2],
  ["two registrations", false, [register("a"), register("b")], 2],
  ["a registration and a look at another name", false, [register("a"), whereis("b")], 1],
  ["a registration, a removal and a look", false, [register("a"), unregister("a"), whereis("a")], 6],
  ["two registrations and a list", false, [register("a"), register("b"), list], 6],
  ["a registration and a removal of another name", false, [register("a"), unregister("b"), list], 4],
  ["two registrations in a safe table", true, [register("a"), register("a")], 84],
] as const)("equals all schedules: %s", async (...[, safe, bodies, classes]) => {
  const program = sharing(safe, bodies);
  const options = { signals: "instant", time: "lazy" } as const;
  const all = await allSchedules(program, options);

  const reduced = await reduce(program, options);

  expect(reduced).toMatchObject({ executions: all.classes, classes: all.classes, blocked: 0, outcomes: all.outcomes });
  expect(all.classes).toBe(classes);
});
