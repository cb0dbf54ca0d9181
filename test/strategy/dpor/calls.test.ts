// The reduction against all schedules, for calls whose caller or server ends meanwhile.

import { join, kill, spawn } from "heddle";
import { GenServer } from "heddle/otp";
import { expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Report = (outcome: unknown) => void;

const echo = {
  init: () => ({ state: 0 }),
  handleCall: (asked: number, _from: unknown, state: number) => ({ reply: asked + state, state: state + 1 }),
};

/** A caller that says what it was told, and what the main actor then does. */
function calling(timeout: number, victim: "caller" | "nobody" | "server"): (report: Report) => Promise<void> {
  return async (report) => {
    const server = await GenServer.start(echo, undefined, { name: "server" });
    const log: unknown[] = [];
    const caller = await spawn(async () => {
      try {
        log.push(await GenServer.call(server, 1, { timeout }));
      } catch (error) {
        log.push(error instanceof Error ? error.message : "");
      }
    });
    if (victim === "server") await kill(server.pid);
    if (victim === "caller") await kill(caller);
    report([await join(caller), log]);
  };
}

const FOREVER = Number.POSITIVE_INFINITY;

test.each([
  ["pairwise", FOREVER, "nobody", 1],
  ["pairwise", FOREVER, "server", 3],
  ["pairwise", FOREVER, "caller", 5],
  ["pairwise", 3, "nobody", 2],
  ["pairwise", 3, "server", 8],
  ["pairwise", 3, "caller", 9],
  ["instant", FOREVER, "server", 2],
  ["instant", 3, "nobody", 1],
  ["instant", 3, "server", 2],
  ["instant", 3, "caller", 3],
] as const)(
  "equals all schedules: %s signals, a time-out of %i, %s is killed",
  async (...[signals, timeout, victim, classes]) => {
    const program = calling(timeout, victim);
    const all = await allSchedules(program, { signals });

    const reduced = await reduce(program, { signals });

    expect(reduced).toMatchObject({
      executions: all.classes,
      classes: all.classes,
      blocked: 0,
      outcomes: all.outcomes,
    });
    expect(all.classes).toBe(classes);
  },
);
