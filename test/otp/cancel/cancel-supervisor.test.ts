// CancelSupervisor: the life cycle of its children, restarts, and options, in conformance with fauxtp.

import assert from "node:assert/strict";
import {
  cancel,
  explore,
  isAlive,
  join,
  kill,
  monitor,
  pause,
  P,
  receive,
  self,
  send,
  sleep,
  spawn,
  UsageError,
} from "heddle";
import type { ExploreOptions, Pid, Program } from "heddle";
import { ActorExit, CancelSupervisor, MaxRestartsExceeded } from "heddle/otp";
import type { CancellableActor, CancelSupervisorOptions } from "heddle/otp";
import { NameTable } from "heddle/registry";
import { describe, expect, test } from "vitest";

const lazy = { time: "lazy" } as const;

/** Samples schedules of a program, or with `dpor` runs every class. @returns the number of classes seen */
async function holds(program: Program, options: ExploreOptions = {}): Promise<number> {
  const report = await explore(program, { executions: 100, ...options, shrink: false });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  expect(report.undecided).toBe(0);
  assert(options.strategy !== "dpor" || (report.exhausted && report.redundant === 0));
  return report.classes;
}

/** For the behavior that fauxtp documents. */
const often = { executions: 1_000, ...lazy } as const;

const exhaustively = { strategy: "dpor", executions: 100_000, ...lazy } as const;

/** Notifies the main actor of its start and exit, and exits as requested. */
function obedient(main: Pid, id: string): CancellableActor<string> {
  return {
    async init() {
      await send(main, { kind: "up", id, pid: self() });
      return "state";
    },
    async run(state) {
      const order = await receive();
      if (order === "exit") throw new ActorExit("done");
      if (order === "crash") throw new Error("crash");
      if (order === "ValueError" || order === "shutdown") throw new ActorExit(order);
      return state;
    },
    terminate: (reason, state) => send(main, { kind: "over", id, reason, state }),
  };
}

async function up(id: string): Promise<Pid> {
  const { pid } = await receive({ kind: "up", id, pid: P.any });
  return pid as Pid;
}

/** Cancels a supervisor and waits for all exits. */
async function close(supervisor: Pid): Promise<void> {
  await cancel(supervisor);
  await join(supervisor);
}

describe("an actor", () => {
  test("has not begun when its start returns", async () => {
    const classes = await holds(async () => {
      let hasBegun = false;
      const pid = await CancelSupervisor.startActor({
        init: () => {
          hasBegun = true;
        },
        run: () => {
          throw new ActorExit();
        },
      });
      assert.equal(hasBegun, false);
      await join(pid);
      assert.equal(hasBegun, true);
    }, exhaustively);
    expect(classes).toBe(1);
  });

  test.each([
    ["exit", "done", "done"],
    ["crash", "error: crash", "error: crash"],
    ["cancel", "cancelled", "cancelled"],
  ])("that ends by %s terminates for the reason %s, and tells of it once", async (how, reason, told) => {
    await holds(async () => {
      const main = self();
      const exits: unknown[] = [];
      const pid = await CancelSupervisor.startActor(obedient(main, "a"), {
        name: "a",
        onExit: (...exit) => {
          exits.push(exit);
          throw new Error("ignored");
        },
      });
      await up("a");
      if (how === "cancel") await cancel(pid);
      else await send(pid, how);
      assert.equal(await join(pid), reason);
      assert.deepEqual(await receive({ kind: "over" }), { kind: "over", id: "a", reason, state: "state" });
      assert.deepEqual(exits, [[pid, told]]);
    }, exhaustively);
  });

  test("that is cancelled in its init terminates without a state", async () => {
    await holds(async () => {
      const states: unknown[] = [];
      const pid = await CancelSupervisor.startActor({
        init: () => receive("never"),
        run: (state) => state,
        terminate: (_reason, state) => void states.push(state),
      });
      await cancel(pid);
      assert.equal(await join(pid), "cancelled");
      assert.deepEqual(states, [undefined]);
    }, exhaustively);
  });

  test("that is cancelled at once runs its init to the first operation", async () => {
    for (const waits of [false, true]) {
      await holds(async () => {
        const log: unknown[] = [];
        const pid = await CancelSupervisor.startActor({
          async init() {
            log.push("init");
            if (waits) await pause();
            return "state";
          },
          run: (state) => receive("never").then(() => state),
          terminate: (reason, state) => void log.push(reason, state),
        });
        await cancel(pid);
        await join(pid);
        assert.equal(log[0], "init");
        assert.equal(log[1], "cancelled");
        if (!waits) assert.equal(log[2], "state");
      }, exhaustively);
    }
  });

  test("whose terminate throws crashes without a notification, unless it is guarded", async () => {
    for (const guardsTerminate of [false, true]) {
      await holds(async () => {
        const exits: string[] = [];
        const pid = await CancelSupervisor.startActor(
          {
            run: () => receive("never"),
            terminate() {
              throw new Error("terminate");
            },
          },
          { guardsTerminate, onExit: (_pid, reason) => void exits.push(reason) },
        );
        await monitor(pid);
        await cancel(pid);
        const { reason } = await receive({ kind: "down" });
        assert.equal(typeof reason, guardsTerminate ? "string" : "object");
        assert.deepEqual(exits, guardsTerminate ? ["cancelled"] : []);
      }, exhaustively);
    }
  });

  test("does not make a reason of a failed assertion: it ends the execution", async () => {
    const report = await explore(
      async () => {
        await CancelSupervisor.startActor({ run: () => assert.fail("rule") });
      },
      { executions: 1, shrink: false },
    );
    expect(report.counterexamples[0]?.error).toMatchObject({ message: "rule" });
  });
});

describe("a supervisor", () => {
  test.each([
    ["permanent", "exit", true],
    ["permanent", "cancel", true],
    ["transient", "exit", false],
    ["transient", "cancel", false],
    ["transient", "crash", true],
    ["transient", "ValueError", true],
    ["transient", "shutdown", false],
    ["temporary", "crash", false],
  ] as const)("asked for a %s child that ends by %s restarts it: %s", async (restart, how, isRestarted) => {
    await holds(async () => {
      const supervisor = await CancelSupervisor.start({
        children: [{ id: "a", actor: obedient(self(), "a"), restart }],
      });
      const first = await up("a");
      if (how === "cancel") await cancel(first);
      else await send(first, how);
      await sleep(1);
      const [child] = await CancelSupervisor.children(supervisor);
      assert.equal(child?.pid !== undefined, isRestarted);
      assert.notEqual(child?.pid, first);
      await close(supervisor);
    }, lazy);
  });

  test.each([
    ["oneForOne", ["b"]],
    ["restForOne", ["b", "c"]],
    ["oneForAll", ["a", "b", "c"]],
  ] as const)("by %s restarts %j when b ends", async (strategy, restarted) => {
    for (const awaitsTermination of [false, true]) {
      await holds(async () => {
        const ids = ["a", "b", "c"];
        const children = ids.map((id) => ({ id, actor: obedient(self(), id) }));
        const supervisor = await CancelSupervisor.start({ strategy, children, awaitsTermination });
        const firsts = [await up("a"), await up("b"), await up("c")];
        await send(firsts[1] as Pid, "crash");
        await sleep(1);
        const now = await CancelSupervisor.children(supervisor);
        const changed = now.filter(({ pid }, index) => pid !== firsts[index]);
        assert.deepEqual(
          changed.map(({ id }) => id),
          restarted,
        );
        await close(supervisor);
      }, lazy);
    }
  });

  test.each([
    ["oneForAll", ["a", "b", "c"]],
    ["restForOne", ["b", "c"]],
  ] as const)("by %s restarts %j, temporary siblings and those that have ended, too", async (strategy, restarted) => {
    for (const awaitsTermination of [false, true]) {
      await holds(async () => {
        const children = (["a", "b", "c"] as const).map((id) => ({
          id,
          actor: obedient(self(), id),
          restart: id === "b" ? ("permanent" as const) : ("temporary" as const),
        }));
        const supervisor = await CancelSupervisor.start({ strategy, children, awaitsTermination });
        const firsts = [await up("a"), await up("b"), await up("c")];
        await send(firsts[2] as Pid, "exit");
        await sleep(1);
        assert.equal((await CancelSupervisor.children(supervisor))[2]?.pid, undefined);
        await send(firsts[1] as Pid, "crash");
        await sleep(1);
        const now = await CancelSupervisor.children(supervisor);
        const changed = now.filter(({ pid }, index) => pid !== undefined && pid !== firsts[index]);
        assert.deepEqual(
          changed.map(({ id }) => id),
          restarted,
        );
        await close(supervisor);
      }, lazy);
    }
  });

  test("restarts an actor that never unregisters without its name", async () => {
    await holds(
      async () => {
        const names = new NameTable();
        const main = self();
        const actor: CancellableActor<void> = {
          async init() {
            await send(main, { kind: "registered", pid: self(), is: await names.register("n", self()) });
          },
          async run() {
            await receive("crash");
            throw new Error("crash");
          },
        };
        const supervisor = await CancelSupervisor.start({ children: [{ id: "a", actor }] });
        const first = await receive<{ kind: "registered"; pid: Pid; is: true }>({ kind: "registered", is: true });
        await send(first.pid, "crash");
        await receive({ kind: "registered", is: false });
        assert.equal(await names.whereis("n"), first.pid);
        await close(supervisor);
      },
      { executions: 1_000 },
    );
  });

  test("ignores notifications about a pid that is not its current child", async () => {
    await holds(async () => {
      const supervisor = await CancelSupervisor.start({ children: [{ id: "a", actor: obedient(self(), "a") }] });
      const first = await up("a");
      await send(first, "crash");
      const second = await up("a");
      await CancelSupervisor.reportDown(supervisor, "a", first, "error: crash");
      await CancelSupervisor.reportDown(supervisor, "b", second, "error: crash");
      await sleep(1);
      assert.deepEqual(await CancelSupervisor.children(supervisor), [{ id: "a", pid: second }]);
      await close(supervisor);
    }, often);
  });

  const givesUp =
    (options: Partial<CancelSupervisorOptions>, after: (names: NameTable, others: Pid) => Promise<void>): Program =>
    async () => {
      const names = new NameTable();
      const main = self();
      const bystander: CancellableActor<void> = {
        async init() {
          await names.register("b", self());
          await send(main, { kind: "up", id: "b", pid: self() });
        },
        run: async () => void (await receive("never")),
        terminate: async () => void (await names.unregister("b")),
      };
      const children = [
        { id: "b", actor: bystander },
        { id: "a", actor: obedient(main, "a") },
      ];
      const supervisor = await CancelSupervisor.start({ children, maxRestarts: 1, ...options });
      await monitor(supervisor);
      const other = await up("b");
      for (let count = 0; count < 2; count += 1) await send(await up("a"), "crash");
      const { reason } = await receive({ kind: "down", pid: supervisor });
      assert(typeof reason === "object" && reason.error instanceof MaxRestartsExceeded);
      assert.equal(reason.error.child, "a");
      await after(names, other);
    };

  test("gives up after too many restarts and leaves its children and their names alone", async () => {
    await holds(
      givesUp({}, async (names, other) => {
        assert.equal(await isAlive(other), true);
        assert.equal(await names.whereis("b"), other);
        await cancel(other);
        await join(other);
      }),
      often,
    );
  });

  test("that cancels its children when it gives up has outlived them", async () => {
    await holds(
      givesUp({ cancelsChildren: true }, async (names, other) => {
        assert.equal(await isAlive(other), false);
        assert.deepEqual(await names.registered(), []);
      }),
      lazy,
    );
  });

  test("counts the restarts within a time only", async () => {
    await holds(async () => {
      const children = [{ id: "a", actor: obedient(self(), "a") }];
      const supervisor = await CancelSupervisor.start({ children, maxRestarts: 1, withinMs: 10 });
      for (let count = 0; count < 3; count += 1) {
        await send(await up("a"), "crash");
        await sleep(11);
      }
      assert.equal(await isAlive(supervisor), true);
      await close(supervisor);
    }, lazy);
  });

  test.each([false, true])(
    "lets the old terminate while the new begins, unless it awaits: %s",
    async (awaitsTermination) => {
      const overlaps = new Set<boolean>();
      await holds(async () => {
        let ending = 0;
        const slow: CancellableActor<void> = {
          init: () => void overlaps.add(ending > 0),
          run: async () => void (await receive("never")),
          async terminate() {
            ending += 1;
            await sleep(0);
            ending -= 1;
          },
        };
        const children = [
          { id: "a", actor: obedient(self(), "a") },
          { id: "b", actor: slow },
        ];
        const supervisor = await CancelSupervisor.start({ strategy: "oneForAll", children, awaitsTermination });
        await send(await up("a"), "crash");
        await up("a");
        await close(supervisor);
      });
      expect([...overlaps].toSorted()).toEqual(awaitsTermination ? [false] : [false, true]);
    },
  );

  test("crashes with the error of a terminate and cancels the other children, unless that is guarded", async () => {
    for (const guardsTerminate of [false, true]) {
      await holds(async () => {
        const main = self();
        const fragile = {
          ...obedient(main, "a"),
          terminate(): void {
            throw new Error("terminate");
          },
        };
        const children = [
          { id: "a", actor: fragile },
          { id: "b", actor: obedient(main, "b") },
        ];
        const supervisor = await CancelSupervisor.start({ children, guardsTerminate });
        const other = await up("b");
        await monitor(supervisor);
        await send(await up("a"), "crash");
        if (guardsTerminate) {
          await up("a");
          await close(supervisor);
          return;
        }
        const { reason } = await receive({ kind: "down", pid: supervisor });
        assert(typeof reason === "object" && reason.error instanceof Error);
        assert.deepEqual([reason.error.message, await isAlive(other)], ["terminate", false]);
      }, lazy);
    }
  });

  test("that is killed leaves its children alone", async () => {
    await holds(async () => {
      const supervisor = await CancelSupervisor.start({ children: [{ id: "a", actor: obedient(self(), "a") }] });
      const pid = await up("a");
      await kill(supervisor);
      await join(supervisor);
      assert.equal(await isAlive(pid), true);
      await cancel(pid);
      await join(pid);
    }, exhaustively);
  });

  test.each([
    [{ strategy: "oneForTwo" as "oneForOne", children: [] }, "invalid-option"],
    [{ children: [], maxRestarts: -1 }, "invalid-option"],
    [{ children: [], withinMs: -1 }, "invalid-delay"],
    [{ children: [idleChild(), idleChild()] }, "invalid-option"],
  ])("refuses %j", async (options, code) => {
    const report = await explore(() => CancelSupervisor.start(options), { executions: 1, shrink: false });
    const error = report.counterexamples[0]?.error;
    assert(error instanceof UsageError);
    expect(error.code).toBe(code);
  });
});

function idleChild(): CancelSupervisorOptions["children"][number] {
  return { id: "a", actor: { run: () => spawn(() => undefined) } };
}
