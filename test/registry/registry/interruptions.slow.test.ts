// Operations of a registry that are cancelled midway, and a registry that is stopped midway.

import assert from "node:assert/strict";
import { cancel, join, kill, receive, self, send, shield, spawn } from "heddle";
import type { Pid } from "heddle";
import { UnknownRegistry } from "heddle/registry";
import { describe, test } from "vitest";
import { holds } from "../../holds.ts";
import { settle, starter, VARIANTS } from "./variants.ts";

const EXECUTIONS = 300;

/** An actor that runs an operation until it is cancelled, reports that, and lives on until a request to exit. */
async function interrupted(work: () => Promise<unknown>): Promise<Pid> {
  const main = self();
  return spawn("interrupted", async () => {
    await work().catch(() => undefined);
    await shield(async () => {
      await send(main, "interrupted");
      await receive("end");
    });
  });
}

describe.each(VARIANTS)("an actor that is cancelled and lives on ($name)", (variant) => {
  const start = starter(variant);

  test("neither keeps a lock nor its place in the queue", () =>
    holds(
      async () => {
        const registry = await start();
        const pid = await interrupted(() => registry.lock("a", () => registry.count()));
        const other = await spawn("other", () => registry.lock("a", () => registry.count()));
        await cancel(pid);
        assert.equal(await join(other), "normal");
        await send(pid, "end");
      },
      { executions: EXECUTIONS },
    ));

  test.each(["register", "unregister"] as const)("leaves the tables in agreement after a %s", async (operation) => {
    await holds(
      async () => {
        const registry = await start();
        const pid = await interrupted(async () => {
          if (operation === "unregister") await shield(() => registry.register("a", 1));
          await registry[operation]("a", 1);
        });
        await cancel(pid);
        await receive("interrupted");
        await settle();
        assert.equal((await registry.keys(pid)).length, (await registry.lookup("a")).length);
        await send(pid, "end");
      },
      { executions: EXECUTIONS },
    );
  });
});

function orEnded(error: unknown): void {
  assert.ok(error instanceof UnknownRegistry);
}

describe.each(VARIANTS)("a registry that exits ($name)", (variant) => {
  const start = starter(variant);

  test("stops completely although its stopper is killed meanwhile", () =>
    holds(
      async () => {
        const registry = await start();
        const stopper = await spawn("stopper", () => registry.stop());
        await kill(stopper);
        await settle();
        const found = new Set<string>();
        for (const key of ["a", "b", "c", "d", "e", "f"]) {
          found.add(
            await registry.lookup(key).then(
              () => "running",
              () => "ended",
            ),
          );
        }
        assert.equal(found.size, 1);
      },
      { executions: EXECUTIONS },
    ));

  test("crashes none of its actors although registrants die meanwhile", () =>
    holds(
      async () => {
        const registry = await start();
        for (const name of ["one", "two"]) {
          await spawn(name, async () => {
            for (const key of ["a", "b", "c"]) await registry.register(name + key, 1).catch(orEnded);
          });
        }
        await kill(registry.pid);
        await settle();
        await assert.rejects(registry.count(), UnknownRegistry);
      },
      { executions: EXECUTIONS },
    ));
});
