// Requests to a supervisor, and usage errors.

import assert from "node:assert/strict";

import { kill, link, receive, self, sleep, spawn, spawnLink, UsageError } from "heddle";
import type { Pid } from "heddle";
import { ChildRefused, ChildStartFailed, DynamicSupervisor, Supervisor } from "heddle/otp";
import type { ChildSpec, SupervisorOptions } from "heddle/otp";
import { Registry } from "heddle/registry";
import { describe, expect, test } from "vitest";

import { allOutcomes } from "../all-outcomes.ts";
import { Recorder } from "../recorder.ts";
import { holdsUnderRandomAndPct } from "../../holds.ts";

const LAZY = { time: "lazy" } as const;

function child(id: string, rest: Partial<ChildSpec> = {}): ChildSpec {
  return { id, start: () => spawnLink(id, () => receive("end")), shutdown: "brutalKill", ...rest };
}

/** The reason of a refused request. */
async function refusalOf(request: Promise<unknown>): Promise<string> {
  const error: unknown = await request.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof ChildRefused, String(error));
  return error.reason;
}

/** The code of a usage error. */
async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "none";
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.code;
  }
}

test("children are listed in the order of their starts, and counted", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await Supervisor.start({
      strategy: "oneForOne",
      name: "top",
      children: [
        child("a"),
        child("b", { restart: "transient" }),
        child("c", { type: "supervisor", restart: "temporary" }),
      ],
    });
    await Supervisor.terminateChild(supervisor, "b");
    const children = await Supervisor.whichChildren(supervisor);
    const lines = children.map(({ id, pid, type }) => `${id} ${String(pid)} ${type}`);
    report(`${lines.join(", ")}; ${JSON.stringify(await Supervisor.countChildren(supervisor))}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 2,
    outcomes: [
      "a <main/top/a> worker, b undefined worker, c <main/top/c> supervisor; " +
        '{"specs":3,"active":2,"supervisors":1,"workers":2}',
    ],
  });
});

test("a child is added, terminated, restarted and deleted, and what does not fit is refused", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [recorder.child("a")] });
    const said: string[] = [];
    await Supervisor.startChild(supervisor, recorder.child("b"));
    said.push(await refusalOf(Supervisor.startChild(supervisor, recorder.child("b"))));
    said.push(await refusalOf(Supervisor.restartChild(supervisor, "b")));
    said.push(await refusalOf(Supervisor.deleteChild(supervisor, "b")));
    await Supervisor.terminateChild(supervisor, "b");
    await Supervisor.terminateChild(supervisor, "b");
    said.push(await refusalOf(Supervisor.startChild(supervisor, recorder.child("b"))));
    assert.equal((await Supervisor.restartChild(supervisor, "b")).label, "b-2");
    await Supervisor.terminateChild(supervisor, "b");
    await Supervisor.deleteChild(supervisor, "b");
    said.push(await refusalOf(Supervisor.terminateChild(supervisor, "b")));
    said.push(await refusalOf(Supervisor.restartChild(supervisor, "b")));
    said.push(await refusalOf(Supervisor.deleteChild(supervisor, "b")));
    report(`${recorder.read()}; ${said.join()}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 4,
    outcomes: ["+a +b -b +b -b; alreadyStarted,running,running,alreadyPresent,notFound,notFound,notFound"],
  });
});

test("a temporary child that has ended, by itself or not, is forgotten", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await Supervisor.start({
      strategy: "oneForAll",
      children: [child("a", { restart: "temporary" }), child("b", { restart: "temporary" }), child("c")],
    });
    await Supervisor.terminateChild(supervisor, "a");
    const [, c] = await Supervisor.whichChildren(supervisor);
    assert.ok(typeof c?.pid === "object");
    // The one-for-all restart stops b, too, and does not start it again.
    await kill(c.pid);
    await sleep(1);
    report((await Supervisor.whichChildren(supervisor)).map(({ id }) => id).join());
  }, LAZY);
  expect(found).toEqual({ executions: 2, outcomes: ["c"] });
});

test("a one-for-all restart also starts terminated children", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const supervisor = await Supervisor.start({
      strategy: "oneForAll",
      children: [recorder.child("a"), recorder.child("b", { restart: "transient" })],
    });
    await Supervisor.terminateChild(supervisor, "b");
    await kill(recorder.pid("a"));
    await sleep(1);
    report(recorder.read());
  }, LAZY);
  expect(found).toEqual({ executions: 2, outcomes: ["+a +b -b +a +b"] });
});

test("a child that cannot be added or restarted is an error of the caller, and the supervisor keeps running", async () => {
  const found = await allOutcomes(async (report) => {
    let isBroken = true;
    const start = (): Promise<Pid> =>
      isBroken ? Promise.reject(new Error("no disk")) : spawnLink("a", () => receive("end"));
    const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [] });
    await assert.rejects(Supervisor.startChild(supervisor, { id: "a", start }), ChildStartFailed);
    isBroken = false;
    await Supervisor.startChild(supervisor, { id: "a", start, shutdown: "brutalKill" });
    await Supervisor.terminateChild(supervisor, "a");
    isBroken = true;
    await assert.rejects(Supervisor.restartChild(supervisor, "a"), ChildStartFailed);
    report(JSON.stringify(await Supervisor.countChildren(supervisor)));
  }, LAZY);
  expect(found).toEqual({ executions: 2, outcomes: ['{"specs":1,"active":0,"supervisors":0,"workers":1}'] });
});

test("a supervisor is found by its name", async () => {
  await holdsUnderRandomAndPct(async () => {
    const registry = await Registry.start({ keys: "unique" });
    await Supervisor.start({ strategy: "oneForOne", children: [child("a")], via: registry.via("top") });
    assert.equal((await Supervisor.countChildren(registry.via("top"))).active, 1);
    await Supervisor.stop(registry.via("top"));
  });
});

describe("is a usage error", () => {
  const options = (rest: object): SupervisorOptions => ({ strategy: "oneForOne", children: [], ...rest });
  const cases: readonly (readonly [string, object, string])[] = [
    ["an unknown strategy", { strategy: "allForOne" }, "invalid-option"],
    ["an unknown option", { intensity: 3 }, "unknown-option"],
    ["two children of one id", { children: [child("a"), child("b"), child("a")] }, "duplicate-child"],
    ["a negative number of restarts", { maxRestarts: -1 }, "invalid-option"],
    ["half a restart", { maxRestarts: 0.5 }, "invalid-option"],
    ["no time for restarts", { withinMs: 0 }, "invalid-option"],
    ["a time that is no number", { withinMs: "5 s" }, "invalid-option"],
    ["an unknown option of a child", { children: [{ ...child("a"), timeout: 1 }] }, "unknown-option"],
    ["a child without an id", { children: [child("")] }, "invalid-option"],
    ["an unknown restart", { children: [{ ...child("a"), restart: "always" }] }, "invalid-option"],
    ["an unknown type", { children: [{ ...child("a"), type: "server" }] }, "invalid-option"],
    ["no time for a shutdown", { children: [child("a", { shutdown: 0 })] }, "invalid-option"],
    ["a child without a start", { children: [{ id: "a" }] }, "invalid-option"],
    ["a start that gives no pid", { children: [{ id: "a", start: () => "a" }] }, "not-a-child"],
    ["a start that does not link", { children: [{ id: "a", start: () => spawn(() => receive()) }] }, "not-linked"],
  ];
  test.each(cases)("%s", async (_name, rest, code) => {
    const found = await allOutcomes(async (report) => {
      report(await codeOf(() => Supervisor.start(options(rest))));
    }, LAZY);
    expect(found.outcomes).toEqual([code]);
  });

  test.each([
    ["maxChildren of 0", { maxChildren: 0 }, "invalid-option"],
    ["an unknown option of a dynamic supervisor", { strategy: "oneForOne" }, "unknown-option"],
    ["no time for its restarts", { withinMs: -1 }, "invalid-option"],
  ])("%s", async (_name, rest: object, code) => {
    const found = await allOutcomes(async (report) => {
      report(await codeOf(() => DynamicSupervisor.start(rest)));
    });
    expect(found.outcomes).toEqual([code]);
  });

  test("a child to add with an id, a wrong option, or that is not linked", async () => {
    const found = await allOutcomes(async (report) => {
      const supervisor = await DynamicSupervisor.start();
      const start = (): Promise<Pid> => spawn(() => receive("end"));
      const codes = [
        await codeOf(() => DynamicSupervisor.startChild(supervisor, child("a"))),
        await codeOf(() => DynamicSupervisor.startChild(supervisor, { start, shutdown: -1 })),
        await codeOf(() => DynamicSupervisor.startChild(supervisor, { start })),
      ];
      report(`${codes.join()} ${(await DynamicSupervisor.countChildren(supervisor)).specs}`);
    }, LAZY);
    expect(found.outcomes).toEqual(["unknown-option,invalid-option,not-linked 0"]);
  });
});

test("a link by the start function itself will do, one by the child will not", async () => {
  const found = await allOutcomes(async (report) => {
    const linked = async (): Promise<Pid> => {
      const pid = await spawn(() => receive("end"));
      await link(pid);
      return pid;
    };
    const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [{ id: "a", start: linked }] });
    const byChild = (): Promise<Pid> => {
      const parent = self();
      return spawn(async () => {
        await link(parent);
        await receive("end");
      });
    };
    report(await codeOf(() => Supervisor.startChild(supervisor, { id: "b", start: byChild })));
  }, LAZY);
  expect(found.outcomes).toEqual(["not-linked"]);
});
