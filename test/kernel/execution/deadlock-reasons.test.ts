// What a deadlock says, and deadlocks of a part of the actors.

import { explore, join, pause, receive, self, send, spawn, suspend } from "heddle";
import { mutex, semaphore } from "heddle/memory";
import type { Mutex, Semaphore } from "heddle/memory";
import { GenServer } from "heddle/otp";
import { describe, expect, test } from "vitest";

async function messageOf(program: () => Promise<void>, maxSteps: number = 200): Promise<string> {
  const report = await explore(program, { executions: 200, maxSteps, time: "lazy" });
  return String(report.counterexamples[0]?.error);
}

describe("a deadlock says why", () => {
  test("the holder of a mutex has exited", async () => {
    const message = await messageOf(async () => {
      const lock = mutex("lock");
      await join(await spawn("holder", () => lock.acquire()));
      await lock.acquire();
    });

    expect(message).toContain("main waits in mutex.acquire(lock) for main/holder, which has exited");
  });

  test("a server is suspended", async () => {
    const message = await messageOf(async () => {
      const server = await GenServer.start({ init: () => ({ state: 0 }), handleCall: () => ({ reply: 1, state: 0 }) });
      await suspend(server.pid);
      await GenServer.call(server, 1);
    });

    expect(message).toMatch(/main waits in call\(.*\) for main\/\S+, which is suspended/);
  });

  test("no message in the mailbox matches", async () => {
    const message = await messageOf(async () => {
      for (const each of ["a", { kind: "b" }, 3, 4]) await send(self(), each);
      await receive({ kind: "c" });
    });

    expect(message).toContain("main waits in receive(main), with 4 messages, none of which matches: 'a', b, 3, …");
  });
});

/** Acquires a permit that another actor releases. */
async function passOn(one: Semaphore): Promise<void> {
  await one.acquire();
  await join(await spawn("releases", () => one.release()));
}

/** Two actors that take two locks in opposite orders, beside one that never ends. */
async function ringBesideDaemon<Lock extends Mutex | Semaphore>(
  make: (label: string) => Lock,
  hold: (one: Lock, other: Lock) => Promise<void>,
): Promise<void> {
  const [one, other] = [make("one"), make("other")];
  await spawn("a", () => hold(one, other));
  await spawn("b", () => hold(other, one));
  await spawn("daemon", async () => {
    for (;;) await pause("tick");
  });
}

describe("a deadlock of a part", () => {
  test("is found beside an actor that goes on", async () => {
    const message = await messageOf(() =>
      ringBesideDaemon(mutex, async (first, second) => {
        await first.acquire();
        await second.acquire();
        await second.release();
        await first.release();
      }),
    );

    expect(message.split("\n")).toEqual([
      "Deadlock: 2 actors can never make progress, while others go on:",
      "  main/a waits in mutex.acquire(other) for main/b",
      "  main/b waits in mutex.acquire(one) for main/a",
      "  cycle: main/a → main/b → main/a",
    ]);
  });

  test("is found among the holders of semaphores of one permit", async () => {
    const message = await messageOf(() =>
      ringBesideDaemon(
        (label) => semaphore(1, label),
        (first, second) => first.run(() => second.run(() => undefined)),
      ),
    );

    expect(message.split("\n").slice(1)).toEqual([
      "  main/a waits in semaphore.acquire(other) for main/b",
      "  main/b waits in semaphore.acquire(one) for main/a",
      "  cycle: main/a → main/b → main/a",
    ]);
  });

  test.each<[string, number, (one: Semaphore) => Promise<void>]>([
    ["with further permits", 2, () => Promise.resolve()],
    ["whose permits one actor acquires and another releases", 1, (one) => passOn(one)],
  ])("is undecided among semaphores %s", async (_what, permits, before) => {
    const report = await explore(
      () =>
        ringBesideDaemon(
          (label) => semaphore(permits, label),
          async (first, second) => {
            await before(first);
            await first.acquire(permits);
            await second.acquire(permits);
            await second.release(permits);
            await first.release(permits);
          },
        ),
      { executions: 50, maxSteps: 200, strategy: "random" },
    );

    expect(report.verdict).toBe("undecided");
    expect(report.unfinished).not.toEqual([]);
  });

  test("is none where a time-out ends the wait", async () => {
    const report = await explore(
      () =>
        ringBesideDaemon(mutex, async (first, second) => {
          await first.acquire();
          if (await second.acquire({ timeout: 1_000 })) await second.release();
          await first.release();
        }),
      { executions: 50, maxSteps: 200, time: "lazy", strategy: "random" },
    );

    expect(report.verdict).toBe("undecided");
  });
});
