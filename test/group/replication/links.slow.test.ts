// Links that refuse messages, break and recover, and the messages on them.

import assert from "node:assert/strict";
import { quiescence, sleep } from "heddle";
import { connectNode } from "heddle/cluster";
import { describe, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import type { Setting } from "../support/nodes.ts";
import { holds } from "../../holds.ts";
import type { ActorDriver } from "../support/actor-driver.ts";

/** Two nodes, the first of which writes a log. */
async function logged(lines: string[], options: Setting = {}): Promise<Nodes> {
  const logger = (line: string): void => {
    if (line.startsWith("[g on a]")) lines.push(line.slice(9));
  };
  return Nodes.start(["a", "b"], { shards: 1, busyDistRetryAttempts: 3, logger, ...options });
}

describe("a link that refuses a message", () => {
  test("is dropped at once and reconnected; no row is missing afterwards", () =>
    holds(async () => {
      const lines: string[] = [];
      const nodes = await logged(lines);
      const ann = await nodes.actor("a", "ann");
      await ann.do(() => nodes.group.register("a", {}));
      await quiescence();
      lines.length = 0;
      await nodes.cluster.refuse("a", "b");
      await ann.do(() => nodes.group.join("b"));
      await ann.do(() => nodes.group.join("c"));
      await nodes.agree(["a", "b"], ["a=ann", "b+ann", "c+ann"]);
      assert.deepEqual(
        lines.filter((line) => !line.includes("found") && !line.includes("lost")),
        ["the link to b is busy: closed, to be reconnected", "reconnected to b"],
      );
    }));

  test("and stays broken is reconnected as often as allowed", () =>
    holds(async () => {
      const lines: string[] = [];
      const nodes = await logged(lines);
      const ann = await nodes.actor("a", "ann");
      lines.length = 0;
      await nodes.cluster.refuse("a", "b");
      await ann.do(() => nodes.group.join("b"));
      await sleep(10);
      await nodes.cluster.partition(["a"]);
      await quiescence();
      assert.deepEqual(lines.slice(-1), ["gave up reconnecting to b"]);
      await nodes.cluster.heal();
      // A dropped connection stays dropped until an actor connects again.
      await quiescence();
      assert.deepEqual(await nodes.group.on("b").nodes(), []);
      await ann.do(() => connectNode("b"));
      await nodes.agree(["a", "b"], ["b+ann"]);
    }));

  test("and is cut off for as long as all 300 attempts take is left out until connectNode", () =>
    holds(
      async () => {
        const nodes = await Nodes.start(["a", "b"], { shards: 1 });
        const ann = await nodes.actor("a", "ann");
        await nodes.cluster.refuse("a", "b");
        await ann.do(() => nodes.group.join("b"));
        await sleep(10);
        await nodes.cluster.partition(["a"]);
        await sleep(300_010);
        await nodes.cluster.heal();
        await nodes.agree(["a"], ["b+ann"]);
        assert.deepEqual(await nodes.group.on("b").nodes(), []);
        await nodes.agree(["b"], []);
        await ann.do(() => connectNode("b"));
        await nodes.agree(["a", "b"], ["b+ann"]);
      },
      { executions: 20, time: "lazy" },
    ));

  test("of a dispatch is given up too: the next message does not arrive over the gap", () =>
    holds(async () => {
      const nodes = await logged([]);
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => nodes.group.join("a"));
      await quiescence();
      await nodes.cluster.refuse("a", "b");
      await ann.do(async () => {
        for (const message of ["one", "two"]) await nodes.group.dispatch("a", message);
      });
      await quiescence();
      assert.deepEqual(bob.inbox, []);
      await ann.do(() => nodes.group.dispatch("a", "three"));
      await quiescence();
      assert.deepEqual(bob.inbox, ["three"]);
    }));
});

test("a lost link is not reconnected", () =>
  holds(async () => {
    const lines: string[] = [];
    const nodes = await logged(lines);
    const ann = await nodes.actor("a", "ann");
    await nodes.cluster.partition(["a"]);
    await ann.do(() => nodes.group.join("a"));
    await quiescence();
    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a+ann"]);
    assert.equal(
      lines.some((line) => line.includes("busy")),
      false,
    );
  }));

test("messages of one sender arrive in order, twice for an actor that is registered and has joined", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b", "c"]);
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    const drivers: ActorDriver[] = [];
    for (const node of ["a", "b", "c"]) drivers.push(await nodes.actor(node, `on-${node}`));
    for (const driver of drivers) await driver.do(() => group.join("a"));
    await drivers[1]?.do(() => group.register("a", {}));
    await quiescence();
    await ann.do(async () => {
      for (const message of [1, 2]) await group.dispatch("a", message);
      await group.dispatchLocal("a", 3);
    });
    await quiescence();
    assert.deepEqual(
      drivers.map(({ inbox }) => inbox),
      [
        [1, 2, 3],
        [1, 1, 2, 2],
        [1, 2],
      ],
    );
  }));

describe("changes that are on their way", () => {
  test("are not overtaken by the death of their actor", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 1, replicatedSenderBufferSize: 1 });
      const ann = await nodes.actor("a", "ann");
      await ann.do(() => nodes.group.register("a", {}));
      await ann.do(() => nodes.group.join("b"));
      await ann.kill();
      await nodes.agree(["a", "b"], []);
      assert.equal(await nodes.group.on("b").registryCount(), 0);
    }));

  test("are not overtaken by their node's leaving the cluster", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { replicatedSenderBufferSize: 1 });
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const ann = await nodes.actor("a", "ann");
      for (const key of ["a", "b"]) await ann.do(() => group.join(key, {}, { cluster: "game" }));
      await group.on("a").disconnect("game");
      await nodes.agree(["a", "b"], [], "game");
      assert.deepEqual(await group.on("b").nodes("game"), ["b"]);
    }));

  test("of a node that is lost leave nothing, in whatever order its signals come", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { order: "actors", replicatedSenderBufferSize: 1 });
      const ann = await nodes.actor("a", "ann");
      for (const key of ["a", "b"]) await ann.begin(() => nodes.group.join(key));
      await nodes.cluster.node("a").crash();
      await nodes.agree(["b"], []);
      assert.deepEqual(await nodes.group.on("b").nodes(), []);
      await nodes.cluster.node("a").restart();
      const eve = await nodes.actor("a", "eve");
      await eve.do(() => nodes.group.join("c"));
      await nodes.agree(["a", "b"], ["c+eve"]);
      assert.deepEqual(await nodes.group.on("b").nodes(), ["a"]);
    }));

  test("of a link that breaks and heals at once are complete at the end", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { order: "actors" });
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await ann.begin(() => nodes.group.join("a"));
      await nodes.cluster.partition(["a"]);
      await bob.begin(() => nodes.group.join("b"));
      await nodes.cluster.heal();
      await ann.begin(() => nodes.group.join("c"));
      await nodes.agree(["a", "b"], ["a+ann", "b+bob", "c+ann"]);
      assert.deepEqual([await nodes.group.on("a").nodes(), await nodes.group.on("b").nodes()], [["b"], ["a"]]);
    }));
});
