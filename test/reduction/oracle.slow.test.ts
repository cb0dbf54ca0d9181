// The catalog against brute force: each program that is small enough has as many classes as its entry states.

import { describe, expect, test } from "vitest";

import { allSchedules } from "../kernel/all-schedules.ts";
import { allClasses } from "./all-classes.ts";
import { programs } from "./programs/index.ts";

/** Programs whose states take seconds to visit: only in nightly runs. */
const slow = new Set([
  "diff_obs",
  "etsi_5",
  "etsi_6",
  "observable_others dep_obs",
  "observable_others indep_obs",
  "sleeping_races_4",
  "sleeping_races_6",
  "test_after_spawns",
]);

const small = programs.filter(
  ({ isLarge, name }) => isLarge !== true && (process.env["HEDDLE_NIGHTLY"] !== undefined || !slow.has(name)),
);

/** Programs whose schedules can all be run; some only in nightly runs. */
const tiny = new Set([
  ...(process.env["HEDDLE_NIGHTLY"] === undefined ? [] : ["etsi_4", "sleeping_races_7"]),
  "readers_2 2",
  "writers 3",
  "sleeping_races_1",
  "ets_cross",
  "ets_dependencies",
  "etsi_2",
  "hairbrush_teeth_1",
  "hairbrush_teeth_2",
  "not_prerequisite_1",
  "receive_order 1",
  "same_messages_2",
  "same_messages_3",
  "send_it_ets",
  "many_kill_2",
  "source_killer",
  "gen_server_bug: register",
]);

test("names are distinct, and a figure that is not the published one is explained", () => {
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
  const unexplained = programs.filter(({ classes, published, note }) => classes !== published && note === undefined);
  expect(unexplained).toEqual([]);
});

describe("states by brute force", () => {
  test.each(small)("$name: $classes", async ({ program, settings, classes }) => {
    expect((await allClasses(program, { signals: "instant", ...settings })).classes).toBe(classes);
  });
});

describe("schedules by brute force", () => {
  test.each(programs.filter(({ name }) => tiny.has(name)))(
    "$name: $classes",
    async ({ program, settings, classes }) => {
      expect((await allSchedules(program, { signals: "instant", ...settings })).classes).toBe(classes);
    },
  );
});
