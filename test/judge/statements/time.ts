// Statements on time and choice: heddle's timers, those of JavaScript, the clock, draws; and several branches at once.

import timersPromises from "node:timers/promises";

import { choose, now, pause, quiescence, sleep } from "heddle";

import type { Statement } from "./statement.ts";
import type { Handlers } from "./world.ts";

/** On time and choice. A `clear` is done while the timer runs, and then the timer is cleared. */
export type TimeStatement =
  | { readonly do: "sleep" | "nativeSleep" | "promisedSleep" | "abortTimeout"; readonly ms: number }
  /** Callbacks that set each other; the last one also adds to a cell. A delay of 0 is an immediate. */
  | {
      readonly do: "callbacks";
      readonly delays: readonly number[];
      readonly cell: number | undefined;
      readonly isUnreferenced: boolean;
    }
  | { readonly do: "now" | "date" | "quiescence" | "random" }
  | { readonly do: "pause"; readonly touches?: string }
  | { readonly do: "choose"; readonly of: number }
  | {
      readonly do: "timeout" | "interval";
      readonly ms: number;
      readonly clear: readonly Statement[] | undefined;
    }
  | { readonly do: "immediate"; readonly clear?: readonly Statement[] | undefined }
  | { readonly do: "all" | "race" | "allSettled"; readonly branches: readonly (readonly Statement[])[] };

/** What they do. */
export const TIME: Handlers<TimeStatement> = {
  sleep: (_world, _me, { ms }) => sleep(ms),
  nativeSleep: (_world, _me, { ms }) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    }),
  promisedSleep: (_world, _me, { ms }) => timersPromises.setTimeout(ms),
  callbacks(world, me, { cell, delays, isUnreferenced }) {
    const setNext = ([delay, ...others]: readonly number[]): void => {
      if (delay === undefined) return;
      const callback = (): void => {
        me.log.push(`callback ${delay}`);
        if (others.length > 0) setNext(others);
        else if (cell !== undefined) void world.cells[cell]?.update((value) => value + 1);
      };
      const timer = delay === 0 ? setImmediate(callback) : setTimeout(callback, delay);
      if (isUnreferenced) timer.unref();
    };
    setNext(delays);
  },
  abortTimeout: (_world, me, { ms }) => {
    AbortSignal.timeout(ms).addEventListener("abort", () => {
      me.log.push("aborted");
    });
  },
  now: () => now(),
  date: () => Date.now(),
  pause: (_world, _me, { touches }) => (touches === undefined ? pause() : pause({ touches })),
  quiescence: () => quiescence(),
  random: () => Math.floor(Math.random() * 2),
  choose: (_world, _me, { of }) => choose(of),
  async timeout(world, me, { clear, ms }, runAll) {
    const timer = setTimeout(() => {
      me.log.push(`timeout ${ms}`);
    }, ms);
    if (clear === undefined) return;
    await runAll(world, me, clear);
    clearTimeout(timer);
  },
  async interval(world, me, { clear, ms }, runAll) {
    let left = 2;
    const timer = setInterval(() => {
      me.log.push(`interval ${ms}`);
      left -= 1;
      if (left === 0) clearInterval(timer);
    }, ms);
    if (clear === undefined) return;
    await runAll(world, me, clear);
    clearInterval(timer);
  },
  async immediate(world, me, { clear }, runAll) {
    const handle = setImmediate(() => {
      me.log.push("immediate");
    });
    if (clear === undefined) return;
    await runAll(world, me, clear);
    clearImmediate(handle);
  },
  async all(world, me, { branches }, runAll) {
    await Promise.all(branches.map((branch) => runAll(world, me, branch)));
  },
  async allSettled(world, me, { branches }, runAll) {
    const results = await Promise.allSettled(branches.map((branch) => runAll(world, me, branch)));
    return results.map(({ status }) => status);
  },
  race: (world, me, { branches }, runAll) =>
    Promise.race(
      branches.map(async (branch, index) => {
        await runAll(world, me, branch);
        return `branch ${index}`;
      }),
    ),
};
