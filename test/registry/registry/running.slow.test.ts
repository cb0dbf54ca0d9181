// Registry names for servers, locks, listeners, and the exit of a registry.

import assert from "node:assert/strict";
import {
  exit,
  explore,
  isAlive,
  join,
  kill,
  link,
  monitor,
  now,
  receive,
  self,
  send,
  sleep,
  spawn,
  trapExit,
} from "heddle";
import type { Pid } from "heddle";
import { AlreadyStarted, GenServer, Supervisor } from "heddle/otp";
import type { ChildInfo, ServerModule } from "heddle/otp";
import { Registry, UnknownRegistry } from "heddle/registry";
import type { RegistryEvent } from "heddle/registry";
import { describe, expect, test } from "vitest";
import { holds } from "../../holds.ts";
import { end, holder, settle, starter, UNDIVIDED, VARIANTS } from "./variants.ts";

interface Echo {
  call: { request: string; reply: string };
}

const echoModule: ServerModule<Echo, undefined> = {
  init: () => ({ state: undefined }),
  handleCall: (request, _from, state) => ({ reply: `echo ${request}`, state }),
};

describe.each(UNDIVIDED)("via ($name)", (variant) => {
  const start = starter(variant);

  test("starts a server under a key, once, and calls it", () =>
    holds(async () => {
      const registry = await start();
      const server = await GenServer.start(echoModule, undefined, { via: registry.via("a", 9) });

      assert.deepEqual(await registry.lookup("a"), [[server.pid, 9]]);
      assert.equal(await GenServer.call(registry.via("a"), "hi"), "echo hi");
      assert.equal(await registry.via("a").whereisName(), server.pid);
      await assert.rejects(GenServer.start(echoModule, undefined, { via: registry.via("a") }), (error: unknown) => {
        assert.ok(error instanceof AlreadyStarted);
        assert.equal(error.pid, server.pid);
        return true;
      });
    }));

  test("lets a successor start while the dead server is not cleaned up", () =>
    holds(async () => {
      const registry = await start();
      const via = registry.via("a");
      const first = await GenServer.start(echoModule, undefined, { via });
      await kill(first.pid);
      await join(first.pid);
      const second = await GenServer.start(echoModule, undefined, { via });
      await settle();
      assert.equal(await registry.whereis("a"), second.pid);
      assert.equal(await GenServer.call(via, "b"), "echo b");
    }));
});

describe.each(UNDIVIDED)("a lock ($name)", (variant) => {
  const start = starter(variant);

  test("runs bodies for one name one after the other, for two names concurrently", async () => {
    let most = 0;
    await holds(async () => {
      const registry = await start();
      const inside = new Map<string, number>();
      const enter = async (name: string): Promise<void> => {
        inside.set(name, (inside.get(name) ?? 0) + 1);
        assert.equal(inside.get(name), 1);
        most = Math.max(
          most,
          [...inside.values()].reduce((sum, count) => sum + count, 0),
        );
        await registry.count();
        inside.set(name, 0);
      };
      const pids: Pid[] = [];
      for (const name of ["a", "a", "b"]) pids.push(await spawn(() => registry.lock(name, () => enter(name))));
      for (const pid of pids) await join(pid);
    });
    expect(most).toBe(2);
  });

  test("is free again when its body throws, its holder is killed or a waiter is", () =>
    holds(async () => {
      const registry = await start();
      await assert.rejects(
        registry.lock("a", () => {
          throw new Error("inside");
        }),
        /inside/,
      );
      const pids: Pid[] = [];
      for (const name of ["one", "two", "three"]) {
        pids.push(await spawn(name, () => registry.lock("a", () => registry.count())));
      }
      for (const pid of pids.slice(0, 2)) await kill(pid);
      assert.equal(await registry.lock("a", () => 5), 5);
      for (const pid of pids) await join(pid);
    }));

  test("taken again within its body is reported as the deadlock of an actor with itself", async () => {
    const report = await explore(
      async () => {
        const registry = await start();
        await registry.lock("a", () => registry.lock("a", () => 0));
      },
      { executions: 20, shrink: false },
    );

    expect(report.verdict).toBe("violated");
    expect(String(report.counterexamples[0]?.error)).toMatch(
      /main waits in call\(registry[^)]*\) for main\n {2}main waits for itself/,
    );
  });

  test("of another name within its body is no deadlock", () =>
    holds(async () => {
      const registry = await start();
      assert.equal(await registry.lock("a", () => registry.lock("b", () => 3)), 3);
    }));
});

describe.each(UNDIVIDED)("listeners ($name)", (variant) => {
  const start = starter(variant);

  /** An actor that records its messages. */
  async function listener(events: RegistryEvent[]): Promise<Pid> {
    return spawn("listener", async () => {
      for (;;) {
        const event = await receive<RegistryEvent | "end">();
        if (event === "end") return;
        events.push(event);
      }
    });
  }

  test("receive each registration and unregistration, also of a key that is not held, and no deaths", () =>
    holds(async () => {
      const events: RegistryEvent[] = [];
      const ear = await listener(events);
      const registry = await start({ listeners: [ear] });
      const one = await spawn("one", async () => {
        await registry.register("a", 1);
        await registry.unregister("a");
        await registry.unregister("a");
        await registry.register("a", 2);
      });
      await settle();
      assert.deepEqual(events, [
        { kind: "register", registry: registry.pid, key: "a", pid: one, value: 1 },
        { kind: "unregister", registry: registry.pid, key: "a", pid: one },
        { kind: "unregister", registry: registry.pid, key: "a", pid: one },
        { kind: "register", registry: registry.pid, key: "a", pid: one, value: 2 },
      ]);
      assert.equal(await registry.count(), 0);
      await end(ear);
    }));

  test("that monitor registrants are notified of a death, even of an earlier one", () =>
    holds(async () => {
      const heard: unknown[] = [];
      const ear = await spawn("listener", async () => {
        const { pid } = await receive<RegistryEvent>({ kind: "register" });
        const ref = await monitor(pid);
        heard.push((await receive({ kind: "down", ref })).pid);
      });
      const registry = await start({ listeners: [ear] });
      const one = await spawn("one", () => registry.register("a", 1));
      await join(ear);
      assert.deepEqual(heard, [one]);
    }));

  test("receive the events of one registrant in the order of its calls, before what it sends", () =>
    holds(async () => {
      const events: unknown[] = [];
      const ear = await listener(events as RegistryEvent[]);
      const registry = await start({ listeners: [ear], partitions: 3 });
      const one = await spawn("one", async () => {
        for (const key of ["a", "b", "c"]) {
          await registry.register(key, 1);
          await send(ear, key);
        }
        await registry.unregisterMatch("a", 2);
        await registry.unregisterMatch("a", 1);
        await registry.unregisterMatch("a", 1);
        await send(ear, "done");
      });
      await join(one);
      await settle();
      assert.deepEqual(
        events.map((event) => (typeof event === "string" ? event : (event as RegistryEvent).kind)),
        ["register", "a", "register", "b", "register", "c", "unregister", "unregister", "done"],
      );
      await end(ear);
    }));

  test("may hear of the next holder of a key before they hear that the last one gave it up", async () => {
    const orders = new Set<string>();
    const report = await explore(
      async () => {
        const events: RegistryEvent[] = [];
        const ear = await listener(events);
        const registry = await start({ listeners: [ear] });
        const one = await spawn("one", async () => {
          await registry.register("a", 1);
          await registry.unregister("a");
        });
        while ((await registry.register("a", 2)).kind !== "ok") await sleep(1);
        await join(one);
        await settle();
        orders.add(events.map(({ kind, pid }) => `${kind} ${pid === one ? "one" : "main"}`).join());
        await end(ear);
      },
      { executions: 2_000, time: "lazy" },
    );
    expect(report.counterexamples).toEqual([]);
    expect([...orders]).toContain("register one,register main,unregister one");
  });

  test("receive one event for an actor that registers twice and is killed meanwhile", () =>
    holds(async () => {
      const events: RegistryEvent[] = [];
      const ear = await listener(events);
      const registry = await start({ listeners: [ear] });
      const one = await spawn("one", async () => {
        await registry.register("a", 1);
        await registry.register("a", 2);
      });
      await kill(one);
      await settle();
      assert.ok(events.length <= 1);
      await end(ear);
    }));

  test("receive no event of an operation for a caller that has died", () =>
    holds(async () => {
      const events: RegistryEvent[] = [];
      const ear = await listener(events);
      const registry = await start({ listeners: [ear] });
      const racer = async (): Promise<void> => {
        await registry.register("a", 1);
        await registry.register("a", 2);
      };
      const pids = [await spawn("one", racer), await spawn("two", racer), await spawn("three", racer)];
      for (const pid of pids) await kill(pid);
      await settle();
      for (const pid of pids) {
        const kinds = events.filter((event) => event.pid === pid).map(({ kind }) => kind);
        assert.ok(kinds.length <= 1, kinds.join(", "));
      }
      await end(ear);
    }));

  test("receive a partial unregistration only when the last entry is removed", () =>
    holds(async () => {
      const events: RegistryEvent[] = [];
      const ear = await listener(events);
      const registry = await start({ keys: "duplicate", listeners: [ear] });
      await registry.register("a", 1);
      await registry.register("a", 2);
      await registry.unregisterMatch("a", 1);
      await settle();
      assert.equal(events.length, 2);
      await registry.unregisterMatch("a", 2);
      await settle();
      assert.deepEqual(events.at(-1), { kind: "unregister", registry: registry.pid, key: "a", pid: self() });
      await end(ear);
    }));

  test("receive correct events for an actor whose tasks change its entries concurrently", () =>
    holds(
      async () => {
        const events: RegistryEvent[] = [];
        const ear = await listener(events);
        const registry = await start({ keys: "duplicate", listeners: [ear] });
        await registry.register("a", 1);
        await registry.register("a", 2);
        await Promise.all([registry.unregisterMatch("a", 1), registry.unregisterMatch("a", 2)]);
        await settle();
        assert.deepEqual(
          events.map(({ kind }) => kind),
          ["register", "register", "unregister"],
        );
        await registry.register("a", 3);
        await Promise.all([registry.unregister("a"), registry.register("a", 4)]);
        await settle();
        const isThere = (await registry.lookup("a")).length > 0;
        assert.equal(events.at(-1)?.kind, isThere ? "register" : "unregister");
        await end(ear);
      },
      { executions: 300 },
    ));
});

describe.each(UNDIVIDED)("a stopped registry ($name)", (variant) => {
  const start = starter(variant);

  test("makes every operation fail, and ends only registrants that are linked to it", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");
      await registry.stop();

      await assert.rejects(registry.register("a", 1), UnknownRegistry);
      await assert.rejects(registry.unregister("a"), UnknownRegistry);
      await assert.rejects(registry.lookup("a"), UnknownRegistry);
      await assert.rejects(registry.count(), UnknownRegistry);
      await assert.rejects(registry.meta("a"), UnknownRegistry);
      await assert.rejects(registry.select({}), UnknownRegistry);
      await assert.rejects(
        registry.updateValue("a", () => 1),
        UnknownRegistry,
      );
      await assert.rejects(
        registry.dispatch("a", () => 1),
        UnknownRegistry,
      );
      await assert.rejects(
        registry.lock("a", () => 1),
        UnknownRegistry,
      );
      await assert.rejects(registry.stop(), UnknownRegistry);
      await settle();
      // Elixir's partitions end with shutdown, and with them who is linked to them and does not trap exits.
      assert.equal(await isAlive(pid), variant.architecture === "server");
      if (variant.architecture === "server") await end(pid);
      else assert.equal(await join(pid), "shutdown");
    }));

  test("is a message to registrants that are linked to it and trap exits", () =>
    holds(async () => {
      const registry = await start();
      let received: unknown;
      const trapping = await spawn("trapping", async () => {
        await trapExit(true);
        await registry.register("a", 1);
        received = (await receive({ kind: "exit" }, { timeout: 10 }))?.reason;
      });
      await settle();
      await registry.stop();
      await join(trapping);
      assert.equal(received, variant.architecture === "server" ? undefined : "shutdown");
    }));
});

describe.each(VARIANTS)("a linked registry ($name)", ({ architecture, partitions }) => {
  const options = { architecture, partitions, name: "names" };

  test("ends with its starter", () =>
    holds(async () => {
      let registry: Registry | undefined;
      const parent = await spawn("parent", async () => {
        registry = await Registry.startLink(options);
        await receive("end");
        await exit("broken");
      });
      await settle();
      const { pid } = must(registry);
      await monitor(pid);
      await send(parent, "end");
      assert.equal((await receive({ kind: "down" })).reason, "broken");
      await assert.rejects(must(registry).count(), UnknownRegistry);
    }));

  test("is a child of a supervisor, which restarts it and shuts it down in time", () =>
    holds(async () => {
      const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [Registry.childSpec(options)] });
      const [first] = await Supervisor.whichChildren(supervisor);
      const registry = Registry.from<string, number>(pidOf(first));
      await spawn("registrant", () => registry.register("a", 1).then(() => receive("never")));
      await settle();
      assert.equal(await registry.count(), 1);
      await kill(registry.pid);
      await settle();
      const [second] = await Supervisor.whichChildren(supervisor);
      assert.notEqual(pidOf(second), registry.pid);
      assert.equal(await Registry.from(pidOf(second)).count(), 0);
      const before = now();
      await Supervisor.stop(supervisor);
      assert.equal(now(), before);
      assert.equal(await isAlive(pidOf(second)), false);
    }));

  test("shuts down with a supervisor that has linked itself", () =>
    holds(async () => {
      const start = async (): Promise<Registry> => {
        const registry = await Registry.start(options);
        await link(registry.pid);
        return registry;
      };
      const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [{ id: "names", start }] });
      const before = now();
      await Supervisor.stop(supervisor);
      assert.equal(now(), before);
    }));

  test("is found by its pid alone", () =>
    holds(async () => {
      const registry = await Registry.startLink<string, number>(options);
      await registry.register("a", 1);
      assert.equal(Registry.from(registry.pid), registry);
      assert.throws(() => Registry.from(self()), { code: "not-a-registry" });
    }));
});

function must<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}

function pidOf(child: ChildInfo | undefined): Pid {
  assert.ok(typeof child?.pid === "object");
  return child.pid;
}

describe.each(VARIANTS)("the exit of a registry ($name)", (variant) => {
  const start = starter(variant);

  test("by a crash takes linked registrants with it, and no others", () =>
    holds(async () => {
      const registry = await start();
      const pid = await holder(registry, "holder", "a");
      await monitor(pid);
      await kill(registry.pid);
      await settle();
      assert.equal(await isAlive(pid), variant.architecture === "server");
      if (variant.architecture === "server") await end(pid);
      await assert.rejects(registry.lookup("a"), UnknownRegistry);
    }));

  test("is no fault's doing", () =>
    holds(
      async () => {
        const registry = await start();
        await registry.register("a", 1);
        assert.equal(await isAlive(registry.pid), true);
      },
      { faults: { kill: 1 } },
    ));
});

describe.each(UNDIVIDED)("what is allowed ($name)", (variant) => {
  const start = starter(variant);

  /** Whether some execution of 1,000 shows an optional behavior. */
  async function occurs(program: () => Promise<void>): Promise<boolean> {
    const report = await explore(program, { time: "lazy", executions: 1_000, shrink: false });
    return report.verdict === "violated";
  }

  test("a lookup may return a dead actor; a caller that monitors it first is notified", async () => {
    const isStale = await occurs(async () => {
      const registry = await start();
      const owner = await spawn("owner", () => registry.register("db", 1));
      await join(owner);
      assert.deepEqual(await registry.lookup("db"), []);
    });
    expect(isStale).toBe(true);

    await holds(async () => {
      const registry = await start();
      const owner = await holder(registry, "owner", "db");
      await kill(owner);
      const [entry] = await registry.lookup("db");
      if (entry === undefined) return;
      const ref = await monitor(entry[0]);
      const down = await receive({ kind: "down" });
      assert.equal(down.ref, ref);
    });
  });

  test("a dispatch may reach an actor that has unregistered, which then ignores it", async () => {
    const program = (isFiltering: boolean) => async (): Promise<void> => {
      const registry = await start({ keys: "duplicate" });
      const main = self();
      const owner = await spawn("owner", async () => {
        await registry.register("news", 1);
        await send(main, "registered");
        await registry.unregister("news");
        const late = await receive("news", { timeout: 1 });
        if (!isFiltering) assert.equal(late, undefined);
      });
      await receive("registered");
      await registry.dispatch("news", async (entries) => {
        for (const [pid] of entries) await send(pid, "news");
      });
      await join(owner);
    };
    expect(await occurs(program(false))).toBe(true);
    await holds(program(true));
  });

  test("keys and lookup may differ during a registration, and agree at quiescence", async () => {
    const differ = await occurs(async () => {
      const registry = await start();
      const owner = await spawn("owner", async () => {
        await registry.register("a", 1);
        await receive("end");
      });
      const keys = await registry.keys(owner);
      const entries = await registry.lookup("a");
      await send(owner, "end");
      assert.equal(keys.length === 1 && entries.length === 0, false);
    });
    expect(differ).toBe(true);
  });

  test("a via name is visible before init returns; a monitor of its holder is notified of a failing init", async () => {
    const failing = {
      async init(): Promise<{ stop: string }> {
        await sleep(1);
        return { stop: "bad configuration" };
      },
    };
    const seen = new Set<string>();
    await holds(
      async () => {
        const registry = await start();
        const via = registry.via("a");
        await spawn("first", () => assert.rejects(GenServer.start(failing, undefined, { via })));
        try {
          await GenServer.start(echoModule, undefined, { via });
          seen.add("started");
        } catch (error) {
          assert.ok(error instanceof AlreadyStarted);
          await monitor(error.pid);
          await receive({ kind: "down" });
          seen.add("heard");
          await GenServer.start(echoModule, undefined, { via });
        }
        assert.equal(await GenServer.call(via, "hi"), "echo hi");
      },
      { time: "competing" },
    );
    expect(seen).toEqual(new Set(["started", "heard"]));
  });
});

test("counting over partitions is not a snapshot: a moving actor may be seen twice or not at all", async () => {
  const seen = new Set<number>();
  for (const name of ["one", "two", "three", "four"]) {
    await holds(async () => {
      const registry = await starter({ name: "", architecture: "shared", partitions: 2 })({ keys: "unique" });
      const mover = await spawn(name, async () => {
        for (const key of ["a", "b", "c", "d"]) {
          await registry.register(key, 1);
          await registry.unregister(key);
        }
        await registry.register("e", 1);
      });
      seen.add(await registry.count());
      await kill(mover);
      await settle();
      assert.equal(await registry.count(), 0);
    });
  }
  expect(seen.has(0)).toBe(true);
  expect(seen.has(2)).toBe(true);
});
