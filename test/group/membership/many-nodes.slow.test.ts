// A group on several nodes: the effects of each operation reach all nodes, and what a lost node held is removed.

import assert from "node:assert/strict";
import { kill, quiescence } from "heddle";
import { describe, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import { holds } from "../../holds.ts";

const GAME = { cluster: "game" } as const;

test("changes of a key reach the monitors of another node in order", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    await bob.do(() => group.monitor("a"));
    for (const v of [1, 2]) await ann.do(() => group.register("a", { v }));
    await ann.do(() => group.unregister("a"));
    await ann.do(() => group.join("a", { v: 3 }));
    await quiescence();
    assert.deepEqual(bob.events().flat(), [
      "registered a ann v1",
      "registered a ann v2 was v1",
      "unregistered a ann v2 because unregister",
      "joined a ann v3",
    ]);
  }));

test("a node that starts later receives all rows in the clusters that it shares", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    await group.on("a").connect("game");
    for (const key of ["a", "b"]) {
      await ann.do(() => group.register(key, { v: 1 }));
      await ann.do(() => group.join(key, { v: 2 }));
      await ann.do(() => group.join(key, { v: 3 }, GAME));
    }
    await nodes.cluster.node("b").restart();
    await group.on("b").connect("game");
    await nodes.agree(["a", "b"], ["a+ann v2", "a=ann v1", "b+ann v2", "b=ann v1"]);
    await nodes.agree(["a", "b"], ["a+ann v3", "b+ann v3"], "game");
    assert.deepEqual([await group.on("a").nodes(), await group.on("b").nodes()], [["b"], ["a"]]);
    assert.deepEqual(await group.on("b").nodes("game"), ["a", "b"]);
  }));

test("a lost node leaves no rows on the others, which report its loss in one message per shard", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b", "c"], { shards: 3 });
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    for (const node of ["a", "b"]) await group.on(node).connect("game");
    for (const key of ["a", "b", "c"]) {
      await ann.do(() => group.register(key, {}));
      await ann.do(() => group.join(key, {}, GAME));
    }
    await quiescence();
    await bob.do(() => group.monitor("a"));
    await bob.do(() => group.monitor("a", GAME));
    await nodes.cluster.node("a").crash();
    await nodes.agree(["b", "c"], []);
    await nodes.agree(["b"], [], "game");
    assert.deepEqual([await group.on("b").nodes(), await group.on("b").nodes("game")], [["c"], ["b"]]);
    const told = bob.events();
    assert.deepEqual(told.flat().toSorted(), [
      "left a ann in game because nodeDown",
      "unregistered a ann because nodeDown",
    ]);
  }));

test("the death of an actor is one message on another node, registrations first", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"], { shards: 1 });
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    await ann.do(() => group.join("a"));
    await ann.do(() => group.register("b", {}));
    await quiescence();
    await bob.do(() => group.monitor("a"));
    await bob.do(() => group.monitor("b"));
    await ann.kill();
    await quiescence();
    assert.deepEqual(bob.events(), [["unregistered b ann because killed", "left a ann because killed"]]);
    await nodes.agree(["a", "b"], []);
  }));

test("what is in one cluster does not reach another", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b", "c"]);
    const { group } = nodes;
    await group.on("a").connect(["game", "chat"]);
    await group.on("b").connect("game");
    await group.on("c").connect("chat");
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    await bob.do(() => group.monitor("a", { cluster: "chat" }));
    await ann.do(() => group.join("a", { v: 1 }, GAME));
    await ann.do(() => group.join("a", { v: 2 }, { cluster: "chat" }));
    await nodes.agree(["a", "b"], ["a+ann v1"], "game");
    await nodes.agree(["a", "c"], ["a+ann v2"], "chat");
    await nodes.agree(["b"], [], "chat");
    await nodes.agree(["c"], [], "game");
    assert.deepEqual(bob.events(), []);
    assert.deepEqual(await group.on("a").nodes("game"), ["a", "b"]);
  }));

describe("leaving a cluster", () => {
  test("loses its rows on the others, with events; it receives nothing more, and may reconnect", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"]);
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => group.register("a", {}, GAME));
      await bob.do(() => group.join("b", {}, GAME));
      await quiescence();
      await ann.do(() => group.monitor("a", GAME));
      await group.on("b").disconnect("game");
      await nodes.agree(["a", "b"], [], "game");
      assert.deepEqual(ann.events(), [["unregistered a bob in game because clusterDisconnect"]]);
      assert.deepEqual(await group.on("a").nodes("game"), ["a"]);
      await ann.do(() => group.join("c", {}, GAME));
      await nodes.agree(["b"], [], "game");
      await group.on("b").connect("game");
      await bob.do(() => group.join("d", {}, GAME));
      await nodes.agree(["a", "b"], ["c+ann", "d+bob"], "game");
    }));

  test("forgets what the others had: what they removed meanwhile does not come back", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"]);
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => group.join("a", {}, GAME));
      await bob.do(() => group.join("b", {}, GAME));
      await quiescence();
      await group.on("a").disconnect("game");
      await bob.do(() => group.leave("a", GAME));
      await group.on("a").connect("game");
      await nodes.agree(["a", "b"], ["b+bob"], "game");
      assert.equal(await group.on("a").memberCount("b", GAME), 1);
    }));

  test("and reconnecting at once, while another node connects and joins, ends in one view", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"]);
      const { group } = nodes;
      await group.on("a").connect("game");
      const ann = await nodes.actor("a", "ann");
      const ava = await nodes.actor("a", "ava");
      const bob = await nodes.actor("b", "bob");
      await ava.begin(async () => {
        await group.disconnect("game");
        await group.connect("game");
      });
      const joining = await ann.begin(() => group.join("a", {}, GAME));
      await bob.do(() => group.connect("game"));
      await bob.do(() => group.join("b", {}, GAME));
      await quiescence();
      const hasJoined = joining.error === undefined && (await nodes.view("a", "game")).includes("a+ann");
      await nodes.agree(["a", "b"], hasJoined ? ["a+ann", "b+bob"] : ["b+bob"], "game");
      assert.deepEqual(await group.on("a").nodes("game"), ["a", "b"]);
      assert.deepEqual(await group.on("b").nodes("game"), ["a", "b"]);
    }));
});

test("twenty registrations travel in few messages", () =>
  holds(async () => {
    const lines: string[] = [];
    const nodes = await Nodes.start(["a", "b"], { shards: 1, logger: (line) => lines.push(line) });
    const { group } = nodes;
    group.on("a").setLogLevel("verbose");
    const ann = await nodes.actor("a", "ann");
    await ann.do(async () => {
      for (let index = 0; index < 20; index += 1) await group.register(`k/${index}`, {});
    });
    await quiescence();
    assert.equal(await group.on("b").registryCount(), 20);
    assert.equal(lines.filter((line) => line.includes("batch to b: sent")).length, 1);
  }));

test("a shard that is killed keeps what it knew, and the nodes agree again", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    const { group } = nodes;
    for (const node of ["a", "b"]) await group.on(node).connect("game");
    const ann = await nodes.actor("a", "ann");
    const ava = await nodes.actor("a", "ava");
    const bob = await nodes.actor("b", "bob");
    for (const key of ["a", "b"]) await ann.do(() => group.register(key, { v: 1 }));
    for (const key of ["a", "b"]) await bob.do(() => group.join(key, { v: 2 }, GAME));
    // The contents of its buffers are lost.
    await ann.do(() => group.register("a", { v: 3 }));
    for (const shard of group.on("a").shards()) await kill(shard);
    await ava.do(() => group.lookup("a"));
    assert.deepEqual((await group.on("a").lookup("a"))?.meta, { v: 3 });
    await bob.do(() => group.leave("a", GAME));
    await nodes.agree(["a", "b"], ["a=ann v3", "b=ann v1"]);
    await nodes.agree(["a", "b"], ["b+bob v2"], "game");
    await ann.kill();
    await nodes.agree(["a", "b"], []);
  }));

test("an actor that dies while its shard is down is missed by the next one", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"], { shards: 1 });
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    await ann.do(() => group.register("a", {}));
    await quiescence();
    await bob.do(() => group.monitor("a"));
    for (const shard of group.on("a").shards()) await kill(shard);
    await kill(ann.pid);
    await nodes.agree(["a", "b"], []);
    const [last] = bob.events().flat().slice(-1);
    assert.match(last ?? "", /^unregistered a ann because (killed|noproc|nodeDown)$/u);
  }));

test("connecting while the nodes discover each other ends in one view", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    const { group } = nodes;
    await group.on("a").connect("game");
    const ann = await nodes.actor("a", "ann");
    for (const key of ["a", "b"]) await ann.do(() => group.join(key, {}, GAME));
    await nodes.cluster.partition(["a"]);
    await quiescence();
    await nodes.cluster.heal();
    const bob = await nodes.actor("b", "bob");
    await bob.do(() => group.connect("game"));
    for (const key of ["a", "b"]) await bob.do(() => group.join(key, {}, GAME));
    await nodes.agree(["a", "b"], ["a+ann", "a+bob", "b+ann", "b+bob"], "game");
    assert.deepEqual(await group.on("a").nodes("game"), ["a", "b"]);
  }));
