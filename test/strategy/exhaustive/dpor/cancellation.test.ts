// The reduction against all schedules, for programs in which actors are cancelled: the same outcomes, and one execution
// for each class.

import { cancel, Cancelled, isAlive, join, monitor, pause, receive, send, shield, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { cell, mutex, semaphore } from "heddle/memory";
import { GenServer } from "heddle/otp";
import { expect, test } from "vitest";

import { budgetsFrom } from "../../../../src/choice/index.ts";
import { allSchedules } from "../../../kernel/all-schedules.ts";
import type { AllSchedulesOptions } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

type Report = (outcome: unknown) => void;
/** The number of classes, with either kind of signals. */
interface Classes {
  readonly pairwise: number;
  readonly instant: number;
}

type Victim = (log: string[]) => Promise<unknown>;

/** The outcome of the victim when the main actor cancels it and then runs `more`. */
function cancelling(
  victim: Victim,
  more: (pid: Pid) => Promise<unknown> = async () => undefined,
): (report: Report) => Promise<void> {
  return async (report) => {
    const log: string[] = [];
    const pid = await spawn("victim", async () => {
      try {
        await victim(log);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
        log.push("cancelled");
        throw error;
      }
    });
    await cancel(pid);
    const seen = await more(pid);
    const reason = await join(pid);
    report([log, seen ?? null, reason]);
  };
}

const echo = {
  init: () => ({ state: 0 }),
  handleCall: (asked: number, _from: unknown, state: number) => ({ reply: asked + state, state: state + 1 }),
};

const slow = {
  async init(): Promise<{ state: number }> {
    await pause();
    return { state: 0 };
  },
  handleCall: (_asked: "get", _from: unknown, state: number) => ({ reply: state, state }),
};

const programs: readonly [
  name: string,
  program: (report: Report) => Promise<void>,
  classes: Classes,
  options?: AllSchedulesOptions,
][] = [
  ["a wait for ever", cancelling(() => receive("never")), { pairwise: 1, instant: 1 }],
  [
    "two pauses",
    cancelling(async (log) => {
      await pause();
      log.push("one");
      await pause();
      log.push("two");
    }),
    { pairwise: 5, instant: 4 },
  ],
  [
    "a receive",
    cancelling(
      async (log) => log.push(String(await receive())),
      (pid) => send(pid, "message"),
    ),
    { pairwise: 1, instant: 1 },
  ],
  [
    "a receive with a message of another",
    async (report) => {
      const log: string[] = [];
      const pid = await spawn(async () => log.push(String(await receive())));
      const other = await spawn(() => send(pid, "message"));
      await cancel(pid);
      report([await join(pid), log, await join(other)]);
    },
    { pairwise: 4, instant: 3 },
  ],
  [
    "a receive with a time-out",
    cancelling(async (log) => log.push(String(await receive("never", { timeout: 5 })))),
    { pairwise: 4, instant: 3 },
  ],
  [
    "a sleep",
    cancelling(async (log) => {
      await sleep(3);
      log.push("slept");
      await sleep(3);
    }),
    { pairwise: 5, instant: 4 },
  ],
  [
    "a sleep beside another",
    cancelling(
      () => sleep(3),
      () => sleep(5),
    ),
    { pairwise: 7, instant: 3 },
  ],
  [
    "a mutex",
    async (report) => {
      const lock = mutex();
      const x = cell(0);
      const pid = await spawn(async () => {
        await lock.run(() => x.update((value) => value + 1));
      });
      const other = await spawn(() => lock.run(() => x.update((value) => value + 1)));
      await cancel(pid);
      const reason = await join(pid);
      await join(other);
      report([reason, await x.read()]);
    },
    { pairwise: 11, instant: 9 },
  ],
  [
    "a semaphore",
    async (report) => {
      const permits = semaphore(1);
      const pid = await spawn(async () => {
        await permits.run(() => undefined);
      });
      const other = await spawn(() => permits.run(() => undefined));
      await cancel(pid);
      const reason = await join(pid);
      await join(other);
      report(reason);
    },
    { pairwise: 9, instant: 7 },
  ],
  [
    "a call",
    async (report) => {
      const log: unknown[] = [];
      const server = await GenServer.start(echo, undefined, { name: "server" });
      const pid = await spawn(async () => {
        log.push(await GenServer.call(server, 10));
        log.push(await GenServer.call(server, 20));
      });
      await cancel(pid);
      const reason = await join(pid);
      report([log, reason, await GenServer.call(server, 0)]);
    },
    { pairwise: 9, instant: 4 },
  ],
  [
    "a call with a time-out",
    async (report) => {
      const log: unknown[] = [];
      const server = await GenServer.start(echo, undefined, { name: "server" });
      const pid = await spawn(async () => {
        try {
          log.push(await GenServer.call(server, 10, { timeout: 3 }));
        } catch (error) {
          log.push(error instanceof Error ? error.name : "");
        }
      });
      await cancel(pid);
      report([await join(pid), log]);
    },
    { pairwise: 9, instant: 3 },
  ],
  [
    "a call and a shield after it",
    async (report) => {
      const log: unknown[] = [];
      const server = await GenServer.start(echo, undefined, { name: "server" });
      const pid = await spawn(async () => {
        await GenServer.call(server, 10);
        await shield(async () => {
          await pause();
          log.push("shielded");
        });
        await pause();
        log.push("after");
      });
      await cancel(pid);
      report([await join(pid), log]);
    },
    { pairwise: 7, instant: 5 },
  ],
  [
    "the start of a server",
    async (report) => {
      const log: unknown[] = [];
      const pid = await spawn(async () => {
        try {
          await GenServer.start(slow, undefined, { name: "server" });
          log.push("started");
          await pause();
          log.push("paused");
        } finally {
          await shield(() => pause());
          log.push("cleaned up");
        }
      });
      await cancel(pid);
      report([await join(pid), log]);
    },
    { pairwise: 8, instant: 7 },
  ],
  [
    "a server",
    async (report) => {
      const server = await GenServer.start(echo, undefined, { name: "server" });
      const log: unknown[] = [];
      const caller = await spawn(async () => {
        try {
          log.push(await GenServer.call(server, 1));
        } catch (error) {
          log.push(error instanceof Error ? error.message : "");
        }
      });
      await cancel(server.pid);
      report([await join(server.pid), await join(caller), log]);
    },
    { pairwise: 3, instant: 2 },
  ],
  [
    "shields",
    cancelling(async (log) => {
      await pause();
      await shield(async () => {
        await pause();
        log.push("in");
        await pause();
      });
      log.push("out");
      await pause();
      log.push("after");
    }),
    { pairwise: 7, instant: 6 },
  ],
  [
    "a shield within a clean-up",
    cancelling(
      async (log) => {
        try {
          await receive("never");
        } finally {
          await shield(async () => {
            await pause();
            log.push("cleaned up");
          });
        }
      },
      (pid) => isAlive(pid),
    ),
    { pairwise: 2, instant: 2 },
  ],
  [
    "code that goes on all the same",
    cancelling(async (log) => {
      for (let count = 0; count < 3; count += 1) {
        try {
          await pause();
          log.push("paused");
        } catch {
          log.push("refused");
        }
      }
    }),
    { pairwise: 6, instant: 5 },
  ],
  [
    "two who cancel",
    async (report) => {
      const pid = await spawn(async () => {
        try {
          await pause();
          await receive("never");
        } finally {
          await shield(() => pause());
        }
      });
      const other = await spawn(() => cancel(pid));
      await cancel(pid);
      report([await join(pid), await join(other)]);
    },
    { pairwise: 16, instant: 14 },
  ],
  [
    "one who is monitored",
    async (report) => {
      const pid = await spawn(() => receive("never"));
      const watcher = await spawn(async () => {
        await monitor(pid);
        const { reason } = await receive({ kind: "down" });
        report(reason);
      });
      await cancel(pid);
      await join(watcher);
    },
    { pairwise: 3, instant: 3 },
  ],
  [
    "a cell that another writes",
    async (report) => {
      const x = cell(0);
      const pid = await spawn(async () => {
        try {
          await x.update((value) => value + 1);
          await x.update((value) => value + 1);
        } finally {
          await shield(() => x.update((value) => value + 10));
        }
      });
      const other = await spawn(() => x.update((value) => value * 2));
      await cancel(pid);
      await join(pid);
      await join(other);
      report(await x.read());
    },
    { pairwise: 21, instant: 17 },
  ],
  [
    "faults",
    cancelling(() => shield(() => pause())),
    { pairwise: 11, instant: 8 },
    { faults: budgetsFrom({ kill: 1 }) },
  ],
];

const cases = programs.flatMap(([name, program, classes, options]) => [
  [name, "pairwise", program, classes.pairwise, options] as const,
  [name, "instant", program, classes.instant, options] as const,
]);

test.each(cases)("equals all schedules: %s, %s signals", async (...[, signals, program, classes, options]) => {
  const all = await allSchedules(program, { ...options, signals });

  const reduced = await reduce(program, { ...options, signals });

  expect(all.classes).toBe(classes);
  expect(reduced).toMatchObject({ executions: classes, classes, blocked: 0, outcomes: all.outcomes });
});

// An actor with several tasks costs redundant executions, cancelled or not.
test("has the same outcomes when two operations are cancelled at once", async () => {
  const program = cancelling(async (log) => {
    await Promise.all([pause(), receive("never")]);
    log.push("never");
  });
  const { outcomes } = await allSchedules(program);

  expect(outcomes).toEqual(['[["cancelled"],null,"cancelled"]']);
  expect((await reduce(program)).outcomes).toEqual(outcomes);
});
