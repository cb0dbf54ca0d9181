// Faults under budgets, with the API for all kinds of faults: all schedules against the reduction, which must run one
// execution of each class and see the same outcomes.

import { explore, isAlive, join, pause, receive, replay, sleep, spawn } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { budgetsFrom } from "../../src/choice/index.ts";
import type { FaultBudgets } from "../../src/choice/index.ts";
import { faultsOf } from "../../src/fault/index.ts";
import { actingActor } from "../../src/kernel/index.ts";
import { allSchedules } from "../kernel/all-schedules.ts";
import type { AllSchedules } from "../kernel/all-schedules.ts";
import { reduce } from "../strategy/exhaustive/dpor/reduce.ts";
import { createGroup, createWire } from "./net.ts";

type Program = (report: (outcome: unknown) => void) => unknown;

/**
 * The outcomes of all schedules, after a comparison with the reduction.
 * @param redundant executions of a search that had to begin anew
 */
async function exhaust(program: Program, faults: Partial<FaultBudgets>, redundant: number = 0): Promise<AllSchedules> {
  const options = { signals: "instant", faults: budgetsFrom(faults) } as const;
  const all = await allSchedules(program, options);
  const reduced = await reduce(program, options);
  const { classes, outcomes } = all;
  expect(reduced).toMatchObject({ executions: classes + redundant, classes, blocked: redundant, outcomes });
  return all;
}

/** Main creates a wire and reads it at the end; another actor reads it twice, a third does not use it. */
const looks: Program = async (report) => {
  const { look } = createWire("wire");
  const seen: boolean[] = [];
  const apart = cell(0);
  const watcher = await spawn("watcher", async () => {
    seen.push(await look());
    seen.push(await look());
  });
  const stranger = await spawn("stranger", () => apart.write(1));
  await join(watcher);
  await join(stranger);
  report([seen, await look()]);
};

describe("a fault and what follows from it", () => {
  test("never happen without a budget", async () => {
    const { classes, outcomes } = await exhaust(looks, { kill: 0 });
    expect({ classes, outcomes }).toEqual({ classes: 1, outcomes: ["[[true,true],true]"] });
  });

  test("happen in every order with what looks at the object, and commute with what does not", async () => {
    // A cut may come before one of the 3 reads or main's exit, and its healing before that one or a later one: 1 for
    // no cut, 4 for a cut alone, 10 for both.
    const { classes, outcomes } = await exhaust(looks, { cut: 1 });
    expect(classes).toBe(15);
    expect(outcomes).toEqual([
      "[[false,false],false]",
      "[[false,false],true]",
      "[[false,true],true]",
      "[[true,false],false]",
      "[[true,false],true]",
      "[[true,true],false]",
      "[[true,true],true]",
    ]);
  });

  test("come again after the healing while the budget lasts", async () => {
    const { classes, outcomes } = await exhaust(
      async (report) => {
        const { look } = createWire("wire");
        const watcher = await spawn("watcher", () => look());
        await join(watcher);
        report([await look(), await look(), await look()]);
      },
      { cut: 2 },
    );
    expect(classes).toBe(126);
    expect(outcomes).toContain("[false,true,false]");
  });

  test("come as often as the two budgets allow, each its own", async () => {
    const { classes, outcomes } = await exhaust(looks, { cut: 1, kill: 1 });
    expect(classes).toBe(76);
    expect(outcomes).toHaveLength(13);
  });

  test("end with the actor whose threat it is", async () => {
    const { classes, outcomes } = await exhaust(
      async (report) => {
        let seen: unknown;
        const owner = await spawn("owner", async () => {
          seen = await createWire("wire").look();
        });
        const apart = cell(0);
        await spawn("stranger", () => apart.write(1));
        await join(owner);
        report(seen);
      },
      { cut: 1, kill: 1 },
    );
    expect({ classes, outcomes }).toEqual({ classes: 27, outcomes: ["false", "true", "undefined"] });
  });

  test("are never forced: an execution in which only they could happen is at rest", async () => {
    const { classes, outcomes } = await exhaust(
      async (report) => {
        const { look } = createWire("wire");
        const seen = await look();
        if (!seen) await receive("what nobody sends");
        report(seen);
      },
      { cut: 1 },
    );
    expect({ classes, outcomes }).toEqual({ classes: 5, outcomes: ["deadlocked", "true"] });
  });
});

describe("a threat", () => {
  test("that is cancelled does not strike until it is armed again", async () => {
    const { classes, outcomes } = await exhaust(
      async (report) => {
        const { look, set } = createWire("wire");
        const seen: boolean[] = [];
        const one = await spawn("one", async () => {
          await set(false);
          seen.push(await look());
          await set(true);
        });
        let other: unknown;
        const two = await spawn("two", async () => {
          other = await look();
        });
        await join(one);
        await join(two);
        report([seen, other, await look()]);
      },
      { cut: 1 },
    );
    expect(classes).toBe(31);
    // Only an explicit heal restores an explicit cut: the caller of the cut sees the wire cut.
    expect(outcomes).toEqual([
      "[[false],false,false]",
      "[[false],false,true]",
      "[[false],true,false]",
      "[[false],true,true]",
    ]);
  });

  test("may be armed and cancelled by several, in steps that otherwise touch nothing", async () => {
    const { classes, outcomes } = await exhaust(
      async (report) => {
        const { look, armed } = createWire("wire");
        const one = await spawn("one", async () => {
          await pause();
          armed?.cancel();
          await pause();
          armed?.arm();
        });
        const two = await spawn("two", async () => {
          await pause();
          armed?.cancel();
        });
        await join(one);
        await join(two);
        report(await look());
      },
      { cut: 2 },
    );
    expect({ classes, outcomes }).toEqual({ classes: 71, outcomes: ["false", "true"] });
  });

  test("is not there at all without a budget of its kind", async () => {
    await exhaust(
      (report) => {
        const { armed } = createWire("wire");
        const faults = faultsOf(actingActor().execution);
        expect([armed, faults.has("cut"), faults.has("kill")]).toEqual([undefined, false, true]);
        expect(actingActor().extraTasks).toBeUndefined();
        report(0);
      },
      { kill: 1 },
    );
  });

  test("is there, though it never strikes, when the budget is spent: whoever comes later is who it would be", async () => {
    // A kill before or after the spawn of `late` is the same: its timer has one name.
    const { classes } = await exhaust(
      async (report) => {
        const early = await spawn("early", () => pause());
        const late = await spawn("late", () => receive("what nobody sends", { timeout: 1 }));
        report([await join(early), await join(late)]);
      },
      { kill: 1 },
    );
    expect(classes).toBe(5);
  });
});

test("a fault that ends several actors at once comes before or after each of their steps", async () => {
  const { classes, outcomes } = await exhaust(
    async (report) => {
      const group = createGroup("group");
      const [x, y] = [cell(0), cell(0)];
      const one = await group.add("one", () => x.write(1));
      const two = await group.add("two", () => y.write(1));
      const reasons = [await join(one), await join(two)];
      report([reasons, await x.read(), await y.read(), await isAlive(one)]);
    },
    { crash: 1 },
  );
  expect(classes).toBe(14);
  // A member wrote its value before the crash; a member that exited by itself also did so before the crash.
  expect(outcomes).toEqual([
    '[["crashed","crashed"],0,0,false]',
    '[["crashed","crashed"],0,1,false]',
    '[["crashed","crashed"],1,0,false]',
    '[["crashed","crashed"],1,1,false]',
    '[["crashed","normal"],0,1,false]',
    '[["crashed","normal"],1,1,false]',
    '[["normal","crashed"],1,0,false]',
    '[["normal","crashed"],1,1,false]',
    '[["normal","normal"],1,1,false]',
  ]);
});

test.each([
  [1, 14],
  [2, 46],
  [3, 78],
])(
  "%i kills strike actors that were there from the start and actors that come later, in %i classes",
  async (kill, n) => {
    const { classes } = await exhaust(
      async (report) => {
        const x = cell(0);
        const a = await spawn("a", () => x.write(1));
        const b = await spawn("b", async () => {
          await x.read();
          await sleep(5);
        });
        const before = [await join(a), await join(b)];
        const c = await spawn("c", () => pause());
        report([...before, await join(c)]);
      },
      { kill },
    );
    expect(classes).toBe(n);
  },
);

test("a fault of any kind is in the token, is replayed, and is shrunk with the schedule", async () => {
  const program = async (): Promise<void> => {
    const { look } = createWire("wire");
    await pause();
    if (!(await look())) throw new Error("cut");
  };
  const { counterexamples } = await explore(program, { faults: { cut: 3 }, seed: "wire" });
  const [found] = counterexamples;
  expect(found?.token).toContain("-x3:");
  expect(found?.trace.map(({ kind, who }) => `${who} ${kind}`)).toEqual(["main#1 cut", "main pause", "main wire.look"]);
  expect(await replay(program, found?.token ?? "")).toMatchObject({ signature: found?.signature, isSame: true });
});
