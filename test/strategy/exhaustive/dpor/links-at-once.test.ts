// Links with instant signals: the objects that an exit accesses depend on the links at that time, so it
// accesses different objects before a step than after it.

import { join, kill, link, spawn, unlink } from "heddle";
import type { Pid } from "heddle";
import { expect, test } from "vitest";

import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Body = (one: Pid, two: Pid) => Promise<unknown>;

/** Three actors: one that just exits, one that knows it, one that knows both. */
function chain(second: Body, third: Body): (report: (outcome: unknown) => void) => Promise<void> {
  return async (report) => {
    const one = await spawn(() => Promise.resolve());
    const two = await spawn(() => second(one, one));
    const three = await spawn(() => third(one, two));
    for (const pid of [one, two, three]) await join(pid);
    report("ended");
  };
}

const linkAndKill: Body = async (one, two) => {
  await link(two);
  await kill(one);
};

// An exit touches more in a later execution than in those after which others were taken to be independent of it. What
// that refutes is planned after all.
test.each<[string, Body, Body, readonly [classes: number, executions: number, blocked: number]]>([
  ["a chain of links", link, (_one, two) => link(two), [12, 12, 0]],
  ["a link and its neighbour's end", link, (_one, two) => unlink(two), [7, 7, 0]],
  ["a link, and a kill at its far end", link, linkAndKill, [26, 26, 0]],
])("%s", async (_name, second, third, [classes, executions, blocked]) => {
  const program = chain(second, third);
  expect(await allSchedules(program, { signals: "instant" })).toMatchObject({ classes, outcomes: ['"ended"'] });
  const reduced = await reduce(program, { signals: "instant" });
  expect(reduced).toMatchObject({ classes, executions, blocked, outcomes: ['"ended"'] });
});
