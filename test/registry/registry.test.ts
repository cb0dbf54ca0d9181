// Registry: what each operation gives, in every order in which actors may come and go.

import assert from "node:assert/strict";
import { choose, explore, isAlive, join, kill, receive, self, send, sleep, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import { AlreadyStarted, GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Registry, UnknownRegistry } from "heddle/registry";
import type { Registered, Selection } from "heddle/registry";
import { P } from "ts-pattern";
import { describe, expect, test } from "vitest";
import { passes } from "../otp/passes.ts";

/** Waits until nothing else can go on; for lazy time. */
const settle = (): Promise<void> => sleep(1);
const lazy = { time: "lazy" } as const;

/** An actor that registers and lives until it is told to end. */
async function registrant(registry: Registry<string, number>, name: string, ...keys: string[]): Promise<Pid> {
  const main = self();
  const pid = await spawn(name, async () => {
    for (const [index, key] of keys.entries()) await registry.register(key, index + 1);
    await send(main, "registered");
    await receive("end");
  });
  await receive("registered");
  return pid;
}

/** An actor that does one thing, to its end. */
async function once(name: string, body: () => Promise<unknown>): Promise<void> {
  await join(await spawn(name, body));
}

/** Lets up to `count` of the actors be killed, whenever the schedule likes, but before all comes to rest. */
async function killSome(pids: readonly Pid[], count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await spawn("killer", async () => {
      const victim = await choose([...pids, undefined]);
      if (victim !== undefined) await kill(victim);
    });
  }
}

async function checkIndexes(registry: Registry<string, number>, pids: readonly Pid[]): Promise<void> {
  const rows = await registry.select({});
  for (const { pid } of rows) assert.equal(await isAlive(pid), true);
  assert.equal(await registry.count(), rows.length);
  for (const pid of pids) {
    const keys = await registry.keys(pid);
    const held = rows.filter((row) => row.pid === pid).map(({ key }) => key);
    assert.deepEqual(keys.toSorted(), held.toSorted());
  }
}

describe("a unique registry", () => {
  test("is what start gives without options, and is empty", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      assert.equal(await registry.count(), 0);
      assert.deepEqual(await registry.register("a", 1), { kind: "ok", owner: registry.pid });
      assert.deepEqual(await registry.register("a", 2), { kind: "alreadyRegistered", pid: self() });
      assert.deepEqual(await registry.lookup("a"), [[self(), 1]]);
    });
  });

  test("shows a registration in every question", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>({ keys: "unique" });
      const holder = await registrant(registry, "holder", "a");

      assert.deepEqual(await registry.lookup("a"), [[holder, 1]]);
      assert.deepEqual(await registry.keys(holder), ["a"]);
      assert.deepEqual(await registry.values("a", holder), [1]);
      assert.equal(await registry.whereis("a"), holder);
      assert.equal(await registry.count(), 1);
      await send(holder, "end");
      await join(holder);
    });
  });

  test("refuses a key that is held, and says by whom", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const holder = await registrant(registry, "holder", "a");

      assert.deepEqual(await registry.register("a", 2), { kind: "alreadyRegistered", pid: holder });
      assert.deepEqual(await registry.keys(self()), []);
      assert.deepEqual(await registry.values("a", self()), []);
      await send(holder, "end");
      await join(holder);
    });
  });

  test("gives a key to one of five who race for it", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
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
      for (const racer of racers) await send(racer, "end");
      await settle();
      assert.equal(await registry.count(), 0);
    }, lazy);
  });

  test("removes one key of an actor and still cleans up the other", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const holder = await spawn("holder", async () => {
        await registry.register("a", 1);
        await registry.register("b", 2);
        await registry.unregister("a");
        assert.deepEqual(await registry.lookup("a"), []);
        assert.deepEqual(await registry.keys(self()), ["b"]);
      });
      await join(holder);
      await settle();
      assert.deepEqual(await registry.lookup("b"), []);
      assert.equal(await registry.count(), 0);
    }, lazy);
  });

  test("ignores unregistering what is not registered, or another's", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const holder = await registrant(registry, "holder", "a");
      await registry.unregister("x");
      await registry.unregister("a");
      assert.deepEqual(await registry.lookup("a"), [[holder, 1]]);
      await send(holder, "end");
      await join(holder);
    });
  });

  test("gives a dead holder's key to the next, and the late cleanup leaves it", async () => {
    const seen = new Set<number>();
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const first = await registrant(registry, "first", "a");
      await kill(first);
      await join(first);

      const before = await registry.lookup("a");
      seen.add(before.length);
      for (const [pid] of before) assert.equal(pid, first);
      assert.equal(await registry.whereis("a"), undefined);
      assert.deepEqual(await registry.register("a", 7), { kind: "ok", owner: registry.pid });
      assert.deepEqual(await registry.lookup("a"), [[self(), 7]]);
      await settle();
      assert.deepEqual(await registry.lookup("a"), [[self(), 7]]);
      assert.deepEqual(await registry.keys(first), []);
      assert.equal(await registry.count(), 1);
    }, lazy);

    expect(seen.size).toBe(2);
  });

  test("never gives a dead holder's key to two claimants", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const first = await registrant(registry, "first", "a");
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
    }, lazy);
  });

  test("leaves nothing behind when registering fails, however often", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<string, number>();
        const holder = await registrant(registry, "holder", "a");
        await registry.register("b", 1);
        for (let attempt = 0; attempt < 100; attempt += 1) {
          assert.equal((await registry.register("a", attempt)).kind, "alreadyRegistered");
          assert.equal((await registry.register("b", attempt)).kind, "alreadyRegistered");
        }
        assert.deepEqual(await registry.keys(self()), ["b"]);
        assert.deepEqual(await registry.keys(holder), ["a"]);
        await send(holder, "end");
        await join(holder);
      },
      { executions: 10 },
    );
  });

  test("forgets an actor that ends right after registering, and one that is killed at any point", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<string, number>();
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
        await settle();
        assert.equal(await registry.count(), 0);
        for (const pid of pids) assert.deepEqual(await registry.keys(pid), []);
      },
      { ...lazy, executions: 1_000 },
    );
  });

  test("has equal indexes at rest whatever was killed", async () => {
    const verdict = await passes(
      async () => {
        const registry = await Registry.start<string, number>();
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
      },
      { ...lazy, executions: 500 },
    );
    expect(verdict).toBe("passed");
  });

  test("never lets two living actors hold one key", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<string, number>();
        const holders = new Set<Pid>();
        const pids: Pid[] = [];
        for (const name of ["one", "two", "three"]) {
          pids.push(
            await spawn(name, async () => {
              const result = await registry.register("a", 1);
              if (result.kind !== "ok") return;
              for (const other of holders) assert.equal(await isAlive(other), false);
              holders.add(self());
              await receive("end");
            }),
          );
        }
        await killSome(pids, 2);
        await settle();
        const alive: Pid[] = [];
        for (const pid of holders) if (await isAlive(pid)) alive.push(pid);
        assert.ok(alive.length <= 1);
        assert.equal(await registry.whereis("a"), alive[0]);
      },
      { ...lazy, executions: 1_000 },
    );
  });

  test("shows a registration from its ok to its unregistering, and never after", async () => {
    const verdict = await passes(async () => {
      const registry = await Registry.start<string, number>();
      let phase: "before" | "held" | "after" = "before";
      const reader = await spawn("reader", async () => {
        for (let count = 0; count < 4; count += 1) {
          const start = phase;
          const { length } = await registry.lookup("a");
          if (start === "held" && phase === "held") assert.equal(length, 1);
          if (start === "after") assert.equal(length, 0);
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
    expect(verdict).toBe("passed");
  });

  test("may still look up the dead", async () => {
    const report = await explore(
      async () => {
        const registry = await Registry.start<string, number>();
        const owner = await spawn("owner", () => registry.register("db", 1));
        await join(owner);
        assert.deepEqual(await registry.lookup("db"), []);
      },
      { executions: 500 },
    );

    expect(report.verdict).toBe("violated");
  });

  test("compares keys as a Map does, whatever they look like", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<unknown, string>();
        const wide = { id: 1, extra: true };
        const narrow = { id: 1 };
        for (const key of [P.any, "_", wide, narrow, null, Number.NaN]) await registry.register(key, "held");

        assert.equal(await registry.count(), 6);
        assert.deepEqual(await registry.lookup("a"), []);
        assert.deepEqual(await registry.lookup(Number.NaN), [[self(), "held"]]);
        await registry.unregister(narrow);
        await registry.unregister(Number.NaN);
        assert.equal(await registry.whereis(wide), self());
        await registry.unregister(P.any);
        assert.equal(await registry.count(), 3);
        assert.equal((await registry.keys(self())).length, 3);
      },
      { executions: 30 },
    );
  });
});

describe("a duplicate registry", () => {
  test("takes any number of registrations under one key", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>({ keys: "duplicate" });
      assert.equal((await registry.register("a", 1)).kind, "ok");
      assert.equal((await registry.register("a", 1)).kind, "ok");
      assert.deepEqual(await registry.keys(self()), ["a", "a"]);
      assert.deepEqual(await registry.values("a", self()), [1, 1]);
      assert.equal(await registry.count(), 2);
      assert.deepEqual(await registry.lookup("a"), [
        [self(), 1],
        [self(), 1],
      ]);
    });
  });

  test("removes all of the caller's registrations under a key, and only those", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>({ keys: "duplicate" });
      const other = await registrant(registry, "other", "a", "b");
      await registry.register("a", 5);
      await registry.register("a", 6);
      assert.equal((await registry.lookup("a")).length, 3);

      await registry.unregister("a");

      assert.deepEqual(await registry.lookup("a"), [[other, 1]]);
      await kill(other);
      await settle();
      assert.equal(await registry.count(), 0);
    }, lazy);
  });

  test("has no single holder of a key", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<string, number>({ keys: "duplicate" });
        await assert.rejects(registry.whereis("a"), UsageError);
        assert.throws(() => registry.via("a"), UsageError);
      },
      { executions: 1 },
    );
  });

  test("has equal indexes at rest whatever was killed", async () => {
    const verdict = await passes(
      async () => {
        const registry = await Registry.start<string, number>({ keys: "duplicate" });
        const pids: Pid[] = [];
        for (const name of ["one", "two"]) {
          pids.push(
            await spawn(name, async () => {
              await registry.register("a", 1);
              await registry.register("b", 2);
              await registry.register("a", 3);
              await registry.unregister("b");
              await receive("end");
            }),
          );
        }
        await killSome(pids, 1);
        await settle();
        await checkIndexes(registry, pids);
      },
      { ...lazy, executions: 500 },
    );
    expect(verdict).toBe("passed");
  });
});

describe("dispatch", () => {
  test("does not call back for an empty key", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      await registry.dispatch("a", () => assert.fail("called"));
    });
  });

  test("calls back once, in the caller, with the entries and what else is given", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      await registry.register("a", 1);
      const calls: unknown[] = [];
      await registry.dispatch("a", (entries) => calls.push([self(), entries]));
      await registry.dispatch("a", (entries, x: string, y: number) => calls.push([entries.length, x, y]), "x", 2);
      assert.deepEqual(calls, [
        [self(), [[self(), 1]]],
        [1, "x", 2],
      ]);
    });
  });

  test("lets an error through and goes on working", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      await registry.register("a", 1);
      const fail = async (): Promise<void> => {
        await registry.count();
        throw new Error("inside");
      };
      await assert.rejects(registry.dispatch("a", fail), /inside/);
      assert.equal(await registry.count(), 1);
    });
  });

  test("delivers to each entry once while the callback changes the registry", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>({ keys: "duplicate" });
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
    });
  });
});

describe("select", () => {
  test("gives the registrations that match a pattern, or one of several, sorted by key", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const main = self();
      for (const [index, key] of ["c", "a", "b"].entries()) await registry.register(key, index);

      assert.deepEqual(await registry.select({}), [
        { key: "a", pid: main, value: 1 },
        { key: "b", pid: main, value: 2 },
        { key: "c", pid: main, value: 0 },
      ]);
      assert.deepEqual(await registry.select(P.any, ({ key }) => key), ["a", "b", "c"]);
      assert.deepEqual(await registry.select({ value: P.number.gt(0), pid: main }, ({ key }) => key), ["a", "b"]);
      assert.deepEqual(await registry.select([{ key: "a" }, { value: P.number.lt(2) }], ({ key }) => key), ["a", "c"]);
      assert.deepEqual(await registry.select({ key: "d" }), []);
      assert.equal((await registry.select({ key: P.string })).length, await registry.count());
    });
  });

  test("tells pids apart", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const holder = await registrant(registry, "holder", "a");
      await registry.register("b", 1);
      assert.deepEqual(await registry.select({ pid: holder }, ({ key }) => key), ["a"]);
      await send(holder, "end");
      await join(holder);
    });
  });

  test("refuses what is no pattern over a registration", async () => {
    await passes(
      async () => {
        const registry = await Registry.start<string, number>();
        for (const malformed of ["a", 1, null, undefined, { keys: "a" }, [{ key: "a" }, "b"]]) {
          await assert.rejects(registry.select(malformed as Selection), UsageError);
        }
      },
      { executions: 1 },
    );
  });
});

test("metadata is kept apart from registrations", async () => {
  await passes(async () => {
    const registry = await Registry.start<string, number>({ meta: { region: "eu" } });
    assert.deepEqual(await registry.meta("region"), { kind: "ok", value: "eu" });
    assert.deepEqual(await registry.meta("a"), { kind: "error" });
    await registry.putMeta("a", undefined);
    assert.deepEqual(await registry.meta("a"), { kind: "ok", value: undefined });
    assert.equal(await registry.count(), 0);
  });
});

interface Echo {
  call: { request: string; reply: string };
}

const echoModule: ServerModule<Echo, undefined> = {
  init: () => ({ state: undefined }),
  handleCall: (request, _from, state) => ({ reply: `echo ${request}`, state }),
};

describe("via", () => {
  test("starts a server under a key, once, and calls it", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const server = await GenServer.start(echoModule, undefined, { via: registry.via("a", 9) });

      assert.deepEqual(await registry.lookup("a"), [[server.pid, 9]]);
      assert.equal(await GenServer.call(registry.via("a"), "hi"), "echo hi");
      assert.equal(await registry.via("a").whereisName(), server.pid);
      await assert.rejects(GenServer.start(echoModule, undefined, { via: registry.via("a") }), (error: unknown) => {
        assert.ok(error instanceof AlreadyStarted);
        assert.equal(error.pid, server.pid);
        return true;
      });
    });
  });

  test("shows the name while init still runs", async () => {
    const verdict = await passes(async () => {
      const registry = await Registry.start<string, number>();
      await GenServer.start(
        {
          async init() {
            assert.equal(await registry.whereis("a"), self());
            return { state: 0 };
          },
        },
        undefined,
        { via: registry.via("a") },
      );
    });
    expect(verdict).toBe("passed");
  });

  test("lets a successor start while the dead server is not cleaned up", async () => {
    await passes(async () => {
      const registry = await Registry.start<string, number>();
      const via = registry.via("a");
      const first = await GenServer.start(echoModule, undefined, { via });
      await kill(first.pid);
      await join(first.pid);
      const second = await GenServer.start(echoModule, undefined, { via });
      await settle();
      assert.equal(await registry.whereis("a"), second.pid);
      assert.equal(await GenServer.call(via, "b"), "echo b");
    }, lazy);
  });
});

test("a registry that has ended is unknown to every operation, and its registrants live on", async () => {
  await passes(async () => {
    const registry = await Registry.start<string, number>();
    const holder = await registrant(registry, "holder", "a");
    await GenServer.stop(registry.pid);

    await assert.rejects(registry.register("a", 1), UnknownRegistry);
    await assert.rejects(registry.unregister("a"), UnknownRegistry);
    await assert.rejects(registry.lookup("a"), UnknownRegistry);
    await assert.rejects(registry.count(), UnknownRegistry);
    await assert.rejects(registry.meta("a"), UnknownRegistry);
    assert.equal(await isAlive(holder), true);
    await once("stranger", () => assert.rejects(registry.select({}), UnknownRegistry));
    await send(holder, "end");
    await join(holder);
  });
});

test("faults spare the registry", async () => {
  await passes(
    async () => {
      const registry = await Registry.start<string, number>();
      await registry.register("a", 1);
      assert.equal(await isAlive(registry.pid), true);
    },
    { faults: { kill: 1 } },
  );
});

test("unknown options and wrong values are usage errors", async () => {
  await passes(
    async () => {
      for (const options of [{ partitions: 8 }, { keys: "many" }, { name: 1 }, { meta: 2 }]) {
        await assert.rejects(Registry.start(options as object), UsageError);
      }
    },
    { executions: 1 },
  );
});
