// A reduction finds the outcomes of all schedules, for tasks and for unlinking.

import { explore, isAlive, join, receive, send, self, sleep, spawn, spawnLink, trapExit, unlink, exit } from "heddle";
import { Task } from "heddle/otp";
import { expect, test } from "vitest";

import { allOutcomes, textOf } from "../all-outcomes.ts";

type Program = (report: (outcome: string) => void) => Promise<void>;

/** The contents of the mailbox at quiescence. */
async function rest(): Promise<string> {
  await sleep(1_000);
  await send(self(), "last");
  const message = await receive();
  return message === "last" ? "" : " and a message";
}

const againstTimeout: Program = async (report) => {
  const task = await Task.async(() => sleep(2));
  const outcome = await Task.await(task, 2).then(
    () => "value",
    () => "timeout",
  );
  await join(task.pid);
  report(`${outcome}${await rest()}`);
};

const againstShutdown: Program = async (report) => {
  const task = await Task.async(() => 1);
  const result = await Task.shutdown(task, "brutalKill");
  report(`${result?.kind ?? "none"} ${String(await isAlive(task.pid))}${await rest()}`);
};

const againstCrash: Program = async (report) => {
  const owner = await spawn("owner", async () => {
    const task = await Task.async(() => exit("broken"));
    const result = await Task.shutdown(task, "brutalKill");
    await exit(result?.kind ?? "none");
  });
  report(textOf(await join(owner)));
};

const againstUnlink: Program = async (report) => {
  const owner = await spawn("owner", async () => {
    const child = await spawnLink("child", () => exit("broken"));
    await unlink(child);
    await join(child);
    await exit("alive");
  });
  report(textOf(await join(owner)));
};

const trapped: Program = async (report) => {
  await trapExit(true);
  const child = await spawnLink("child", () => exit("broken"));
  await unlink(child);
  await join(child);
  report(`done${await rest()}`);
};

const cases: readonly (readonly [string, Program, readonly [number, number], readonly string[]])[] = [
  ["a value against a time-out", againstTimeout, [18, 333], ["timeout", "value"]],
  ["a value against a shutdown", againstShutdown, [12, 217], ["none false", "ok false"]],
  ["a crash against a shutdown", againstCrash, [10, 42], ["broken", "exit", "none"]],
  ["an end against the end of its link", againstUnlink, [5, 7], ["alive", "broken"]],
  ["the same, trapped", trapped, [4, 8], ["done", "done and a message"]],
];

test.each(cases)("%s, pairwise", async (_name, program, [classes, schedules], outcomes) => {
  const reduced = await allOutcomes(program);
  const all = await allOutcomes(program, { strategy: "dfs" });
  expect([reduced, all]).toEqual([
    { executions: classes, outcomes },
    { executions: schedules, outcomes },
  ]);
});

test("an answer makes the down message behind it needless: the reduction runs all classes that schedules show", async () => {
  const program = async (): Promise<void> => {
    const task = await Task.async(() => 5);
    await Task.await(task);
  };
  const reduced = await explore(program, { strategy: "dpor" });
  const all = await explore(program, { strategy: "dfs" });
  expect([reduced.executions, reduced.classes, all.executions, all.classes]).toEqual([4, 4, 10, 4]);
});

test.each(cases)("%s, instant", async (_name, program) => {
  const reduced = await allOutcomes(program, { signals: "instant" });
  const all = await allOutcomes(program, { signals: "instant", strategy: "dfs" });
  expect(reduced.outcomes).toEqual(all.outcomes);
});
