// Starting a group: under a supervisor, linked to its starter; what it does without asking its servers; its log.

import assert from "node:assert/strict";

import { exit, explore, isAlive, join, kill, now, receive, self, send, sleep, spawn, suspend } from "heddle";
import { Group } from "heddle/group";
import type { LogLevel } from "heddle/group";
import { Supervisor } from "heddle/otp";
import type { ChildInfo } from "heddle/otp";
import type { Pid } from "heddle";
import { describe, expect, test } from "vitest";

import { exploreOn } from "../../../src/explore/index.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import { holds } from "../../holds.ts";
import { Nodes } from "../support/nodes.ts";

const OPTIONS = { name: "rooms", shards: 2 } as const;
const SOME = { executions: 50 } as const;

describe("a linked group", () => {
  test("ends with its starter", () =>
    holds(async () => {
      const starter = await spawn("starter", async () => {
        await Group.startLink(OPTIONS);
        await receive("end");
        await exit("broken");
      });
      await sleep(1);
      const group = Group.named("rooms");
      await group.join("a");
      const shards = group.shards();
      await send(starter, "end");
      await join(starter);
      await sleep(1);
      assert.deepEqual(await Promise.all(shards.map(isAlive)), [false, false]);
      assert.deepEqual(await group.members("a"), []);
    }, SOME));

  test("is a child of a supervisor, which restarts it and shuts it down in time", () =>
    holds(async () => {
      const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [Group.childSpec(OPTIONS)] });
      const group = Group.named("rooms");
      await group.register("a", {});
      const [first] = await Supervisor.whichChildren(supervisor);
      await kill(pidOf(first));
      await sleep(1);
      assert.equal(await group.lookup("a"), undefined);
      assert.deepEqual(await group.register("a", {}), { kind: "ok" });
      const before = now();
      await Supervisor.stop(supervisor);
      assert.equal(now(), before);
      assert.equal(await group.lookup("a"), undefined);
    }, SOME));
});

test("a repeated connect asks the table alone: also while the membership server is suspended", () =>
  holds(async () => {
    const group = await Group.start(OPTIONS);
    await group.connect(["x", "y"], { ttl: 50 });
    const lease = await group.leaseOf("x");
    await suspend(group.membership());
    await group.connect("x", { timeout: 10, ttl: 20 });
    await group.connect(["y", "x"], { timeout: 10 });
    assert.deepEqual(await group.leaseOf("x"), lease);
    await assert.rejects(group.connect(["x", "z"], { timeout: 10 }), { reason: "timeout" });
  }, SOME));

test("a connect to what was connected rejects once the group has ended", () =>
  holds(async () => {
    const group = await Group.start(OPTIONS);
    await group.connect("x");
    await group.stop();
    await assert.rejects(group.connect("x"), { reason: "noproc" });
  }, SOME));

test("null is the default cluster, as undefined is", () =>
  holds(async () => {
    const group = await Group.start(OPTIONS);
    await group.connect(null);
    assert.equal(await group.isConnected(null), true);
    assert.deepEqual(await group.nodes(null), await group.nodes());
    for (const cluster of [null, undefined]) {
      await group.monitor(Group.all, { cluster });
      assert.deepEqual(await group.register("a", {}, { cluster }), { kind: "ok" });
      await group.join("b", {}, { cluster });
      assert.equal((await group.lookup("a", { cluster }))?.pid, self());
      assert.equal(await group.memberCount("b", { cluster }), 1);
      assert.equal(await group.localRegistryCount({ cluster }), 1);
      await group.dispatch("b", "hello", { cluster });
      assert.equal(await receive("hello"), "hello");
    }
    assert.deepEqual(await group.leave("b", { cluster: null }), { kind: "ok" });
    assert.deepEqual(await group.unregister("a", { cluster: null }), { kind: "ok" });
  }, SOME));

test.each<readonly [LogLevel, boolean]>([
  [false, false],
  ["info", true],
  ["verbose", true],
])("with the log level %s a conflict is logged: %s", async (log, isLogged) => {
  const lines: string[] = [];
  await explore(
    async () => {
      const logger = (line: string): void => void lines.push(line);
      const nodes = await Nodes.start(["a", "b"], { shards: 1, log, logger });
      const ann = await nodes.actor("a", "ann");
      const ben = await nodes.actor("b", "ben");
      await nodes.cluster.partition(["a"]);
      await sleep(1);
      await ann.do(() => nodes.group.register("a", {}));
      await ben.do(() => nodes.group.register("a", {}));
      await nodes.cluster.heal();
      await sleep(100);
    },
    { executions: 1, time: "lazy" },
  );
  expect(lines.some((line) => line.includes("conflict over a"))).toBe(isLogged);
  expect(log === false ? lines : []).toEqual([]);
});

test.each<readonly [LogLevel, readonly string[]]>([
  ["info", ["[g on a] found b", "[g on b] found a"]],
  [false, []],
])(
  "without a logger, and with the log level %s, the lines are part of what a failing program prints",
  async (log, lines) => {
    const host = createNodeHost({ console: "failing" });
    const program = async (): Promise<void> => {
      await Nodes.start(["a", "b"], { shards: 1, log });
      await sleep(100);
      throw new Error("always");
    };
    const { counterexamples } = await exploreOn(host, program, { executions: 1, time: "lazy" });
    const printed = counterexamples[0]?.output?.parts.map((part) => part.text).join("") ?? "";
    expect(printed.split("\n").filter((line) => line !== "")).toEqual(lines);
  },
);

function pidOf(child: ChildInfo | undefined): Pid {
  assert.ok(typeof child?.pid === "object");
  return child.pid;
}
