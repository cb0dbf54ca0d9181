// Virtual timers against the real ones: each function gives the same inside an execution as outside, on any version of Node.

import { AsyncLocalStorage } from "node:async_hooks";
import nodeTimers, { clearTimeout as clearNamed, setTimeout as setNamed } from "node:timers";
import timersPromises, {
  scheduler,
  setImmediate as promisedImmediate,
  setTimeout as promised,
} from "node:timers/promises";
import { promisify } from "node:util";

import { explore } from "heddle";
import { afterAll, describe, expect, test } from "vitest";

/** Resolves when timers of up to some milliseconds have fired. */
const later = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 60);
  });

/** What a call throws or rejects with, in short. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return "nothing";
  } catch (error) {
    if (!(error instanceof Error)) return error;
    const { cause, message, name } = error;
    return {
      name,
      message,
      code: "code" in error ? error.code : undefined,
      cause: String(cause),
      keys: Object.keys(error),
    };
  }
}

/** Whether timers set with these delays fire within some milliseconds, as opposed to never or at once. */
async function firing(delays: readonly unknown[]): Promise<readonly unknown[]> {
  const fired: unknown[] = [];
  for (const delay of delays)
    setTimeout(() => {
      fired.push(String(delay));
    }, delay as number);
  await later();
  return fired;
}

/** The number of ticks that an interval of 10 ms gives a consumer who is away for 60 ms after the first, and its end. */
async function ticksUntilAbort(): Promise<readonly [number, unknown]> {
  const controller = new AbortController();
  let ticks = 0;
  const error = await errorOf(async () => {
    for await (const value of timersPromises.setInterval(10, "tick", { signal: controller.signal })) {
      if (value === "tick") ticks += 1;
      if (ticks > 1) continue;
      await later();
      controller.abort("enough");
    }
  });
  return [ticks, error];
}

const storage = new AsyncLocalStorage<string>();
afterAll(() => {
  storage.disable();
});

const CASES: Readonly<Record<string, () => unknown>> = {
  "delays are coerced": () =>
    firing(["1", 1.5, 1, Number.POSITIVE_INFINITY, 2 ** 31, Number.NaN, -5, undefined, null, "text", true, {}]),
  "delays that are no numbers throw": async () => [
    await errorOf(() => setTimeout(() => undefined, 5n as never)),
    await errorOf(() => setTimeout(() => undefined, Symbol("delay") as never)),
  ],
  "callbacks must be functions": async () => [
    await errorOf(() => Reflect.apply(setTimeout, undefined, ["text"])),
    await errorOf(() => Reflect.apply(setInterval, undefined, [undefined, 5])),
    await errorOf(() => Reflect.apply(setImmediate, undefined, [{}])),
  ],
  "`this` is the timer, and further arguments are passed on": async () => {
    const seen: unknown[] = [];
    const timer = setTimeout(
      function (this: unknown, ...values: unknown[]) {
        seen.push(this === timer, values);
      },
      1,
      1,
      "two",
    );
    const interval = setInterval(
      function (this: unknown, ...values: unknown[]) {
        seen.push(this === interval, values);
        clearInterval(interval);
      },
      2,
      3,
    );
    await later();
    const immediate = setImmediate(function (this: unknown, ...values: unknown[]) {
      seen.push(this === immediate, values);
    }, 4);
    await later();
    return seen;
  },
  "timers are cleared by the object, its number and that as a text, by either function": async () => {
    const fired: string[] = [];
    const set = (name: string): NodeJS.Timeout => setTimeout(() => fired.push(name), 5);
    clearTimeout(set("object"));
    clearInterval(set("interval"));
    clearTimeout(Number(set("number")));
    clearTimeout(String(Number(set("text"))));
    clearNamed(set("named"));
    clearTimeout(setImmediate(() => fired.push("an immediate")) as never);
    clearImmediate(setImmediate(() => fired.push("a cleared immediate")));
    clearInterval(setInterval(() => fired.push("an interval"), 5));
    for (const nothing of [undefined, null, "no number", {}, Number.NaN]) clearTimeout(nothing as never);
    set("close").close();
    await later();
    return fired;
  },
  "disposing clears": async () => {
    const fired: string[] = [];
    const dispose: symbol = Reflect.get(Symbol, "dispose");
    for (const timer of [setTimeout(() => fired.push("time-out"), 5), setImmediate(() => fired.push("immediate"))])
      (Reflect.get(timer, dispose) as () => void).call(timer);
    await later();
    return fired;
  },
  "references are changed and told, and methods return the timer": () => {
    const timer = setTimeout(() => undefined, 1);
    const immediate = setImmediate(() => undefined);
    return [
      timer.hasRef(),
      timer.unref() === timer,
      timer.hasRef(),
      timer.ref() === timer,
      timer.hasRef(),
      timer.refresh() === timer,
      timer.close() === timer,
      immediate.hasRef(),
      immediate.unref() === immediate,
      immediate.hasRef(),
      immediate.ref() === immediate,
      immediate.hasRef(),
      typeof Number(timer),
      timer.constructor.name,
      immediate.constructor.name,
    ];
  },
  "a number of a timer stays the same, and differs from others": () => {
    const timers = [setTimeout(() => undefined, 1), setTimeout(() => undefined, 1)];
    const numbers = timers.map(Number);
    return [numbers[0] === Number(timers[0]), numbers[0] !== numbers[1], numbers.every(Number.isInteger)];
  },
  "a time-out that has fired is set again by refresh, a cleared one is not": async () => {
    const fired: string[] = [];
    const timer = setTimeout(() => fired.push("once"), 5);
    const cleared = setTimeout(() => fired.push("cleared"), 5);
    clearTimeout(cleared);
    await later();
    timer.refresh();
    cleared.refresh();
    await later();
    return fired;
  },
  "an interval is cleared within its own callback, and set again after it": async () => {
    const fired: string[] = [];
    await new Promise<void>((resolve) => {
      const interval = setInterval(() => {
        fired.push("tick");
        if (fired.length < 4) setTimeout(() => fired.push("time-out"), 5);
        else {
          clearInterval(interval);
          resolve();
        }
      }, 5);
    });
    await later();
    return fired;
  },
  "callbacks run in the asynchronous context of who set them": async () => {
    const seen: unknown[] = [];
    const note = (name: string) => (): void => {
      seen.push([name, storage.getStore()]);
    };
    storage.run("set", () => {
      setTimeout(note("setTimeout"), 1);
      setImmediate(note("setImmediate"));
      const interval = setInterval(() => {
        note("setInterval")();
        clearInterval(interval);
      }, 4);
      AbortSignal.timeout(8).addEventListener("abort", note("AbortSignal.timeout"));
      void promised(12).then(note("promised"));
      void promised(16, undefined, { signal: new AbortController().signal }).then(note("with a signal"));
    });
    await storage.run("other", later);
    return seen.toSorted();
  },
  "promisify gives promises": async () => [
    await (promisify(setTimeout) as (delay: number, value: string) => Promise<string>)(5, "a"),
    await (promisify(setImmediate) as (value: string) => Promise<string>)("b"),
    await (promisify(nodeTimers.setTimeout) as (delay: number, value: string) => Promise<string>)(5, "c"),
    await (promisify(setNamed) as (delay: number, value: string) => Promise<string>)(5, "d"),
    promisify(setTimeout) === timersPromises.setTimeout,
  ],
  "functions are the same in all modules, with their names": () => [
    setTimeout === nodeTimers.setTimeout,
    setTimeout === setNamed,
    nodeTimers.promises === timersPromises,
    timersPromises.scheduler === scheduler,
    promised === timersPromises.setTimeout,
    [setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate].map(({ length, name }) => [
      name,
      length,
    ]),
  ],
  "promises and the scheduler wait": async () => [
    await promised(1, "a"),
    await promised(undefined, "b"),
    await promisedImmediate("c"),
    await scheduler.wait(1),
    await scheduler.yield(),
    await promised(1, "d", { ref: true }),
    await promised(1, "e", { signal: new AbortController().signal }),
    await promisedImmediate("f", { signal: new AbortController().signal }),
  ],
  "promises refuse what Node refuses": async () => [
    await errorOf(() => promised("5" as never)),
    await errorOf(() => promised(1, 2, 3 as never)),
    await errorOf(() => promised(1, 2, null as never)),
    await errorOf(() => promised(1, 2, [] as never)),
    await errorOf(() => promised(1, 2, { signal: 3 as never })),
    await errorOf(() => promised(1, 2, { ref: 3 as never })),
    await errorOf(() => promisedImmediate(1, null as never)),
    await errorOf(() => promisedImmediate(1, { ref: 1 as never })),
    await errorOf(() => timersPromises.setInterval("x" as never).next()),
    await errorOf(() => timersPromises.setInterval(1, 1, { signal: 1 as never }).next()),
    await errorOf(() => scheduler.wait("1" as never)),
    await errorOf(() => scheduler.wait(1, { signal: 1 as never })),
    await errorOf(() => scheduler.wait.call({}, 1)),
    await errorOf(() => AbortSignal.timeout(-1)),
    await errorOf(() => AbortSignal.timeout(1.5)),
    await errorOf(() => AbortSignal.timeout(2 ** 32)),
    await errorOf(() => AbortSignal.timeout("1" as never)),
  ],
  "promises are aborted, before and after they begin": async () => {
    const during = async (call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> => {
      const controller = new AbortController();
      const error = errorOf(() => call(controller.signal));
      setImmediate(() => {
        controller.abort(new RangeError("enough"));
      });
      return error;
    };
    const aborted = AbortSignal.abort("reason");
    return [
      await errorOf(() => promised(1, 2, { signal: aborted })),
      await errorOf(() => promisedImmediate(1, { signal: aborted })),
      await errorOf(() => scheduler.wait(1, { signal: aborted })),
      await errorOf(() => timersPromises.setInterval(1, 2, { signal: aborted }).next()),
      await during((signal) => promised(50, 2, { signal })),
      await during((signal) => scheduler.wait(50, { signal })),
      await during((signal) => timersPromises.setInterval(50, 2, { signal }).next()),
    ];
  },
  "an aborted signal leaves nothing of a promise, and a finished one no listener": async () => {
    const controller = new AbortController();
    const value = await promised(1, "value", { signal: controller.signal });
    controller.abort();
    return [value, await errorOf(() => promised(1, "value", { signal: controller.signal }))];
  },
  "missed ticks are queued, and still come after an abort": async () => {
    const [ticks, error] = await ticksUntilAbort();
    return [ticks > 2, error];
  },
  "an interval of promises ends with its loop": async () => {
    const seen: unknown[] = [];
    for await (const value of timersPromises.setInterval(2, "tick")) {
      seen.push(value);
      if (seen.length === 3) break;
    }
    const ticks = timersPromises.setInterval(2, "tick");
    seen.push(await ticks.next(), await ticks.return?.(), await ticks.next());
    return seen;
  },
  "a signal with a time-out aborts with its reason": async () => {
    const signal = AbortSignal.timeout(5);
    const before = signal.aborted;
    await later();
    return [before, signal.aborted, await errorOf(() => signal.throwIfAborted()), signal instanceof AbortSignal];
  },
};

describe.each(["competing", "lazy"] as const)("in %s time as outside", (time) => {
  test.each(Object.entries(CASES))("%s", async (_name, run) => {
    const real = await run();
    const seen: unknown[] = [];
    const report = await explore(
      async () => {
        seen.push(await run());
      },
      { executions: 3, time },
    );
    for (const { error } of report.counterexamples) throw error;
    expect(report.undecided).toBe(0);
    expect(seen.length).toBeGreaterThanOrEqual(1);
    for (const each of seen) expect(each).toEqual(real);
  });
});

test("the clock stays integral, and says how long a coerced delay takes", async () => {
  const times: unknown[] = [];
  const start = Date.UTC(2024);
  await explore(
    async () => {
      for (const delay of ["20", 1.5, 2 ** 31, Number.NaN]) {
        await new Promise((resolve) => {
          setTimeout(resolve, delay as number);
        });
        times.push(Date.now() - start);
      }
    },
    { executions: 1 },
  );
  expect(times).toEqual([20, 21, 22, 23]);
});

test("a consumer who is away for 60 ms misses 6 ticks of 10 ms; the last one may be late", async () => {
  const seen = new Set<number>();
  await explore(
    async () => {
      const [ticks] = await ticksUntilAbort();
      seen.add(ticks);
    },
    { executions: 50 },
  );
  expect([...seen].toSorted()).toEqual([6, 7]);
});

test("a number of a timer of another execution clears nothing", async () => {
  let number = 0;
  const report = await explore(
    async () => {
      let isFired = false;
      clearTimeout(number);
      const timer = setTimeout(() => {
        isFired = true;
      }, 5);
      number = Number(timer);
      clearTimeout(number + 1);
      await later();
      if (!isFired) throw new Error("cleared");
    },
    { executions: 3 },
  );
  expect(report.counterexamples).toEqual([]);
});
