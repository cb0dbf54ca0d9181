// The order in which virtual timers fire: in line for what one actor sets with one delay, free for the rest, and late by as
// much as earlier timers may have been. Both time modes, by brute force and by reduction.

import timersPromises from "node:timers/promises";

import { join, pause, spawn } from "heddle";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";
import { reduce } from "../../strategy/exhaustive/dpor/reduce.ts";

type Note = (name: string) => void;

/** Calls `note` after each of several timers, one set by the callback of the other. */
function chain(length: number, delay: number, then: () => void): void {
  if (length === 0) then();
  else
    setTimeout(() => {
      chain(length - 1, delay, then);
    }, delay);
}

/** Programs with the orders that occur. */
const PROGRAMS: readonly (readonly [string, readonly string[], (note: Note) => unknown])[] = [
  [
    "three time-outs of one delay",
    ["1 2 3"],
    (note) => {
      for (const name of "123") setTimeout(note, 10, name);
    },
  ],
  [
    "delays that are one after coercion",
    ["1 2 3 4"],
    (note) => {
      setTimeout(note, 0, "1");
      setTimeout(note, undefined, "2");
      setTimeout(note, Number.POSITIVE_INFINITY, "3");
      setTimeout(note, 1.5, "4");
    },
  ],
  [
    "two immediates",
    ["1 2"],
    (note) => {
      for (const name of "12") setImmediate(note, name);
    },
  ],
  [
    "an immediate that sets an immediate",
    ["1 2 nested"],
    (note) => {
      setImmediate(() => {
        note("1");
        setImmediate(note, "nested");
      });
      setImmediate(note, "2");
    },
  ],
  [
    "a time-out and two promises of one delay",
    ["1 2 3"],
    async (note) => {
      setTimeout(note, 5, "1");
      const two = timersPromises.setTimeout(5).then(() => {
        note("2");
      });
      await Promise.all([two, timersPromises.setTimeout(5, "3").then(note)]);
    },
  ],
  [
    "an interval and a time-out of its delay",
    ["tick time-out tick"],
    (note) => {
      let ticks = 0;
      const interval = setInterval(() => {
        note("tick");
        ticks += 1;
        if (ticks === 1) setTimeout(note, 5, "time-out");
        else clearInterval(interval);
      }, 5).ref();
      return timersPromises.setTimeout(20);
    },
  ],
  [
    "a time-out that is refreshed",
    ["2 1"],
    (note) => {
      const first = setTimeout(note, 5, "1");
      setTimeout(note, 5, "2");
      first.refresh();
    },
  ],
  [
    "two delays",
    ["short long"],
    (note) => {
      setTimeout(note, 2, "long");
      setTimeout(note, 1, "short");
    },
  ],
  [
    "two delays with one deadline",
    ["long short", "short long"],
    (note) => {
      setTimeout(note, 15, "long");
      setTimeout(() => setTimeout(note, 5, "short"), 10);
    },
  ],
  [
    "two actors with one delay",
    ["a b", "b a"],
    async (note) => {
      const actors = await Promise.all(
        ["a", "b"].map((name) => spawn(name, () => timersPromises.setTimeout(5, name).then(note))),
      );
      for (const actor of actors) await join(actor);
    },
  ],
  [
    "a time-out of nothing and an immediate",
    ["immediate time-out", "time-out immediate"],
    (note) => {
      setTimeout(note, 0, "time-out");
      setImmediate(note, "immediate");
    },
  ],
  [
    "an immediate and a time-out of nothing",
    ["immediate time-out", "time-out immediate"],
    (note) => {
      setImmediate(note, "immediate");
      setTimeout(note, 0, "time-out");
    },
  ],
  [
    "the same in an immediate",
    ["immediate time-out", "time-out immediate"],
    (note) => {
      setImmediate(() => {
        setTimeout(note, 0, "time-out");
        setImmediate(note, "immediate");
      });
    },
  ],
  [
    "the same in the callback of a timer, after which the loop turns to immediates",
    ["immediate time-out"],
    async (note) => {
      setTimeout(() => {
        setTimeout(note, 0, "time-out");
        setImmediate(note, "immediate");
      }, 5);
    },
  ],
  [
    "the same after an awaited timer",
    ["immediate time-out"],
    async (note) => {
      await timersPromises.setTimeout(5);
      setTimeout(note, 0, "time-out");
      setImmediate(note, "immediate");
    },
  ],
  [
    "the same a step later",
    ["immediate time-out", "time-out immediate"],
    async (note) => {
      await timersPromises.setTimeout(5);
      await pause();
      setTimeout(note, 0, "time-out");
      setImmediate(note, "immediate");
    },
  ],
  [
    "a time-out of 3 ms and an immediate",
    ["immediate time-out"],
    (note) => {
      setTimeout(note, 3, "time-out");
      setImmediate(note, "immediate");
    },
  ],
  [
    "four time-outs of 1 ms, one after the other, against one of 5 ms",
    ["four one", "one four"],
    (note) => {
      chain(4, 1, () => {
        note("four");
      });
      setTimeout(note, 5, "one");
    },
  ],
  [
    "the same, awaited",
    ["four one", "one four"],
    async (note) => {
      setTimeout(note, 5, "one");
      for (let left = 4; left > 0; left -= 1) await timersPromises.setTimeout(1);
      note("four");
    },
  ],
  [
    "two time-outs of 1 ms, one after the other, against one of 5 ms",
    ["two one"],
    (note) => {
      chain(2, 1, () => {
        note("two");
      });
      setTimeout(note, 5, "one");
    },
  ],
  [
    "two time-outs of 10 ms, one after the other, against one of 25 ms",
    ["two one"],
    (note) => {
      chain(2, 10, () => {
        note("two");
      });
      setTimeout(note, 25, "one");
    },
  ],
  [
    "two time-outs that were set after the same late ones",
    ["short long"],
    (note) => {
      chain(5, 1, () => {
        setTimeout(note, 2, "long");
        setTimeout(note, 1, "short");
      });
    },
  ],
];

describe.each(["competing", "lazy"] as const)("in %s time", (time) => {
  test.each(PROGRAMS)("%s", async (_name, orders, body) => {
    const program = async (report: (value: unknown) => void): Promise<void> => {
      const notes: string[] = [];
      report({ toJSON: () => notes.join(" ") });
      await body((name) => {
        notes.push(name);
      });
    };
    const all = await allSchedules(program, { time });
    expect(all.outcomes).toEqual(orders.map((order) => JSON.stringify(order)));
    const reduced = await reduce(program, { time });
    expect(reduced).toMatchObject({
      executions: all.classes,
      classes: all.classes,
      blocked: 0,
      outcomes: all.outcomes,
    });
  });
});

test("a time-out that another actor clears or refreshes may have fired before", async () => {
  for (const change of ["close", "refresh"] as const) {
    const program = async (report: (value: unknown) => void): Promise<void> => {
      const log: string[] = [];
      report(log);
      let timer: NodeJS.Timeout | undefined;
      const owner = await spawn(() => {
        timer = setTimeout(() => log.push("fired"), 5);
      });
      await join(owner);
      timer?.[change]();
    };
    const all = await allSchedules(program);
    const once = '["fired"]';
    expect(all.outcomes).toEqual(change === "close" ? [once, "[]"] : ['["fired","fired"]', once]);
    expect(all.classes).toBe(2);
    expect(await reduce(program)).toMatchObject({ executions: 2, classes: 2, blocked: 0, outcomes: all.outcomes });
  }
});
