// Ordinary code that runs one actor's work inside another's call: the cases of ownership, each with the right value.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

import { explore, join, kill, pause, quiescence, receive, self, sleep, spawn } from "heddle";
import type { ExploreOptions, Pid, Program, Report } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

const SEEDS = ["1", "2", "3"];

/** The first failure of a program by several seeds. */
async function failureOf(program: Program, options: ExploreOptions = {}): Promise<unknown> {
  for (const seed of SEEDS) {
    const { counterexamples, leaks } = await explore(program, { executions: 500, seed, shrink: false, ...options });
    if (counterexamples.length > 0) return counterexamples[0]?.error;
    if (leaks.length > 0) return leaks;
  }
  return undefined;
}

/** Ten lines, as many have them: one job at a time, started by whoever ended the one before. */
function createQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => Promise<void>)[] = [];
  let isBusy = false;
  const next = (): void => {
    const start = isBusy ? undefined : waiting.shift();
    if (start === undefined) return;
    isBusy = true;
    void start().finally(() => {
      isBusy = false;
      next();
    });
  };
  return (job) =>
    new Promise((resolve, reject) => {
      waiting.push(() => job().then(resolve, reject));
      next();
    });
}

async function joinAll(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await join(pid);
}

describe("a job that a queue starts for another actor", () => {
  for (const [name, work] of Object.entries({ sleep: () => sleep(1), pause: () => pause() })) {
    test(`is performed, though the actor whose code started it has returned: ${name}`, async () => {
      const program = async (): Promise<void> => {
        const push = createQueue();
        const body = (): Promise<void> => push(work);
        await joinAll(await spawn("ann", body), await spawn("ben", body), await spawn("cid", body));
      };
      expect(await failureOf(program)).toBeUndefined();
    });
  }

  test("bears the name of the actor whose code called it", async () => {
    const callers: string[][] = [];
    await explore(async () => {
      const push = createQueue();
      const names: string[] = [];
      callers.push(names);
      const body = (): Promise<void> =>
        push(async () => {
          await pause();
          names.push(self().path);
        });
      await joinAll(await spawn("ann", body), await spawn("ben", body));
    });
    expect(new Set(callers.map((names) => names.toSorted().join(" ")))).toContain("main/ann main/ann");
  });
});

test("a producer may settle what starts work of the consumer, and return", async () => {
  const program = async (): Promise<void> => {
    const done = cell(false);
    let wake = (): void => undefined;
    const consumer = await spawn("consumer", async () => {
      await new Promise<void>((resolve) => {
        wake = () => {
          void (async () => {
            await done.write(true);
            resolve();
          })();
        };
      });
      assert.equal(await done.read(), true);
    });
    const producer = await spawn("producer", () => {
      wake();
    });
    await joinAll(producer, consumer);
  };
  expect(await failureOf(program)).toBeUndefined();
});

test("a refresh goes on when the request that began it has got the old value and ended", async () => {
  const program = async (): Promise<void> => {
    let value = "old";
    let refresh: Promise<void> | undefined;
    const load = async (): Promise<void> => {
      await sleep(5);
      value = "new";
    };
    const request = (): string => {
      refresh ??= load();
      return value;
    };
    const first = await spawn("first", () => {
      request();
    });
    const second = await spawn("second", async () => {
      request();
      await refresh;
      assert.equal(request(), "new");
    });
    await joinAll(first, second);
  };
  expect(await failureOf(program)).toBeUndefined();
  expect(await failureOf(program, { time: "lazy" })).toBeUndefined();
});

const real = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

describe("a timer of an actor that has returned", () => {
  for (const isDisturbed of [false, true]) {
    const when = isDisturbed ? "beside actors that await foreign promises" : "alone";
    test(`may sleep and go on: ${when}`, async () => {
      const program = async (): Promise<void> => {
        let isDone = false;
        await spawn("setter", () => {
          setTimeout(() => {
            void (async () => {
              await sleep(1);
              isDone = true;
            })();
          }, 10);
        });
        if (isDisturbed) await spawn("other", () => real(3));
        await quiescence();
        assert.equal(isDone, true);
      };
      expect(await failureOf(program)).toBeUndefined();
      expect(await failureOf(program, { time: "lazy" })).toBeUndefined();
    });

    test(`writes in lazy time before what sleeps longer: ${when}`, async () => {
      const program = async (): Promise<void> => {
        const store = cell("");
        if (isDisturbed) await joinAll(await spawn("one", () => real(1)), await spawn("two", () => real(1)));
        await spawn("setter", () => {
          setTimeout(() => void store.write("old"), 10);
        });
        await store.write("new");
        await sleep(50);
        assert.equal(await store.read(), "old");
      };
      expect(await failureOf(program, { time: "lazy" })).toBeUndefined();
    });
  }
});

describe("an operation that was never awaited", () => {
  const race: Program = async () => {
    const value = cell(0);
    const timeout = (): Promise<void> =>
      new Promise((_resolve, reject) => {
        setTimeout(() => {
          reject(new Error("too late"));
        }, 100);
      });
    const reader = await spawn("reader", async () => {
      await Promise.race([value.read(), timeout()]).catch(() => undefined);
    });
    await join(reader);
  };
  const background: Program = async () => {
    const store = cell(0);
    const emitter = new EventEmitter();
    const audit = async (): Promise<void> => {
      await store.write(2);
    };
    // oxlint-disable-next-line typescript/no-misused-promises -- the subject of the test: nobody waits for the listener
    emitter.on("x", async () => {
      await store.write(1);
    });
    await spawn("emitting", () => {
      emitter.emit("x");
      void audit();
    });
  };
  const forgotten: Program = async () => {
    const store = cell(0);
    await spawn("hasty", () => {
      void store.write(1);
    });
  };
  const late: Program = async () => {
    const store = cell(0);
    await spawn("patient", () => {
      const written = store.write(1);
      setTimeout(() => void written.then(() => undefined), 20);
    });
  };

  test("is none that has lost a race", async () => {
    expect(await failureOf(race)).toBeUndefined();
  });

  test("is none that background work awaits", async () => {
    expect(await failureOf(background)).toBeUndefined();
  });

  test("is none that is awaited later", async () => {
    expect(await failureOf(late)).toBeUndefined();
  });

  test("is one to whose promise nobody attaches a reaction", async () => {
    expect(await failureOf(forgotten)).toMatchObject({ code: "never-awaited" });
  });

  test("is found by an exhaustive search, too", async () => {
    expect(await failureOf(forgotten, { strategy: "dfs" })).toMatchObject({ code: "never-awaited" });
  });

  test("is told with `unawaited: note`, as is all work that is left pending, each once", async () => {
    const told = async (program: Program): Promise<Report> => explore(program, { unawaited: "note" });
    expect(await told(forgotten)).toMatchObject({
      verdict: "passed",
      unawaited: [{ actor: "main/hasty", operation: "cell.write" }],
    });
    expect((await told(background)).unawaited).toEqual([
      { actor: "main/emitting", operation: "cell.write", waitsFor: undefined },
    ]);
    expect((await explore(background)).unawaited).toEqual([]);
  });
});

describe("an actor that is killed", () => {
  test("performs nothing more of what it has called", async () => {
    const program = async (): Promise<void> => {
      const log = cell(0);
      const victim = await spawn("victim", async () => {
        void Promise.all([pause(), pause()]).then(() => log.write(1));
        await receive();
      });
      await kill(victim);
      await join(victim);
      const before = await log.read();
      await quiescence();
      assert.equal(await log.read(), before);
    };
    expect(await failureOf(program)).toBeUndefined();
  });

  test("does not end what others have begun for it", async () => {
    const program = async (): Promise<void> => {
      const done = cell(false);
      let job = (): Promise<void> => Promise.resolve();
      const victim = await spawn("victim", async () => {
        job = async () => {
          await pause();
          await done.write(true);
        };
        await receive();
      });
      const worker = await spawn("worker", () => job());
      await kill(victim);
      await joinAll(victim, worker);
      assert.equal(await done.read(), true);
    };
    expect(await failureOf(program)).toBeUndefined();
  });
});
