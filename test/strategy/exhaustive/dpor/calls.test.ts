// The reduction against all schedules, for calls whose caller or server exits meanwhile.

import { join, kill, pause, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { GenServer } from "heddle/otp";
import { expect, test } from "vitest";

import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Report = (outcome: unknown) => void;

const echo = {
  init: () => ({ state: 0 }),
  handleCall: (asked: number, _from: unknown, state: number) => ({ reply: asked + state, state: state + 1 }),
};

/** A caller that reports the result of its call, and the subsequent action of the main actor. */
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

test.each(["pairwise", "instant"] as const)(
  "whether a call comes before init has run, or after, is two classes: %s signals",
  async (signals) => {
    const program = async (report: Report): Promise<void> => {
      const main = self();
      const init = async (): Promise<{ state: number }> => {
        await send(main, self());
        await pause();
        return { state: 0 };
      };
      await spawn(() => GenServer.start({ ...echo, init }, undefined, { name: "server" }));
      const pid = await receive<Pid>();
      report(await GenServer.call({ pid }, 1));
    };
    const all = await allSchedules(program, { signals });

    const reduced = await reduce(program, { signals });

    expect(reduced).toMatchObject({ executions: 2, classes: 2, blocked: 0, outcomes: ["1"] });
    expect(all).toMatchObject({ classes: 2, outcomes: ["1"] });
  },
);

test("a start that fails while its starter ends has as many classes as all schedules show", async () => {
  const program = async (report: Report): Promise<void> => {
    const starter = await spawn(async () => {
      const init = async (): Promise<{ stop: string }> => {
        await pause();
        return { stop: "refused" };
      };
      await GenServer.startLink({ init });
    });
    await kill(starter);
    report(await join(starter));
  };
  const all = await allSchedules(program);

  const reduced = await reduce(program);

  expect(reduced).toMatchObject({ executions: 8, classes: 8, blocked: 0, outcomes: all.outcomes });
  expect(all.classes).toBe(8);
});
