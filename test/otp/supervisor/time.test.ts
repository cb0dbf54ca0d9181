// Supervisors and virtual time: shutdown timeouts and restart limits.

import assert from "node:assert/strict";

import { join, kill, monitor, now, receive, sleep, trapExit } from "heddle";
import type { Pid } from "heddle";
import { GenServer, Supervisor } from "heddle/otp";
import type { ChildSpec } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { allOutcomes, textOf } from "../all-outcomes.ts";
import { Recorder } from "../recorder.ts";

const LAZY = { time: "lazy" } as const;

describe("time-outs of shutdowns, on virtual time", () => {
  const slow = (milliseconds: number, rest: Partial<ChildSpec>): ChildSpec => ({
    id: "slow",
    start: () =>
      GenServer.startLink({
        init: async () => {
          await trapExit(true);
          return { state: undefined };
        },
        terminate: () => sleep(milliseconds),
      }),
    ...rest,
  });
  test.each([
    ["in time", 10, { shutdown: 20 }, "10 ms: shutdown"],
    ["too late", 20, { shutdown: 10 }, "10 ms: killed"],
    ["by default", 6_000, {}, "5000 ms: killed"],
    ["a supervisor by default", 6_000, { type: "supervisor" }, "6000 ms: shutdown"],
    ["without end", 6_000, { shutdown: "infinity" }, "6000 ms: shutdown"],
    ["brutally", 6_000, { shutdown: "brutalKill" }, "0 ms: killed"],
  ] as const)("%s", async (_name, milliseconds, rest, expected) => {
    const found = await allOutcomes(async (report) => {
      const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [slow(milliseconds, rest)] });
      const child = await onlyChild(supervisor);
      await Supervisor.terminateChild(supervisor, "slow");
      report(`${now()} ms: ${textOf(await join(child))}`);
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: [expected] });
  });

  test("in competing time a timeout may fire although the child is about to exit", async () => {
    const found = await allOutcomes(async (report) => {
      const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [slow(1, { shutdown: 2 })] });
      const child = await onlyChild(supervisor);
      await Supervisor.terminateChild(supervisor, "slow");
      report(textOf(await join(child)));
    });
    expect(found).toEqual({ executions: 10, outcomes: ["killed", "shutdown"] });
  });
});

describe("restart intensity: 2 restarts within 100 ms", () => {
  test.each([
    ["as many as are allowed", [0, 0], "alive"],
    ["one more", [0, 0, 0], "shutdown at 0"],
    ["the first one just as long ago as counts", [0, 50, 50], "shutdown at 100"],
    ["the first one too long ago", [0, 50, 51], "alive"],
    ["two, and long after two more", [0, 0, 200, 0], "alive"],
    ["and one more", [0, 0, 200, 0, 0], "shutdown at 200"],
  ] as const)("%s", async (_name, pauses, expected) => {
    const found = await allOutcomes(async (report) => {
      const recorder = new Recorder();
      const supervisor = await Supervisor.start({
        strategy: "oneForOne",
        maxRestarts: 2,
        withinMs: 100,
        children: [recorder.child("a"), recorder.child("b")],
      });
      const ref = await monitor(supervisor.pid);
      for (const milliseconds of pauses) {
        await sleep(milliseconds);
        await kill(recorder.pid("a"));
        // In lazy time a timeout of 0 fires at quiescence.
        const down = await receive({ kind: "down", ref }, { timeout: 0 });
        if (down === undefined) continue;
        // It also stops the other child.
        assert.equal(recorder.lines.at(-1), "-b");
        report(`${textOf(down.reason)} at ${now()}`);
        return;
      }
      report("alive");
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: [expected] });
  });

  test("with no restart allowed the first death stops the supervisor", async () => {
    const found = await allOutcomes(async (report) => {
      const recorder = new Recorder();
      const supervisor = await Supervisor.start({
        strategy: "oneForOne",
        maxRestarts: 0,
        children: [recorder.child("a")],
      });
      await kill(recorder.pid("a"));
      report(`${textOf(await join(supervisor.pid))} ${recorder.read()}`);
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: ["shutdown +a"] });
  });
});

async function onlyChild(supervisor: { readonly pid: Pid }): Promise<Pid> {
  const [child] = await Supervisor.whichChildren(supervisor.pid);
  assert.ok(typeof child?.pid === "object");
  return child.pid;
}
