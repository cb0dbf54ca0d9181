// Lookups of instances and servers depend on their starts and exits: a reduction must respect this dependence.

import { join, kill, pause, quiescence, receive, spawn } from "heddle";
import { Group } from "heddle/group";
import { expect, test } from "vitest";

import { sameOutcomes } from "../cluster/every-schedule.ts";
import { codeOf } from "./support/actor-driver.ts";

const OPTIONS = { signals: "instant", time: "lazy" } as const;
const ENDLESS = { timeout: Number.POSITIVE_INFINITY } as const;

function startGroup(): Promise<Group> {
  return Group.start({ name: "g", shards: 1 });
}

async function pauses(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await pause();
}

test.each<readonly [string, (group: Group) => void | Promise<void>, (group: Group) => unknown, readonly string[]]>([
  [
    "a write finds a shard that was killed, or the next one",
    (group) => kill(group.shards()[0] as never),
    (group) => group.join("key", {}, ENDLESS),
    ["none", "noproc"],
  ],
  [
    "a connection finds a server that was killed, or the next one",
    (group) => kill(group.membership()),
    (group) => group.connect("cluster", ENDLESS),
    ["none", "noproc"],
  ],
])("%s", async (_what, end, ask, expected) => {
  const outcomes = await sameOutcomes(async (report) => {
    const group = await startGroup();
    await end(group);
    await pauses(4);
    report(await codeOf(() => ask(group)));
  }, OPTIONS);

  expect(outcomes).toEqual(expected.map((outcome) => JSON.stringify(outcome)));
});

test("of two who start a group on one node either is the first", async () => {
  const outcomes = await sameOutcomes(async (report) => {
    const codes: string[] = [];
    const pids = [];
    for (const index of [0, 1]) {
      const starter = await spawn(async () => {
        await pause();
        codes[index] = await codeOf(startGroup);
        await receive("end");
      });
      pids.push(starter);
    }
    await quiescence();
    report(codes);
    for (const pid of pids) await kill(pid);
  }, OPTIONS);

  expect(outcomes).toEqual(['["group-exists","none"]', '["none","group-exists"]']);
});

test("a group can be started again once it has ended, and not before", async () => {
  const outcomes = await sameOutcomes(async (report) => {
    const group = await startGroup();
    let code = "";
    const starter = await spawn(async () => {
      await pause();
      code = await codeOf(startGroup);
      await receive("end");
    });
    await group.stop();
    await quiescence();
    report(code);
    await kill(starter);
    await join(starter);
  }, OPTIONS);

  expect(outcomes).toEqual(['"group-exists"', '"none"']);
});
