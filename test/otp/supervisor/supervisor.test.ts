// Supervisor: the order of starts and shutdowns, and restarts.

import { kill, sleep } from "heddle";
import { Supervisor } from "heddle/otp";
import type { Restart, RestartStrategy } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { allOutcomes } from "../all-outcomes.ts";
import { Recorder } from "../recorder.ts";

const LAZY = { time: "lazy" } as const;

test("children start in order and are shut down in the reverse one", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const supervisor = await Supervisor.start({
      strategy: "oneForOne",
      children: [recorder.child("a"), recorder.child("b"), recorder.child("c")],
    });
    await Supervisor.stop(supervisor);
    report(recorder.read());
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["+a +b +c -c -b -a"] });
});

describe("one of three is killed", () => {
  test.each([
    ["oneForOne", "+b"],
    ["oneForAll", "-c -a +a +b +c"],
    ["restForOne", "-c +b +c"],
  ] as const)("%s: %s", async (strategy: RestartStrategy, expected) => {
    const found = await allOutcomes(async (report) => {
      const recorder = new Recorder();
      const children = [recorder.child("a"), recorder.child("b"), recorder.child("c")];
      await Supervisor.start({ strategy, children });
      recorder.read();
      await kill(recorder.pid("b"));
      await sleep(1);
      report(recorder.read());
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: [expected] });
  });
});

describe("restarts of exited children", () => {
  const cases: readonly (readonly [Restart, string, boolean])[] = [
    ["permanent", "normal", true],
    ["permanent", "shutdown", true],
    ["permanent", "broken", true],
    ["permanent", "crash", true],
    ["permanent", "killed", true],
    ["transient", "normal", false],
    ["transient", "shutdown", false],
    ["transient", "broken", true],
    ["transient", "crash", true],
    ["transient", "killed", true],
    ["temporary", "normal", false],
    ["temporary", "shutdown", false],
    ["temporary", "broken", false],
    ["temporary", "crash", false],
    ["temporary", "killed", false],
  ];
  test.each(cases)("%s, %s: %s", async (restart, reason, isRestarted) => {
    const found = await allOutcomes(async (report) => {
      const recorder = new Recorder();
      const supervisor = await Supervisor.start({
        strategy: "oneForOne",
        children: [recorder.child("a", { restart })],
      });
      if (reason === "killed") await kill(recorder.pid("a"));
      else await recorder.end("a", reason);
      await sleep(1);
      const known = await Supervisor.whichChildren(supervisor);
      report(`${recorder.read()} ${known.map(({ pid }) => String(pid)).join()} of ${known.length}`);
    }, LAZY);
    const ended = reason === "killed" ? "+a" : "+a -a";
    const known = restart === "temporary" ? " of 0" : `${isRestarted ? "<main/actor-1/a-2>" : "undefined"} of 1`;
    expect(found).toEqual({ executions: 1, outcomes: [`${ended}${isRestarted ? " +a" : ""} ${known}`] });
  });
});
