// Timers that keep nothing going: intervals, unreferenced timers, time-outs of signals. Whether they fire is decided by what
// else is pending, and a reduction shows every class that brute force shows.

import timersPromises from "node:timers/promises";

import { Deadlock, explore, join, pause, receive, sleep, spawn } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";
import { reduce } from "../../strategy/exhaustive/dpor/reduce.ts";

type Log = unknown[];

/** Programs with the numbers of their classes, in competing and in lazy time. Each reports what it has seen at its end. */
const PROGRAMS: readonly (readonly [string, number, number, (log: Log) => unknown])[] = [
  ["an unreferenced time-out alone", 2, 1, (log) => void setTimeout(() => log.push("fired"), 5).unref()],
  ["an unreferenced immediate", 2, 1, (log) => void setImmediate(() => log.push("fired")).unref()],
  [
    "a time-out of a signal alone",
    2,
    1,
    (log) => {
      AbortSignal.timeout(5).addEventListener("abort", () => log.push("aborted"));
    },
  ],
  [
    "two unreferenced time-outs of one delay",
    3,
    1,
    (log) => {
      for (const name of ["one", "two"]) setTimeout(() => log.push(name), 5).unref();
    },
  ],
  [
    "two unreferenced time-outs of two delays",
    3,
    1,
    (log) => {
      for (const delay of [7, 5]) setTimeout(() => log.push(delay), delay).unref();
    },
  ],
  [
    "an unreferenced time-out before a referenced one",
    1,
    1,
    (log) => {
      setTimeout(() => log.push("unreferenced"), 5).unref();
      setTimeout(() => log.push("referenced"), 10);
    },
  ],
  [
    "an unreferenced time-out behind a referenced one",
    2,
    1,
    (log) => {
      setTimeout(() => log.push("unreferenced"), 10).unref();
      setTimeout(() => log.push("referenced"), 5);
    },
  ],
  [
    "an unreferenced time-out that is referenced again",
    1,
    1,
    (log) => {
      setTimeout(() => log.push("fired"), 5)
        .unref()
        .ref();
    },
  ],
  [
    "an unreferenced time-out that sets a referenced one",
    2,
    1,
    (log) => {
      setTimeout(() => {
        log.push("outer");
        setTimeout(() => log.push("inner"), 5);
      }, 5).unref();
    },
  ],
  [
    "an unreferenced time-out that writes beside a reader",
    3,
    1,
    async (log) => {
      const flag = cell(0);
      await spawn(async () => {
        log.push(await flag.read());
      });
      setTimeout(() => void flag.write(1), 5).unref();
    },
  ],
  [
    "an unreferenced time-out of an actor that another actor clears",
    2,
    1,
    async (log) => {
      let timer: NodeJS.Timeout | undefined;
      const owner = await spawn(() => {
        timer = setTimeout(() => log.push("fired"), 5).unref();
      });
      await join(owner);
      await pause();
      clearTimeout(timer);
    },
  ],
  [
    "an interval that ends itself after two ticks",
    3,
    1,
    (log) => {
      const timer = setInterval(() => {
        log.push("tick");
        if (log.length === 2) clearInterval(timer);
      }, 5);
    },
  ],
  [
    "an interval that writes beside a reader, and ends itself",
    12,
    1,
    async (log) => {
      const flag = cell(0);
      await spawn(async () => {
        log.push(await flag.read());
      });
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
        if (ticks === 2) clearInterval(timer);
        void flag.write(ticks);
      }, 5);
    },
  ],
  [
    "an unreferenced interval beside an actor that sleeps",
    4,
    1,
    async (log) => {
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
        log.push(ticks);
        if (ticks === 2) clearInterval(timer);
      }, 5).unref();
      await spawn(() => sleep(7));
    },
  ],
  [
    "an unreferenced promise beside a referenced one",
    1,
    1,
    async (log) => {
      await Promise.all([
        timersPromises.setTimeout(5, "one", { ref: false }).then((value) => log.push(value)),
        timersPromises.setTimeout(10, "two").then((value) => log.push(value)),
      ]);
    },
  ],
];

test("a time-out that sets itself anew, unreferenced, keeps nothing going, and hides no deadlock", async () => {
  const evict = (): void => {
    setTimeout(evict, 10).unref();
  };
  expect(await explore(evict, { executions: 200 })).toMatchObject({ undecided: 0, counterexamples: [] });
  const { counterexamples } = await explore(async () => {
    evict();
    await receive("never");
  });
  expect(counterexamples[0]?.error).toBeInstanceOf(Deadlock);
});

test("a time-out of a signal fires while an actor waits for it, or for anything else", async () => {
  for (const time of ["competing", "lazy"] as const) {
    const report = await explore(
      async () => {
        const client = await spawn(
          () =>
            new Promise((resolve) => {
              AbortSignal.timeout(5).addEventListener("abort", resolve);
            }),
        );
        await join(client);
        await new Promise((resolve) => {
          AbortSignal.timeout(5).addEventListener("abort", resolve);
        });
      },
      { time, executions: 100 },
    );
    expect(report).toMatchObject({ undecided: 0, counterexamples: [] });
  }
});

test("what only an unreferenced timer could resume waits for ever", async () => {
  const { counterexamples } = await explore(() => timersPromises.setTimeout(5, undefined, { ref: false }));
  expect(counterexamples[0]?.error).toBeInstanceOf(Deadlock);
});

test("ticks that somebody waits for keep an execution going, and those of an interval that nobody waits for do not", async () => {
  const seen = new Set<number>();
  const report = await explore(
    async () => {
      let ticks = 0;
      const ticker = async (): Promise<void> => {
        for await (const step of timersPromises.setInterval(10, 1)) {
          ticks += step;
          if (ticks === 3) return;
        }
      };
      await join(await spawn(ticker));
      seen.add(ticks);
      await timersPromises.setInterval(10).next();
    },
    { executions: 50 },
  );
  expect(report).toMatchObject({ undecided: 0, counterexamples: [] });
  expect([...seen]).toEqual([3]);
});

describe.each(["competing", "lazy"] as const)("in %s time brute force and reduction agree", (time) => {
  test.each(PROGRAMS)("%s", async (_name, competing, lazy, body) => {
    const program = async (report: (value: unknown) => void): Promise<void> => {
      const log: Log = [];
      report(log);
      await body(log);
    };
    const all = await allSchedules(program, { time });
    const reduced = await reduce(program, { time });
    expect(reduced).toMatchObject({
      executions: all.classes,
      classes: all.classes,
      blocked: 0,
      outcomes: all.outcomes,
    });
    expect(all.classes).toBe(time === "lazy" ? lazy : competing);
  });
});
