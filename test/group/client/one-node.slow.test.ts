// A group on one node: the results and events of each operation, under every order in which actors start and exit.

import assert from "node:assert/strict";
import { kill, receive, self, spawn } from "heddle";
import { Group } from "heddle/group";
import type { GroupMessage, Pattern } from "heddle/group";
import { describe, expect, test } from "vitest";

import { holds } from "../../holds.ts";
import { codeOf, ActorDriver, settle } from "../support/actor-driver.ts";

const start = (): Promise<Group> => Group.start({ name: "g", shards: 2 });

describe("registrations", () => {
  test("are found by their key and reported as new", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      assert.deepEqual(await ann.do(() => group.register("a", { v: 1 })), { kind: "ok" });
      assert.deepEqual(await group.lookup("a"), { pid: ann.pid, meta: { v: 1 } });
      assert.equal(await group.lookup("b"), undefined);
      await settle();
      assert.deepEqual(monitor.events(), [["registered a ann v1"]]);
    }));

  test("of one key succeed for one of five racing actors", () =>
    holds(async () => {
      const group = await start();
      const results: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        await spawn(async () => {
          results.push((await group.register("a", {})).kind);
          await receive("end");
        });
      }
      await settle();
      assert.deepEqual(results.toSorted(), ["ok", "taken", "taken", "taken", "taken"]);
    }));

  test("with other metadata are reported with the previous ones, and with equal metadata not at all", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor(Group.all));
      for (const v of [1, 2, 2])
        assert.deepEqual(await ann.do(() => group.register("a", { v, of: [v] })), { kind: "ok" });
      await settle();
      assert.deepEqual(monitor.events(), [["registered a ann v1"], ["registered a ann v2 was v1"]]);
    }));

  test("are removed by any actor of the node", () =>
    holds(async () => {
      const group = await start();
      const [ann, bob] = await drivers("ann", "bob");
      await bob.do(() => group.monitor("a"));
      await ann.do(() => group.register("a", {}));
      assert.deepEqual(await bob.do(() => group.unregister("a")), { kind: "ok" });
      assert.deepEqual(await bob.do(() => group.unregister("a")), { kind: "notRegistered" });
      assert.equal(await group.lookup("a"), undefined);
      assert.deepEqual(bob.events(), [["registered a ann"], ["unregistered a ann because unregister"]]);
    }));

  test("are removed with their actor, with its exit reason", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      await ann.do(() => group.register("a", {}));
      await ann.kill();
      await settle();
      assert.deepEqual(monitor.events(), [["registered a ann"], ["unregistered a ann because killed"]]);
      assert.equal(await group.lookup("a"), undefined);
    }));

  test("of dead actors do not block a key: the death is reported first, with its reason", () =>
    holds(async () => {
      const group = await start();
      const [ann, bob, monitor] = await drivers("ann", "bob", "monitor");
      await monitor.do(() => group.monitor("a"));
      await ann.do(() => group.register("a", {}));
      await ann.kill();
      // The shard may not yet be notified of the death.
      assert.deepEqual(await bob.do(() => group.register("a", {})), { kind: "ok" });
      await settle();
      assert.deepEqual(await group.lookup("a"), { pid: bob.pid, meta: {} });
      assert.deepEqual(monitor.events().flat(), [
        "registered a ann",
        "unregistered a ann because killed",
        "registered a bob",
      ]);
    }));

  test("that an actor asked for before it died leave nothing behind", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor(Group.all));
      await ann.begin(() => group.register("a", {}));
      await kill(ann.pid);
      await settle();
      assert.equal(await group.lookup("a"), undefined);
      assert.ok(["", "registered a ann,unregistered a ann because killed"].includes(monitor.events().flat().join()));
    }));
});

describe("memberships", () => {
  test("are listed with their metadata", () =>
    holds(async () => {
      const group = await start();
      assert.deepEqual(await group.join("a"), { kind: "ok" });
      assert.deepEqual(await group.members("a"), [{ pid: self(), meta: {} }]);
      assert.equal(await group.lookup("a"), undefined);
    }));

  test("are reported in full to a monitor of the key", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      await ann.do(() => group.join("a", { v: 1 }));
      await settle();
      const event = {
        kind: "joined",
        supervisor: "g",
        cluster: undefined,
        key: "a",
        pid: ann.pid,
        meta: { v: 1 },
        previousMeta: undefined,
        reason: undefined,
      };
      assert.deepEqual(monitor.inbox, [{ kind: "group", name: "g", events: [event] }]);
    }));

  test("cannot be left by an actor that is not a member", () =>
    holds(async () => {
      const group = await start();
      assert.deepEqual(await group.leave("a"), { kind: "notInGroup" });
      await group.join("a");
      assert.deepEqual(await group.leave("a"), { kind: "ok" });
      assert.deepEqual(await group.leave("a"), { kind: "notInGroup" });
    }));

  test("are removed with their actor", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      await ann.do(() => group.join("a"));
      await ann.kill();
      await settle();
      assert.deepEqual(monitor.events(), [["joined a ann"], ["left a ann because killed"]]);
      assert.deepEqual(await group.members("a"), []);
    }));

  test("joined again with equal metadata produce no event", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      for (const v of [1, 1, 2]) await ann.do(() => group.join("a", { v }));
      await settle();
      assert.deepEqual(monitor.events(), [["joined a ann v1"], ["joined a ann v2 was v1"]]);
      assert.equal(await group.memberCount("a"), 1);
    }));

  test("under a prefix are found in all shards, and no others", () =>
    holds(
      async () => {
        const group = await Group.start({ name: "g", shards: 4 });
        const keys = Array.from({ length: 20 }, (_, index) => `room/${index}`);
        for (const key of [...keys, "rooms/1", "room"]) await group.join(key, { key });
        const found = (await group.members("room/")).map(({ meta }) => (meta as { key: string }).key);
        assert.deepEqual(found.toSorted(), keys.toSorted());
        assert.equal(await group.memberCount("room/"), 20);
        assert.deepEqual(await group.members("none/"), []);
      },
      { executions: 100 },
    ));
});

describe("monitors", () => {
  test("receive each event once, even if several patterns match", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      const patterns: readonly Pattern[] = ["r/a/b", "r/a/b", "r/", "r/a/", Group.all];
      for (const pattern of patterns) await monitor.do(() => group.monitor(pattern));
      await ann.do(() => group.join("r/a/b"));
      await ann.do(() => group.join("r/x"));
      await settle();
      assert.deepEqual(monitor.events(), [["joined r/a/b ann"], ["joined r/x ann"]]);
    }));

  test("receive nothing more after demonitor, which has no other effect", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.demonitor("a"));
      await monitor.do(() => group.monitor("a"));
      await monitor.do(() => group.monitor("b/"));
      await monitor.do(() => group.demonitor("a"));
      await ann.do(() => group.join("a"));
      await ann.do(() => group.join("b/c"));
      await settle();
      assert.deepEqual(monitor.events(), [["joined b/c ann"]]);
    }));

  test("receive the events of their own operations before these return", () =>
    holds(async () => {
      const group = await start();
      await group.monitor("a");
      await group.join("a");
      const heard = await receive<GroupMessage>({ kind: "group" }, { timeout: 0 });
      assert.equal(heard?.events.length, 1);
    }));

  test("that end are forgotten", () =>
    holds(async () => {
      const group = await start();
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor(Group.all));
      await monitor.kill();
      await ann.do(() => group.join("a"));
      await settle();
      assert.deepEqual(monitor.events(), []);
    }));

  test("receive the death of an actor in one message per shard, registrations first", () =>
    holds(async () => {
      const group = await Group.start({ name: "g", shards: 1 });
      const [ann, monitor] = await drivers("ann", "monitor");
      for (const key of ["c", "b", "a"]) await ann.do(() => group.join(key));
      await ann.do(() => group.register("z", {}));
      await monitor.do(() => group.monitor(Group.all));
      await ann.kill();
      await settle();
      assert.deepEqual(monitor.events(), [
        [
          "unregistered z ann because killed",
          "left c ann because killed",
          "left b ann because killed",
          "left a ann because killed",
        ],
      ]);
    }));

  test("receive single operations in messages of one event each", () =>
    holds(async () => {
      const group = await start();
      const [ann, bob, monitor] = await drivers("ann", "bob", "monitor");
      await monitor.do(() => group.monitor("a"));
      await ann.begin(() => group.join("a"));
      await bob.begin(() => group.join("a"));
      await settle();
      assert.deepEqual(
        monitor.events().map(({ length }) => length),
        [1, 1],
      );
    }));
});

describe("dispatch", () => {
  test("reaches the holder and every member, and an actor that is both twice", () =>
    holds(async () => {
      const group = await start();
      const [ann, bob, eve] = await drivers("ann", "bob", "eve");
      await ann.do(() => group.register("a", {}));
      await ann.do(() => group.join("a"));
      await bob.do(() => group.join("a"));
      await eve.do(() => group.join("b"));
      await group.dispatch("a", "one");
      await group.dispatchLocal("a", "two");
      await settle();
      assert.deepEqual(ann.inbox, ["one", "one", "two", "two"]);
      assert.deepEqual(bob.inbox, ["one", "two"]);
      assert.deepEqual(eve.inbox, []);
    }));

  test("to a free key has no effect", () =>
    holds(async () => {
      const group = await start();
      assert.equal(await group.dispatch("a", 1), undefined);
      assert.equal(await group.dispatchLocal("a", 1), undefined);
    }));
});

test("counts are those of the keys and of the prefix", () =>
  holds(async () => {
    const group = await start();
    const [ann, bob] = await drivers("ann", "bob");
    const counts = async (): Promise<readonly number[]> => [
      await group.registryCount(),
      await group.localRegistryCount(),
      await group.memberCount("r/a"),
      await group.memberCount("r/"),
      await group.localMemberCount("r/a"),
      await group.localMemberCount("r/"),
    ];
    assert.deepEqual(await counts(), [0, 0, 0, 0, 0, 0]);
    await ann.do(() => group.register("x", {}));
    await ann.do(() => group.register("y", {}));
    await ann.do(() => group.join("r/a"));
    await bob.do(() => group.join("r/a"));
    await bob.do(() => group.join("r/b"));
    assert.deepEqual(await counts(), [2, 2, 2, 3, 2, 3]);
    await bob.do(() => group.leave("r/a"));
    await ann.do(() => group.unregister("x"));
    assert.deepEqual(await counts(), [1, 1, 1, 2, 1, 2]);
  }));

test("entries of this node are those of all clusters", () =>
  holds(async () => {
    const group = await start();
    const [ann] = await drivers("ann");
    await ann.do(() => group.connect("game"));
    await ann.do(() => group.register("x", { v: 1 }));
    await ann.do(() => group.join("y", { v: 2 }, { cluster: "game" }));
    const entries = await group.localEntries();
    assert.deepEqual(
      entries.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
      [
        { kind: "registry", cluster: undefined, key: "x", pid: ann.pid, meta: { v: 1 } },
        { kind: "pg", cluster: "game", key: "y", pid: ann.pid, meta: { v: 2 } },
      ],
    );
  }));

describe("extractMeta", () => {
  const extractMeta = (meta: object): unknown => ({ v: (meta as { v: number }).v });

  test("shows metadata to readers and in events, unless a read has one of its own", () =>
    holds(async () => {
      const group = await Group.start({ name: "g", shards: 2, extractMeta });
      const [ann, monitor] = await drivers("ann", "monitor");
      await monitor.do(() => group.monitor("a"));
      for (const v of [1, 2]) await ann.do(() => group.register("a", { v, secret: 7 }));
      await ann.do(() => group.join("b", { v: 3, secret: 7 }));
      assert.deepEqual((await group.lookup("a"))?.meta, { v: 2 });
      assert.deepEqual((await group.lookup("a", { extractMeta: (meta) => meta["secret"] }))?.meta, 7);
      assert.deepEqual((await group.members("b"))[0]?.meta, { v: 3 });
      assert.deepEqual((await group.members("b", { extractMeta: Object.keys }))[0]?.meta, ["v", "secret"]);
      assert.deepEqual(
        (await group.localEntries()).map(({ meta }) => meta),
        [{ v: 2 }, { v: 3 }],
      );
      await settle();
      assert.deepEqual(monitor.events(), [["registered a ann v1"], ["registered a ann v2 was v1"]]);
    }));

  test("that throws reaches the reader", () =>
    holds(async () => {
      const group = await start();
      await group.register("a", {});
      const bad = (): never => {
        throw new RangeError("no");
      };
      await assert.rejects(group.lookup("a", { extractMeta: bad }), new RangeError("no"));
      await group.join("a");
      await assert.rejects(group.members("a", { extractMeta: bad }), new RangeError("no"));
    }));

  test("that throws for an event fails the execution", async () => {
    const program = async (): Promise<void> => {
      const group = await Group.start({
        name: "g",
        extractMeta: () => {
          throw new RangeError("no");
        },
      });
      await group.monitor("a");
      await group.join("a");
    };
    expect(await codeOf(() => holds(program, { executions: 10 }))).toBe("bad-extract-meta");
  });
});

test("metadata is an immutable copy", () =>
  holds(async () => {
    const group = await start();
    const meta = { list: [1] };
    await group.join("a", meta);
    meta.list.push(2);
    const [member] = await group.members("a");
    const kept = member?.meta as typeof meta | undefined;
    assert.deepEqual(kept, { list: [1] });
    assert.ok(Object.isFrozen(kept) && Object.isFrozen(kept?.list));
  }));

/** Starts drivers, in the order of their names. */
function drivers<const Names extends readonly string[]>(
  ...names: Names
): Promise<{ [Each in keyof Names]: ActorDriver }> {
  return ActorDriver.all(...names) as Promise<{ [Each in keyof Names]: ActorDriver }>;
}
