// A registry with unique keys: the results of each operation, under every order in which actors start and exit.

import assert from "node:assert/strict";
import { isAlive, join, kill, P, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import type { Registered } from "heddle/registry";
import { describe, expect, test } from "vitest";
import { holds } from "../../holds.ts";
import { end, holder, killSome, settle, starter, UNDIVIDED, VARIANTS } from "./variants.ts";
import type { Names } from "./variants.ts";

/** Asserts at quiescence that the two indexes agree and that neither contains a dead actor. */
async function checkIndexes(registry: Names, pids: readonly Pid[]): Promise<void> {
  const rows = await registry.select({});
  for (const { pid } of rows) assert.equal(await isAlive(pid), true);
  assert.equal(await registry.count(), rows.length);
  for (const pid of pids) {
    const keys = await registry.keys(pid);
    const held = rows.filter((row) => row.pid === pid).map(({ key }) => key);
    assert.deepEqual(keys.toSorted(), held.toSorted());
  }
}

describe.each(VARIANTS)("a unique registry ($name)", (variant) => {
  const start = starter(variant);

  test("shows a registration in every question", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");

      assert.deepEqual(await registry.lookup("a"), [[pid, 1]]);
      assert.deepEqual(await registry.keys(pid), ["a"]);
      assert.deepEqual(await registry.values("a", pid), [1]);
      assert.equal(await registry.whereis("a"), pid);
      assert.equal(await registry.count(), 1);
      await end(pid);
    }));

  test("registers another actor if it writes for its callers, and cleans up when that one ends", () =>
    holds(async () => {
      const registry = await start();
      const owner = await spawn("owner", () => receive("end"));
      if (variant.architecture === "shared") {
        assert.throws(() => registry.register("a", 1, { owner }), { code: "only-own-registrations" });
        await registry.register("a", 1, { owner: self() });
      } else {
        assert.equal((await registry.register("a", 1, { owner })).kind, "ok");
        assert.equal(await registry.whereis("a"), owner);
        assert.deepEqual(await registry.keys(self()), []);
      }
      await end(owner);
      await settle();
      assert.equal(await registry.whereis("a"), variant.architecture === "shared" ? self() : undefined);
    }));

  test("refuses a key that is held, and returns its holder", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");

      assert.deepEqual(await registry.register("a", 2), { kind: "alreadyRegistered", pid });
      assert.deepEqual(await registry.keys(self()), []);
      assert.deepEqual(await registry.values("a", self()), []);
      await end(pid);
    }));

  test("gives a key to one of five racing actors", () =>
    holds(async () => {
      const registry = await start();
      const results: [Pid, Registered][] = [];
      const racers: Pid[] = [];
      for (let index = 0; index < 5; index += 1) {
        racers.push(
          await spawn(async () => {
            results.push([self(), await registry.register("a", index)]);
            await receive("end");
          }),
        );
      }
      await settle();
      const winners = results.filter(([, { kind }]) => kind === "ok").map(([pid]) => pid);
      assert.equal(results.length, 5);
      assert.equal(winners.length, 1);
      for (const [, result] of results) if (result.kind === "alreadyRegistered") assert.equal(result.pid, winners[0]);
      assert.equal(await registry.whereis("a"), winners[0]);
      await end(...racers);
      await settle();
      assert.equal(await registry.count(), 0);
    }));

  test("removes one key of an actor and still cleans up the other", () =>
    holds(async () => {
      const registry = await start();
      const pid = await spawn("holder", async () => {
        await registry.register("a", 1);
        await registry.register("b", 2);
        await registry.unregister("a");
        assert.deepEqual(await registry.lookup("a"), []);
        assert.deepEqual(await registry.keys(self()), ["b"]);
      });
      await join(pid);
      await settle();
      assert.deepEqual(await registry.lookup("b"), []);
      assert.equal(await registry.count(), 0);
    }));

  test("ignores unregistering what is not registered, or another's", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");
      await registry.unregister("x");
      await registry.unregister("a");
      assert.deepEqual(await registry.lookup("a"), [[pid, 1]]);
      await end(pid);
    }));

  test("gives a dead holder's key to the next, and the late cleanup leaves it", async () => {
    const seen = new Set<number>();
    await holds(async () => {
      const registry = await start();
      const first = await holder(registry, "first", "a");
      await kill(first);
      await join(first);

      const before = await registry.lookup("a");
      seen.add(before.length);
      for (const [pid] of before) assert.equal(pid, first);
      assert.equal(await registry.whereis("a"), undefined);
      assert.equal((await registry.register("a", 7)).kind, "ok");
      assert.deepEqual(await registry.lookup("a"), [[self(), 7]]);
      await settle();
      assert.deepEqual(await registry.lookup("a"), [[self(), 7]]);
      assert.deepEqual(await registry.keys(first), []);
      assert.equal(await registry.count(), 1);
    });

    // With the cleanup before the lookup, and after it.
    expect(seen.size).toBe(2);
  });

  test("leaves nothing behind when registering fails, however often", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");
      await registry.register("b", 1);
      for (let attempt = 0; attempt < 100; attempt += 1) {
        // Alternating between another actor's key and its own.
        const key = attempt % 2 === 0 ? "a" : "b";
        assert.equal((await registry.register(key, attempt)).kind, "alreadyRegistered");
      }
      assert.deepEqual(await registry.keys(self()), ["b"]);
      assert.deepEqual(await registry.keys(pid), ["a"]);
      await end(pid);
    }));

  test("takes keys literally, whatever they look like", () =>
    holds(async () => {
      const registry = await start<unknown, string>();
      const wide = { id: 1, extra: true };
      const narrow = { id: 1 };
      for (const key of [P.any, "_", wide, narrow, null, Number.NaN, 1, 1n]) await registry.register(key, "held");

      assert.equal(await registry.count(), 8);
      assert.deepEqual(await registry.lookup("a"), []);
      assert.deepEqual(await registry.lookup(Number.NaN), [[self(), "held"]]);
      assert.deepEqual(await registry.lookup({ id: 1 }), []);
      assert.equal(await registry.countMatch(narrow, P.string), 1);
      assert.equal(await registry.countMatch("$1", P.any), 0);
      await registry.unregister(narrow);
      await registry.unregisterMatch(Number.NaN, "held");
      await registry.unregister(1);
      assert.equal(await registry.whereis(wide), self());
      assert.equal(await registry.whereis(1n), self());
      await registry.unregister(P.any);
      assert.equal(await registry.count(), 4);
      assert.equal((await registry.keys(self())).length, 4);
    }));
});

describe.each(UNDIVIDED)("one of one partition ($name)", (variant) => {
  const start = starter(variant);

  test("is what start gives without options, and is empty", () =>
    holds(async () => {
      const registry = await start();
      assert.equal(await registry.count(), 0);
      assert.equal((await registry.register("a", 1)).kind, "ok");
      assert.deepEqual(await registry.register("a", 2), { kind: "alreadyRegistered", pid: self() });
      assert.deepEqual(await registry.lookup("a"), [[self(), 1]]);
    }));

  test("never gives a dead holder's key to two claimants", () =>
    holds(async () => {
      const registry = await start();
      const first = await holder(registry, "first", "a");
      await kill(first);
      await join(first);
      const winners: Pid[] = [];
      for (const name of ["second", "third"]) {
        await spawn(name, async () => {
          if ((await registry.register("a", 2)).kind === "ok") winners.push(self());
          await receive("end");
        });
      }
      await settle();
      assert.equal(winners.length, 1);
      assert.deepEqual(await registry.lookup("a"), [[winners[0], 2]]);
    }));

  test("removes an actor that exits right after registering or is killed at any point", () =>
    holds(async () => {
      const registry = await start();
      const pids: Pid[] = [];
      for (const name of ["one", "two"]) {
        pids.push(
          await spawn(name, async () => {
            await registry.register("a", 1);
            await registry.register(name, 2);
            await registry.unregister("a");
          }),
        );
      }
      await killSome(pids, 1);
      await settle();
      assert.equal(await registry.count(), 0);
      for (const pid of pids) assert.deepEqual(await registry.keys(pid), []);
    }));

  test("has equal indexes at quiescence after any kill", () =>
    holds(async () => {
      const registry = await start();
      const pids: Pid[] = [];
      for (const name of ["one", "two", "three"]) {
        pids.push(
          await spawn(name, async () => {
            await registry.register("a", 1);
            await registry.register(name, 2);
            await receive("end");
          }),
        );
      }
      await killSome(pids, 2);
      await settle();
      await checkIndexes(registry, pids);
      for (const pid of pids) await send(pid, "end");
      await settle();
      assert.equal(await registry.count(), 0);
    }));

  test("keeps an actor's registrations straight when several of its tasks register and unregister", () =>
    holds(async () => {
      const registry = await start();
      const busy = await spawn("busy", async () => {
        await registry.register("a", 1);
        await Promise.all([registry.unregister("a"), registry.register("b", 2)]);
        assert.deepEqual(await registry.keys(self()), ["b"]);
        await receive("end");
      });
      await settle();
      assert.deepEqual(await registry.lookup("b"), [[busy, 2]]);
      await kill(busy);
      await settle();
      assert.equal(await registry.count(), 0);
    }));

  test("shows a registration from its ok to its unregistering, and never after", async () => {
    const outcome = await holds(async () => {
      const registry = await start();
      let phase: "before" | "held" | "after" = "before";
      const reader = await spawn("reader", async () => {
        for (let count = 0; count < 4; count += 1) {
          const from = phase;
          const { length } = await registry.lookup("a");
          if (from === "held" && phase === "held") assert.equal(length, 1);
          if (from === "after") assert.equal(length, 0);
        }
      });
      await registry.register("a", 1);
      phase = "held";
      await registry.count();
      await registry.lookup("b");
      phase = "before";
      await registry.unregister("a");
      phase = "after";
      await join(reader);
    });
    expect(outcome).toBe("holds");
  });
});
