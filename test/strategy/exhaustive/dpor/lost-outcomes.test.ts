// Programs of which a reduction once lost an outcome or a class, each standing for a kind. The reduction must show what
// brute force shows: the same outcomes, one execution for each class.

import {
  cancel,
  choose,
  isAlive,
  join,
  kill,
  monitor,
  now,
  pause,
  quiescence,
  receive,
  self,
  send,
  sleep,
  spawn,
} from "heddle";
import type { DownMessage, Pid } from "heddle";
import { cell, mutex, semaphore } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { budgetsFrom } from "../../../../src/choice/index.ts";
import type { Settings } from "../../../../src/choice/index.ts";
import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Program = (report: (outcome: unknown) => void) => Promise<void>;

/**
 * Runs a program both ways, and gives its outcomes as text.
 * @param redundant executions of the reduction beyond the classes: those of a search that had to begin anew, or blocked ones
 */
async function outcomesOf(
  program: Program,
  settings: Partial<Settings> = {},
  redundant: number = 0,
): Promise<readonly string[]> {
  const { classes, outcomes } = await allSchedules(program, settings);
  const reduced = await reduce(program, settings);
  expect(reduced).toMatchObject({ executions: classes + redundant, classes, blocked: redundant, outcomes });
  return outcomes;
}

async function joinAll(pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await join(pid);
}

describe("callbacks of timers are code of their actor", () => {
  test.each(["pairwise", "instant"] as const)(
    "a callback may run before or after a step: %s signals",
    async (signals) => {
      const outcomes = await outcomesOf(
        async (report) => {
          let late = false;
          setTimeout(() => {
            late = true;
          }, 5);
          await pause();
          report(late);
        },
        { signals },
      );
      expect(outcomes).toEqual(["false", "true"]);
    },
  );

  test("an actor resumed by one reads the clock before and after other timers", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const a = await spawn(() => sleep(3));
      const b = await spawn(async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 1);
        });
        await pause();
        report(now());
      });
      await joinAll([a, b]);
    });
    expect(outcomes).toEqual(["1", "3", "4"]);
  });
});

describe("branches of one actor", () => {
  test("that lose a race leave what comes after it to both orders", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const x = cell("none");
      const a = await spawn(async () => {
        await Promise.race([receive("never"), pause()]);
        await x.update(() => "a");
      });
      const c = await spawn(() => x.update(() => "c"));
      await joinAll([a, c]);
      report(await x.read());
    });
    expect(outcomes).toEqual(['"a"', '"c"']);
  });

  test("race a message with a timer", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const a = await spawn(async () => {
        const first = await Promise.race([receive(0), sleep(1)]);
        report(first ?? "slept");
        await receive(2, { timeout: 2 });
      });
      await send(a, 0);
      await join(a);
    });
    expect(outcomes).toMatchInlineSnapshot(`
      [
        ""slept"",
        "0",
      ]
    `);
  });

  test("share its variables", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const [x, y] = [cell(0, "x"), cell(0, "y")];
      let last = "";
      await Promise.all([
        x.read().then(() => {
          last = "x";
        }),
        y.read().then(() => {
          last = "y";
        }),
      ]);
      report(last);
    });
    expect(outcomes).toEqual(['"x"', '"y"']);
  });
});

describe("cancellation and kills", () => {
  test.each([
    ["cancel", cancel],
    ["kill", kill],
  ] as const)("%s of a sleeper beside another timer", async (_, strike) => {
    const outcomes = await outcomesOf(async (report) => {
      let time = -1;
      const a0 = await spawn(() => sleep(5));
      const a1 = await spawn(async () => {
        await strike(a0);
        await pause();
        time = now();
      });
      const a2 = await spawn(() => sleep(2));
      const end = await join(a0);
      await joinAll([a1, a2]);
      report([end, time]);
    });
    expect(outcomes.length).toBe(strike === cancel ? 6 : 8);
  });

  test("cancelling a waiter of a semaphore leaves the others their turns", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const permits = semaphore(2);
      const a = await spawn(() => permits.acquire(1));
      const b = await spawn(() => cancel(a));
      const c = await spawn(async () => {
        await permits.acquire(2);
        await permits.release(2);
      });
      await joinAll([a, b]);
      report(await isAlive(c));
    });
    expect(outcomes).toMatchInlineSnapshot(`
      [
        "deadlocked",
        "false",
        "true",
      ]
    `);
  });
});

describe("what happens when nothing else is enabled", () => {
  test("lazy timers inside a lock: either worker may be the first", async () => {
    const outcomes = await outcomesOf(
      async (report) => {
        const lock = mutex();
        const order: string[] = [];
        const worker = (name: string) => () =>
          lock.run(async () => {
            order.push(name);
            await sleep(1);
          });
        const a = await spawn(worker("a"));
        const b = await spawn(worker("b"));
        await joinAll([a, b]);
        report(order.join(""));
      },
      { time: "lazy" },
    );
    expect(outcomes).toEqual(['"ab"', '"ba"']);
  });

  test.each(["competing", "lazy"] as const)("a fault at rest lets others go on first: %s time", async (time) => {
    const outcomes = await outcomesOf(
      async (report) => {
        const heard: string[] = [];
        const worker = await spawn(async () => {
          await receive();
        });
        for (const name of ["a", "b"]) {
          await spawn(name, async () => {
            await monitor(worker);
            await receive();
            heard.push(name);
          });
        }
        await quiescence();
        report(heard.toSorted().join(""));
      },
      { time, faults: budgetsFrom({ kill: 1 }) },
    );
    expect(outcomes).toContain('"ab"');
    expect(outcomes).toContain('""');
  });

  test("senders and a receiver with a time-out, in lazy time", async () => {
    const outcomes = await outcomesOf(
      async (report) => {
        const main = self();
        for (const message of [0, 1]) await spawn(() => send(main, message));
        const heard: unknown[] = [];
        for (let message = await receive<number>(undefined, { timeout: 5 }); message !== undefined;) {
          heard.push(message);
          message = await receive<number>(undefined, { timeout: 5 });
        }
        report(heard);
      },
      { time: "lazy" },
    );
    expect(outcomes).toMatchInlineSnapshot(`
      [
        "[0,1]",
        "[1,0]",
      ]
    `);
  });
});

describe("timers with later deadlines", () => {
  test("fire after the earlier ones, whenever they are withdrawn", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const a0 = await spawn(() => sleep(5));
      const a1 = await spawn(() => sleep(2));
      const a2 = await spawn(async () => {
        await pause();
        await kill(a0);
        await pause();
        report(now());
      });
      await joinAll([a1, a2]);
    });
    expect(outcomes).toMatchInlineSnapshot(`
      [
        "0",
        "2",
        "5",
        "7",
      ]
    `);
  });

  test("are read by an actor that looks at the clock only in one branch", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const [x, y] = [cell(0, "x"), cell(0, "y")];
      const a = await spawn(() => sleep(3));
      const b = await spawn(() => y.write(2));
      const c = await spawn(async () => {
        const t = (await y.read()) === 0 ? now() : -1;
        await x.read();
        report([t, now()]);
      });
      await joinAll([a, b, c]);
    });
    expect(outcomes).toContain("[3,3]");
  });
});

describe("a later timer and the step that sets an earlier one", () => {
  test("of one actor: the callback may come first", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const x = cell(0, "x");
      const log: unknown[] = [];
      setTimeout(() => {
        log.push("late");
      }, 5);
      log.push(await x.read());
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
      await pause();
      report([...log]);
    });
    expect(outcomes).toEqual(['["late",0]', '[0,"late"]', "[0]"]);
  });

  test("of two branches: a sleep may end before a time-out is set", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const y = cell("none", "y");
      const reader = await spawn(async () => {
        report(await y.read());
      });
      const branches = await spawn(async () => {
        await Promise.all([sleep(5).then(() => y.write("slept")), pause().then(() => receive(1, { timeout: 0 }))]);
      });
      await joinAll([reader, branches]);
    });
    expect(outcomes).toEqual(['"none"', '"slept"']);
  });

  test("of two actors: a sequence in which the later one cannot fire yet is not tried", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const a = await spawn(async () => {
        await cell(0).write(1);
        setImmediate(() => undefined);
      });
      const b = await spawn(
        () =>
          new Promise<void>((resolve) => {
            setTimeout(resolve, 1);
          }),
      );
      await pause();
      report(now());
      await joinAll([a, b]);
    });
    expect(outcomes).toEqual(["0", "1"]);
  });

  test("that is set before the first step is set in every execution", async () => {
    const outcomes = await outcomesOf(async (report) => {
      const log: string[] = [];
      const interval = setInterval(() => {
        log.push("interval");
        if (log.length > 2) clearInterval(interval);
      }, 5);
      const timeout = setTimeout(() => {
        log.push("timeout");
      }, 1);
      await pause();
      clearTimeout(timeout);
      clearInterval(interval);
      report(log.slice(0, 3));
    });
    expect(outcomes).toEqual(['["timeout","interval","interval"]', '["timeout","interval"]', '["timeout"]', "[]"]);
  });
});

describe("what need not happen", () => {
  test("a fault that nobody depends on leaves the executions without it", async () => {
    const outcomes = await outcomesOf(
      async (report) => {
        const main = self();
        const seen: unknown[] = [];
        report(seen);
        await spawn(() => monitor(main));
        await spawn(async () => {
          seen.push(await isAlive(main));
          await sleep(1);
        });
      },
      { time: "lazy", faults: budgetsFrom({ kill: 1 }) },
    );
    expect(outcomes).toEqual(["[]", "[false]", "[true]"]);
  });
});

test("a receive that could take its message before another one came to a server", async () => {
  const outcomes = await outcomesOf(
    async (report) => {
      const module: ServerModule<{ cast: "wait" }, undefined> = {
        init: () => ({ state: undefined }),
        async handleCast() {
          const children: Pid[] = [];
          while (children.length < 2) {
            const child = await spawn(() => pause({ touches: "nothing" }));
            await monitor(child);
            children.push(child);
          }
          const ends = [await receive<DownMessage>({ kind: "down" }), await receive<DownMessage>({ kind: "down" })];
          report(ends.map(({ pid }) => children.indexOf(pid)));
          return { state: undefined };
        },
      };
      const server = await GenServer.start(module);
      await GenServer.cast(server, "wait");
      await quiescence();
    },
    { signals: "instant" },
    1,
  );
  expect(outcomes).toEqual(["[0,1]", "[1,0]"]);
});

test("a call that may time out, beside a server that stops", async () => {
  const outcomes = await outcomesOf(async (report) => {
    const server = await GenServer.start({ init: () => ({ state: 0 }), handleCall: () => ({ reply: 1, state: 0 }) });
    const seen: unknown[] = [];
    const caller = await spawn(async () => {
      seen.push(await GenServer.call(server, 1, { timeout: 5 }).catch((error: unknown) => String(error)));
      seen.push(await isAlive(server.pid));
    });
    await GenServer.stop(server);
    await join(caller);
    report(seen);
  });
  expect(outcomes).toMatchInlineSnapshot(`
    [
      "["CallFailed: The call to main/actor-1 failed: noproc.",false]",
      "["CallFailed: The call to main/actor-1 failed: normal.",false]",
      "["CallFailed: The call to main/actor-1 failed: timeout.",false]",
      "["CallFailed: The call to main/actor-1 failed: timeout.",true]",
      "[1,false]",
      "[1,true]",
    ]
  `);
});

test("two actors that draw and then wait have one class for each pair of values and order", async () => {
  const outcomes = await outcomesOf(async (report) => {
    const drawn: unknown[] = [0, 0];
    const drawing = (index: number) => async (): Promise<void> => {
      drawn[index] = await choose(3);
      await receive();
    };
    await spawn(drawing(0));
    await spawn(drawing(1));
    await quiescence();
    report(drawn);
  });
  expect(outcomes).toMatchInlineSnapshot(`
    [
      "[0,0]",
      "[0,1]",
      "[0,2]",
      "[1,0]",
      "[1,1]",
      "[1,2]",
      "[2,0]",
      "[2,1]",
      "[2,2]",
    ]
  `);
});
