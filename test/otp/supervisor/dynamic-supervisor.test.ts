// DynamicSupervisor: children that are started and stopped at run time.

import assert from "node:assert/strict";

import { join, kill, monitor, now, pause, receive, self, send, sleep, spawn, spawnLink, trapExit } from "heddle";
import type { Pid } from "heddle";
import { ChildRefused, ChildStartFailed, DynamicSupervisor, GenServer } from "heddle/otp";
import type { DynamicChildSpec, Restart, ServerRef } from "heddle/otp";
import { expect, test } from "vitest";

import { allOutcomes, sampledOutcomes, textOf } from "../all-outcomes.ts";

const LAZY = { time: "lazy" } as const;

function worker(name: string, rest: Partial<DynamicChildSpec> = {}): DynamicChildSpec {
  return { start: () => spawnLink(name, () => receive("end")), shutdown: "brutalKill", ...rest };
}

/** A child that takes a given time to exit. */
function slow(milliseconds: number, rest: Partial<DynamicChildSpec> = {}): DynamicChildSpec {
  const start = (): Promise<ServerRef<object>> =>
    GenServer.startLink({
      init: async () => {
        await trapExit(true);
        return { state: undefined };
      },
      terminate: () => sleep(milliseconds),
    });
  return { start, ...rest };
}

async function children(supervisor: { readonly pid: Pid }): Promise<string> {
  await sleep(1);
  const known = await DynamicSupervisor.whichChildren(supervisor.pid);
  return known.map(({ pid }) => (pid === "restarting" ? pid : pid.label)).join();
}

test.each([
  ["permanent", "a-2"],
  ["transient", "a-2"],
  ["temporary", ""],
] as const)("a child that is killed is restarted or forgotten: %s", async (restart: Restart, expected) => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start();
    await kill(await DynamicSupervisor.startChild(supervisor, worker("a", { restart })));
    report(await children(supervisor));
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: [expected] });
});

test("a child that exits normally is restarted only if it is permanent", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start();
    for (const restart of ["permanent", "transient", "temporary"] as const) {
      const pid = await DynamicSupervisor.startChild(supervisor, worker(restart, { restart }));
      await send(pid, "end");
      await join(pid);
    }
    report(await children(supervisor));
  }, LAZY);
  expect(found.outcomes).toEqual(["permanent-2"]);
});

test("children are terminated one by one, and counted", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start({ maxChildren: 2 });
    const a = await DynamicSupervisor.startChild(supervisor, worker("a"));
    await DynamicSupervisor.startChild(supervisor, worker("b", { type: "supervisor" }));
    const full = DynamicSupervisor.startChild(supervisor, worker("c"));
    await assert.rejects(full, (error: unknown) => error instanceof ChildRefused && error.reason === "maxChildren");
    await DynamicSupervisor.terminateChild(supervisor, a);
    const gone = DynamicSupervisor.terminateChild(supervisor, a);
    await assert.rejects(gone, (error: unknown) => error instanceof ChildRefused && error.reason === "notFound");
    await DynamicSupervisor.startChild(supervisor, worker("c"));
    report(`${await children(supervisor)} ${JSON.stringify(await DynamicSupervisor.countChildren(supervisor))}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 2,
    outcomes: ['b,c {"specs":2,"active":2,"supervisors":1,"workers":1}'],
  });
});

test("all children are shut down at once: it takes as long as the longest, or its time-out", async () => {
  const found = await allOutcomes(
    async (report) => {
      const supervisor = await DynamicSupervisor.start();
      const pids: Pid[] = [];
      const specs = [
        slow(30, { shutdown: 40 }),
        slow(60, { shutdown: 20 }),
        slow(60, { shutdown: "brutalKill" }),
        slow(35, { shutdown: "infinity" }),
      ];
      for (const spec of specs) pids.push(await DynamicSupervisor.startChild(supervisor, spec));
      await DynamicSupervisor.stop(supervisor);
      const ends: string[] = [];
      for (const pid of pids) ends.push(textOf(await join(pid)));
      report(`${now()} ms: ${ends.join()}`);
    },
    { ...LAZY, strategy: "portfolio", executions: 1_000 },
  );
  expect(found.outcomes).toEqual(["35 ms: shutdown,killed,killed,shutdown"]);
});

test("more restarts than allowed, of any children, stop it and all of them", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start({ maxRestarts: 1, withinMs: 10 });
    const ref = await monitor(supervisor.pid);
    const a = await DynamicSupervisor.startChild(supervisor, worker("a"));
    const b = await DynamicSupervisor.startChild(supervisor, worker("b"));
    const c = await DynamicSupervisor.startChild(supervisor, worker("c"));
    await kill(a);
    await sleep(10);
    await kill(b);
    const { reason } = await receive({ kind: "down", ref });
    report(`${textOf(reason)} at ${now()}, c ${textOf(await join(c))}`);
  }, LAZY);
  expect(found).toEqual({ executions: 14, outcomes: ["shutdown at 10, c killed"] });
});

test("a restart that fails is tried again, and the child can be terminated in between", async () => {
  const found = await allOutcomes(async (report) => {
    let starts = 0;
    const supervisor = await DynamicSupervisor.start({ maxRestarts: 2 });
    const pid = await DynamicSupervisor.startChild(supervisor, {
      start: () => {
        starts += 1;
        if (starts > 1) throw new Error("not again");
        return spawnLink("a", () => receive("end"));
      },
    });
    await kill(pid);
    const end = await DynamicSupervisor.terminateChild(supervisor, pid).then(
      () => "terminated",
      () => "gone",
    );
    report(`${end} after ${starts} starts`);
  }, LAZY);
  expect(found.outcomes).toEqual([
    "gone after 3 starts",
    "terminated after 1 starts",
    "terminated after 2 starts",
    "terminated after 3 starts",
  ]);
});

test("a failing start is an error of the caller", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start();
    const failing = { start: () => GenServer.startLink({ init: () => ({ stop: "no disk" }) }) };
    const error: unknown = await DynamicSupervisor.startChild(supervisor, failing).catch((caught: unknown) => caught);
    assert.ok(error instanceof ChildStartFailed);
    report(`${error.message} ${(await DynamicSupervisor.countChildren(supervisor)).specs}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 1,
    outcomes: ["A child was not started: The server refused to start: no disk. 0"],
  });
});

test("the start function runs in the supervisor, which does nothing else meanwhile", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await DynamicSupervisor.start({ name: "factory" });
    const order: string[] = [];
    const spec = (name: string): DynamicChildSpec =>
      worker(name, {
        start: async () => {
          order.push(`${self().label} begins`);
          const pid = await spawnLink(name, () => receive("end"));
          await pause();
          order.push("ends");
          return pid;
        },
      });
    const other = await spawn("other", () => DynamicSupervisor.startChild(supervisor, spec("b")));
    await DynamicSupervisor.startChild(supervisor, spec("a"));
    await join(other);
    report(order.join());
  }, LAZY);
  expect(found).toEqual({ executions: 4, outcomes: ["factory begins,ends,factory begins,ends"] });
});

test("it exits with its parent, and its children with it, wherever the parent is killed", async () => {
  const found = await sampledOutcomes(
    async (report) => {
      const main = self();
      const parent = await spawn("parent", async () => {
        const { pid } = await DynamicSupervisor.startLink();
        await DynamicSupervisor.startChild(pid, worker("a")).then((child) => send(main, child));
        await receive("never");
      });
      const child = await receive<Pid>(undefined, { timeout: 1 });
      await kill(parent);
      report(child === undefined ? "none" : textOf(await join(child)));
    },
    { ...LAZY },
  );
  expect(found).toEqual({ executions: 1_000, outcomes: ["killed"] });
});

test("a reduction finds what all schedules show: a start against the death of a child", async () => {
  const program = async (report: (outcome: string) => void): Promise<void> => {
    const supervisor = await DynamicSupervisor.start({ maxRestarts: 0 });
    const a = await DynamicSupervisor.startChild(supervisor, worker("a"));
    await kill(a);
    const outcome = await DynamicSupervisor.startChild(supervisor, worker("b")).then(
      () => "started",
      (error: unknown) => (error instanceof Error ? error.message : "other"),
    );
    report(outcome);
  };
  const reduced = await allOutcomes(program, LAZY);
  const all = await allOutcomes(program, { ...LAZY, strategy: "dfs" });
  const outcomes = [
    "The call to main/actor-1 failed: noproc.",
    "The call to main/actor-1 failed: shutdown.",
    "started",
  ];
  expect(reduced).toEqual({ executions: 7, outcomes });
  expect(all).toEqual({ executions: 338, outcomes });
});
