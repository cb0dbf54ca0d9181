// Actors that are used again by the next execution: only where nothing of the earlier one can be seen through what the program keeps.

import { describe, expect, test } from "vitest";
import { explore, join, kill, monitor, pause, receive, send, sleep, spawn, spawnLink } from "heddle";
import type { Pid, Program } from "heddle";
import { cell, mutex } from "heddle/memory";
import { always } from "heddle/check";
import { GenServer } from "heddle/otp";

import { generatorFrom, NO_FAULTS } from "../../../src/choice/index.ts";
import type { Settings } from "../../../src/choice/index.ts";
import { beginExecution, Buffers, driveSynchronously } from "../../../src/kernel/index.ts";
import type { Execution, Observer } from "../../../src/kernel/index.ts";
import { RandomWalk } from "../../../src/strategy/index.ts";
import type { Strategy } from "../../../src/strategy/index.ts";

const SETTINGS: Settings = { signals: "pairwise", time: "competing", maxSteps: 1_000, faults: NO_FAULTS };

interface Setting {
  readonly strategy?: Strategy;
  readonly observer?: Observer;
}

/** Runs an execution of `program` to its end, in a turn of its own. */
function run(buffers: Buffers, program: Program, { observer, strategy = new RandomWalk() }: Setting = {}) {
  return new Promise<Execution>((resolve) => {
    setImmediate(() => {
      strategy.begin({ index: 0, generator: generatorFrom(1), hasFaults: false });
      const execution = beginExecution({ settings: SETTINGS, strategy, entropy: 0, buffers, observer }, program);
      driveSynchronously(execution, (error) => {
        throw error;
      });
      buffers.recycle(execution);
      resolve(execution);
    });
  });
}

/** Main and an actor. */
const plain: Program = async () => {
  const value = cell(0);
  const actor = await spawn(() => value.write(1));
  await join(actor);
};

test("the actors of an execution that completed are those of the next", async () => {
  const buffers = new Buffers();
  await run(buffers, plain);
  const spares = [...buffers.spares];
  expect(spares).toHaveLength(2);
  await run(buffers, async () => {
    await plain();
    // Taken, and not yet given back.
    expect(buffers.spares).toHaveLength(0);
    expect(new Set(buffers.actors)).toEqual(new Set(spares));
  });
  expect(new Set(buffers.spares)).toEqual(new Set(spares));
});

test("an actor that awaits several operations at once is used again with its tasks", async () => {
  const buffers = new Buffers();
  const program = (count: number): Program => {
    return async () => {
      const value = cell(0);
      await Promise.all(Array.from({ length: count }, () => value.update((n) => n + 1)));
    };
  };
  const tasks: (readonly object[])[] = [];
  const classes: number[] = [];
  for (const count of [3, 2, 4, 3]) {
    const execution = await run(buffers, async () => {
      await program(count)();
      tasks.push(buffers.actors[0]?.allTasks() ?? []);
    });
    classes.push(execution.classA);
    expect(classes.at(-1)).toBe((await run(new Buffers(), program(count))).classA);
    expect(buffers.spares).toHaveLength(1);
  }
  const [three, two, four, threeAgain] = tasks;
  expect([three?.length, two?.length, four?.length]).toEqual([3, 2, 4]);
  expect(two?.every((task, index) => task === three?.[index])).toBe(true);
  expect(four?.slice(0, 3).every((task, index) => task === three?.[index])).toBe(true);
  expect(threeAgain?.every((task, index) => task === four?.[index])).toBe(true);
});

test("no more than 256 actors are kept", async () => {
  const buffers = new Buffers();
  await run(buffers, async () => {
    for (let count = 0; count < 300; count += 1) await spawn(() => undefined);
  });
  expect(buffers.spares).toHaveLength(256);
});

test("a pid is new in each execution, and one of an earlier execution is a foreign one", async () => {
  const buffers = new Buffers();
  let kept: Pid | undefined;
  const first = await run(buffers, async () => {
    kept = await spawn(() => undefined);
  });
  expect(first.outcome?.kind).toBe("completed");
  const second = await run(buffers, async () => {
    const own = await spawn(() => undefined);
    expect(own.path).toBe(kept?.path);
    expect(own).not.toBe(kept);
    if (kept !== undefined) await join(kept);
  });
  expect(second.outcome).toMatchObject({ kind: "violated", actor: "main", error: { code: "foreign-pid" } });
});

test("a cell of an earlier execution and the random values of actors are as without actors that are used again", async () => {
  const kept = new Map<string, ReturnType<typeof cell<number>>>();
  const program = (seen: number[]) => async (): Promise<void> => {
    const counter = kept.get("counter") ?? cell(0);
    kept.set("counter", counter);
    const actors = [await spawn(() => counter.update((n) => n + 1)), await spawn(() => counter.update((n) => n + 1))];
    for (const actor of actors) await join(actor);
    seen.push(await counter.read());
  };
  const [again, anew]: [number[], number[]] = [[], []];
  const buffers = new Buffers();
  const classes = [];
  for (let round = 0; round < 3; round += 1) classes.push((await run(buffers, program(again))).classA);
  kept.clear();
  for (let round = 0; round < 3; round += 1) classes.push((await run(new Buffers(), program(anew))).classA);
  expect(again).toEqual([2, 4, 6]);
  expect(anew).toEqual(again);
  expect(classes.slice(0, 3)).toEqual(classes.slice(3));
});

describe("nothing is used again after an execution", () => {
  const programs: Readonly<Record<string, Program>> = {
    "that fails": async () => {
      await plain();
      throw new Error("no");
    },
    "with a lock, which knows who holds it": async () => {
      const lock = mutex();
      await spawn(() => lock.acquire());
    },
    "with a monitor, which knows both actors": async () => {
      await monitor(await spawn(() => pause()));
    },
    "with a message": async () => {
      const actor = await spawn(() => receive());
      await send(actor, 1);
    },
    "with a link": async () => {
      await spawnLink(() => pause());
    },
    "with a kill": async () => {
      await kill(await spawn(() => pause()));
    },
    "with time that passes": async () => {
      await sleep(1);
    },
    "with a server": async () => {
      await GenServer.start({ init: () => ({ state: 0 }) });
    },
    "with a rule": async () => {
      const value = cell(0);
      always("never one", () => true);
      await value.write(1);
    },
    "that leaks an actor": async () => {
      await spawn(() => receive());
      await pause();
    },
    "in which an actor waits for a promise that another settles": async () => {
      let settle = (): void => undefined;
      const settled = new Promise<void>((resolve) => {
        settle = resolve;
      });
      await spawn(async () => {
        await pause();
        settle();
      });
      await settled;
    },
    "in which one of two actors awaits two operations at once": async () => {
      await spawn(() => Promise.all([pause(), pause()]));
    },
  };
  test.each(Object.entries(programs))("%s", async (_what, program) => {
    const buffers = new Buffers();
    await run(buffers, program);
    expect(buffers.spares).toEqual([]);
  });

  test("that is observed, or by a strategy that may remember operations", async () => {
    const buffers = new Buffers();
    await run(buffers, plain, { observer: { beforeStep: () => undefined, afterStep: () => undefined } });
    const random = new RandomWalk();
    const own: Strategy = {
      recipe: "own",
      begin: (start) => {
        random.begin(start);
      },
      choose: (enabled) => random.choose(enabled),
      draw: (bound) => random.draw(bound),
    };
    await run(buffers, plain, { strategy: own });
    expect(buffers.spares).toEqual([]);
  });
});

test("a strategy of the user's own sees other operations in each execution", async () => {
  const random = new RandomWalk();
  const earlier = new Set<object>();
  const current = new Set<object>();
  let repeated = 0;
  const own: Strategy = {
    recipe: "own",
    begin: (start) => {
      for (const operation of current) earlier.add(operation);
      current.clear();
      random.begin(start);
    },
    choose: (enabled) => {
      for (const operation of enabled) {
        if (earlier.has(operation)) repeated += 1;
        current.add(operation);
      }
      return random.choose(enabled);
    },
    draw: (bound) => random.draw(bound),
  };
  const report = await explore(
    async () => {
      await spawn(() => pause());
      await pause();
    },
    { strategy: own, executions: 40 },
  );
  expect(report.executions).toBe(40);
  expect(earlier.size).toBeGreaterThan(40);
  expect(repeated).toBe(0);
});
