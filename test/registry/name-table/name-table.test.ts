// The plain name table: conformance with the documentation of fauxtp, under sampled schedules and under every class.

import assert from "node:assert/strict";
import { explore, join, kill, monitor, receive, self, send, sleep, spawn, UsageError } from "heddle";
import type { ExploreOptions, Pid, Program } from "heddle";
import { CallFailed, GenServer } from "heddle/otp";
import { NameTable } from "heddle/registry";
import { describe, expect, test } from "vitest";

/** Runs every class of a program. @returns the number of classes */
async function classesOf(program: Program, options: ExploreOptions = {}): Promise<number> {
  const report = await explore(program, { ...options, strategy: "dpor", executions: 100_000, shrink: false });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  expect(report).toMatchObject({ exhausted: true, redundant: 0, executions: report.classes });
  return report.classes;
}

/** Samples 1,000 schedules of a program, then runs every class. */
async function conforms(program: Program, options: ExploreOptions = {}): Promise<number> {
  const report = await explore(program, { ...options, executions: 1_000, shrink: false });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  return classesOf(program, options);
}

/** Runs the bodies as actors until they exit. */
async function together(...bodies: readonly (() => unknown)[]): Promise<void> {
  const pids: Pid[] = [];
  for (const body of bodies) pids.push(await spawn(body));
  for (const pid of pids) await join(pid);
}

function idle(name: string): Promise<Pid> {
  return spawn(name, () => receive("end"));
}

describe("a name table", () => {
  test("refuses a name that is taken, also to its holder", async () => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      const [p, other] = [await idle("p"), await idle("other")];

      assert.equal(await names.register("n", p), true);
      assert.equal(await names.register("n", p), false);
      assert.equal(await names.register("n", other), false);

      assert.equal(await names.whereis("n"), p);
    });
    expect(classes).toBe(1);
  });

  test("finds no actor under an unknown name", async () => {
    const classes = await conforms(async () => {
      assert.equal(await new NameTable().whereis("unknown"), undefined);
    });
    expect(classes).toBe(1);
  });

  test("gives one pid two names", async () => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      await together(
        async () => assert.equal(await names.register("x", self()), true),
        async () => assert.equal(await names.register("y", self()), true),
      );
      assert.deepEqual((await names.registered()).toSorted(), ["x", "y"]);
    });
    expect(classes).toBe(2);
  });

  test("removes one of five names and leaves the others as they were", async () => {
    await conforms(async () => {
      const names = new NameTable();
      for (const name of ["a", "b", "c", "d", "e"]) await names.register(name, self());

      assert.equal(await names.unregister("c"), true);
      assert.equal(await names.unregister("c"), false);

      assert.deepEqual(await names.registered(), ["a", "b", "d", "e"]);
      for (const name of ["a", "b", "d", "e"]) assert.equal(await names.whereis(name), self());
    });
  });

  test("still shows a dead holder", async () => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      const holder = await spawn("holder", async () => {
        await names.register("n", self());
        await receive("go");
        throw new Error("crash");
      });
      await monitor(holder);
      await send(holder, "go");
      await receive({ kind: "down", pid: holder });

      assert.equal(await names.whereis("n"), holder);
      assert.deepEqual(await names.registered(), ["n"]);
    });
    expect(classes).toBe(1);
  });

  test("a send to a dead holder is lost in silence, and a call to it fails", async () => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      const server = await GenServer.start(counter, 0, { name: "server" });
      await names.register("n", server.pid);
      await kill(server.pid);
      await join(server.pid);
      const found = await names.whereis("n");
      assert(found !== undefined);

      await GenServer.cast({ pid: found }, "ignored");

      await assert.rejects(GenServer.call({ pid: found }, "get", { timeout: 5_000 }), (error: unknown) => {
        assert(error instanceof CallFailed);
        return error.reason === "noproc" || error.reason === "timeout";
      });
    });
    expect(classes).toBe(2);
  });

  test.each([
    [2, 2],
    [3, 6],
    [4, 24],
  ])("gives a name to one of %i who ask at once, in %i classes", async (count, expected) => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      const granted: Pid[] = [];
      const claim = async (): Promise<void> => {
        if (await names.register("n", self())) granted.push(self());
      };
      await together(...Array.from({ length: count }, () => claim));
      assert.equal(granted.length, 1);
      assert.equal(await names.whereis("n"), granted[0]);
    });
    expect(classes).toBe(expected);
  });

  test.each([
    [2, 2],
    [3, 6],
  ])("lets one of %i unregister a name, in %i classes", async (count, expected) => {
    const classes = await conforms(async () => {
      const names = new NameTable();
      await names.register("n", self());
      let removed = 0;
      const remove = async (): Promise<void> => {
        if (await names.unregister("n")) removed += 1;
      };
      await together(...Array.from({ length: count }, () => remove));
      assert.equal(removed, 1);
      assert.equal(await names.whereis("n"), undefined);
    });
    expect(classes).toBe(expected);
  });

  test("gives a copy of its names", async () => {
    await conforms(async () => {
      const names = new NameTable();
      await names.register("n", self());
      (await names.registered()).push("intruder");
      assert.deepEqual(await names.registered(), ["n"]);
    });
  });

  test("shows names in the order of their registration, which makes two orders two classes", async () => {
    const orders = new Set<string>();
    const classes = await classesOf(async () => {
      const names = new NameTable();
      await together(
        () => names.register("b", self()),
        () => names.register("a", self()),
      );
      orders.add((await names.registered()).join());
    });
    expect([classes, [...orders].toSorted()]).toEqual([2, ["a,b", "b,a"]]);
  });

  test("lets operations on different names commute but for registrations", async () => {
    const classes = await classesOf(async () => {
      const names = new NameTable();
      await names.register("a", self());
      await names.register("b", self());
      await together(
        () => names.unregister("a"),
        () => names.whereis("b"),
        () => names.register("c", self()),
      );
    });
    expect(classes).toBe(1);
  });
});

const counter = {
  init: (count: number) => ({ state: count }),
  handleCall: (_asked: "get", _from: unknown, state: number) => ({ reply: state, state }),
};

describe("a wrong use of a name table", () => {
  const fails = async (use: (names: NameTable) => Promise<unknown>): Promise<string> => {
    const report = await explore(
      async () => {
        await use(new NameTable());
      },
      { executions: 1, shrink: false },
    );
    const error = report.counterexamples[0]?.error;
    assert(error instanceof UsageError, String(error));
    return error.code;
  };

  test("is what is no text as a name", async () => {
    expect(await fails((names) => names.register(undefined as unknown as string, self()))).toBe("invalid-name");
    expect(await fails((names) => names.whereis(1 as unknown as string))).toBe("invalid-name");
  });

  test("is what is no pid", async () => {
    expect(await fails((names) => names.register("n", "p" as unknown as Pid))).toBe("not-a-pid");
  });

  test("is an option that it does not have, or a wrong value of one", async () => {
    expect(await fails(() => NameTable.start({ sage: true } as object))).toBe("unknown-option");
    expect(await fails(() => NameTable.start({ safe: 1 } as object))).toBe("invalid-option");
    expect(await fails(() => NameTable.start({ label: 1 } as object))).toBe("invalid-option");
  });

  test("is what only a safe one can do", async () => {
    expect(await fails((names) => names.unregister("n", self()))).toBe("not-safe");
    expect(await fails((names) => names.replace("n", undefined, self()))).toBe("not-safe");
  });

  test("is one outside an execution", () => {
    expect(() => new NameTable()).toThrow(expect.objectContaining({ code: "outside-execution" }));
  });
});

describe("a safe name table", () => {
  const lazy = { time: "lazy" } as const;

  test("gives a dead holder's name away, and removes what is left", async () => {
    const classes = await conforms(async () => {
      const names = await NameTable.start({ safe: true });
      const holder = await spawn("holder", async () => {
        await names.register("n", self());
        await names.register("m", self());
      });
      await join(holder);

      assert.equal(await names.register("n", self()), true);

      await sleep(1);
      assert.deepEqual(await names.registered(), ["n"]);
      assert.equal(await names.whereis("n"), self());
    }, lazy);
    expect(classes).toBe(6);
  });

  test("gives no name to the dead", async () => {
    await conforms(async () => {
      const names = await NameTable.start({ safe: true });
      const dead = await spawn(() => undefined);
      await join(dead);
      assert.equal(await names.register("n", dead), false);
      assert.equal(await names.replace("n", undefined, dead), false);
      assert.deepEqual(await names.registered(), []);
    }, lazy);
  });

  test("lets only the owner unregister a name", async () => {
    await conforms(async () => {
      const names = await NameTable.start({ safe: true });
      const other = await idle("other");
      await names.register("n", other);
      assert.equal(await names.unregister("n"), false);
      assert.equal(await names.unregister("n", self()), false);
      assert.equal(await names.unregister("n", other), true);
      assert.equal(await names.whereis("n"), undefined);
    });
  });

  test("replaces a holder that is the one expected", async () => {
    await conforms(async () => {
      const names = await NameTable.start({ safe: true });
      const other = await idle("other");
      assert.equal(await names.replace("n", other, self()), false);
      assert.equal(await names.replace("n", undefined, other), true);
      assert.equal(await names.replace("n", self(), self()), false);
      assert.equal(await names.replace("n", other, self()), true);
      assert.equal(await names.whereis("n"), self());
    });
  });
});

describe("what fauxtp documents", () => {
  /** The outcomes of `program` over all classes. */
  async function outcomes(program: (tell: (outcome: unknown) => void) => Promise<void>): Promise<readonly string[]> {
    const told = new Set<string>();
    await classesOf(() => program((outcome) => told.add(String(outcome))));
    return [...told].toSorted();
  }

  test("a starter may look an actor up before it has registered, unless it waits for a message (F1)", async () => {
    const started = await outcomes(async (tell) => {
      const names = new NameTable();
      const pid = await spawn("actor", async () => {
        await names.register("n", self());
      });
      tell((await names.whereis("n")) === pid);
    });
    const awaited = await outcomes(async (tell) => {
      const names = new NameTable();
      const pid = await spawn("actor", async () => {
        await names.register("n", self());
      });
      await join(pid);
      tell((await names.whereis("n")) === pid);
    });
    expect([started, awaited]).toEqual([["false", "true"], ["true"]]);
  });

  test("a name may belong to a dead actor, unless the table is safe (F2)", async () => {
    const shown = (safe: boolean): Promise<readonly string[]> =>
      outcomes(async (tell) => {
        const names = await NameTable.start({ safe });
        const pid = await spawn("actor", async () => {
          await names.register("n", self());
        });
        await join(pid);
        tell((await names.whereis("n")) === pid);
        tell(`register: ${await names.register("n", self())}`);
      });
    expect([await shown(false), await shown(true)]).toEqual([
      ["register: false", "true"],
      ["false", "register: true", "true"],
    ]);
  });

  test("a listed name may be unregistered before it is looked up, and the lookup then finds nothing (F12)", async () => {
    const found = await outcomes(async (tell) => {
      const names = new NameTable();
      await names.register("a", self());
      await names.register("b", self());
      const other = await spawn("other", () => names.unregister("b"));
      let count = 0;
      for (const name of await names.registered()) if ((await names.whereis(name)) !== undefined) count += 1;
      tell(count);
      await join(other);
    });
    // Listed and found twice, or unregistered in between, or not listed.
    expect(found).toEqual(["1", "2"]);
  });
});
