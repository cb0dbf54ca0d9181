// Task: work in a separate actor that returns a value to its starter.

import assert from "node:assert/strict";

import {
  exit,
  explore,
  isAlive,
  join,
  kill,
  now,
  receive,
  self,
  send,
  sleep,
  spawn,
  trapExit,
  UsageError,
} from "heddle";
import type { ExitMessage, Pid } from "heddle";
import { GenServer, Supervisor, Task, TaskFailed } from "heddle/otp";
import { expect, test } from "vitest";

import { allOutcomes, sampledOutcomes, textOf } from "../all-outcomes.ts";

const LAZY = { time: "lazy" } as const;

/** Whether the mailbox of the caller is nonempty at quiescence. */
async function leftover(): Promise<string> {
  const message = await receive<{ readonly kind: string }>(undefined, { timeout: 100_000 });
  return message === undefined ? "nothing left" : `left: ${message.kind}`;
}

/** The code of a usage error. */
async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "none";
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.code;
  }
}

test("a value reaches its awaiter, and nothing is left", async () => {
  const found = await allOutcomes(async (report) => {
    const later = await Task.async("later", async () => {
      await sleep(5);
      return 1;
    });
    const soon = await Task.async(() => "two");
    const two: string = await Task.await(soon);
    const one: number = await Task.await(later);
    report(`${one} ${two} ${later.pid.path}, ${await leftover()}`);
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["1 two main/later, nothing left"] });
});

test("a crashing task stops its starter", async () => {
  const error = new RangeError("no luck");
  const report = await explore(
    async () => {
      await Task.await(await Task.async(() => Promise.reject(error)));
    },
    { ...LAZY, executions: 100, shrink: false },
  );
  expect(report.counterexamples[0]?.error).toBe(error);
});

test("a starter that traps exits gets its reason, and the EXIT", async () => {
  const found = await allOutcomes(async (report) => {
    await trapExit(true);
    const task = await Task.async(() => exit("broken"));
    const error: unknown = await Task.await(task).catch((caught: unknown) => caught);
    assert.ok(error instanceof TaskFailed);
    const { kind } = await receive<ExitMessage>();
    report(`${textOf(error.reason)} ${kind}, ${await leftover()}`);
  }, LAZY);
  expect(found.outcomes).toEqual(["broken exit, nothing left"]);
});

test("a task exits with its starter", async () => {
  const found = await allOutcomes(async (report) => {
    const main = self();
    const parent = await spawn("parent", async () => {
      await Task.async(async () => {
        await send(main, self());
        await sleep(Number.POSITIVE_INFINITY);
      });
      await receive("never");
    });
    const pid = await receive<Pid>();
    await kill(parent);
    report(textOf(await join(pid)));
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["killed"] });
});

test("after a time-out the task goes on, and its value is dropped", async () => {
  const found = await allOutcomes(async (report) => {
    const task = await Task.async(() => sleep(20));
    const error: unknown = await Task.await(task, 10).catch((caught: unknown) => caught);
    assert.ok(error instanceof TaskFailed);
    report(`${error.message} ${now()} ${await isAlive(task.pid)}, ${await leftover()}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 1,
    outcomes: ["The task main/actor-1 gave no value: timeout. 10 true, nothing left"],
  });
});

test.each(["lazy", "competing"] as const)(
  "value and time-out race, and nothing is left either way: %s",
  async (time) => {
    const found = await sampledOutcomes(
      async (report) => {
        const task = await Task.async(() => sleep(10));
        const outcome = await Task.await(task, 10).then(
          () => "value",
          () => "timeout",
        );
        await join(task.pid);
        report(`${outcome}, ${await leftover()}`);
      },
      { time },
    );
    expect(found).toEqual({ executions: 1_000, outcomes: ["timeout, nothing left", "value, nothing left"] });
  },
);

test("yield looks for a value, and may be called again", async () => {
  const found = await allOutcomes(async (report) => {
    await trapExit(true);
    const task = await Task.async(async () => {
      await sleep(20);
      return 1;
    });
    const said = [await Task.yield(task, 10), await Task.yield(task, 20)];
    const broken = await Task.async(() => exit("broken"));
    said.push(await Task.yield(broken));
    report(said.map((each) => JSON.stringify(each) ?? "undefined").join(" "));
  }, LAZY);
  expect(found.outcomes).toEqual(['undefined {"kind":"ok","value":1} {"kind":"exit","reason":"broken"}']);
});

const shutdowns: readonly (readonly [string, number | "brutalKill", () => unknown, string])[] = [
  ["asked", 10, async () => sleep(100), "undefined at 0"],
  [
    "asked, and it traps exits",
    10,
    () => trapExit(true).then(() => sleep(100)),
    '{"kind":"exit","reason":"killed"} at 10',
  ],
  ["killed", "brutalKill", () => trapExit(true).then(() => sleep(100)), "undefined at 0"],
  ["too late", 10, () => "value", '{"kind":"ok","value":"value"} at 1'],
  ["after it had ended for another reason", 10, () => exit("broken"), '{"kind":"exit","reason":"broken"} at 1'],
];

test.each(shutdowns)("shutdown of a task: %s", async (_name, how, work, expected) => {
  const found = await allOutcomes(async (report) => {
    // A separate wait, so that the task has started or finished at the shutdown.
    const isOver = expected.endsWith("1");
    const main = self();
    const owner = await spawn("owner", async () => {
      await trapExit(isOver);
      const task = await Task.async(work);
      if (!isOver) await Task.yield(task, 0);
      else await sleep(1);
      const result = await Task.shutdown(task, how);
      const time = now();
      assert.equal(await isAlive(task.pid), false);
      // A caller that traps exits has received its EXIT before.
      if (isOver) await receive({ kind: "exit" });
      await send(main, `${JSON.stringify(result) ?? "undefined"} at ${time}; ${await leftover()}`);
    });
    await join(owner);
    report(await receive<string>());
  }, LAZY);
  expect(found).toEqual({ executions: found.executions, outcomes: [`${expected}; nothing left`] });
});

test("shutdown of a task whose result was taken tells how it ended, in every order", async () => {
  const found = await allOutcomes(async (report) => {
    const task = await Task.async(() => 1);
    await Task.await(task);
    const results = [await Task.shutdown(task), await Task.shutdown(task, "brutalKill")];
    report(
      `${results.map((each) => (each?.kind === "exit" ? textOf(each.reason) : "none")).join()}, ${await leftover()}`,
    );
  }, LAZY);
  // It may still be about to return when it is asked.
  expect(found.outcomes).toEqual([
    "none,noproc, nothing left",
    "noproc,noproc, nothing left",
    "normal,noproc, nothing left",
  ]);
});

test.each(["await", "yield", "shutdown"] as const)("after %s shutdown finds no such task", async (how) => {
  const found = await allOutcomes(async (report) => {
    await trapExit(true);
    const task = await Task.async(() => exit("broken"));
    if (how === "await") await Task.await(task).catch(() => undefined);
    else if (how === "yield") await Task.yield(task);
    else await Task.shutdown(task);
    const second = await Task.shutdown(task);
    report(JSON.stringify(second) ?? "undefined");
  }, LAZY);
  expect(found.outcomes).toEqual(['{"kind":"exit","reason":"noproc"}']);
});

test("what another actor does to a task during its shutdown is told", async () => {
  const found = await allOutcomes(async (report) => {
    await trapExit(true);
    const task = await Task.async(() => trapExit(true).then(() => sleep(100)));
    await sleep(1);
    await spawn("killer", () => kill(task.pid));
    report(JSON.stringify(await Task.shutdown(task, 10)) ?? "undefined");
  }, LAZY);
  expect(found.outcomes).toEqual(['{"kind":"exit","reason":"killed"}']);
});

test.each([
  ["values", (item: number) => 2 * item],
  ["broken", (item: number) => (item === 1 ? exit("broken") : item)],
] as const)("map leaves no EXIT to a caller that traps exits: %s", async (expected, work) => {
  const found = await allOutcomes(async (report) => {
    await trapExit(true);
    const outcome = await Task.map([1, 2], work).then(
      () => "values",
      (error: unknown) => (error instanceof TaskFailed ? textOf(error.reason) : "other"),
    );
    report(`${outcome}, ${await leftover()}`);
  }, LAZY);
  expect(found.outcomes).toEqual([`${expected}, nothing left`]);
});

test("a shutdown against the value leaves nothing, in every order", async () => {
  const found = await allOutcomes(async (report) => {
    const task = await Task.async(() => 1);
    const result = await Task.shutdown(task, Number.POSITIVE_INFINITY);
    report(`${JSON.stringify(result) ?? "undefined"}, ${await leftover()}`);
  }, LAZY);
  expect(found.outcomes).toEqual(["undefined, nothing left", '{"kind":"ok","value":1}, nothing left']);
});

test("awaitMany waits for all, with one time-out, and leaves nothing", async () => {
  const found = await allOutcomes(async (report) => {
    const tasks = [await Task.async(() => sleep(2).then(() => "a")), await Task.async(() => "b")] as const;
    const [a, b]: readonly [string, string] = await Task.awaitMany(tasks, 10);
    const late = [await Task.async(() => sleep(20)), await Task.async(() => 1)];
    const outcome = await Task.awaitMany(late, 10).then(
      () => "values",
      (error: unknown) => (error instanceof TaskFailed ? textOf(error.reason) : "other"),
    );
    report(`${a}${b} ${outcome} ${now()}, ${await leftover()}`);
  }, LAZY);
  expect(found).toEqual({ executions: found.executions, outcomes: ["ab timeout 12, nothing left"] });
});

test.each([
  [{}, "2,4,6 at 3, 3 at a time"],
  [{ maxConcurrency: 1 }, "2,4,6 at 6, 1 at a time"],
  [{ maxConcurrency: 2 }, "2,4,6 at 3, 2 at a time"],
  [{ ordered: false }, "6,4,2 at 3, 3 at a time"],
  [{ timeout: 2 }, "timeout at 2, 3 at a time"],
])("map with %o", async (options, expected) => {
  const found = await sampledOutcomes(async (report) => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      // The first takes longest.
      await sleep(4 - item);
      running -= 1;
      return 2 * item;
    };
    const outcome = await Task.map([1, 2, 3], work, options).then(
      (values) => values.join(),
      (error: unknown) => (error instanceof TaskFailed ? textOf(error.reason) : "other"),
    );
    report(`${outcome} at ${now()}, ${most} at a time, ${await leftover()}`);
  }, LAZY);
  expect(found.outcomes).toEqual([`${expected}, nothing left`]);
});

test("only the starter of a task may await it, and once", async () => {
  const found = await allOutcomes(async (report) => {
    const task = await Task.async(() => 1);
    const codes: string[] = [];
    const stranger = await spawn(async () => {
      for (const wait of [Task.await, Task.yield, Task.shutdown]) codes.push(await codeOf(() => wait(task)));
    });
    await join(stranger);
    await Task.await(task);
    for (const wait of [Task.await, Task.yield]) codes.push(await codeOf(() => wait(task)));
    codes.push(await codeOf(() => Task.async("name" as unknown as () => number)));
    codes.push(await codeOf(() => Task.yield(task, -1)));
    codes.push(await codeOf(() => Task.map([1], () => 1, { maxConcurrency: 0 })));
    codes.push(await codeOf(() => Task.map([1], () => 1, { limit: 1 } as object)));
    report([...new Set(codes)].join());
  }, LAZY);
  expect(found.outcomes).toEqual(["not-owner,task-settled,no-body,invalid-delay,invalid-option,unknown-option"]);
});

test("a server may have a task and wait for it in a handler", async () => {
  const found = await allOutcomes(async (report) => {
    const server = await GenServer.start<{ call: { request: number; reply: number } }, undefined, void>({
      init: () => ({ state: undefined }),
      async handleCall(request, _from, state) {
        const task = await Task.async(() => request + 1);
        return { reply: await Task.await(task), state };
      },
    });
    report(String(await GenServer.call(server, 1)));
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["2"] });
});

test("a task under a supervisor is a child like any other", async () => {
  const found = await allOutcomes(async (report) => {
    let runs = 0;
    const work = (): void => {
      runs += 1;
      if (runs === 1) throw new Error("the first time");
    };
    await Supervisor.start({
      strategy: "oneForOne",
      children: [{ id: "work", start: () => Task.startLink("work", work), restart: "transient" }],
    });
    await sleep(1);
    const free = await Task.start("free", () => undefined);
    report(`${runs} ${textOf(await join(free))}`);
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["2 normal"] });
});

test("a task whose message the program has taken is awaited until the time-out, and shut down", async () => {
  const found = await allOutcomes(async (report) => {
    const first = await Task.async(() => 1);
    await receive({ kind: "reply" });
    const awaited = await Task.await(first, 10).catch((error: unknown) =>
      error instanceof TaskFailed ? textOf(error.reason) : "?",
    );
    const second = await Task.async(() => 2);
    await receive({ kind: "reply" });
    await join(second.pid);
    report(`${awaited} ${JSON.stringify(await Task.shutdown(second))}`);
  }, LAZY);
  expect(found.outcomes).toEqual(['timeout {"kind":"exit","reason":"noproc"}']);
});
