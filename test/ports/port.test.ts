// One function as a port: when its effect and its answer come, what is independent, what is wrong input.

import assert from "node:assert/strict";
import { Readable } from "node:stream";

import { cancel, explore, join, receive, sleep, spawn } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";
import { port } from "heddle/ports";
import type { PortOptions } from "heddle/ports";
import { expect, test } from "vitest";

/** Every execution of a program, however it ends. */
async function all(program: Program, options: ExploreOptions = {}): Promise<Report> {
  return explore(program, { executions: 1_000_000, stopAfter: 1_000_000, shrink: false, strategy: "dfs", ...options });
}

function withdrawals(options: PortOptions<[number]>, expected: number): Program {
  return async () => {
    let balance = 100;
    const read = port(async () => balance, { name: "account.read", touches: () => ({ read: "account" }) });
    const write = port(
      async (to: number) => {
        balance = to;
      },
      { name: "account.write", touches: () => "account", ...options },
    );
    const withdraw = async (amount: number): Promise<void> => write((await read()) - amount);
    const clients = [await spawn("a", () => withdraw(10)), await spawn("b", () => withdraw(20))];
    for (const client of clients) await join(client);
    assert.equal(balance, expected);
  };
}

test("outside of an execution a port is its function", async () => {
  const double = port((value: number) => value * 2);

  expect(double(2)).toBe(4);
});

test("a port keeps this", async () => {
  const account = {
    balance: 5,
    read: port(async function read(this: { readonly balance: number }) {
      return this.balance;
    }),
  };

  const report = await all(async () => {
    assert.equal(await account.read(), 5);
  });
  expect(report).toMatchObject({ executions: 1, counterexamples: [] });
});

test("a lost update is found in plain code, and each class is run once", async () => {
  const program = withdrawals({}, 70);

  const schedules = await all(program, { strategy: "dfs" });
  const classes = await all(program, { strategy: "dpor" });
  expect(schedules).toMatchObject({ verdict: "violated", executions: 923, classes: 4 });
  expect(classes).toMatchObject({ verdict: "violated", executions: 4, classes: 4, redundant: 0 });
});

test("the sentence and the lanes show calls by their names and arguments", async () => {
  const report = await explore(withdrawals({}, 70));

  const [found] = report.counterexamples;
  expect(found?.explanation?.sentence).toBe(
    "Fails when `b: account.read` comes before `a: account.write(account)` and `a: account.read` before " +
      "`b: account.write(account)`; passes when either is the other way round.",
  );
  expect(found?.trace.filter(({ kind }) => kind.startsWith("account.write")).map(({ argument }) => argument)).toEqual([
    ["90"],
    [],
    ["80"],
    [],
  ]);
});

const pair = (one: PortOptions, other: PortOptions = one): Program => {
  return async () => {
    const first = port(async () => 1, { name: "first", ...one });
    const second = port(async () => 2, { name: "second", ...other });
    await spawn("a", () => first());
    await spawn("b", () => second());
  };
};

const CALLS: readonly [string, PortOptions, PortOptions, number][] = [
  ["of different ports commute", {}, {}, 1],
  ["of one name conflict", { name: "same" }, { name: "same" }, 2],
  ["that write one thing conflict", { touches: () => "x" }, { touches: () => "x" }, 2],
  [
    "that write different things commute",
    { name: "same", touches: () => "x" },
    { name: "same", touches: () => "y" },
    1,
  ],
  ["that read one thing commute", { touches: () => ({ read: "x" }) }, { touches: () => ({ read: "x" }) }, 1],
  ["a reader and a writer conflict", { touches: () => ({ read: "x" }) }, { touches: () => ({ write: "x" }) }, 2],
  ["that touch nothing commute", { name: "same", touches: () => "nothing" }, { name: "same" }, 1],
];

test.each(CALLS)("two calls %s", async (_what, one, other, classes) => {
  const report = await all(pair(one, other), { strategy: "dpor" });

  expect(report).toMatchObject({ executions: classes, classes, redundant: 0 });
});

test.each([
  ["both", [0, 1, 2]],
  ["effect", [0, 2]],
  ["answer", [1, 2]],
] as const)("latency %s: what another actor can see of a call", async (latency, expected) => {
  const seen = new Set<number>();
  const program: Program = async () => {
    let state = 0;
    const call = port(
      async () => {
        state = 1;
      },
      { latency },
    );
    await spawn("a", async () => {
      await call();
      state = 2;
    });
    seen.add(state);
    await sleep(1);
    seen.add(state);
  };

  await all(program, { strategy: "dfs" });
  expect([...seen].toSorted()).toEqual(expected);
});

test("a call goes on when its caller is killed", async () => {
  const effects = new Set<number>();
  const program: Program = async () => {
    let count = 0;
    const call = port(async () => {
      count += 1;
    });
    await spawn("a", () => call());
    await sleep(1);
    effects.add(count);
  };

  const report = await all(program, { strategy: "dfs", time: "lazy", faults: { kill: 1 } });
  expect(report.verdict).toBe("passed");
  expect([...effects]).toEqual([1]);
});

test.each(["both", "effect", "answer"] as const)(
  "latency %s: what a caller does after an answer ends with it",
  async (latency) => {
    const ends = new Set<string>();
    const program: Program = async () => {
      const call = port(async () => 1, { latency });
      const caller = await spawn("a", async () => {
        try {
          await call();
          await receive("never");
        } finally {
          ends.add("ended");
        }
      });
      await sleep(1);
      await cancel(caller);
      assert.equal(await join(caller), "cancelled");
    };

    const report = await all(program, { strategy: "dfs", time: "lazy" });
    expect(report).toMatchObject({ verdict: "passed" });
    expect([...ends]).toEqual(["ended"]);
  },
);

test("what fails outside is thrown where the call is awaited", async () => {
  const report = await all(async () => {
    const call = port(async () => {
      await sleep(5);
      throw new Error("refused");
    });
    await assert.rejects(call(), /refused/);
  });

  expect(report).toMatchObject({ executions: 1, counterexamples: [] });
});

test("the time that code outside takes is virtual", async () => {
  const report = await all(async () => {
    const call = port(() => new Promise((resolve) => setTimeout(resolve, 60_000)));
    const begun = Date.now();
    await call();
    assert.equal(Date.now() - begun, 60_000);
  });

  expect(report).toMatchObject({ executions: 1, counterexamples: [] });
});

test("an execution that is dropped resumes what awaits a call", async () => {
  let released = 0;
  const report = await explore(
    async () => {
      const call = port(() => new Promise(() => undefined), { name: "queue.take" });
      await spawn("a", async () => {
        try {
          await call();
        } finally {
          released += 1;
        }
      });
    },
    { executions: 1, shrink: false },
  );

  expect(report.counterexamples[0]?.error).toMatchObject({
    message: expect.stringContaining("main/a waits in queue.take answer"),
  });
  expect(released).toBeGreaterThan(0);
});

test.each([
  ["a value", () => 5, "returned a number"],
  ["a stream", () => Readable.from([1]), "returned a value of class Readable"],
  ["nothing", () => undefined, "returned undefined"],
  [
    "an error that is thrown at once",
    () => {
      throw new RangeError("no");
    },
    "threw before it returned a promise",
  ],
])("%s instead of a promise is told", async (_what, outside, text) => {
  const report = await explore(
    async () => {
      await port(outside as () => unknown, { name: "files.open" })();
    },
    { executions: 10, shrink: false },
  );

  expect(report.counterexamples[0]?.error).toMatchObject({
    code: "port-not-async",
    message: expect.stringContaining(`files.open is a port, and ${text}.`),
  });
});

test("a promise of an earlier execution is told", async () => {
  const kept = Promise.resolve(1);
  const call = port(() => kept, { name: "cache.get" });

  const report = await explore(
    async () => {
      await spawn("a", () => call());
      await call();
    },
    { executions: 10, shrink: false },
  );
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "port-of-other-execution" });
});

test.each([
  [{ name: "" }, "invalid-option", 'The name of a port must be a text, but is ""'],
  [{ latency: "slow" }, "invalid-option", "latency of a port"],
  [{ touches: "x" }, "invalid-option", "touches of a port"],
  [{ faults: { error: "x" } }, "invalid-option", "faults.error of a port"],
  [{ faults: { kill: false } }, "unknown-option", "kill"],
  [{ named: "x" }, "unknown-option", "named"],
])("options %j are refused", (options, code, text) => {
  const make = (): unknown => port(async () => 1, options as PortOptions);

  expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});

test("what is no function is refused", () => {
  expect(() => port({} as () => unknown)).toThrow(expect.objectContaining({ code: "invalid-option" }));
});
