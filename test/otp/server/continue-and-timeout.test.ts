// What a server does after a handler: it continues before any other message, or waits for one up to a time-out.

import assert from "node:assert/strict";

import { explore, kill, now, receive, resume, self, send, sleep, spawn, suspend } from "heddle";
import type { Pid } from "heddle";
import { CallFailed, GenServer, StartFailed, Supervisor } from "heddle/otp";
import type { InitResult, ServerModule, TimeoutMessage } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";
import { allOutcomes, textOf } from "../all-outcomes.ts";

interface Loading {
  call: { request: "log"; reply: readonly string[] } | { request: "reload"; reply: string };
  cast: { readonly note: string };
  info: "hello";
  continue: "load" | "index";
}

/** Logs what it handles; `init` continues with `load`, which continues with `index`. */
const loadingModule: ServerModule<Loading, readonly string[]> = {
  init: () => ({ state: ["init"], continue: "load" }),
  handleContinue: (argument, log) =>
    argument === "load" ? { state: [...log, argument], continue: "index" } : later({ state: [...log, argument] }),
  handleCall: (request, _from, log) =>
    request === "log" ? { reply: log, state: log } : { reply: "soon", state: [...log, request], continue: "load" },
  handleCast: ({ note }, log) => ({ state: [...log, note] }),
  handleInfo: (message, log) => ({ state: [...log, textOfInfo(message)], continue: "index" }),
};

function textOfInfo(message: unknown): string {
  return typeof message === "string" ? message : "other";
}

/** A result that comes later: messages may arrive meanwhile. */
async function later<T>(value: T): Promise<T> {
  await sleep(0);
  return value;
}

describe("handleContinue", () => {
  test("may continue any number of times", async () => {
    const module: ServerModule<{ call: { request: "count"; reply: number }; continue: number }, number> = {
      init: () => ({ state: 0, continue: 1 }),
      handleContinue: (time) => (time < 20_000 ? { state: time, continue: time + 1 } : { state: time }),
      handleCall: (_request, _from, count) => ({ reply: count, state: count }),
    };
    const found = await allOutcomes(async (report) => {
      report(String(await GenServer.call(await GenServer.start(module), "count")));
    });
    expect(found.outcomes).toEqual(["20000"]);
  });

  test("follows init before any message, in every order", async () => {
    const found = await allOutcomes(async (report) => {
      const eager = await spawn("eager", async () => {
        await GenServer.cast(await receive<Pid>(), { note: "early" });
      });
      const init = async (): Promise<InitResult<readonly string[], "load">> => {
        await send(eager, self());
        return { state: ["init"], continue: "load" };
      };
      const server = await GenServer.start<Loading, readonly string[], undefined>({ ...loadingModule, init });
      await GenServer.cast(server, { note: "late" });
      report((await GenServer.call(server, "log")).join());
    });
    expect(found.outcomes).toEqual([
      "init,load,index,early,late",
      "init,load,index,late",
      "init,load,index,late,early",
    ]);
  });

  test("follows a reply, and comes before what arrives meanwhile", async () => {
    const found = await allOutcomes(async (report) => {
      const server = await GenServer.start(loadingModule, undefined);
      const reply = await GenServer.call(server, "reload");
      await GenServer.cast(server, { note: "later" });
      await send(server.pid, "hello");
      report(`${reply}: ${(await GenServer.call(server, "log")).join()}`);
    });
    expect(found.outcomes).toEqual(["soon: init,load,index,reload,load,index,later,hello,index"]);
  });

  test("runs after the start is answered: its crash is no failure of the start", async () => {
    const found = await allOutcomes(async (report) => {
      const server = await GenServer.start<object, undefined, void>({
        init: () => ({ state: undefined, continue: "go" }),
        handleContinue: () => ({ stop: "shutdown", state: undefined }),
      });
      const failed = await GenServer.call(server.pid, "anything").catch((error: unknown) => error);
      assert.ok(failed instanceof CallFailed);
      report(textOf(failed.reason));
    });
    expect(found.outcomes).toEqual(["noproc", "shutdown"]);
  });

  test("without that handler the server crashes", async () => {
    const report = await explore(
      async () => void (await GenServer.start<object, number, void>({ init: () => ({ state: 0, continue: "go" }) })),
      { executions: 1 },
    );
    expect(report.counterexamples[0]?.error).toMatchObject({ code: "not-handled" });
  });

  test("runs again when a supervisor restarts the server", async () => {
    const found = await allOutcomes(
      async (report) => {
        let runs = 0;
        const module: ServerModule<{ cast: "crash" }, undefined> = {
          init: () => ({ state: undefined, continue: "count" }),
          handleContinue: () => ({ state: ((runs += 1), undefined) }),
          handleCast: () => ({ stop: "broken", state: undefined }),
        };
        const supervisor = await Supervisor.start({
          strategy: "oneForOne",
          children: [
            { id: "a", start: () => GenServer.startLink(module, undefined, { name: "a" }), shutdown: "infinity" },
          ],
        });
        const [child] = await Supervisor.whichChildren(supervisor);
        assert.ok(typeof child?.pid === "object");
        await GenServer.cast<{ cast: "crash" }>(child.pid, "crash");
        await sleep(1);
        await Supervisor.stop(supervisor);
        report(String(runs));
      },
      { time: "lazy" },
    );
    expect(found.outcomes).toEqual(["2"]);
  });
});

interface Idle {
  call: { request: "log"; reply: readonly string[] } | { request: "wait"; reply: undefined };
  cast: number;
  info: TimeoutMessage | "other";
}

/** Logs the times of its time-outs, and waits for as long as a cast says. */
const idleModule: ServerModule<Idle, readonly string[], number | undefined> = {
  init: (timeout) => ({ state: [], ...(timeout === undefined ? {} : { timeout }) }),
  handleCall: (request, _from, log) =>
    request === "log" ? { reply: log, state: log } : { reply: undefined, state: log, timeout: 10 },
  handleCast: (timeout, log) => ({ state: log, timeout }),
  handleInfo: (message, log) => ({ state: [...log, message === "other" ? "other" : `${message.kind} at ${now()}`] }),
};

describe.each(["lazy", "competing"] as const)("a time-out, in %s time", (time) => {
  const logs = async (act: (pid: Pid) => Promise<unknown>, timeout?: number): Promise<readonly string[]> =>
    (
      await allOutcomes(
        async (report) => {
          const { pid } = await GenServer.start(idleModule, timeout);
          await act(pid);
          await sleep(100);
          report((await GenServer.call<Idle, "log">(pid, "log")).join());
        },
        { time },
      )
    ).outcomes;

  test("comes once when no message arrives: after init, a cast, a reply", async () => {
    expect(await logs(async () => undefined, 20)).toEqual(["timeout at 20"]);
    expect(await logs(async (pid) => GenServer.call<Idle, "wait">(pid, "wait"))).toEqual(["timeout at 10"]);
    // With competing time the cast may arrive only after the sleep, or after the call.
    const late = time === "lazy" ? [] : ["", "timeout at 120"];
    expect((await logs(async (pid) => GenServer.cast<Idle>(pid, 20))).toSorted()).toEqual([...late, "timeout at 20"]);
  });

  test("is cancelled by any message, also by one that comes first at its time", async () => {
    const beforeIt = time === "lazy" ? ["other"] : ["other", "timeout at 20,other"];
    expect(await logs(async (pid) => send(pid, "other"), 20)).toEqual(beforeIt);
    const atItsTime = await logs(async (pid) => {
      await sleep(20);
      await send(pid, "other");
    }, 20);
    expect(atItsTime).toEqual(["other", "timeout at 20,other"]);
  });

  test("begins anew with each result", async () => {
    const outcomes = await logs(async (pid) => {
      await GenServer.cast<Idle>(pid, 30);
      await sleep(20);
      await GenServer.cast<Idle>(pid, 20);
    });
    const others = time === "lazy" ? [] : outcomes.filter((outcome) => outcome !== "timeout at 40");
    expect(outcomes.toSorted()).toEqual([...others, "timeout at 40"].toSorted());
  });

  test("of 0 comes at once, and after the messages that have arrived", async () => {
    expect(await logs(async () => undefined, 0)).toEqual(["timeout at 0"]);
  });

  test("of Infinity never comes", async () => {
    expect(await logs(async () => undefined, Number.POSITIVE_INFINITY)).toEqual([""]);
  });

  test("waits while the server is suspended, and begins anew after that", async () => {
    const outcomes = await logs(async (pid) => {
      await suspend(pid);
      await sleep(50);
      await resume(pid);
    }, 20);
    const others = time === "lazy" ? [] : outcomes.filter((outcome) => outcome !== "timeout at 70");
    expect(outcomes.toSorted()).toEqual([...others, "timeout at 70"].toSorted());
  });
});

test("messages that arrived while a handler ran come before a time-out of 0", async () => {
  const found = await allOutcomes(
    async (report) => {
      const { pid } = await GenServer.start<Idle, readonly string[], undefined>({
        ...idleModule,
        async handleCast(timeout, log) {
          await sleep(10);
          return { state: log, timeout };
        },
      });
      await GenServer.cast<Idle>(pid, 0);
      await send(pid, "other");
      await sleep(20);
      report((await GenServer.call<Idle, "log">(pid, "log")).join());
    },
    { time: "lazy" },
  );
  expect(found.outcomes).toEqual(["other"]);
});

test("a time-out ends with its server", async () => {
  const found = await allOutcomes(async (report) => {
    const { pid } = await GenServer.start(idleModule, 20);
    await GenServer.stop(pid);
    await sleep(50);
    report("ended");
  });
  expect(found.outcomes).toEqual(["ended"]);
});

test.each([
  ["a time-out that is no delay", { timeout: -1 }, "invalid-delay"],
  ["a time-out with a continue", { timeout: 1, continue: "go" }, "bad-result"],
])("%s is refused", async (_what, result, code) => {
  const module = { init: () => ({ state: 0 }), handleCast: () => ({ state: 0, ...result }) };
  const report = await explore(async () => GenServer.cast((await GenServer.start(module)).pid, 1), { executions: 1 });
  expect(report.counterexamples[0]?.error).toMatchObject({ code });
  const refused = await explore(async () => void (await GenServer.start({ init: () => ({ state: 0, ...result }) })), {
    executions: 1,
  });
  expect(refused.counterexamples[0]?.error).toMatchObject({ code });
  assert.ok(!(refused.counterexamples[0]?.error instanceof StartFailed));
});

describe.each(["pairwise", "instant"] as const)("a reduction finds every class of a time-out: %s", (signals) => {
  test.each([
    ["against a message", async (pid: Pid) => send(pid, "other"), [2, 2]],
    ["against another time-out", async (pid: Pid) => GenServer.cast<Idle>(pid, 5), [2, 2]],
    ["against a suspension", async (pid: Pid) => suspend(pid).then(() => resume(pid)), [2, 2]],
    ["against an end", async (pid: Pid) => kill(pid), [2, 2]],
  ] as const)("%s", async (_what, act, [pairwise, instant]) => {
    const program = async (): Promise<void> => act((await GenServer.start(idleModule, 1)).pid);
    const settings = { signals, time: "competing" } as const;
    const reduced = await explore(program, { strategy: "dpor", shrink: false, ...settings });
    const all = await allSchedules(program, settings);
    const classes = signals === "pairwise" ? pairwise : instant;
    expect([reduced.executions, reduced.classes, all.classes]).toEqual([classes, classes, classes]);
  });
});
