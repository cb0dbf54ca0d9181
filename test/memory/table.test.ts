// Tables: one row for each key or many, atomic operations, death with the owner.

import assert from "node:assert/strict";
import { explore, join, monitor, receive, self, send, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import { table, TableGone } from "heddle/memory";
import type { SetTable } from "heddle/memory";
import { expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../holds.ts";

async function countClasses(first: string, second: string): Promise<number> {
  const report = await explore(
    async () => {
      const rows = table<string, number>("rows");
      const one = await spawn(() => rows.insert(first, 1));
      const two = await spawn(() => rows.insert(second, 2));
      await join(one);
      await join(two);
    },
    { executions: 300 },
  );
  return report.classes;
}

test("a set holds one value for each key", async () => {
  await holdsUnderRandomAndPct(async () => {
    const ages = table<string, number>("ages");

    await ages.insert("ada", 1);
    await ages.insert("ada", 36);
    await ages.insert("alan", 41);

    assert.equal(await ages.get("ada"), 36);
    assert.equal(await ages.get("grace"), undefined);
    assert.equal(await ages.has("alan"), true);
    assert.equal(await ages.size(), 2);
    assert.deepEqual(await ages.entries(), [
      ["ada", 36],
      ["alan", 41],
    ]);
    assert.equal(await ages.take("ada"), 36);
    assert.equal(await ages.has("ada"), false);
    await ages.delete("alan");
    await ages.delete("nobody");
    assert.deepEqual(await ages.keys(), []);
  });
});

test("a bag holds any number of values for each key, equal ones too, oldest first", async () => {
  await holdsUnderRandomAndPct(async () => {
    const tags = table<string, number>("tags", { type: "bag" });

    await tags.insert("a", 2);
    await tags.insert("a", 1);
    await tags.insert("a", 2);
    await tags.insert("b", 3);

    assert.deepEqual(await tags.get("a"), [2, 1, 2]);
    assert.deepEqual(await tags.get("c"), []);
    assert.deepEqual(await tags.keys(), ["a", "b"]);
    assert.equal(await tags.size(), 4);
    assert.equal(await tags.deleteExact("a", 2), true);
    assert.deepEqual(await tags.take("a"), [1]);
    assert.equal(await tags.size(), 1);
  });
});

test("the conditional operations change only the row that they name", async () => {
  await holdsUnderRandomAndPct(async () => {
    const locks = table<string, { readonly by: string }>("locks");
    const mine = { by: "me" };
    const yours = { by: "you" };

    assert.equal(await locks.insertNew("db", mine), true);
    assert.equal(await locks.insertNew("db", yours), false);
    assert.equal(await locks.deleteExact("db", yours), false);
    assert.equal(await locks.replaceExact("db", yours, mine), false);
    assert.equal(await locks.replaceExact("db", mine, yours), true);
    assert.equal(await locks.get("db"), yours);
    assert.equal(await locks.deleteExact("db", ({ by }) => by === "you"), true);
    assert.equal(await locks.size(), 0);
  });
});

test("deleteWhere removes the rows that match and gives them, sorted by key", async () => {
  await holdsUnderRandomAndPct(async () => {
    const squares = table<number, number>("squares");
    for (const key of [10, 9, -1, 2]) await squares.insert(key, key * key);

    const removed = await squares.deleteWhere((key, value) => key < 0 || value > 80);

    assert.deepEqual(removed, [
      [-1, 1],
      [9, 81],
      [10, 100],
    ]);
    assert.deepEqual(await squares.entries(), [[2, 4]]);
  });
});

test("keys are compared as those of a Map", async () => {
  await holdsUnderRandomAndPct(async () => {
    const mixed = table<unknown, string>("mixed");
    const first = { id: 1 };
    const second = { id: 1 };
    for (const key of [Number.NaN, 0, "0", null, undefined, self()]) await mixed.insert(key, String(key));
    await mixed.insert(first, "first");
    await mixed.insert(second, "second");

    assert.equal(await mixed.size(), 8);
    assert.equal(await mixed.get(Number.NaN), "NaN");
    assert.equal(await mixed.get(-0), "0");
    assert.equal(await mixed.get(first), "first");
    assert.equal(await mixed.get(second), "second");
    assert.equal(await mixed.get({ id: 1 }), undefined);
    assert.equal(await mixed.get(self()), "<main>");
  });
});

test("entries come in one order, whatever order they were inserted in", async () => {
  await holdsUnderRandomAndPct(async () => {
    const numbers = table<number | string, string>("numbers");
    const writers: Pid[] = [];
    for (const key of [11, 9, "9", "a"]) writers.push(await spawn(() => numbers.insert(key, String(key))));
    for (const writer of writers) await join(writer);

    assert.deepEqual(await numbers.keys(), ["9", "a", 9, 11]);
  });
});

test("of many who insert a new key one succeeds", async () => {
  await holdsUnderRandomAndPct(async () => {
    const names = table<string, Pid>("names");
    let winners = 0;
    const claimants: Pid[] = [];
    for (let index = 0; index < 4; index += 1) {
      claimants.push(
        await spawn(async () => {
          if (await names.insertNew("leader", self())) winners += 1;
        }),
      );
    }
    for (const claimant of claimants) await join(claimant);

    assert.equal(winners, 1);
  });
});

test("inserts of different keys are one class and inserts of one key are two", async () => {
  expect(await countClasses("a", "b")).toBe(1);
  expect(await countClasses("a", "a")).toBe(2);
});

test("a whole-table operation depends on those on single keys", async () => {
  const seen = new Set<number>();
  const report = await explore(
    async () => {
      const rows = table<string, number>("rows");
      const one = await spawn(() => rows.insert("a", 1));
      const two = await spawn(() => rows.insert("b", 2));
      const reader = await spawn(async () => {
        seen.add(await rows.size());
      });
      for (const pid of [one, two, reader]) await join(pid);
    },
    { executions: 500 },
  );

  expect([...seen].toSorted((first, second) => first - second)).toEqual([0, 1, 2]);
  expect(report.classes).toBe(4);
});

test("a table dies with its owner, in a step of its own", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const box: { rows?: SetTable<string, number> } = {};
    const owner = await spawn("owner", async () => {
      box.rows = table<string, number>("rows");
      await box.rows?.insert("a", 1);
    });
    await join(owner);
    try {
      seen.add(`read ${String(await box.rows?.get("a"))}`);
    } catch (error) {
      assert.ok(error instanceof TableGone);
      assert.equal(error.message, "The table rows no longer exists: its owner main/owner has exited.");
      assert.equal(error.owner, owner);
      assert.equal(error.table, "rows");
      seen.add("gone");
    }
  });

  expect([...seen].toSorted()).toEqual(["gone", "read 1"]);
});

test("a table has gone when the down message of its owner arrives", async () => {
  await holdsUnderRandomAndPct(async () => {
    const box: { rows?: SetTable<string, number> } = {};
    const owner = await spawn("owner", async () => {
      box.rows = table<string, number>("rows");
      await receive("end");
    });
    await monitor(owner);
    await send(owner, "end");
    await receive({ kind: "down", pid: owner });

    await assert.rejects(async () => box.rows?.size(), TableGone);
    await assert.rejects(async () => box.rows?.insert("a", 1), TableGone);
  });
});

test("a table of an unknown type is refused", async () => {
  await holdsUnderRandomAndPct(() => {
    const type = "list" as "set";
    assert.throws(() => table("rows", { type }), UsageError);
  });
});

test("a table outside an execution is refused", () => {
  expect(() => table("rows")).toThrow(UsageError);
});
