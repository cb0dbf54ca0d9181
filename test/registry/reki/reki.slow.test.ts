// The behavior of a Reki, each case under 1,000 schedules.

import assert from "node:assert/strict";
import { isAlive, join, kill, receive, self, send, sleep, spawn, spawnLink, trapExit } from "heddle";
import type { Pid } from "heddle";
import { AlreadyStarted, CallFailed, GenServer, Supervisor } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Reki, RekiNotRunning } from "heddle/registry";
import { describe, expect, test } from "vitest";

import { ENDS, idler, WITHOUT_TIMEOUT, tree, underManySchedules } from "./tree.ts";
import type { Counter, CounterProtocol, Tree } from "./tree.ts";
import { settle } from "../registry/variants.ts";

/** The actors that several callers get for their keys. */
async function callers(keys: readonly unknown[], ask: (key: unknown) => Promise<Counter>): Promise<readonly Counter[]> {
  const given: Counter[] = [];
  const pids: Pid[] = [];
  for (const [index, key] of keys.entries()) {
    pids.push(await spawn("caller", async () => void (given[index] = await ask(key))));
  }
  for (const pid of pids) await join(pid);
  return given;
}

describe("lookupOrStart", () => {
  test("gives the same actor for the same key, started once", () =>
    underManySchedules(async () => {
      const t = await tree();
      const first = await t.reki.lookupOrStart("a", t.counter);
      assert.equal(await t.reki.lookupOrStart("a", t.counter), first);
      assert.equal(t.starts, 1);
      assert.equal(await GenServer.call(first, "next"), 1);
    }));

  test("gives different actors for different keys", () =>
    underManySchedules(async () => {
      const t = await tree();
      const [a, b, c] = await callers(["a", "b", "c"], (key) => t.reki.lookupOrStart(key, t.counter));
      assert.equal(new Set([a, b, c]).size, 3);
      assert.equal(await t.reki.lookupOrStart("a", t.counter), a);
    }));

  test.each([
    ["at once", 0],
    ["slowly", 1_000],
  ])("starts one actor for four callers of one key that start it %s", (_, delay) =>
    underManySchedules(async () => {
      const t = await tree();
      const start = async (): Promise<Counter> => {
        if (delay > 0) await sleep(delay);
        return t.counter();
      };
      const given = await callers(["a", "a", "a", "a"], (key) => t.reki.lookupOrStart(key, start));
      assert.equal(new Set(given).size, 1);
      assert.equal(t.starts, 1);
    }),
  );

  test("starts one actor for a hundred callers", () =>
    underManySchedules(async () => {
      const t = await tree();
      const keys = Array.from({ length: 100 }, () => "a");
      const given = await callers(keys, (key) => t.reki.lookupOrStart(key, t.counter));
      assert.equal(new Set(given).size, 1);
      assert.equal(t.starts, 1);
    }));

  test("starts an actor for each of four callers of different keys", () =>
    underManySchedules(async () => {
      const t = await tree();
      const given = await callers([1, "1", 1n, true], (key) => t.reki.lookupOrStart(key, t.counter));
      assert.equal(new Set(given.map(({ pid }) => pid)).size, 4);
      assert.equal(await t.reki.count(), 4);
      assert.equal((await t.reki.toList()).length, 4);
    }));

  test.each(Object.keys(ENDS))("gives a fresh actor after one that %s", (how) =>
    underManySchedules(async () => {
      const t = await tree();
      const first = await t.reki.lookupOrStart("a", t.counter);
      assert.equal(await GenServer.call(first, "next"), 1);
      await ENDS[how]?.(first);
      await settle();
      assert.equal(await t.reki.count(), 0);
      const second = await t.reki.lookupOrStart("a", t.counter);
      assert.notEqual(second.pid, first.pid);
      assert.equal(await isAlive(second.pid), true);
      assert.equal(await GenServer.call(second, "next"), 1);
      assert.equal(t.starts, 2);
    }),
  );

  test("may give one that has ended already, and does not the next time", async () => {
    const alive = new Set<boolean>();
    await underManySchedules(async () => {
      const t = await tree();
      const crashing = async (): Promise<Counter> => {
        const counter = await t.counter();
        await GenServer.cast(counter, { ends: "broken" });
        return counter;
      };
      const first = await t.reki.lookupOrStart("a", crashing);
      alive.add(await isAlive(first.pid));
      await settle();
      assert.equal(await t.reki.lookup("a"), undefined);
      assert.notEqual(await t.reki.lookupOrStart("a", t.counter), first);
    });
    expect(alive).toEqual(new Set([true, false]));
  });

  test("is not concerned by the crash of another key's actor", () =>
    underManySchedules(async () => {
      const t = await tree();
      const [a, b] = await callers(["a", "b"], (key) => t.reki.lookupOrStart(key, t.counter));
      assert.ok(a !== undefined && b !== undefined);
      await GenServer.call(b, "next");
      await kill(a.pid);
      assert.equal(await t.reki.lookupOrStart("b", t.counter), b);
      await settle();
      assert.equal(await GenServer.call(b, "next"), 2);
      assert.equal(await t.reki.lookupOrStart("b", t.counter), b);
    }));

  test.each(["registry", "factory"] as const)("begins anew after its %s was killed", (part) =>
    underManySchedules(async () => {
      const t = await tree();
      const old = await t.reki.lookupOrStart("a", t.counter);
      const begin = async (): Promise<Counter> => {
        assert.equal(await isAlive(old.pid), false, "no actor of the old registry is alive");
        return t.counter();
      };
      await kill(await t.part(part));
      for (;;) {
        try {
          const given = await t.reki.lookupOrStart("a", begin);
          if (given !== old) break;
        } catch (error) {
          assert.ok(error instanceof RekiNotRunning);
        }
        await settle();
      }
      assert.equal(t.starts, 2);
      await assert.rejects(GenServer.call(old, "next"), CallFailed);
    }),
  );

  test("handles each exit once, regardless of earlier cleanups", () =>
    underManySchedules(async () => {
      const t = await tree();
      const first = await t.reki.lookupOrStart("a", t.counter);
      await kill(first.pid);
      await join(first.pid);
      // The DOWN of the first may come before this call, or after it.
      const second = await t.reki.lookupOrStart("a", t.counter);
      await settle();
      assert.equal(await t.reki.lookup("a"), second);
      assert.equal(t.starts, 2);
    }));

  test("gives up on a slow start, whose actor the next caller gets", () =>
    underManySchedules(async () => {
      const t = await tree();
      const slow = async (): Promise<Counter> => {
        await sleep(6_000);
        return t.counter();
      };
      await assert.rejects(t.reki.lookupOrStart("a", slow), { name: "CallFailed", reason: "timeout" });
      assert.equal(t.starts, 0);
      await sleep(1_001);
      const counter = await t.reki.lookupOrStart("a", () => assert.fail("started twice"));
      assert.equal(await GenServer.call(counter, "next"), 1);
      assert.equal(t.starts, 1);
    }));

  test("of other keys goes on while a start never returns", () =>
    underManySchedules(async () => {
      const t = await tree();
      const never = (): Promise<Counter> => receive<never>();
      const blocked = await spawn("blocked", () =>
        assert.rejects(t.reki.lookupOrStart("a", never), { name: "CallFailed", reason: "timeout" }),
      );
      const b = await t.reki.lookupOrStart("b", t.counter, { timeout: 1_000 });
      assert.equal(await t.reki.lookup("b"), b);
      await join(blocked);
      assert.equal(await t.reki.count(), 1);
      assert.equal(await t.reki.lookup("a"), undefined);
      await kill(t.top.pid);
    }));

  test("of another key may be asked in a start function", () =>
    underManySchedules(async () => {
      const t = await tree();
      const outer = async (): Promise<Counter> => {
        await t.reki.lookupOrStart("b", t.counter);
        return t.counter();
      };
      const a = await t.reki.lookupOrStart("a", outer);
      assert.notEqual(await t.reki.lookup("b"), a);
      assert.equal(t.starts, 2);
    }));

  test("does not mix up keys that are pids with actors", () =>
    underManySchedules(async () => {
      const t = await tree();
      const a = await t.reki.lookupOrStart("a", t.counter);
      const b = await t.reki.lookupOrStart(a.pid, t.counter);
      assert.notEqual(b, a);
      await kill(a.pid);
      await settle();
      assert.equal(await t.reki.lookup(a.pid), b);
      assert.equal(await t.reki.lookup("a"), undefined);
    }));
});

describe("a key", () => {
  test("has at most one living actor, whenever one is killed", () =>
    underManySchedules(async () => {
      const t = await tree();
      const all: Counter[] = [];
      const start = async (): Promise<Counter> => {
        for (const { pid } of all) assert.equal(await isAlive(pid), false, "at most one living actor for each key");
        const counter = await t.counter();
        all.push(counter);
        return counter;
      };
      const ask = async (): Promise<void> => kill((await t.reki.lookupOrStart("a", start)).pid);
      const rivals = [await spawn("alice", ask), await spawn("bob", ask)];
      for (const pid of rivals) await join(pid);
      await settle();
      assert.equal(await t.reki.count(), 0);
    }));

  test("is granted to the caller of startNew whose actor it is; others get its holder", () =>
    underManySchedules(async () => {
      const t = await tree();
      const kinds: string[] = [];
      await callers(["a", "a"], async (key) => {
        try {
          const mine = await t.reki.startNew(key, t.counter);
          kinds.push("started");
          return mine;
        } catch (error) {
          assert.ok(error instanceof AlreadyStarted);
          assert.equal(error.pid, (await t.reki.lookup(key))?.pid);
          kinds.push("refused");
          return { pid: error.pid };
        }
      });
      assert.deepEqual(kinds.toSorted(), ["refused", "started"]);
    }));

  test("that is stopped is free, and its actor has ended", () =>
    underManySchedules(async () => {
      const t = await tree();
      const a = await t.reki.lookupOrStart("a", t.counter);
      assert.equal(await t.reki.stop("a"), true);
      assert.equal(await isAlive(a.pid), false);
      assert.equal(await t.reki.lookup("a"), undefined);
      assert.equal(await t.reki.stop("a"), false);
      assert.notEqual(await t.reki.lookupOrStart("a", t.counter), a);
    }));

  test("that is being stopped is not returned, and its next actor waits for the exit of the last", () =>
    underManySchedules(async () => {
      const t = await tree();
      const reluctant: ServerModule<CounterProtocol, number> = {
        init: async () => {
          await trapExit(true);
          return { state: 0 };
        },
        terminate: () => sleep(100),
      };
      const old = await t.reki.lookupOrStart("a", () => GenServer.startLink(reluctant));
      const stopper = await spawn("stopper", () => t.reki.stop("a"));
      await sleep(1);
      assert.equal(await isAlive(old.pid), true);
      assert.equal(await t.reki.lookup("a"), undefined);
      assert.notEqual(await t.reki.lookupOrStart("a", t.counter), old);
      assert.equal(await isAlive(old.pid), false);
      await join(stopper);
    }));

  test("that is stopped by two while a third asks has one actor at a time", () =>
    underManySchedules(async () => {
      const t = await tree();
      const a = await t.reki.lookupOrStart("a", t.counter);
      const stops: boolean[] = [];
      const stop = async (): Promise<void> => void stops.push(await t.reki.stop("a"));
      const start = async (): Promise<Counter> => {
        assert.equal(await isAlive(a.pid), false, "at most one living actor for each key");
        return t.counter();
      };
      const pids = [await spawn("one", stop), await spawn("two", stop)];
      const given = await t.reki.lookupOrStart("a", start);
      for (const pid of pids) await join(pid);
      assert.ok(stops.includes(true));
      if (await isAlive(given.pid)) assert.equal(await t.reki.lookup("a"), given);
    }));
});

describe("a transient actor", () => {
  const transient = (): Promise<Tree> => tree({ restart: "transient", shutdown: "infinity" });

  test("that crashes is started again and takes the entry over, so that there is one", () =>
    underManySchedules(async () => {
      const t = await transient();
      const alive: Pid[] = [];
      const start = async (): Promise<Counter> => {
        for (const pid of alive) assert.equal(await isAlive(pid), false, "at most one living actor for each key");
        const counter = await t.counter();
        alive.push(counter.pid);
        return counter;
      };
      const first = await t.reki.lookupOrStart("a", start);
      await kill(first.pid);
      const second = await t.reki.lookupOrStart("a", start);
      await settle();
      assert.equal(t.starts, 2);
      assert.equal((await t.reki.lookup("a"))?.pid, alive[1]);
      if (second !== first) assert.equal(second.pid, alive[1]);
    }));

  test.each(["normal", "shutdown"])("that ends with %s is not", (reason) =>
    underManySchedules(async () => {
      const t = await transient();
      const first = await t.reki.lookupOrStart("a", t.counter);
      await GenServer.cast(first, { ends: reason });
      await join(first.pid);
      const second = await t.reki.lookupOrStart("a", t.counter);
      await settle();
      assert.equal(t.starts, 2);
      assert.equal(await t.reki.lookup("a"), second);
    }),
  );

  test("that crashes too often is given up, and no other with it", () =>
    underManySchedules(async () => {
      const t = await transient();
      const b = await t.reki.lookupOrStart("b", t.counter);
      await t.reki.lookupOrStart("a", t.counter);
      for (let times = 0; times < 4; times += 1) {
        const a = await t.reki.lookup("a");
        assert.ok(a !== undefined);
        await kill(a.pid);
        await settle();
      }
      assert.equal(t.starts, 5);
      assert.equal(await t.reki.lookup("a"), undefined);
      assert.equal(await t.reki.lookup("b"), b);
      await t.reki.lookupOrStart("a", t.counter);
    }));

  test("that is stopped while it crashes stays stopped", () =>
    underManySchedules(async () => {
      const t = await transient();
      const a = await t.reki.lookupOrStart("a", t.counter);
      await kill(a.pid);
      assert.equal(await t.reki.stop("a"), true);
      await settle();
      assert.equal(await t.reki.lookup("a"), undefined);
      assert.equal(await t.reki.count(), 0);
    }));

  test("whose restart fails is given up with its entry", () =>
    underManySchedules(async () => {
      const t = await transient();
      const start = (): Promise<Counter> => {
        if (t.starts === 1) throw new Error("no more");
        return t.counter();
      };
      const a = await t.reki.lookupOrStart("a", start);
      await kill(a.pid);
      await settle();
      assert.equal(await t.reki.count(), 0);
      await assert.rejects(t.reki.lookupOrStart("a", start), /no more/);
    }));
});

describe("without a supervisor", () => {
  test("start() ties both parts to the caller", () =>
    underManySchedules(async () => {
      const reki = Reki.create<string, Pid>();
      const owner = self();
      const starter = await spawn("starter", async () => {
        await reki.start();
        await send(owner, "started");
        await receive("end");
      });
      await receive("started");
      const idle = await reki.lookupOrStart("a", idler);
      await kill(starter);
      await join(idle);
      await settle();
      await assert.rejects(reki.lookupOrStart("a", idler), RekiNotRunning);
      await assert.rejects(reki.lookup("a"), RekiNotRunning);
    }));

  test("start() of one that runs already is refused", () =>
    underManySchedules(async () => {
      const reki = Reki.create<string, Pid>();
      await Supervisor.start({ strategy: "oneForOne", children: [reki.supervised()] });
      const twice = Supervisor.start({ strategy: "oneForOne", children: [reki.supervised({ id: "again" })] });
      await assert.rejects(twice, { name: "ChildStartFailed" });
      await reki.lookupOrStart("a", idler, WITHOUT_TIMEOUT);
    }));
});

test("a start that links its actor stops it when the start fails", () =>
  underManySchedules(async () => {
    const t = await tree();
    let left: Pid | undefined;
    const start = async (): Promise<Counter> => {
      left = await spawnLink("left", () => receive("end"));
      throw new Error("half done");
    };
    await assert.rejects(t.reki.lookupOrStart("a", start), /half done/);
    await settle();
    assert.ok(left !== undefined);
    assert.equal(await isAlive(left), false);
  }));
