// Named clusters on one node: isolation, permissions, and the expiry of leases.

import assert from "node:assert/strict";
import { kill, now, sleep } from "heddle";
import { Group } from "heddle/group";
import { describe, expect, test } from "vitest";

import { holds } from "../../holds.ts";
import { codeFrom, codeOf, ActorDriver, settle } from "../support/actor-driver.ts";

const GAME = { cluster: "game" } as const;

const start = (): Promise<Group> => Group.start({ name: "g", shards: 2 });

test("a write in a cluster to which the node is not connected is a mistake, a read gives nothing", () =>
  holds(async () => {
    const group = await start();
    for (const write of [
      () => group.register("a", {}, GAME),
      () => group.unregister("a", GAME),
      () => group.join("a", {}, GAME),
      () => group.leave("a", GAME),
    ]) {
      assert.equal(await codeOf(write), "not-connected");
    }
    assert.deepEqual(
      [
        await group.lookup("a", GAME),
        await group.members("a", GAME),
        await group.members("a/", GAME),
        await group.memberCount("a", GAME),
        await group.registryCount(GAME),
        await group.isConnected("game"),
        await group.nodes("game"),
        await group.nodes(),
      ],
      [undefined, [], [], 0, 0, false, [], []],
    );
  }));

test("a key means something else in each cluster", () =>
  holds(async () => {
    const group = await start();
    const ann = await ActorDriver.start("ann");
    const bob = await ActorDriver.start("bob");
    await group.connect(["game", "chat"]);
    assert.deepEqual([await group.isConnected("game"), await group.nodes("chat")], [true, ["nonode"]]);
    await ann.do(() => group.monitor("a", GAME));
    await bob.do(() => group.monitor("a"));
    await ann.do(() => group.register("a", { v: 1 }, GAME));
    await bob.do(() => group.register("a", { v: 2 }));
    await ann.do(() => group.join("a", { v: 3 }, { cluster: "chat" }));
    assert.deepEqual(await group.lookup("a", GAME), { pid: ann.pid, meta: { v: 1 } });
    assert.deepEqual(await group.lookup("a"), { pid: bob.pid, meta: { v: 2 } });
    assert.deepEqual(await group.members("a", GAME), []);
    assert.equal(await group.memberCount("a", { cluster: "chat" }), 1);
    await settle();
    assert.deepEqual(ann.events(), [["registered a ann in game v1"]]);
    assert.deepEqual(bob.events(), [["registered a bob v2"]]);
    await group.dispatch("a", "for ann", GAME);
    await group.dispatch("a", "for bob");
    await settle();
    assert.deepEqual([ann.inbox, bob.inbox], [["for ann"], ["for bob"]]);
  }));

test("leaving a cluster removes all its rows, with events, and reconnecting starts empty", () =>
  holds(async () => {
    const group = await start();
    const ann = await ActorDriver.start("ann");
    await group.connect("game");
    await ann.do(() => group.register("a", {}, GAME));
    await ann.do(() => group.join("b", {}, GAME));
    await ann.do(() => group.join("b"));
    await ann.do(() => group.monitor(Group.all, GAME));
    await group.disconnect("game");
    assert.deepEqual([await group.lookup("a", GAME), await group.members("b", GAME)], [undefined, []]);
    await group.connect("game");
    assert.deepEqual([await group.lookup("a", GAME), await group.members("b", GAME)], [undefined, []]);
    await settle();
    assert.deepEqual(ann.events().flat().toSorted(), [
      "left b ann in game because clusterDisconnect",
      "unregistered a ann in game because clusterDisconnect",
    ]);
    assert.equal(await group.memberCount("b"), 1);
  }));

test("disconnecting from a cluster twice, or from one never entered, does nothing", () =>
  holds(async () => {
    const group = await start();
    await group.disconnect("game");
    await group.connect("game");
    await group.disconnect(["game", "chat"]);
    await group.disconnect("game");
    assert.equal(await group.isConnected("game"), false);
  }));

test("a join while the node leaves is either refused or purged", () =>
  holds(async () => {
    const group = await start();
    const ann = await ActorDriver.start("ann");
    const bob = await ActorDriver.start("bob");
    await group.connect("game");
    await bob.do(() => group.monitor(Group.all, GAME));
    const joining = await ann.begin(() => group.join("a", {}, GAME));
    await group.disconnect("game");
    await settle();
    assert.deepEqual(await group.localEntries(), []);
    const told = bob.events().flat();
    if (joining.error === undefined) {
      assert.deepEqual(told, ["joined a ann in game", "left a ann in game because clusterDisconnect"]);
    } else {
      assert.equal((joining.error as { code?: string }).code, "not-connected");
      assert.deepEqual(told, []);
    }
  }));

test("a join while the node leaves and reconnects succeeds, is refused, or is purged", () =>
  holds(async () => {
    const group = await start();
    const ann = await ActorDriver.start("ann");
    const bob = await ActorDriver.start("bob");
    await group.connect("game");
    const joining = await ann.begin(() => group.join("a", {}, GAME));
    await bob.begin(() => group.disconnect("game"));
    await bob.begin(() => group.connect("game"));
    await settle();
    assert.equal(await group.isConnected("game"), true);
    const count = await group.memberCount("a", GAME);
    assert.ok(count === 0 || (count === 1 && joining.error === undefined));
    assert.equal((await group.localEntries()).length, count);
  }));

describe("a lease", () => {
  test("is made by the connection that connects, and goes with it", () =>
    holds(async () => {
      const group = await start();
      const before = now();
      await group.connect("game", { ttl: 50 });
      const lease = { ttl: 50, expires: before + 50 };
      assert.deepEqual(await group.leaseOf("game"), lease);
      await group.connect("game", { ttl: 70 });
      await group.connect("game");
      assert.deepEqual(await group.leaseOf("game"), lease);
      await group.connect("chat");
      assert.equal(await group.leaseOf("chat"), undefined);
      await group.disconnect("game");
      assert.equal(await group.leaseOf("game"), undefined);
    }));

  test("disconnects an unused cluster when it expires", () =>
    holds(async () => {
      const group = await start();
      await group.connect("game", { ttl: 50 });
      await sleep(49);
      assert.equal(await group.isConnected("game"), true);
      await sleep(2);
      assert.deepEqual([await group.isConnected("game"), await group.leaseOf("game")], [false, undefined]);
    }));

  test.each(["register", "join", "monitor"] as const)("is extended while an actor has an interest: %s", async (op) => {
    await holds(async () => {
      const group = await start();
      const ann = await ActorDriver.start("ann");
      await group.connect("game", { ttl: 50 });
      await ann.do(async () => {
        if (op === "register") await group.register("a", {}, GAME);
        if (op === "join") await group.join("a", {}, GAME);
        if (op === "monitor") await group.monitor("a", GAME);
      });
      await sleep(60);
      assert.deepEqual(await group.leaseOf("game"), { ttl: 50, expires: 100 });
      await sleep(50);
      assert.equal(await group.isConnected("game"), true);
      await ann.kill();
      await sleep(50);
      assert.equal(await group.isConnected("game"), false);
    });
  });

  test("survives a restart of the server that keeps it", () =>
    holds(async () => {
      const group = await start();
      await group.connect("game", { ttl: 50 });
      await sleep(10);
      await kill(group.membership());
      await sleep(10);
      assert.deepEqual(await group.leaseOf("game"), { ttl: 50, expires: 50 });
      await sleep(31);
      assert.equal(await group.isConnected("game"), false);
    }));

  test("does not end a connection when an actor joins at the time of expiry", () =>
    holds(
      async () => {
        const group = await start();
        const ann = await ActorDriver.start("ann");
        // The lease expires before the join is requested, while it is in flight, after it, or never.
        await group.connect("game", { ttl: 5, timeout: Number.POSITIVE_INFINITY });
        const join = async (): Promise<unknown> => group.join("a", {}, { ...GAME, timeout: Number.POSITIVE_INFINITY });
        const error = await ann.do(() => join().then(() => undefined, codeFrom));
        await sleep(6);
        const isIn = (await group.memberCount("a", GAME)) === 1;
        assert.equal(error, isIn ? undefined : "not-connected");
        assert.equal(isIn, await group.isConnected("game"));
      },
      { time: "competing" },
    ));

  test("does not keep an execution running forever", () =>
    holds(async () => {
      const group = await start();
      await group.connect("game", { ttl: 1 });
      await group.monitor("a", GAME);
      await sleep(5.5);
      assert.deepEqual(await group.leaseOf("game"), { ttl: 1, expires: 6 });
    }));

  test.each([[0], [-1], [1.5], ["1"], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    "cannot have the ttl %s",
    async (ttl) => {
      expect(
        await codeOf(() =>
          holds(
            async () => {
              const group = await start();
              await group.connect("game", { ttl: ttl as number });
            },
            { executions: 1 },
          ),
        ),
      ).toBe("invalid-option");
    },
  );
});
