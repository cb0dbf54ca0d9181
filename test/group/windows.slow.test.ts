// The windows of Group v0.2.0 that no conformance case covers, on the shipped group: real bugs of the past, crashes of
// shards, nodes that meet while clusters change, and leases. Each holds under every schedule tried.

import assert from "node:assert/strict";
import { isAlive, join, kill, quiescence, resume, suspend } from "heddle";
import { Group } from "heddle/group";
import { describe, test } from "vitest";

import { Nodes } from "./support/nodes.ts";
import { holds } from "../holds.ts";
import { codeOf, ActorDriver } from "./support/actor-driver.ts";

const MANY = { executions: 120 } as const;
const GAME = { cluster: "game" } as const;
const AT_ONCE = { replicatedSenderBufferSize: 1, shards: 1 } as const;
const FOREVER = { timeout: Number.POSITIVE_INFINITY } as const;

describe("two holders of a key", () => {
  test("with equal times are ordered by their pids, the same way on both nodes", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], AT_ONCE);
      await nodes.cluster.partition(["a"]);
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      for (const driver of [ann, bob]) await driver.do(() => nodes.group.register("a", {}));
      await nodes.cluster.heal();
      await nodes.agree(["a", "b"], ["a=bob"]);
      assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], [false, true]);
    }, MANY));

  test("are decided with one call to the resolver, however often the nodes reconnect", () =>
    holds(async () => {
      let questions = 0;
      const nodes = await Nodes.start(["a", "b"], {
        ...AT_ONCE,
        // Prefers the local one: run on both nodes, it would never agree.
        resolveRegistryConflict: (_name, _key, [local]) => {
          questions += 1;
          return local;
        },
      });
      await nodes.cluster.partition(["a"]);
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      for (const driver of [ann, bob]) await driver.do(() => nodes.group.register("a", {}));
      await nodes.cluster.heal();
      await nodes.agree(["a", "b"], ["a=bob"]);
      await nodes.cluster.partition(["a"]);
      await quiescence();
      await nodes.cluster.heal();
      await nodes.agree(["a", "b"], ["a=bob"]);
      assert.equal(questions, 1);
    }, MANY));
});

test("a successor takes the key of a dead holder before the shard is notified of the death", () =>
  holds(async () => {
    const group = await Group.start({ name: "g", shards: 1 });
    const [first, second] = await ActorDriver.all("first", "second");
    assert.ok(first !== undefined && second !== undefined);
    await first.do(() => group.register("a", {}));
    await first.kill();
    assert.deepEqual(await second.do(() => group.register("a", {})), { kind: "ok" });
    await quiescence();
    assert.equal((await group.lookup("a"))?.pid, second.pid);
  }));

test("a request of an actor that has died meanwhile leaves no row", () =>
  holds(async () => {
    const group = await Group.start({ name: "g", shards: 1 });
    const [driver] = await ActorDriver.all("driver");
    assert.ok(driver !== undefined);
    await driver.do(() => group.join("a"));
    await driver.begin(() => group.register("b", {}, FOREVER));
    await driver.kill();
    await quiescence();
    assert.deepEqual([await group.lookup("b"), await group.members("a")], [undefined, []]);
  }));

describe("a shard that is killed", () => {
  test("in the middle of a request leaves all nodes with the same rows", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], AT_ONCE);
      const { group } = nodes;
      const ann = await nodes.actor("a", "ann");
      const asked = await ann.begin(() => group.register("a", {}, FOREVER));
      for (const shard of group.on("a").shards()) await kill(shard);
      await quiescence();
      const rows = await nodes.view("a");
      assert.deepEqual(await nodes.view("b"), rows);
      if (asked.result?.kind === "ok") assert.deepEqual(rows, ["a=ann"]);
      await ann.kill();
      await nodes.agree(["a", "b"], []);
    }, MANY));

  test("restarts before its exit is known elsewhere, and is a peer again", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { ...AT_ONCE, order: "actors" });
      const { group } = nodes;
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await ann.do(() => group.join("a"));
      for (const shard of group.on("a").shards()) await kill(shard);
      await quiescence();
      await bob.do(() => group.join("a"));
      await nodes.agree(["a", "b"], ["a+ann", "a+bob"]);
      assert.deepEqual([await group.on("a").nodes(), await group.on("b").nodes()], [["b"], ["a"]]);
    }, MANY));

  test("does not take its siblings out of the clusters", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 2, replicatedSenderBufferSize: 1 });
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const ann = await nodes.actor("a", "ann");
      const [shard] = group.on("b").shards();
      assert.ok(shard !== undefined);
      await kill(shard);
      for (const key of ["a", "b", "c"]) await ann.do(() => group.join(key, {}, { ...GAME, ...FOREVER }));
      await nodes.agree(["a", "b"], ["a+ann", "b+ann", "c+ann"], "game");
      assert.deepEqual(await group.on("a").nodes("game"), ["a", "b"]);
    }, MANY));
});

describe("nodes of a named cluster", () => {
  test("that connect it during discovery agree on all rows at the end", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 2, replicatedSenderBufferSize: 1 });
      const { group } = nodes;
      await nodes.cluster.partition(["a"]);
      await quiescence();
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await group.on("b").connect("game");
      for (const key of ["a", "b"]) await bob.do(() => group.join(key, {}, GAME));
      await nodes.cluster.heal();
      await group.on("a").connect("game");
      for (const key of ["a", "b"]) await ann.do(() => group.join(key, {}, GAME));
      await nodes.agree(["a", "b"], ["a+ann", "a+bob", "b+ann", "b+bob"], "game");
      assert.deepEqual(await group.on("a").nodes("game"), ["a", "b"]);
    }, MANY));

  test("do not list an actor that died while they were disconnected", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], AT_ONCE);
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => group.register("a", {}, GAME));
      await bob.do(() => group.join("b", {}, GAME));
      await group.on("a").disconnect("game");
      assert.deepEqual(await nodes.view("a", "game"), []);
      await bob.kill();
      await group.on("a").connect("game");
      await nodes.agree(["a", "b"], [], "game");
    }, MANY));

  test("apply no batch of it after they have left", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], AT_ONCE);
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const bob = await nodes.actor("b", "bob");
      await bob.begin(() => group.join("a", {}, GAME));
      await group.on("a").disconnect("game");
      assert.deepEqual(await nodes.view("a", "game"), []);
      await quiescence();
      assert.deepEqual(await nodes.view("a", "game"), []);
      assert.deepEqual(await nodes.view("b", "game"), ["a+bob"]);
    }, MANY));

  test("purge it in every shard although the caller has timed out on the slow one", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a"], { shards: 2 });
      const { group } = nodes;
      await group.on("a").connect("game");
      const ann = await nodes.actor("a", "ann");
      for (const key of ["a", "b", "c"]) await ann.do(() => group.join(key, {}, GAME));
      const [slow] = group.on("a").shards();
      assert.ok(slow !== undefined);
      await suspend(slow);
      assert.equal(await codeOf(() => group.on("a").disconnect("game", { timeout: 10 })), "timeout");
      await resume(slow);
      await nodes.agree(["a"], [], "game");
      assert.equal(await group.on("a").isConnected("game"), false);
    }, MANY));

  test("leave no half of a membership behind under concurrent connects and disconnects", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 2, replicatedSenderBufferSize: 1 });
      const { group } = nodes;
      for (const node of ["a", "b"]) await group.on(node).connect("game");
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => group.join("a", {}, GAME));
      const left = await ann.begin(() => group.disconnect("game", FOREVER));
      const other = await nodes.actor("a", "other");
      await other.do(() => group.connect("game", FOREVER));
      await quiescence();
      assert.equal(left.error, undefined);
      const isIn = await group.on("a").isConnected("game");
      assert.deepEqual(await group.on("a").nodes("game"), isIn ? ["a", "b"] : []);
      assert.deepEqual(await group.on("b").nodes("game"), isIn ? ["a", "b"] : ["b"]);
      assert.deepEqual(await nodes.view("a", "game"), isIn ? ["a+bob"] : []);
    }, MANY));
});

describe("a lease", () => {
  test("that the user's disconnect has removed does not return with the next connection", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a"], { shards: 1 });
      const { group } = nodes;
      await group.on("a").connect("game", { ttl: 50 });
      await group.on("a").disconnect("game");
      await group.on("a").connect("game");
      assert.equal(await group.on("a").leaseOf("game"), undefined);
      await quiescence();
      assert.equal(await group.on("a").isConnected("game"), true);
    }, MANY));

  test("is kept by a connect whose caller times out", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a"], { shards: 1 });
      const { group } = nodes;
      const [shard] = group.on("a").shards();
      assert.ok(shard !== undefined);
      await suspend(shard);
      assert.equal(await codeOf(() => group.on("a").connect("game", { ttl: 50, timeout: 10 })), "timeout");
      await resume(shard);
      await quiescence();
      assert.deepEqual(
        [await group.on("a").isConnected("game"), await group.on("a").leaseOf("game")],
        [false, undefined],
      );
    }, MANY));
});

test("a restarted group sends its monitors no events until they monitor again", () =>
  holds(async () => {
    const group = await Group.start({ name: "g", shards: 1 });
    const [monitor, member] = await ActorDriver.all("monitor", "member");
    assert.ok(monitor !== undefined && member !== undefined);
    await monitor.do(() => group.monitor("a"));
    await group.stop();
    await Group.start({ name: "g", shards: 1 });
    await member.do(() => group.join("a"));
    await quiescence();
    assert.deepEqual(monitor.events(), []);
    assert.equal(await isAlive(monitor.pid), true);
    await monitor.do(() => group.monitor("a"));
    await member.do(() => group.leave("a"));
    await quiescence();
    assert.deepEqual(monitor.events(), [["left a member because leave"]]);
  }));

test("a received pid can be used without a lookup on another node, which may not list it yet", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"], AT_ONCE);
    const ann = await nodes.actor("a", "ann");
    await ann.do(() => nodes.group.register("a", {}));
    const seen = await nodes.group.on("b").lookup("a");
    assert.ok(seen === undefined || seen.pid === ann.pid);
    await nodes.agree(["a", "b"], ["a=ann"]);
    await ann.kill();
    assert.equal(await join(ann.pid), "killed");
    await nodes.agree(["a", "b"], []);
  }, MANY));
