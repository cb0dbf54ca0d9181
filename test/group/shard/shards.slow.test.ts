// The servers of a group: queued requests during a suspension, buffer flushes, and priorities.

import assert from "node:assert/strict";
import { isAlive, kill, quiescence, resume, sleep, suspend } from "heddle";
import { Group } from "heddle/group";
import { CallFailed } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import { holds } from "../../holds.ts";
import { codeFrom, ActorDriver } from "../support/actor-driver.ts";

const GAME = { cluster: "game" } as const;

describe("a timeout", () => {
  test.each(["register", "unregister", "join", "leave"] as const)(
    "of %s ends the wait; the request is performed later, and no reply arrives",
    async (op) => {
      expect(
        await holds(async () => {
          const group = await Group.start({ name: "g", shards: 1 });
          const ann = await ActorDriver.start("ann");
          if (op === "unregister") await ann.do(() => group.register("a", {}));
          if (op === "leave") await ann.do(() => group.join("a", {}));
          const [shard] = group.shards();
          assert.ok(shard !== undefined);
          await suspend(shard);
          const options = { timeout: 10 };
          const reason = await ann.do(async () => {
            try {
              if (op === "register" || op === "join") await group[op]("a", {}, options);
              else await group[op]("a", options);
              return "none";
            } catch (error) {
              return error instanceof CallFailed ? error.reason : "another";
            }
          });
          assert.equal(reason, "timeout");
          await resume(shard);
          await quiescence();
          const isThere = op === "register" || op === "join";
          assert.equal((await group.lookup("a")) !== undefined, op === "register");
          assert.equal((await group.localEntries()).length, isThere ? 1 : 0);
          assert.deepEqual(ann.inbox, []);
        }),
      ).toBe("holds");
    },
  );

  test("of connect and disconnect does not undo the change", () =>
    holds(async () => {
      const group = await Group.start({ name: "g", shards: 2 });
      const [shard] = group.shards();
      assert.ok(shard !== undefined);
      const ann = await ActorDriver.start("ann");
      await suspend(shard);
      const connecting = await ann.do(() => group.connect("game", { timeout: 10 }).catch(codeFrom));
      assert.deepEqual([connecting, await group.isConnected("game")], ["timeout", true]);
      await resume(shard);
      await ann.do(() => group.join("a", {}, GAME));
      await suspend(shard);
      const leaving = await ann.do(() => group.disconnect("game", { timeout: 10 }).catch(codeFrom));
      assert.deepEqual([leaving, await group.memberCount("a", GAME)], ["timeout", 0]);
      await resume(shard);
      await quiescence();
      assert.deepEqual([await group.localEntries(), ann.inbox], [[], []]);
    }));

  test("of a write is 5,000 milliseconds where nothing else is said", () =>
    holds(async () => {
      const group = await Group.start({ name: "g", shards: 1 });
      for (const shard of group.shards()) await suspend(shard);
      const ann = await ActorDriver.start("ann");
      const joining = await ann.begin(() => group.join("a"));
      await sleep(4_999);
      assert.equal(joining.error, undefined);
      await sleep(2);
      assert.equal(codeFrom(joining.error), "timeout");
    }));
});

describe("a shard with a backlog", () => {
  test("does waiting joins and leaves in one turn, up to its quota, and answers each", () =>
    holds(async () => {
      const group = await Group.start({ name: "g", shards: 1, replicatedPgReceiverLocalRequestQuota: 3 });
      const [shard] = group.shards();
      assert.ok(shard !== undefined);
      const monitor = await ActorDriver.start("monitor");
      await monitor.do(() => group.monitor(Group.all));
      await suspend(shard);
      const results = [];
      for (const op of ["join", "leave", "join", "join"] as const) {
        const driver = await ActorDriver.start("driver");
        results.push(await driver.begin<{ kind: string }>(() => group[op]("a")));
        await sleep(1);
      }
      await resume(shard);
      await quiescence();
      assert.deepEqual(
        results.map(({ result }) => result?.kind),
        ["ok", "notInGroup", "ok", "ok"],
      );
      assert.deepEqual(monitor.events(), [["joined a driver", "joined a driver-3"], ["joined a driver-4"]]);
    }));

  test("of other nodes' changes serves waiting local callers first", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], {
        shards: 1,
        replicatedSenderFlushInterval: 0,
        replicatedPgReceiverBufferSize: 1,
      });
      const { group } = nodes;
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      const monitor = await nodes.actor("b", "monitor");
      await monitor.do(() => group.monitor(Group.all));
      const [shard] = group.on("b").shards();
      assert.ok(shard !== undefined);
      await suspend(shard);
      for (const key of ["a", "b", "c"]) await ann.do(() => group.join(key));
      await sleep(1);
      const registering = await bob.begin(() => group.register("d", {}));
      await sleep(1);
      await resume(shard);
      await quiescence();
      assert.deepEqual(registering.result, { kind: "ok" });
      // The first batch is applied, then the waiting caller is served, although two more batches arrived earlier.
      assert.deepEqual(monitor.events().flat(), ["joined a ann", "registered d bob", "joined b ann", "joined c ann"]);
    }));

  test("handles thirty-two deaths in a turn, and the others in the next", () =>
    holds(
      async () => {
        const nodes = await Nodes.start(["a", "b"], { shards: 1 });
        const { group } = nodes;
        const monitor = await nodes.actor("b", "monitor");
        const drivers = [];
        for (let index = 0; index < 40; index += 1) {
          const driver = await nodes.actor("a", "p");
          await driver.do(() => group.join("a"));
          drivers.push(driver);
        }
        await quiescence();
        await monitor.do(() => group.monitor("a"));
        const [shard] = group.on("a").shards();
        assert.ok(shard !== undefined);
        await suspend(shard);
        for (const { pid } of drivers) await kill(pid);
        await sleep(1);
        await resume(shard);
        await nodes.agree(["a", "b"], []);
        assert.deepEqual(
          monitor.events().map(({ length }) => length),
          [32, 8],
        );
      },
      { executions: 50 },
    ));
});

describe("what arrives from another node", () => {
  const BUFFERED = {
    shards: 1,
    replicatedSenderFlushInterval: 0,
    replicatedRegistryReceiverBufferSize: 2,
    replicatedRegistryReceiverFlushInterval: 1_000,
  };

  test("waits until the buffer is full, and is then sent in one message", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"], BUFFERED);
      const { group } = nodes;
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => group.monitor(Group.all));
      await ann.do(() => group.register("a", {}));
      await sleep(10);
      assert.equal(await group.on("b").lookup("a"), undefined);
      await ann.do(() => group.register("b", {}));
      await sleep(10);
      assert.deepEqual(await nodes.view("b"), ["a=ann", "b=ann"]);
      assert.deepEqual(bob.events(), [["registered a ann", "registered b ann"]]);
    }));

  test.each(["a local request", "a control message", "time", "the other lane", "an orderly end"] as const)(
    "waits no longer than for %s",
    async (what) => {
      expect(
        await holds(async () => {
          const nodes = await Nodes.start(["a", "b"], BUFFERED);
          const { group } = nodes;
          const ann = await nodes.actor("a", "ann");
          const bob = await nodes.actor("b", "bob");
          await ann.do(() => group.register("a", {}));
          await sleep(10);
          assert.equal(await group.on("b").lookup("a"), undefined);
          if (what === "a local request") await bob.do(() => group.leave("z"));
          if (what === "a control message") await group.on("b").connect("game");
          if (what === "time") await sleep(1_000);
          if (what === "the other lane") await ann.do(() => group.join("c"));
          if (what === "an orderly end") {
            await bob.do(() => group.monitor("a"));
            await group.on("b").stop();
            await sleep(1);
            assert.deepEqual(bob.events(), [["registered a ann"]]);
            return;
          }
          await sleep(10);
          assert.deepEqual((await group.on("b").lookup("a"))?.pid, ann.pid);
        }),
      ).toBe("holds");
    },
  );
});

test("a stopped group shuts down in order, and its members live on", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    const { group } = nodes;
    const ann = await nodes.actor("a", "ann");
    await ann.do(() => group.register("a", {}));
    // Its changes are sent before its exit, and its exit is noticed.
    await group.on("a").stop();
    await nodes.agree(["b"], []);
    assert.equal(await isAlive(ann.pid), true);
    assert.deepEqual(await group.on("b").nodes(), []);
    assert.deepEqual(
      [await group.on("a").lookup("a"), await group.on("a").members("a"), await group.on("a").registryCount()],
      [undefined, [], 0],
    );
    assert.deepEqual([await group.on("a").nodes(), await group.on("a").isConnected("game")], [[], false]);
    for (const work of [
      () => group.register("a", {}),
      () => group.leave("a"),
      () => group.monitor("a"),
      () => group.connect("game"),
      () => group.stop(),
    ]) {
      assert.equal(await ann.do(() => Promise.resolve(work()).catch(codeFrom)), "noproc");
    }
    await ann.do(() => Group.start({ name: "g", shards: 2 }).then(() => undefined));
    await ann.do(() => group.register("a", { v: 2 }));
    await nodes.agree(["a", "b"], ["a=ann v2"]);
  }));
