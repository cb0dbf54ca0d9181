// A registry with duplicate keys; dispatch, patterns, values and metadata.

import assert from "node:assert/strict";
import { isAlive, kill, P, receive, self, send, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import type { RegistrySelection } from "heddle/registry";
import { describe, expect, test } from "vitest";
import { holds } from "../../holds.ts";
import { end, holder, settle, starter, UNDIVIDED, VARIANTS } from "./variants.ts";

const duplicate = { keys: "duplicate" } as const;
const once = { executions: 1 };

describe.each(VARIANTS)("a duplicate registry ($name)", (variant) => {
  const start = starter(variant);

  test("takes any number of registrations under one key", () =>
    holds(async () => {
      const registry = await start(duplicate);
      assert.equal((await registry.register("a", 1)).kind, "ok");
      assert.equal((await registry.register("a", 1)).kind, "ok");
      assert.deepEqual(await registry.keys(self()), ["a", "a"]);
      assert.deepEqual(await registry.values("a", self()), [1, 1]);
      assert.equal(await registry.count(), 2);
      assert.deepEqual(await registry.lookup("a"), [
        [self(), 1],
        [self(), 1],
      ]);
    }));

  test("removes all of the caller's registrations under a key, and only those", () =>
    holds(async () => {
      const registry = await start(duplicate);
      const other = await holder(registry, "other", "a", "b");
      await registry.register("a", 5);
      await registry.register("a", 6);
      assert.equal((await registry.lookup("a")).length, 3);

      await registry.unregister("a");

      assert.deepEqual(await registry.lookup("a"), [[other, 1]]);
      await kill(other);
      await settle();
      assert.equal(await registry.count(), 0);
    }));

  test("has no single holder of a key", () =>
    holds(async () => {
      const registry = await start(duplicate);
      await assert.rejects(registry.whereis("a"), { code: "not-unique" });
      await assert.rejects(
        registry.updateValue("a", (value) => value),
        { code: "not-unique" },
      );
      assert.throws(() => registry.via("a"), { code: "not-unique" });
    }, once));

  test("gives the caller the error of its guard, removes nothing and goes on", () =>
    holds(async () => {
      const registry = await start(duplicate);
      for (const value of [1, 2]) await registry.register("a", value);
      const failing = P.when((value) => {
        if (value === 2) throw new RangeError("no");
        return true;
      });

      await assert.rejects(registry.unregisterMatch("a", failing), RangeError);

      assert.deepEqual(await registry.values("a", self()), [1, 2]);
    }));

  test("removes those of the caller's registrations that match, and keeps the multiplicity of the rest", () =>
    holds(async () => {
      const registry = await start(duplicate);
      const other = await holder(registry, "other", "a");
      for (const value of [1, 2, 2, 3]) await registry.register("a", value);

      await registry.unregisterMatch("a", 2);
      assert.deepEqual(await registry.values("a", self()), [1, 3]);
      assert.deepEqual(await registry.keys(self()), ["a", "a"]);
      await registry.unregisterMatch("a", P.number);
      assert.deepEqual(await registry.lookup("a"), [[other, 1]]);
      await end(other);
    }));
});

describe.each(VARIANTS)("dispatch ($name)", (variant) => {
  const start = starter(variant);

  test("does not call back for an empty key", () =>
    holds(async () => {
      const registry = await start();
      await registry.dispatch("a", () => assert.fail("called"));
      await registry.dispatch("a", () => assert.fail("called"), { parallel: true });
    }, once));

  test("calls back once, in the caller, with the entries and what else is given", () =>
    holds(async () => {
      const registry = await start();
      await registry.register("a", 1);
      const calls: unknown[] = [];
      await registry.dispatch("a", (entries) => calls.push([self(), entries]));
      await registry.dispatch("a", (entries, x: string, y: number) => calls.push([entries.length, x, y]), {
        extra: ["x", 2],
      });
      assert.deepEqual(calls, [
        [self(), [[self(), 1]]],
        [1, "x", 2],
      ]);
    }));

  test("lets an error through and goes on working", () =>
    holds(async () => {
      const registry = await start();
      await registry.register("a", 1);
      const fail = async (): Promise<void> => {
        await registry.count();
        throw new Error("inside");
      };
      for (const parallel of [false, true]) {
        await assert.rejects(registry.dispatch("a", fail, { parallel }), /inside/);
        assert.equal(await registry.count(), 1);
      }
    }));

  test("tells of a delivery in parallel whose actor was killed", () =>
    holds(async () => {
      const registry = await start({ ...duplicate, partitions: 2 });
      await registry.register("a", 1);
      const deliver = async (): Promise<void> => {
        await kill(self());
        await settle();
      };
      await assert.rejects(registry.dispatch("a", deliver, { parallel: true }), { reason: "killed" });
    }));

  test("delivers to each entry once while the callback changes the registry", () =>
    holds(async () => {
      const registry = await start(duplicate);
      for (const value of [1, 2, 3]) await registry.register("a", value);
      const delivered: number[] = [];
      await registry.dispatch("a", async (entries) => {
        for (const [, value] of entries) {
          delivered.push(value);
          await registry.unregister("a");
          await registry.register("a", value * 10);
        }
      });
      assert.deepEqual(delivered, [1, 2, 3]);
      assert.deepEqual(await registry.values("a", self()), [30]);
    }));

  test("runs in the caller for a unique key, even in parallel", () =>
    holds(async () => {
      const registry = await start();
      await registry.register("a", 1);
      const places: Pid[] = [];
      await registry.dispatch("a", () => places.push(self()), { parallel: true });
      assert.deepEqual(places, [self()]);
    }, once));

  test("runs in parallel outside the caller, once for each partition with entries, and leaves no message", () =>
    holds(async () => {
      const registry = await start(duplicate);
      const pids: Pid[] = [];
      for (const name of ["one", "two", "three"]) pids.push(await holder(registry, name, "a", "a"));
      const places: Pid[] = [];
      const reached: Pid[] = [];
      await registry.dispatch(
        "a",
        (entries) => {
          places.push(self());
          reached.push(...entries.map(([pid]) => pid));
        },
        { parallel: true },
      );

      // The three actors are in two of the eight partitions. Of a single one there is nothing to do in parallel.
      assert.equal(places.includes(self()), variant.partitions === 1);
      assert.equal(places.length, variant.partitions === 1 ? 1 : 2);
      assert.deepEqual(new Set(reached), new Set(pids));
      assert.equal(reached.length, 6);
      for (const place of places) assert.equal(await isAlive(place), place === self());
      await end(...pids);
      assert.equal(await receive(P.any, { timeout: 1 }), undefined);
    }));
});

describe.each(VARIANTS)("patterns ($name)", (variant) => {
  const start = starter(variant);

  test("select whole registrations, by guard, by pid, or by one of several patterns", () =>
    holds(async () => {
      const registry = await start();
      const main = self();
      const other = await holder(registry, "other", "d");
      for (const [index, key] of ["c", "a", "b"].entries()) await registry.register(key, index);
      const keysOf = async (selection: RegistrySelection): Promise<readonly string[]> => {
        const keys = await registry.select(selection, ({ key }) => key);
        assert.equal(await registry.countSelect(selection), keys.length);
        return keys.toSorted();
      };

      assert.deepEqual(
        (await registry.select({ pid: main })).toSorted((one, two) => one.value - two.value),
        ["c", "a", "b"].map((key, value) => ({ key, pid: main, value })),
      );
      assert.deepEqual(await keysOf(P.any), ["a", "b", "c", "d"]);
      assert.deepEqual(await keysOf({ pid: other }), ["d"]);
      assert.deepEqual(await keysOf({ value: P.number.gt(0), pid: main }), ["a", "b"]);
      assert.deepEqual(await keysOf({ value: P.when((value) => value === 2) }), ["b"]);
      assert.deepEqual(await keysOf([{ key: "a" }, { value: P.number.lt(2) }]), ["a", "c", "d"]);
      assert.deepEqual(await keysOf({ key: "e" }), []);
      assert.deepEqual(await keysOf([]), []);
      await end(other);
    }));

  test("give what they select", () =>
    holds(async () => {
      const registry = await start();
      await registry.register("a", 7);
      assert.deepEqual(await registry.select({ key: P.select() }), ["a"]);
      assert.deepEqual(await registry.select({ key: P.select("k"), value: P.select("v", P.number) }), [
        { k: "a", v: 7 },
      ]);
      assert.deepEqual(await registry.select({ value: P.select() }, (value: number) => value + 1), [8]);
    }));

  test("match values under one key, and counting gives as many", () =>
    holds(async () => {
      const registry = await start<string, readonly number[]>(duplicate);
      for (const value of [
        [1, 1],
        [1, 2],
        [3, 3],
      ])
        await registry.register("a", value);
      await registry.register("b", [1, 1]);
      const equals = P.when((value) => Array.isArray(value) && value[0] === value[1]);

      assert.deepEqual(await registry.match("a", [1, P._]), [
        [self(), [1, 1]],
        [self(), [1, 2]],
      ]);
      for (const [pattern, count] of [
        [equals, 2],
        [P._, 3],
        [[9, P._], 0],
      ] as const) {
        assert.equal((await registry.match("a", pattern)).length, count);
        assert.equal(await registry.countMatch("a", pattern), count);
      }
    }));

  test("that make no sense are refused", () =>
    holds(async () => {
      const registry = await start();
      for (const malformed of ["a", 1, null, undefined, { keys: "a" }, [{ key: "a" }, "b"], { key: () => true }]) {
        await assert.rejects(registry.select(malformed as RegistrySelection), { code: "malformed-pattern" });
      }
      const endless: { value?: unknown } = {};
      endless.value = endless;
      for (const malformed of [() => true, { deep: [() => true] }, endless]) {
        await assert.rejects(registry.match("a", malformed as never), { code: "malformed-pattern" });
        assert.throws(() => registry.unregisterMatch("a", malformed as never), { code: "malformed-pattern" });
      }
    }, once));
});

describe.each(UNDIVIDED)("values and metadata ($name)", (variant) => {
  const start = starter(variant);

  test("a value is updated by its owner only", () =>
    holds(async () => {
      const registry = await start();
      const other = await holder(registry, "other", "b");
      await registry.register("a", 1);

      assert.deepEqual(await registry.updateValue("a", (value) => value + 1), { kind: "ok", value: 2, previous: 1 });
      assert.deepEqual(await registry.lookup("a"), [[self(), 2]]);
      assert.deepEqual(await registry.updateValue("b", () => assert.fail("called")), { kind: "error" });
      assert.deepEqual(await registry.updateValue("c", () => assert.fail("called")), { kind: "error" });
      await registry.unregister("a");
      assert.equal(await registry.count(), 1);
      await end(other);
    }));

  test("no update of two tasks of one owner is lost, and none comes back from the dead", () =>
    holds(async () => {
      const registry = await start();
      const main = self();
      const twice = await spawn("twice", async () => {
        await registry.register("a", 0);
        await send(main, "registered");
        const add = (value: number): number => value + 1;
        await Promise.all([registry.updateValue("a", add), registry.updateValue("a", add)]);
        assert.deepEqual(await registry.lookup("a"), [[self(), 2]]);
        await registry.updateValue("a", () => 9);
      });
      await receive("registered");
      const heir = await spawn("heir", async () => {
        while ((await registry.register("a", 100)).kind !== "ok") await settle();
        await settle();
        assert.deepEqual(await registry.lookup("a"), [[self(), 100]]);
      });
      await kill(twice);
      await settle();
      assert.equal(await isAlive(twice), false);
      await kill(heir);
    }));

  test("metadata is kept apart from registrations", () =>
    holds(async () => {
      const registry = await start({ meta: { region: "eu" } });
      assert.deepEqual(await registry.meta("region"), { kind: "ok", value: "eu" });
      assert.deepEqual(await registry.meta("a"), { kind: "error" });
      await registry.putMeta("a", undefined);
      assert.deepEqual(await registry.meta("a"), { kind: "ok", value: undefined });
      await registry.deleteMeta("a");
      await registry.deleteMeta("b");
      assert.deepEqual(await registry.meta("a"), { kind: "error" });
      assert.equal(await registry.count(), 0);
    }));
});

test("wrong options are usage errors", async () => {
  const outcome = await holds(async () => {
    const gone = await spawn("gone", () => undefined);
    await settle();
    const start = starter({ name: "", architecture: "server", partitions: 1 });
    const wrong: readonly (readonly [options: object, code: string, message: RegExp])[] = [
      [
        { key: "unique" },
        "unknown-option",
        /Unknown option "key" of a registry\. The options are keys, architecture, partitions/,
      ],
      [{ keys: "many" }, "invalid-option", /keys of a registry must be "unique" or "duplicate", but is "many"/],
      [{ architecture: "none" }, "invalid-option", /"server" or "shared"/],
      [{ partitions: 0 }, "invalid-option", /partitions of a registry must be a whole number of at least 1, but is 0/],
      [{ partitions: 1.5 }, "invalid-option", /a whole number of at least 1, but is 1\.5/],
      [{ partitions: "8" }, "invalid-option", /a whole number/],
      [{ listeners: self() }, "invalid-option", /a list of pids/],
      [{ listeners: ["a"] }, "invalid-option", /a pid/],
      [{ listeners: [gone] }, "dead-listener", /listener main\/gone of the registry registry has ended/],
      [{ name: 1 }, "invalid-option", /a non-empty string/],
      [{ name: "" }, "invalid-option", /a non-empty string/],
      [{ meta: 2 }, "invalid-option", /an object/],
    ];
    for (const [options, code, message] of wrong) {
      await assert.rejects(start(options), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    }
  }, once);
  expect(outcome).toBe("holds");
});
