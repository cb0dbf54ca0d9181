// Usage errors of a group: each has a code and a message with a remedy.

import assert from "node:assert/strict";
import { quiescence } from "heddle";
import { Cluster } from "heddle/cluster";
import { Group } from "heddle/group";
import { expect, test } from "vitest";

import { holds } from "../../holds.ts";
import { codeOf, ActorDriver } from "../support/actor-driver.ts";

const ONCE = { executions: 1 } as const;

/** The code of the error that `work` throws, on one node. */
function code(work: (group: Group) => unknown): Promise<string> {
  return codeOf(() => holds(async () => work(await Group.start({ name: "g", shards: 1 })), ONCE));
}

test.each<[string, (group: Group) => unknown]>([
  ["a key that is a prefix, registered", (group) => group.register("a/", {})],
  ["a key that is a prefix, joined", (group) => group.join("a/")],
  ["a key that is a prefix, unregistered", (group) => group.unregister("a/")],
  ["a key that is a prefix, left", (group) => group.leave("a/")],
  ["a key that is no text", (group) => group.register(1 as never, {})],
  ["a prefix to look up", (group) => group.lookup("a/")],
  ["a prefix to send to", (group) => group.dispatch("a/", 1)],
  ["a pattern that is no text", (group) => group.monitor(/a/ as never)],
  ["members of what is no text", (group) => group.members(1 as never)],
])("%s is no key", async (_what, work) => {
  expect(await code(work)).toBe("invalid-key");
});

test.each([[[]], ["text"], [null], [new Map()]])("%o is no metadata", async (meta) => {
  expect(await code((group) => group.register("a", meta as never))).toBe("invalid-meta");
  expect(await code((group) => group.join("a", meta as never))).toBe("invalid-meta");
});

test.each<[string, (group: Group) => unknown]>([
  ["connect", (group) => group.connect("")],
  ["disconnect", (group) => group.disconnect([1 as never])],
  ["isConnected", (group) => group.isConnected(undefined as never)],
  ["nodes", (group) => group.nodes("")],
  ["a write", (group) => group.join("a", {}, { cluster: "" })],
  ["lookup", (group) => group.lookup("a", { cluster: 1 as never })],
  ["members", (group) => group.members("a/", { cluster: "" })],
  ["registryCount", (group) => group.registryCount({ cluster: 1 as never })],
  ["monitor", (group) => group.monitor("a", { cluster: "" })],
  ["demonitor", (group) => group.demonitor(Group.all, { cluster: "" })],
  ["dispatch", (group) => group.dispatch("a", 1, { cluster: "" })],
])("%s takes the name of a cluster", async (_what, work) => {
  expect(await code(work)).toBe("invalid-cluster");
});

test.each([
  ["shards", 0],
  ["shards", 1.5],
  ["name", ""],
  ["log", "loud"],
  ["logger", "console"],
  ["resolveRegistryConflict", "later"],
  ["resolverArguments", {}],
  ["extractMeta", {}],
  ["replicatedPgReceiverBufferSize", 0],
  ["replicatedPgReceiverFlushInterval", -1],
  ["replicatedRegistryReceiverBufferSize", -1],
  ["replicatedRegistryReceiverFlushInterval", Number.NaN],
  ["replicatedSenderBufferSize", 0],
  ["replicatedSenderFlushInterval", -1],
  ["busyDistRetryAttempts", 0],
  ["busyDistRetryInterval", -1],
  ["replicatedPgReceiverLocalRequestQuota", 0],
  ["conflictGrace", -1],
])("the option %s cannot be %s", async (name, value) => {
  expect(await codeOf(() => holds(() => Group.start({ name: "g", [name]: value }), ONCE))).toBe("invalid-option");
});

test("the error for an unknown option names the known ones", async () => {
  expect(await codeOf(() => holds(() => Group.start({ name: "g", shard: 1 } as never), ONCE))).toBe("unknown-option");
});

test("a time-out is a number of milliseconds", async () => {
  expect(await code((group) => group.join("a", {}, { timeout: -1 }))).toBe("invalid-delay");
  expect(await code((group) => group.connect("game", { timeout: -1 }))).toBe("invalid-delay");
});

test("the log level is one of three, and may change", async () => {
  expect(
    await code((group) => {
      group.setLogLevel("loud" as never);
    }),
  ).toBe("invalid-option");
  const lines: string[] = [];
  await holds(async () => {
    const group = await Group.start({ name: "g", shards: 1, logger: (line) => lines.push(line) });
    await group.connect("one");
    group.setLogLevel(false);
    await group.connect("two");
    group.setLogLevel("verbose");
    await group.disconnect("one");
  }, ONCE);
  expect(lines).toEqual(["[g on nonode] entered one", "[g on nonode] left one"]);
});

test("a group is started once on a node", async () => {
  expect(await code(() => Group.start({ name: "g" }))).toBe("group-exists");
  expect(await code(() => Group.start({ name: "another" }))).toBe("none");
});

test("a group is asked where it runs", async () => {
  const program = async (): Promise<void> => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    let group: Group | undefined;
    await cluster.node("a").run(async () => {
      group = await Group.start({ name: "g" });
    });
    await group?.lookup("a");
  };
  await assert.rejects(holds(program, ONCE), {
    code: "no-group",
    message:
      "The group g has not been started on the program itself, outside all nodes. It runs on: node a. Start it there with " +
      "Group.start, or use a running instance with group.on(node).",
  });
});

test("a group on a node that is down gives nothing to readers, and fails what asks something of it", async () => {
  const seen: unknown[] = [];
  await holds(async () => {
    const cluster = await Cluster.start({
      nodes: ["a"],
      boot: async () => {
        await Group.start({ name: "g", shards: 1 });
      },
    });
    await quiescence();
    const group = Group.named("g").on("a");
    await cluster.node("a").crash();
    seen.push(await group.lookup("a"), await group.members("a"), await group.nodes(), await group.localEntries());
    for (const ask of [() => group.connect("game"), () => group.disconnect("game"), () => group.stop()]) {
      seen.push(await codeOf(ask));
    }
  }, ONCE);

  expect(seen).toEqual([undefined, [], [], [], "noproc", "noproc", "noproc"]);
});

test.each<[string, (group: Group) => Promise<unknown>]>([
  ["register", (group) => group.register("a", {})],
  ["unregister", (group) => group.unregister("a")],
  ["join", (group) => group.join("a")],
  ["leave", (group) => group.leave("a")],
  ["monitor", (group) => group.monitor("a")],
  ["demonitor", (group) => group.demonitor("a")],
  ["dispatch", (group) => group.dispatch("a", 1)],
  ["dispatchLocal", (group) => group.dispatchLocal("a", 1)],
])("%s acts for an actor of the node", async (_what, work) => {
  const program = async (): Promise<void> => {
    const cluster = await Cluster.start({ nodes: ["a"], boot: () => Group.start({ name: "g" }).then(() => undefined) });
    const [node] = cluster.nodes;
    const ann = await ActorDriver.start("ann", ((...how: [string, () => unknown]) => node?.spawn(...how)) as never);
    const group = await ann.do(async () => Group.start({ name: "h" }));
    assert.equal(await codeOf(() => work(group.on("a"))), "foreign-node");
    await ann.do(() => work(group.on("a")));
  };
  expect(await holds(program, ONCE)).toBe("holds");
});

test("nodes with different numbers of shards refuse each other", async () => {
  const lines: string[] = [];
  const program = async (): Promise<void> => {
    let shards = 1;
    await Cluster.start({
      nodes: ["a", "b"],
      boot: async () => {
        shards += 1;
        await Group.start({ name: "g", shards, logger: (line) => lines.push(line) });
      },
    });
    await quiescence();
  };
  expect(await codeOf(() => holds(program, { executions: 20 }))).toBe("shards-differ");
  expect(lines.some((line) => /refused [ab]: it has [23] shards$/u.test(line))).toBe(true);
});
