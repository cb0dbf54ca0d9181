// Via names: a name is registered before init runs, and resolves to its holder.

import assert from "node:assert/strict";
import { isAlive, join, pause, self, spawn } from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import type { SetTable } from "heddle/memory";
import { AlreadyStarted, CallFailed, GenServer } from "heddle/otp";
import type { ServerModule, ViaName } from "heddle/otp";
import { expect, test } from "vitest";
import { holdsUnderRandomAndPct } from "../../holds.ts";

/** A name in a table, which a dead holder loses. */
function nameIn(names: SetTable<string, Pid>, key: string): ViaName {
  return {
    label: `name ${key}`,
    async registerName() {
      for (;;) {
        if (await names.insertNew(key, self())) return true;
        const holder = await names.get(key);
        if (holder !== undefined && (await isAlive(holder))) return false;
        if (holder !== undefined) await names.deleteExact(key, holder);
      }
    },
    async whereisName() {
      const holder = await names.get(key);
      return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
    },
    async unregisterName() {
      await names.deleteExact(key, self());
    },
  };
}

const echoModule: ServerModule<{ call: { request: string; reply: string }; cast: string }, string[]> = {
  init: () => ({ state: [] }),
  handleCall: (request, _from, state) => ({ reply: [...state, request].join(" "), state }),
  handleCast: (message, state) => ({ state: [...state, message] }),
};

test("calls, casts and stops find a server by its name", async () => {
  await holdsUnderRandomAndPct(async () => {
    const via = nameIn(table("names"), "echo");
    const server = await GenServer.start(echoModule, undefined, { via });

    assert.equal(await via.whereisName(), server.pid);
    await GenServer.cast(via, "a");
    assert.equal(await GenServer.call(via, "b"), "a b");
    await GenServer.stop(via);
    assert.equal(await via.whereisName(), undefined);
  });
});

test("of many starters of a server under one name one succeeds, and the others get its pid", async () => {
  await holdsUnderRandomAndPct(async () => {
    const via = nameIn(table("names"), "echo");
    let inits = 0;
    const module: ServerModule<{ call: { request: string; reply: string } }, number> = {
      async init() {
        inits += 1;
        await pause();
        return { state: 0 };
      },
    };
    const pids: Pid[] = [];
    const starters: Pid[] = [];
    for (let index = 0; index < 3; index += 1) {
      starters.push(
        await spawn(async () => {
          try {
            const { pid } = await GenServer.start(module, undefined, { via });
            pids.push(pid);
          } catch (error) {
            assert.ok(error instanceof AlreadyStarted);
            pids.push(error.pid);
          }
        }),
      );
    }
    for (const starter of starters) await join(starter);

    assert.equal(inits, 1);
    assert.equal(pids.length, 3);
    assert.equal(new Set(pids).size, 1);
  });
});

test("the name is visible while init still runs", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const via = nameIn(table("names"), "echo");
    let isReady = false;
    const watcher = await spawn(async () => {
      const pid = await via.whereisName();
      seen.add(pid === undefined ? "nobody" : `in ${isReady ? "service" : "init"}`);
    });
    await GenServer.start(
      {
        async init() {
          await pause();
          isReady = true;
          return { state: 0 };
        },
      },
      undefined,
      { via },
    );
    await join(watcher);
  });

  expect([...seen].toSorted()).toEqual(["in init", "in service", "nobody"]);
});

test("a call to a free name fails with noproc, and a cast is ignored", async () => {
  await holdsUnderRandomAndPct(async () => {
    const via = nameIn(table("names"), "echo");
    await assert.rejects(GenServer.call(via, "a"), (error: unknown) => {
      assert.ok(error instanceof CallFailed);
      assert.equal(error.reason, "noproc");
      assert.equal(error.message, "The call to name echo failed: noproc.");
      return true;
    });
    await GenServer.cast(via, "a");
  });
});
