// GenServer: calls, casts, other messages, timeouts, exits.

import assert from "node:assert/strict";
import {
  exit,
  explore,
  isAlive,
  join,
  kill,
  monitor,
  now,
  pause,
  receive,
  self,
  send,
  sleep,
  spawn,
  trapExit,
  UsageError,
} from "heddle";
import type { DownMessage, ExitReason, Pid } from "heddle";
import { cell, table, TableGone } from "heddle/memory";
import type { SetTable } from "heddle/memory";
import { CallFailed, GenServer, StartFailed } from "heddle/otp";
import type { From, ServerModule } from "heddle/otp";
import { expect, test } from "vitest";
import { holdsUnderRandomAndPct } from "../../holds.ts";
import { allSchedules } from "../../kernel/all-schedules.ts";
import { allOutcomes, textOf } from "../all-outcomes.ts";

interface Counting {
  call: { request: "get"; reply: number } | { request: { add: number }; reply: undefined };
  cast: "reset";
}

const counterModule: ServerModule<Counting, number, number> = {
  init: (start) => ({ state: start }),
  handleCall(request, _from, state) {
    return request === "get" ? { reply: state, state } : { reply: undefined, state: state + request.add };
  },
  handleCast: () => ({ state: 0 }),
};

/** Sleeps before it replies, so that a timeout may come first. */
const slowModule: ServerModule<{ call: { request: number; reply: string } }, number> = {
  init: () => ({ state: 0 }),
  async handleCall(milliseconds, _from, state) {
    await sleep(milliseconds);
    return { reply: `answer ${state + 1}`, state: state + 1 };
  },
};

function failsFor(reason: ExitReason): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof CallFailed);
    assert.deepEqual(error.reason, reason);
    return true;
  };
}

function failToStart(): never {
  throw new Error("no luck");
}

function reasonOf(error: unknown): string {
  assert.ok(error instanceof CallFailed && typeof error.reason === "string");
  return error.reason;
}

/** The number of steps of a program with `count` calls. */
async function measureCalls(calls: number): Promise<number> {
  const report = await explore(
    async () => {
      const counter = await GenServer.start(counterModule, 0);
      for (let index = 0; index < calls; index += 1) await GenServer.call(counter, "get");
    },
    { executions: 1 },
  );
  return report.steps;
}

test("calls are answered in the order in which they arrive", async () => {
  await holdsUnderRandomAndPct(async () => {
    const counter = await GenServer.start(counterModule, 10, { name: "counter" });
    assert.equal(counter.pid.path, "main/counter");
    const workers: Pid[] = [];
    for (let index = 0; index < 3; index += 1) {
      workers.push(
        await spawn(async () => {
          const before: number = await GenServer.call(counter, "get");
          const nothing: undefined = await GenServer.call(counter, { add: 1 });
          assert.equal(nothing, undefined);
          assert.ok((await GenServer.call(counter, "get")) > before);
        }),
      );
    }
    for (const worker of workers) await join(worker);
    assert.equal(await GenServer.call(counter, "get"), 13);
  });
});

test("the types of requests and replies are those of the protocol", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      const counter = await GenServer.start(counterModule, 0);
      // @ts-expect-error -- the protocol has no such request
      const wrong = (): unknown => GenServer.call(counter, "subtract");
      // @ts-expect-error -- nor such a cast
      const wrongCast = (): unknown => GenServer.cast(counter, "get");
      // @ts-expect-error -- and init takes a number
      const wrongStart = (): unknown => GenServer.start(counterModule, "zero");
      assert.equal([wrong, wrongCast, wrongStart].length, 3);
      const untyped: unknown = await GenServer.call(counter.pid, "get");
      assert.equal(untyped, 0);
    },
    { executions: 1 },
  );
});

test("a cast and a call of one sender arrive in order", async () => {
  await holdsUnderRandomAndPct(async () => {
    const counter = await GenServer.start(counterModule, 5);
    await GenServer.cast(counter, "reset");
    assert.equal(await GenServer.call(counter, "get"), 0);
  });
});

test("a call to a server with synchronous handlers takes three steps", async () => {
  expect((await measureCalls(11)) - (await measureCalls(1))).toBe(30);
});

test.each(["instant", "pairwise"] as const)("a refused call leaves no time-out behind: %s signals", async (signals) => {
  const { outcomes } = await allSchedules(
    async (report) => {
      const server = await GenServer.start(counterModule, 0);
      await GenServer.stop(server);
      const failure = await GenServer.call(server, "get", { timeout: 5 }).catch(String);
      await sleep(10);
      report(failure);
    },
    { signals },
  );
  expect(outcomes.filter((outcome) => outcome !== '"CallFailed: The call to main/actor-1 failed: timeout."')).toEqual([
    '"CallFailed: The call to main/actor-1 failed: noproc."',
  ]);
});

test("a server whose handler is asynchronous takes the next message when it is done", async () => {
  await holdsUnderRandomAndPct(async () => {
    const module: ServerModule<{ call: { request: number; reply: number } }, number> = {
      init: async () => {
        await pause();
        return { state: 0 };
      },
      async handleCall(amount, _from, state) {
        await pause();
        await pause();
        return { reply: state + amount, state: state + amount };
      },
    };
    const server = await GenServer.start(module);
    const first = await spawn(() => GenServer.call(server, 1));
    const second = await spawn(() => GenServer.call(server, 10));
    await join(first);
    await join(second);
    assert.equal(await GenServer.call(server, 100), 111);
  });
});

test("a reply may come later and from another actor", async () => {
  await holdsUnderRandomAndPct(async () => {
    const module: ServerModule<{ call: { request: "wait"; reply: string } }, readonly From<string>[]> = {
      init: () => ({ state: [] }),
      async handleCall(_request, from, before) {
        const waiting = [...before, from];
        if (waiting.length === 2) {
          await spawn(() => {
            for (const guest of waiting) GenServer.reply(guest, `hello ${guest.caller.label}`);
          });
        }
        return { state: waiting };
      },
    };
    const gate = await GenServer.start(module);
    const guests: Pid[] = [];
    for (const name of ["ada", "alan"]) {
      guests.push(
        await spawn(name, async () => {
          assert.equal(await GenServer.call(gate, "wait"), `hello ${name}`);
        }),
      );
    }
    for (const guest of guests) await join(guest);
  });
});

test("a second reply to one call is dropped", async () => {
  await holdsUnderRandomAndPct(async () => {
    const module: ServerModule<{ call: { request: string; reply: string } }, undefined> = {
      init: () => ({ state: undefined }),
      handleCall(request, from, state) {
        GenServer.reply(from, `first ${request}`);
        return { reply: `second ${request}`, state };
      },
    };
    const server = await GenServer.start(module);
    assert.equal(await GenServer.call(server, "a"), "first a");
    assert.equal(await GenServer.call(server, "b"), "first b");
  });
});

test("plain messages, downs and trapped exits reach handleInfo", async () => {
  await holdsUnderRandomAndPct(async () => {
    const main = self();
    const module: ServerModule<{ call: { request: Pid; reply: undefined }; info: "hello" }, undefined> = {
      async init() {
        await trapExit(true);
        return { state: undefined };
      },
      async handleCall(pid, _from, state) {
        await monitor(pid);
        return { reply: undefined, state };
      },
      async handleInfo(message, state) {
        await send(main, message === "hello" ? message : `${message.kind} ${message.pid.label}`);
        return { state };
      },
    };
    const server = await GenServer.start(module);
    const worker = await spawn("worker", () => receive("end"));
    await GenServer.call(server, worker);
    await send(server.pid, "hello");
    await exit(server.pid, "shutdown");
    await send(worker, "end");
    for (const heard of ["down worker", "exit main", "hello"]) await receive(heard);
    assert.equal(await isAlive(server.pid), true);
  });
});

test("a server without handleInfo drops unhandled messages", async () => {
  await holdsUnderRandomAndPct(async () => {
    const counter = await GenServer.start(counterModule, 1);
    await send(counter.pid, "hello");
    assert.equal(await GenServer.call(counter, "get"), 1);
  });
});

test("a time-out and the reply race, and either may win", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start(slowModule);
    try {
      seen.add(await GenServer.call(server, 10, { timeout: 10 }));
    } catch (error) {
      assert.ok(failsFor("timeout")(error));
      seen.add("timeout");
    }
  });

  expect([...seen].toSorted()).toEqual(["answer 1", "timeout"]);
});

test("a call whose deadline comes before the answer's always times out", async () => {
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start(slowModule);
    await assert.rejects(GenServer.call(server, 10, { timeout: 9 }), failsFor("timeout"));
  });
});

test("a reply that comes after the time-out is dropped", async () => {
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start(slowModule);
    await assert.rejects(GenServer.call(server, 10, { timeout: 5 }), failsFor("timeout"));
    assert.equal(await GenServer.call(server, 1), "answer 2");
    await send(self(), "last");
    assert.equal(await receive(), "last");
  });
});

test("a time-out that is no number from 0 on is a usage error", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      const server = await GenServer.start(slowModule);
      for (const timeout of [-1, Number.NaN]) assert.throws(() => GenServer.call(server, 1, { timeout }), UsageError);
    },
    { executions: 1 },
  );
});

test("a call to a server that has gone fails with noproc", async () => {
  await holdsUnderRandomAndPct(async () => {
    const counter = await GenServer.start(counterModule, 0);
    await GenServer.stop(counter);
    await assert.rejects(GenServer.call(counter, "get"), failsFor("noproc"));
    await assert.rejects(GenServer.stop(counter), failsFor("noproc"));
    await GenServer.cast(counter, "reset");
  });
});

test("a call that was refused at once leaves no time-out behind", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      const counter = await GenServer.start(counterModule, 0);
      await GenServer.stop(counter);
      await assert.rejects(GenServer.call(counter, "get", { timeout: 5 }), failsFor("noproc"));
      await sleep(100);
      assert.equal(now(), 100);
    },
    { signals: "instant", time: "lazy" },
  );
});

test("a call fails with the exit reason of the server", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start(slowModule);
    const killer = await spawn(() => kill(server.pid));
    try {
      seen.add(await GenServer.call(server, 1));
    } catch (error) {
      seen.add(reasonOf(error));
    }
    await join(killer);
  });

  expect([...seen].toSorted()).toEqual(["answer 1", "killed", "noproc"]);
});

test("a handler that throws stops the server after terminate, and its caller is notified", async () => {
  await holdsUnderRandomAndPct(async () => {
    const ends: ExitReason[] = [];
    const error = new Error("broken");
    const module: ServerModule<{ call: { request: boolean; reply: undefined } }, undefined> = {
      init: () => ({ state: undefined }),
      handleCall(isLater) {
        if (!isLater) throw error;
        return pause().then(() => {
          throw error;
        });
      },
      terminate(reason) {
        ends.push(reason);
      },
    };
    for (const isLater of [false, true]) {
      const server = await GenServer.start(module);
      await monitor(server.pid);
      await assert.rejects(GenServer.call(server, isLater), failsFor({ kind: "crashed", error }));
      const { reason } = await receive<DownMessage>();
      assert.deepEqual(reason, { kind: "crashed", error });
    }
    assert.deepEqual(ends, [
      { kind: "crashed", error },
      { kind: "crashed", error },
    ]);
  });
});

test("a crash is told to all whose calls wait, who go on", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const broken = new RangeError("broken");
    const server = await GenServer.start<{ call: { request: string; reply: string } }, undefined, void>({
      init: () => ({ state: undefined }),
      handleCall: (request, _from, state) => {
        if (request === "break") throw broken;
        return { state };
      },
    });
    const called = (request: string) => async (): Promise<unknown> =>
      GenServer.call(server, request).catch((error: unknown) => {
        assert.ok(error instanceof CallFailed);
        if (error.reason !== "noproc") assert.equal(error.cause, broken);
        return typeof error.reason === "string" ? error.reason : error.reason.kind;
      });
    const told: unknown[] = [];
    const waiting = await spawn(async () => void told.push(await called("wait")()));
    told.unshift(await called("break")());
    await join(waiting);
    report(told);
  });
  // The second call may come too late.
  expect(outcomes).toEqual(['["crashed","crashed"]', '["crashed","noproc"]']);
});

test("a crash after the time-out of the call is told to nobody", async () => {
  const report = await explore(
    async () => {
      const server = await GenServer.start<{ call: { request: number; reply: string } }, undefined, void>({
        init: () => ({ state: undefined }),
        async handleCall(milliseconds) {
          await sleep(milliseconds);
          throw new RangeError("broken");
        },
      });
      await assert.rejects(GenServer.call(server, 10, { timeout: 5 }), failsFor("timeout"));
    },
    { strategy: "dfs", time: "lazy" },
  );
  expect(report.counterexamples[0]?.error).toEqual(new RangeError("broken"));
});

test("an unmonitored crash is a counterexample", async () => {
  const report = await explore(
    async () => {
      const server = await GenServer.start({
        init: () => ({ state: 0 }),
        handleCast() {
          throw new Error("broken");
        },
      });
      await GenServer.cast(server.pid, "go");
    },
    { executions: 1 },
  );

  expect(report.counterexamples[0]?.error).toEqual(new Error("broken"));
});

test("a call, or a cast, for which there is no handler crashes the server", async () => {
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start({ init: () => ({ state: 0 }) });
    await monitor(server.pid);
    await assert.rejects(GenServer.call(server.pid, "hello"), (error: unknown) => {
      assert.ok(error instanceof CallFailed && typeof error.reason === "object");
      assert.ok(error.reason.error instanceof UsageError);
      assert.equal(error.reason.error.code, "not-handled");
      return true;
    });
  });
});

test.each([
  ["5", () => 5],
  ["nothing", () => undefined],
  ["an object without a state", async () => ({ count: 0 })],
])("an init that returns %s fails the start, with the forms that it may return", async (_, init) => {
  await holdsUnderRandomAndPct(async () => {
    const module = { init } as unknown as ServerModule<{ cast: "go" }, number>;
    await assert.rejects(GenServer.start(module, undefined, { name: "counter" }), {
      name: "UsageError",
      code: "bad-result",
      message:
        "The init of the server main/counter returned neither { state } nor { stop: reason }. Return { state } even if " +
        "the state is undefined.",
    });
  });
});

test("a handler that returns no state crashes the server", async () => {
  await holdsUnderRandomAndPct(async () => {
    const module = { init: () => ({ state: 0 }), handleCast: () => undefined } as unknown as ServerModule<
      { cast: "go" },
      number
    >;
    const server = await GenServer.start(module);
    await monitor(server.pid);
    await GenServer.cast(server, "go");
    const { reason } = await receive<DownMessage>();
    assert.ok(typeof reason === "object" && reason.error instanceof UsageError);
    assert.equal(reason.error.code, "bad-result");
  });
});

test("stop runs terminate, and what the server owned has gone when it returns", async () => {
  await holdsUnderRandomAndPct(async () => {
    const ends: unknown[] = [];
    const module: ServerModule<
      { call: { request: "table"; reply: SetTable<string, number> } },
      SetTable<string, number>
    > = {
      init: () => ({ state: table<string, number>("rows") }),
      handleCall: (_request, _from, state) => ({ reply: state, state }),
      async terminate(reason, state) {
        await state.insert("last", 1);
        ends.push(reason, await state.size());
      },
    };
    const server = await GenServer.start(module);
    const rows = await GenServer.call(server, "table");
    await GenServer.stop(server, "shutdown");
    assert.equal(await isAlive(server.pid), false);
    assert.deepEqual(ends, ["shutdown", 1]);
    await assert.rejects(rows.size(), TableGone);
  });
});

test("a stop fails with the reason of an earlier exit", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const server = await GenServer.start(counterModule, 0);
    const killer = await spawn(() => kill(server.pid));
    try {
      await GenServer.stop(server);
      seen.add("stopped");
    } catch (error) {
      seen.add(reasonOf(error));
    }
    await join(killer);
  });

  expect([...seen].toSorted()).toEqual(["killed", "noproc", "stopped"]);
});

test("a result with stop stops the server after terminate and the reply", async () => {
  const alive = new Set<boolean>();
  await holdsUnderRandomAndPct(async () => {
    const order: unknown[] = [];
    const module: ServerModule<{ call: { request: "bye"; reply: string } }, number> = {
      init: () => ({ state: 1 }),
      handleCall: (_request, _from, state) => ({ stop: "done", reply: "bye", state: state + 1 }),
      terminate(reason, state) {
        order.push(reason, state);
      },
    };
    const server = await GenServer.start(module);
    await monitor(server.pid);
    assert.equal(await GenServer.call(server, "bye"), "bye");
    assert.deepEqual(order, ["done", 2]);
    alive.add(await isAlive(server.pid));
    await receive({ kind: "down", pid: server.pid, reason: "done" });
  });

  expect(alive.size).toBe(2);
});

test.each([
  ["throws", (): never => boom()],
  ["rejects", async (): Promise<never> => (await pause(), boom())],
])("a result with stop and a reply is answered even if terminate %s", async (_how, terminate) => {
  const module: ServerModule<{ call: { request: "last"; reply: number } }, undefined> = {
    init: () => ({ state: undefined }),
    handleCall: (_request, _from, state) => ({ stop: "done", reply: 7, state }),
    terminate,
  };
  const report = await explore(async () => {
    const server = await GenServer.start(module);
    const ref = await monitor(server.pid);
    assert.equal(await GenServer.call(server, "last"), 7);
    const { reason } = await receive<DownMessage>({ kind: "down", ref });
    assert.equal(typeof reason === "object" ? reason.kind : reason, "crashed");
  });
  expect(report.counterexamples).toEqual([]);
});

function boom(): never {
  throw new RangeError("boom");
}

test("a stop without a reply fails the call with its reason", async () => {
  await holdsUnderRandomAndPct(async () => {
    const module: ServerModule<{ call: { request: "bye"; reply: string } }, number> = {
      init: () => ({ state: 1 }),
      async handleCall(_request, _from, state) {
        await pause();
        return { stop: "done", state };
      },
    };
    const server = await GenServer.start(module);
    await assert.rejects(GenServer.call(server, "bye"), failsFor("done"));
  });
});

test("an init that throws, now or later, fails the start with its error", async () => {
  await holdsUnderRandomAndPct(async () => {
    await assert.rejects(GenServer.start({ init: failToStart }), /no luck/);
    await assert.rejects(GenServer.start({ init: () => pause().then(failToStart) }), /no luck/);
  });
});

test("an init that refuses fails the start with its reason", async () => {
  await holdsUnderRandomAndPct(async () => {
    await assert.rejects(GenServer.start({ init: () => ({ stop: "no disk" }) }), (error: unknown) => {
      assert.ok(error instanceof StartFailed);
      assert.equal(error.reason, "no disk");
      return true;
    });
  });
});

test("a server that is killed in its init fails the start", async () => {
  const seen = new Set<string>();
  await holdsUnderRandomAndPct(async () => {
    const victim = cell<Pid | undefined>(undefined);
    const killer = await spawn("killer", async () => {
      const pid = await victim.read();
      if (pid !== undefined) await kill(pid);
    });
    try {
      await GenServer.start({
        async init() {
          await victim.write(self());
          await pause();
          return { state: 0 };
        },
      });
      seen.add("started");
    } catch (error) {
      seen.add(reasonOf(error));
    }
    await join(killer);
  });

  expect([...seen].toSorted()).toEqual(["killed", "started"]);
});

test("kills injected anywhere leave no caller waiting", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      try {
        const server = await GenServer.start(slowModule);
        await GenServer.call(server, 1);
        await GenServer.stop(server);
      } catch (error) {
        assert.ok(error instanceof CallFailed);
      }
    },
    { faults: { kill: 1 } },
  );
});

test("an idle server is neither a deadlock nor a leak", async () => {
  await holdsUnderRandomAndPct(
    async () => {
      await GenServer.start(counterModule, 0);
    },
    { checks: [({ leaks }) => assert.deepEqual(leaks, [])] },
  );
});

test("GenServer.reply takes nothing but a from", async () => {
  await holdsUnderRandomAndPct(
    () => {
      assert.throws(() => {
        GenServer.reply({} as From<number>, 1);
      }, UsageError);
    },
    { executions: 1 },
  );
});

test("of two that stop a server for the same reason one fails: the server ended for the other", async () => {
  const found = await allOutcomes(async (report) => {
    const server = await GenServer.start({ init: () => ({ state: undefined }) });
    const stop = async (): Promise<string> =>
      GenServer.stop(server, "shutdown").then(
        () => "stopped",
        (error: unknown) => (error instanceof CallFailed ? textOf(error.reason) : "?"),
      );
    const results: string[] = [];
    const other = await spawn(async () => results.push(await stop()));
    results.push(await stop());
    await join(other);
    report(results.toSorted().join(" "));
  });
  expect(found.outcomes).toEqual(["noproc stopped", "shutdown stopped"]);
});
