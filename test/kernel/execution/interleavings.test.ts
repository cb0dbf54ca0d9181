// Exact numbers of interleavings, and the set of their outcomes.

import { choose, join, pause, receive, self, send, spawn } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";

/** n tasks that each read and write one counter, started together; reports the final value. */
function incrementers(count: number): (report: (value: unknown) => void) => Promise<void> {
  return async (report) => {
    const counter = cell(0);
    const increment = async (): Promise<void> => {
      await counter.write((await counter.read()) + 1);
    };
    await Promise.all(Array.from({ length: count }, increment));
    report(await counter.read());
  };
}

describe("lost update", () => {
  test("2 incrementers have 6 interleavings, each a class since they are branches of one actor", async () => {
    const { executions, classes, outcomes, counts } = await allSchedules(incrementers(2));
    expect({ executions, classes, outcomes }).toEqual({ executions: 6, classes: 6, outcomes: ["1", "2"] });
    // The two that keep both increments are the serial ones.
    expect(counts["2"]).toBe(2);
  });

  test("3 incrementers have 90 interleavings, each a class since they are branches of one actor", async () => {
    const { executions, classes, outcomes } = await allSchedules(incrementers(3));
    // (3·2)! / 2!³ = 90; as actors of their own they have 36 classes.
    expect({ executions, classes, outcomes }).toEqual({ executions: 90, classes: 90, outcomes: ["1", "2", "3"] });
  });

  test("2 incrementers have the same 6 interleavings when microtasks drain by hops", async () => {
    const { executions, classes, outcomes } = await allSchedules(incrementers(2), { drain: "hop" });
    expect({ executions, classes, outcomes }).toEqual({ executions: 6, classes: 6, outcomes: ["1", "2"] });
  });
});

describe("spawned actors", () => {
  test("2 actors of one pause each interleave with spawns, exits and joins as the model says", async () => {
    const { executions, outcomes } = await allSchedules(async (report) => {
      const first = await spawn(pause);
      const second = await spawn(pause);
      await join(first);
      await join(second);
      report("done");
    });
    expect(executions).toBe(mergesOfTwoWorkers());
    expect(outcomes).toEqual(['"done"']);
  });
});

describe("two senders and one receiver", () => {
  const program = async (report: (value: unknown) => void): Promise<void> => {
    const main = self();
    await Promise.all([spawn("a", () => send(main, "a")), spawn("b", () => send(main, "b"))]);
    report([await receive(), await receive()]);
  };

  test("pairwise signals reach both orders, in as many interleavings as the model has", async () => {
    const { executions, outcomes, counts } = await allSchedules(program);
    expect(outcomes).toEqual(['["a","b"]', '["b","a"]']);
    expect(executions).toBe(2_152);
    expect(executions).toBe(interleavingsOfTwoSenders("pairwise"));
    expect(counts['["a","b"]']).toBe(1_076);
  });

  test("instant signals reach both orders, in as many interleavings as the model has", async () => {
    const { executions, outcomes, counts } = await allSchedules(program, { signals: "instant" });
    expect(outcomes).toEqual(['["a","b"]', '["b","a"]']);
    expect(executions).toBe(266);
    expect(executions).toBe(interleavingsOfTwoSenders("instant"));
    expect(counts['["a","b"]']).toBe(133);
  });

  test("one sender's messages arrive in order in every schedule", async () => {
    const { outcomes, executions } = await allSchedules(async (report) => {
      const main = self();
      await spawn(async () => {
        await send(main, 1);
        await send(main, 2);
      });
      report([await receive(), await receive()]);
    });
    expect(outcomes).toEqual(["[1,2]"]);
    // After the first send, (delivery, receive) merges with (send, delivery) in 5 ways in which the first message is
    // delivered first; then come the other receive and the exit of main. The sender's exit may come anywhere after its
    // send: 6 places if that was first (2 ways), 5 if it was second (2 ways), 4 if it was third.
    expect(executions).toBe(2 * 6 + 2 * 5 + 4);
  });

  test("a selective receive takes its message whatever came before", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const main = self();
      await spawn(() => send(main, { kind: "late" }));
      await spawn(() => send(main, { kind: "early" }));
      const early = await receive({ kind: "early" });
      report([early, await receive()]);
    });
    expect(outcomes).toEqual(['[{"kind":"early"},{"kind":"late"}]']);
  });
});

describe("drawn values", () => {
  test("choose takes each of its alternatives once", async () => {
    const { executions, classes, counts } = await allSchedules(async (report) => {
      report([await choose(3), await choose(["x", "y"])]);
    });
    expect({ executions, classes }).toEqual({ executions: 6, classes: 6 });
    expect(counts).toEqual({
      '[0,"x"]': 1,
      '[0,"y"]': 1,
      '[1,"x"]': 1,
      '[1,"y"]': 1,
      '[2,"x"]': 1,
      '[2,"y"]': 1,
    });
  });
});

/** Counts the merges of s2 j1 j2, p1 x1 and p2 x2 that respect spawning and joining, by brute force on a model. */
function mergesOfTwoWorkers(): number {
  const main = ["s2", "j1", "j2", "exit"];
  const workers = [
    ["p1", "x1"],
    ["p2", "x2"],
  ];
  const count = (m: number, a: number, b: number): number => {
    if (m === main.length && a === 2 && b === 2) return 1;
    let total = 0;
    const isMainEnabled = m === 0 || (m === 1 && a === 2) || (m === 2 && b === 2) || m === 3;
    if (m < main.length && isMainEnabled) total += count(m + 1, a, b);
    if (a < (workers[0]?.length ?? 0)) total += count(m, a + 1, b);
    if (m > 0 && b < (workers[1]?.length ?? 0)) total += count(m, a, b + 1);
    return total;
  };
  return count(0, 0, 0);
}

/**
 * Counts the interleavings of two concurrent spawns, two senders and two receives by brute force on a model: each
 * sender is spawned (0), sends (1) and exits (2); its message is under way, then delivered, then taken by a step of the
 * main actor.
 */
function interleavingsOfTwoSenders(signals: "pairwise" | "instant"): number {
  interface State {
    readonly senders: readonly [number, number];
    readonly isDelivered: readonly [boolean, boolean];
    /** Messages taken; −1 while a spawn is pending. */
    readonly taken: number;
    readonly inMailbox: number;
    readonly hasExited: boolean;
  }
  const deliver = (state: State, index: 0 | 1): State => ({
    ...state,
    isDelivered: replace(state.isDelivered, index, true),
    inMailbox: state.inMailbox + 1,
  });
  const count = (state: State): number => {
    let total = 0;
    for (const index of [0, 1] as const) {
      const at = state.senders[index];
      if (at < 3) {
        let next: State = { ...state, senders: replace(state.senders, index, at + 1) };
        if (at === 0 && next.senders[(1 - index) as 0 | 1] > 0) next = { ...next, taken: 0 };
        if (at === 1 && signals === "instant") next = deliver(next, index);
        total += count(next);
      }
      if (at >= 2 && !state.isDelivered[index]) total += count(deliver(state, index));
    }
    if (state.taken >= 0 && state.taken < 2 && state.inMailbox > 0) {
      total += count({ ...state, taken: state.taken + 1, inMailbox: state.inMailbox - 1 });
    }
    if (state.taken === 2 && !state.hasExited) total += count({ ...state, hasExited: true });
    return total === 0 ? 1 : total;
  };
  return count({ senders: [0, 0], isDelivered: [false, false], taken: -1, inMailbox: 0, hasExited: false });
}

function replace<T>(pair: readonly [T, T], index: 0 | 1, value: T): readonly [T, T] {
  return index === 0 ? [value, pair[1]] : [pair[0], value];
}
