// Races of supervisors: concurrent exits, failing starts, nesting, the exit of the supervisor itself.

import assert from "node:assert/strict";

import {
  exit,
  isAlive,
  explore,
  join,
  kill,
  monitor,
  pause,
  receive,
  self,
  send,
  sleep,
  spawn,
  spawnLink,
  trapExit,
} from "heddle";
import type { ExitReason, Pid } from "heddle";
import { cell } from "heddle/memory";
import { CallFailed, ChildStartFailed, GenServer, Supervisor } from "heddle/otp";
import type { ChildSpec, RestartStrategy } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { allOutcomes, sampledOutcomes, textOf } from "../all-outcomes.ts";
import { Recorder } from "../recorder.ts";

const LAZY = { time: "lazy" } as const;

/** A child that does not trap exits, and exits on request. */
function worker(id: string, rest: Partial<ChildSpec> = {}): ChildSpec {
  return { id, start: () => spawnLink(id, () => receive("end")), shutdown: "infinity", ...rest };
}

/** The pids of the children, in start order. */
async function whereabouts(supervisor: { readonly pid: Pid }): Promise<string> {
  await sleep(1);
  const children = await Supervisor.whichChildren(supervisor.pid);
  return children.map(({ pid }) => (typeof pid === "object" ? pid.label : String(pid))).join(" ");
}

function pidsOf(children: readonly { readonly pid: unknown }[]): readonly Pid[] {
  return children.map(({ pid }) => pid as Pid);
}

describe("two of three are killed at once", () => {
  test.each([
    ["oneForOne", 4, ["a b-2 c-2"]],
    ["oneForAll", 6, ["a-2 b-2 c-2"]],
    ["restForOne", 5, ["a b-2 c-2", "a b-2 c-3"]],
  ] as const)("%s", async (strategy: RestartStrategy, executions, outcomes) => {
    const found = await allOutcomes(async (report) => {
      const supervisor = await Supervisor.start({ strategy, children: [worker("a"), worker("b"), worker("c")] });
      const [, b, c] = pidsOf(await Supervisor.whichChildren(supervisor));
      assert.ok(b !== undefined && c !== undefined);
      await kill(b);
      await kill(c);
      report(await whereabouts(supervisor));
    }, LAZY);
    expect(found).toEqual({ executions, outcomes });
  });
});

test("a child that dies while the others are restarted is replaced too", async () => {
  const found = await allOutcomes(async (report) => {
    let starts = 0;
    const supervisor = await Supervisor.start({
      strategy: "oneForAll",
      children: [
        worker("a"),
        {
          ...worker("b"),
          // The second b exits right after its start, before the start of c.
          start: () => {
            starts += 1;
            return starts === 2 ? spawnLink("b", () => exit("early")) : spawnLink("b", () => receive("end"));
          },
        },
        worker("c"),
      ],
    });
    const [a] = pidsOf(await Supervisor.whichChildren(supervisor));
    assert.ok(a !== undefined);
    await kill(a);
    report(await whereabouts(supervisor));
  }, LAZY);
  expect(found).toEqual({ executions: 4, outcomes: ["a-3 b-3 c-3"] });
});

test("a failing start shuts down the earlier children and fails the supervisor's start", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const supervisor = Supervisor.start({
      strategy: "oneForOne",
      children: [
        recorder.child("a"),
        recorder.child("b"),
        { id: "c", start: () => GenServer.startLink({ init: () => ({ stop: "no disk" }) }) },
        recorder.child("d"),
      ],
    });
    const error: unknown = await supervisor.catch((reason: unknown) => reason);
    assert.ok(error instanceof ChildStartFailed);
    report(`${recorder.read()}; ${error.message}; ${String(error.child)} ${textOf(error.reason)}`);
  }, LAZY);
  expect(found).toEqual({
    executions: 1,
    outcomes: ["+a +b -b -a; The child c was not started: The server refused to start: no disk.; c shutdown"],
  });
});

test("a supervisor that is linked to its starter and cannot start takes it along, unless that traps exits", async () => {
  const found = await allOutcomes(async (report) => {
    const failing = (): Promise<unknown> =>
      Supervisor.startLink({
        strategy: "oneForOne",
        children: [{ id: "a", start: () => Promise.reject(new Error("no")) }],
      });
    const plain = await spawn("plain", failing);
    const ends = [await join(plain)];
    const trapping = await spawn("trapping", async () => {
      await trapExit(true);
      await assert.rejects(failing, ChildStartFailed);
      await send(self(), "nothing else");
      await exit(String(await receive()));
    });
    ends.push(await join(trapping));
    report(ends.map(textOf).join());
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["shutdown,nothing else"] });
});

test("a main actor that ends so is reported with the error of the start", async () => {
  const report = await explore(
    async () => {
      await Supervisor.startLink({
        strategy: "oneForOne",
        children: [{ id: "a", start: () => Promise.reject(new RangeError("no disk")) }],
      });
    },
    { executions: 1, shrink: false },
  );
  const error = report.counterexamples[0]?.error as ChildStartFailed;
  expect([error.name, error.message]).toEqual(["ChildStartFailed", "The child a was not started: no disk"]);
});

test("a restart that fails is tried again, and each attempt counts", async () => {
  for (const [failures, expected] of [
    [1, "alive after 3 starts"],
    [2, "alive after 4 starts"],
    [3, "shutdown after 4 starts"],
  ] as const) {
    const found = await allOutcomes(async (report) => {
      let starts = 0;
      const supervisor = await Supervisor.start({
        strategy: "oneForOne",
        children: [
          {
            id: "a",
            start: () => {
              starts += 1;
              if (starts > 1 && starts <= 1 + failures) throw new Error("not yet");
              return spawnLink("a", () => receive("end"));
            },
          },
        ],
      });
      const ref = await monitor(supervisor.pid);
      const [a] = pidsOf(await Supervisor.whichChildren(supervisor));
      assert.ok(a !== undefined);
      await kill(a);
      const down = await receive({ kind: "down", ref }, { timeout: 1 });
      report(`${textOf(down?.reason ?? "alive")} after ${starts} starts`);
    }, LAZY);
    expect(found).toEqual({ executions: 1, outcomes: [expected] });
  }
});

test("between two attempts a supervisor does what it is asked", async () => {
  const found = await allOutcomes(async (report) => {
    let starts = 0;
    const supervisor = await Supervisor.start({
      strategy: "oneForOne",
      maxRestarts: 4,
      children: [
        {
          id: "a",
          start: () => {
            starts += 1;
            if (starts > 1) throw new Error("not again");
            return spawnLink("a", () => receive("end"));
          },
        },
      ],
    });
    const [a] = pidsOf(await Supervisor.whichChildren(supervisor));
    assert.ok(a !== undefined);
    await kill(a);
    try {
      await Supervisor.terminateChild(supervisor, "a");
      await sleep(1);
      report(`terminated after ${starts} starts`);
    } catch (error) {
      assert.ok(error instanceof CallFailed);
      report(`${textOf(error.reason)} after ${starts} starts`);
    }
  }, LAZY);
  expect(found).toEqual({
    executions: 28,
    outcomes: [
      "noproc after 5 starts",
      "shutdown after 5 starts",
      "terminated after 1 starts",
      "terminated after 2 starts",
      "terminated after 3 starts",
      "terminated after 4 starts",
      "terminated after 5 starts",
    ],
  });
});

test("killing a supervisor stops its children through their links", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const supervisor = await Supervisor.start({
      strategy: "oneForOne",
      children: [recorder.child("a"), worker("b")],
    });
    const pids = pidsOf(await Supervisor.whichChildren(supervisor));
    await kill(supervisor.pid);
    const ends: ExitReason[] = [];
    for (const pid of pids) ends.push(await join(pid));
    report(`${recorder.read()} ${ends.map(textOf).join()}`);
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["+a -a killed,killed"] });
});

test("a supervisor shuts down its children when its parent exits, and exits with the same reason", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    const main = self();
    const parent = await spawn("parent", async () => {
      const { pid } = await Supervisor.startLink({
        strategy: "oneForAll",
        children: [recorder.child("a"), recorder.child("b")],
      });
      await send(main, pid);
      await exit("enough");
    });
    const supervisor = await receive<Pid>();
    await join(parent);
    const reason = await join(supervisor);
    report(`${recorder.read()} ${textOf(reason)}`);
  }, LAZY);
  expect(found.outcomes).toEqual(["+a +b -b -a enough"]);
});

test("a supervisor ignores an EXIT of an actor that is not its child", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await Supervisor.start({ strategy: "oneForAll", children: [worker("a")] });
    await exit(supervisor.pid, "broken");
    await send(supervisor.pid, "hello");
    await send(supervisor.pid, null);
    report(await whereabouts(supervisor));
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["a"] });
});

test("a supervisor ignores the late exit of a child that was shut down", async () => {
  const found = await allOutcomes(async (report) => {
    const supervisor = await Supervisor.start({ strategy: "oneForAll", children: [worker("a"), worker("b")] });
    const [a] = pidsOf(await Supervisor.whichChildren(supervisor));
    assert.ok(a !== undefined);
    const killer = await spawn("killer", () => kill(a));
    await Supervisor.terminateChild(supervisor, "a");
    await join(killer);
    report(await whereabouts(supervisor));
  }, LAZY);
  // If a is killed before the request to exit, it is first restarted, with b, and then terminated.
  expect(found).toEqual({ executions: 20, outcomes: ["undefined b", "undefined b-2"] });
});

test("supervisors nest: the inner one gives up, the outer one restarts it with all that it has", async () => {
  const found = await allOutcomes(async (report) => {
    const recorder = new Recorder();
    await Supervisor.start({
      strategy: "oneForAll",
      children: [
        recorder.child("a"),
        {
          id: "inner",
          type: "supervisor",
          start: () =>
            Supervisor.startLink({
              name: "inner",
              strategy: "oneForOne",
              maxRestarts: 1,
              children: [recorder.child("b"), recorder.child("c")],
            }),
        },
      ],
    });
    recorder.lines.push("|");
    await kill(recorder.pid("b"));
    await sleep(1);
    recorder.lines.push("|");
    await kill(recorder.pid("b"));
    await sleep(1);
    report(recorder.read());
  }, LAZY);
  expect(found).toEqual({ executions: 1, outcomes: ["+a +b +c | +b | -c -a +a +b +c"] });
});

test("after a kill anywhere all children run, or the supervisor and its children are gone", async () => {
  const found = await sampledOutcomes(
    async (report) => {
      const recorder = new Recorder();
      const children = ["a", "b", "c"].map((id) => recorder.child(id));
      try {
        const { pid } = await Supervisor.start({ strategy: "restForOne", children });
        await sleep(1);
        const known = pidsOf(await Supervisor.whichChildren(pid));
        await sleep(1);
        // A child killed after the request has also been restarted by now: only the number of running children counts.
        const { active } = await Supervisor.countChildren(pid);
        report(`${active} of ${known.length}`);
      } catch (error) {
        assert.ok(error instanceof ChildStartFailed || error instanceof CallFailed);
        await sleep(1);
        const lives: boolean[] = [];
        for (const id of recorder.ids) lives.push(await isAlive(recorder.pid(id)));
        assert.deepEqual(lives.filter(Boolean), []);
        report(error.name);
      }
    },
    { ...LAZY, faults: { kill: 1 } },
  );
  // 2 of 3: the kill occurs during the count.
  expect(found).toEqual({ executions: 1_000, outcomes: ["2 of 3", "3 of 3", "CallFailed", "ChildStartFailed"] });
});

test.each([
  ["a start function", () => assert.fail("wrong")],
  ["a child", () => spawnLink("again", () => assert.fail("wrong"))],
] as const)("an assertion that fails in %s is a finding, and no reason to restart", async (_where, again) => {
  let starts = 0;
  const report = await explore(
    async () => {
      starts = 0;
      const start = (): Pid | Promise<Pid> => {
        starts += 1;
        return starts === 1 ? spawnLink("first", () => exit("broken")) : again();
      };
      await Supervisor.start({ strategy: "oneForOne", children: [{ id: "a", start }] });
    },
    { executions: 1, shrink: false },
  );
  expect(report.counterexamples.map(({ error }) => (error as Error).message)).toEqual(["wrong"]);
  expect(starts).toBe(2);
});

describe("a reduction finds what all schedules show", () => {
  const stopAgainstKill = async (report: (outcome: string) => void): Promise<void> => {
    let starts = 0;
    const supervisor = await Supervisor.start({
      strategy: "oneForOne",
      children: [
        {
          id: "a",
          start: () => {
            starts += 1;
            return spawnLink("a", () => receive("end"));
          },
          shutdown: "brutalKill",
        },
      ],
    });
    const [a] = pidsOf(await Supervisor.whichChildren(supervisor));
    assert.ok(a !== undefined);
    await kill(a);
    await Supervisor.stop(supervisor);
    report(`${starts} starts`);
  };
  const startAgainstStop = async (report: (outcome: string) => void): Promise<void> => {
    const supervisor = await Supervisor.start({ strategy: "oneForOne", children: [] });
    const stopper = await spawn("stopper", () => Supervisor.stop(supervisor));
    let outcome = "added";
    try {
      await Supervisor.startChild(supervisor, { ...worker("a"), shutdown: "brutalKill" });
    } catch (error) {
      outcome = error instanceof CallFailed ? textOf(error.reason) : "other";
    }
    await join(stopper);
    report(outcome);
  };
  const twoDeaths = async (report: (outcome: string) => void): Promise<void> => {
    const starts: string[] = [];
    const child = (id: string): ChildSpec => ({
      id,
      shutdown: "brutalKill",
      start: () => {
        starts.push(id);
        return spawnLink(id, () => (starts.length < 3 ? exit("early") : receive("end")));
      },
    });
    const supervisor = await Supervisor.start({ strategy: "oneForAll", children: [child("a"), child("b")] });
    await sleep(1);
    report(`${starts.join("")} ${(await Supervisor.countChildren(supervisor)).active}`);
  };
  test.each([
    ["stop against a death", stopAgainstKill, [7, 126], ["1 starts", "2 starts"]],
    ["a start against a stop", startAgainstStop, [5, 147], ["added", "noproc", "normal"]],
    ["two deaths at once", twoDeaths, [10, 434], ["abab 2"]],
  ] as const)("%s", async (_name, program, [classes, schedules], outcomes) => {
    const reduced = await allOutcomes(program, LAZY);
    const all = await allOutcomes(program, { ...LAZY, strategy: "dfs" });
    expect(reduced).toEqual({ executions: classes, outcomes });
    expect(all).toEqual({ executions: schedules, outcomes });
  });
});

test("a restart begins after the terminate of the replaced children, in any order of kills", async () => {
  const found = await sampledOutcomes(async (report) => {
    const held = cell(0);
    const holder = (id: string): ChildSpec => ({
      id,
      shutdown: "infinity",
      start: () =>
        GenServer.startLink({
          init: async () => {
            await trapExit(true);
            assert.equal((await held.update((count) => count + (id === "a" ? 1 : 10))) < 20, true);
            return { state: undefined };
          },
          handleCast: (_message, state) => ({ stop: "broken", state }),
          terminate: async () => {
            await pause();
            await held.update((count) => count - (id === "a" ? 1 : 10));
          },
        }),
    });
    const supervisor = await Supervisor.start({ strategy: "oneForAll", children: [holder("a"), holder("b")] });
    for (const pid of pidsOf(await Supervisor.whichChildren(supervisor))) await GenServer.cast(pid, "end");
    await Supervisor.stop(supervisor);
    report(String(await held.read()));
  });
  expect(found).toEqual({ executions: 1_000, outcomes: ["0"] });
});
