// Owners of tables: heirs and tables that are given away.

import assert from "node:assert/strict";

import { exit, explore, isAlive, join, kill, receive, self, send, spawn } from "heddle";
import { table, TableGone } from "heddle/memory";
import type { BagTable, SetTable, TableTransfer } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../kernel/all-schedules.ts";

type Names = SetTable<string, number>;

describe.each(["pairwise", "instant"] as const)("a table with an heir: %s", (signals) => {
  test("is its heir's once its owner has exited, with a message that says so", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const heir = self();
        const owner = await spawn("owner", async () => {
          const names: Names = table("names", { heir, heirData: "inherited" });
          await names.insert("db", 1);
          await exit("broken");
        });
        const { data, from, table: names } = await receive<TableTransfer<Names>>({ kind: "tableTransfer" });
        assert.equal(from, owner);
        report([data, await names.get("db"), await isAlive(owner)]);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["inherited",1,false]']);
  });

  test("ends with its owner when the heir has exited", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const heir = await spawn("heir", () => undefined);
        await join(heir);
        let names: Names | undefined;
        const owner = await spawn("owner", async () => {
          names = table("names", { heir });
          await names.insert("db", 1);
        });
        await join(owner);
        await isAlive(owner);
        report(await names?.get("db").catch((error: unknown) => error instanceof TableGone));
      },
      { signals },
    );
    expect(outcomes).toEqual(["true"]);
  });

  test("ends with its heir, who may have one, too", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const main = self();
        const heir = await spawn("heir", async () => {
          const { table: names } = await receive<TableTransfer<Names>>({ kind: "tableTransfer" });
          await names.setHeir(main, 2);
        });
        await spawn("owner", async () => {
          await (table("names", { heir, heirData: 1 }) as Names).insert("db", 1);
        });
        const { data, from, table: names } = await receive<TableTransfer<Names>>({ kind: "tableTransfer" });
        assert.equal(from, heir);
        report([data, await names.size()]);
      },
      { signals },
    );
    expect(outcomes).toEqual(["[2,1]"]);
  });

  test("that is given away belongs to the receiver, and to the first owner no longer", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const main = self();
        const owner = await spawn("owner", async () => {
          const names: Names = table("names");
          await names.insert("db", 1);
          await names.giveAway(main, "gift");
          const code = await names.giveAway(self()).catch((error: unknown) => (error as { code: string }).code);
          await send(main, code);
          await receive("end");
        });
        const transfer = await receive<TableTransfer<Names>>({ kind: "tableTransfer" });
        const code = await receive("not-owner");
        await kill(owner);
        report([transfer.data, code, await isAlive(owner), await transfer.table.get("db")]);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["gift","not-owner",false,1]']);
  });

  test("that is given to an actor that has exited stays", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const dead = await spawn(() => undefined);
        await join(dead);
        const names: Names = table("names");
        const code = await names.giveAway(dead).catch((error: unknown) => (error as { code: string }).code);
        report([code, await names.size()]);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["dead-owner",0]']);
  });

  test("is run in every class by a reduction", async () => {
    const program = async (): Promise<void> => {
      const heir = await spawn("heir", async () => {
        await receive({ kind: "tableTransfer" }, { timeout: 10 });
      });
      const owner = await spawn("owner", async () => {
        await (table("names", { heir }) as Names).insert("db", 1);
      });
      await kill(owner);
      await kill(heir);
    };
    const reduced = await explore(program, { strategy: "dpor", signals, time: "lazy", shrink: false });
    const all = await allSchedules(program, { signals, time: "lazy" });
    expect([reduced.executions, reduced.classes]).toEqual([all.classes, all.classes]);
  });
});

test("what is inserted into a bag again after it was deleted comes last", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const bag: BagTable<string, number> = table("bag", { type: "bag" });
    for (const value of [1, 2, 3]) await bag.insert("key", value);
    await bag.deleteExact("key", 1);
    await bag.insert("key", 1);
    report(await bag.get("key"));
  });
  expect(outcomes).toEqual(["[2,3,1]"]);
});
