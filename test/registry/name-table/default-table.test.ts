// The table of names that each execution has.

import assert from "node:assert/strict";

import { explore, self, spawn, join } from "heddle";
import { NameTable, register, registered, unregister, whereis } from "heddle/registry";
import { expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";

test("is one for all actors of an execution, and empty at the begin of each", async () => {
  const report = await explore(
    async () => {
      assert.deepEqual(await registered(), []);
      const other = await spawn("other", async () => void (await register("other", self())));
      await join(other);
      assert.equal(await register("main", self()), true);
      assert.equal(await register("main", other), false);
      assert.equal(await whereis("other"), other);
      assert.deepEqual(await registered(), ["other", "main"]);
      assert.deepEqual(await new NameTable().registered(), []);
      assert.equal(await unregister("other"), true);
      assert.equal(await unregister("other"), false);
    },
    { executions: 20 },
  );
  expect(report.verdict).toBe("passed");
});

test("takes any text as a name", async () => {
  const report = await explore(
    async () => {
      assert.equal(await register("", self()), true);
      assert.equal(await whereis(""), self());
      assert.deepEqual(await registered(), [""]);
    },
    { executions: 1 },
  );
  expect(report.counterexamples).toEqual([]);
});

test("does not depend on who uses it first: the classes of a race are those of a table", async () => {
  const race = async (names: Pick<NameTable, "register" | "whereis">, report: (outcome: unknown) => void) => {
    const rival = await spawn("rival", () => names.register("db", self()));
    await names.register("db", self());
    report((await names.whereis("db")) === rival);
    await join(rival);
  };
  const own = await allSchedules((report) => race(new NameTable(), report));
  const shared = await allSchedules((report) => race({ register, whereis }, report));
  expect(shared).toEqual(own);
  expect(own.outcomes).toEqual(["false", "true"]);
});
