// Cancellation: the operations of a cancelled actor.

import assert from "node:assert/strict";
import {
  cancel,
  Cancelled,
  explore,
  isAlive,
  join,
  monitor,
  pause,
  receive,
  self,
  send,
  shield,
  sleep,
  spawn,
} from "heddle";
import type { Program, Report } from "heddle";
import { cell, mutex, semaphore } from "heddle/memory";
import { CallFailed, GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { describe, expect, test } from "vitest";

/** Runs every class of a program. @returns the number of classes */
async function classesOf(program: Program): Promise<number> {
  const report = await explore(program, { strategy: "dpor", executions: 10_000, shrink: false });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  expect(report).toMatchObject({ exhausted: true, redundant: 0, executions: report.classes, leaks: [] });
  return report.classes;
}

/** The outcome of one execution with the default seed. */
function once(program: Program): Promise<Report> {
  return explore(program, { executions: 1, shrink: false, maxSteps: 100 });
}

describe("a cancelled actor", () => {
  test("goes on where it waits, with an error, and ends with the reason cancelled", async () => {
    const classes = await classesOf(async () => {
      let seen: unknown;
      const pid = await spawn("worker", async () => {
        try {
          await receive("never");
        } catch (error) {
          seen = error;
          throw error;
        }
      });
      await cancel(pid);
      assert.equal(await join(pid), "cancelled");
      assert(seen instanceof Cancelled);
      assert.equal(seen.pid, pid);
      assert.equal(seen.message, "main/worker was cancelled, so its operation receive was not performed.");
    });
    expect(classes).toBe(1);
  });

  test("can do nothing more, as often as it tries", async () => {
    await classesOf(async () => {
      const x = cell(0);
      let refused = 0;
      const pid = await spawn(async () => {
        await receive("never").catch(() => undefined);
        for (const act of [() => x.write(1), () => sleep(1), () => receive(), () => receive("no", { timeout: 1 })]) {
          await act().catch((error: unknown) => {
            if (error instanceof Cancelled) refused += 1;
          });
        }
      });
      await cancel(pid);
      assert.equal(await join(pid), "normal");
      assert.deepEqual([refused, await x.read()], [4, 0]);
    });
  });

  test("that never gives in runs out of steps", async () => {
    const report = await once(async () => {
      const pid = await spawn(async () => {
        for (;;) await receive("never").catch(() => undefined);
      });
      await cancel(pid);
    });
    expect(report).toMatchObject({ verdict: "undecided", undecided: 1 });
  });

  test("is not a crash: nobody need hear of it", async () => {
    const report = await once(async () => {
      await cancel(await spawn(() => receive()));
      await pause();
    });
    expect(report.counterexamples).toEqual([]);
  });

  test("lets its monitors hear of it, and ignores what comes after its end", async () => {
    await classesOf(async () => {
      const pid = await spawn(() => receive());
      await monitor(pid);
      await cancel(pid);
      const { reason } = await receive({ kind: "down", pid });
      await cancel(pid);
      assert.deepEqual([reason, await isAlive(pid)], ["cancelled", false]);
    });
  });

  test("leaves a mutex that it waits for to others", async () => {
    const classes = await classesOf(async () => {
      const lock = mutex();
      await lock.acquire();
      const pid = await spawn(() => lock.acquire());
      await cancel(pid);
      await join(pid);
      await lock.release();
      await lock.acquire();
    });
    expect(classes).toBe(1);
  });

  test("gives back the mutex and the permits that it has taken", async () => {
    await classesOf(async () => {
      const lock = mutex();
      const permits = semaphore(1);
      const pid = await spawn(() => lock.run(() => permits.run(() => receive("never"))));
      await cancel(pid);
      assert.equal(await join(pid), "cancelled");
      await lock.acquire();
      await permits.acquire();
    });
  });

  test("does not get the reply that comes too late, nor does its next call", async () => {
    await classesOf(async () => {
      const server = await GenServer.start(late, 0, { name: "server" });
      const replies: unknown[] = [];
      const pid = await spawn(async () => {
        await GenServer.call(server, "late").catch(() => undefined);
        await shield(async () => {
          await send(server.pid, "reply");
          replies.push(await GenServer.call(server, "now"));
        });
      });
      await pause();
      await cancel(pid);
      await send(server.pid, "reply");
      await join(pid);
      assert.deepEqual(replies, ["now"]);
    });
  });

  test("may be the one who cancels", async () => {
    await classesOf(async () => {
      const pid = await spawn(async () => {
        await cancel(self());
        await pause();
        assert.fail("unreachable");
      });
      assert.equal(await join(pid), "cancelled");
    });
  });

  test("that is the main actor takes the execution with it", async () => {
    const report = await once(async () => {
      await cancel(self());
      await pause();
    });
    expect(report.counterexamples[0]?.error).toBeInstanceOf(Cancelled);
  });

  test("whose error comes from another is one that crashed", async () => {
    const report = await once(async () => {
      const other = self();
      await spawn(async () => {
        await pause();
        throw new Cancelled(other, "receive");
      });
      await receive("never");
    });
    expect(report.counterexamples[0]?.error).toBeInstanceOf(Cancelled);
  });
});

describe("a shield", () => {
  test("lets a cancelled actor clean up", async () => {
    await classesOf(async () => {
      const x = cell(0);
      const pid = await spawn(async () => {
        try {
          await receive("never");
        } finally {
          await shield(async () => {
            await x.write(await shield(() => 1));
            await sleep(1);
            await x.update((value) => value + 1);
          });
        }
      });
      await cancel(pid);
      assert.equal(await join(pid), "cancelled");
      assert.equal(await x.read(), 2);
    });
  });

  test("puts a cancellation off until the outermost ends", async () => {
    const classes = await classesOf(async () => {
      const log: string[] = [];
      const pid = await spawn(() =>
        shield(async () => {
          await shield(() => receive("go"));
          log.push("in");
          await pause();
          log.push("out");
        }).then(() => pause()),
      );
      await cancel(pid);
      await send(pid, "go");
      assert.equal(await join(pid), "cancelled");
      assert.deepEqual(log, ["in", "out"]);
    });
    expect(classes).toBe(1);
  });

  test("ends for the actor's other waits as well", async () => {
    const report = await once(async () => {
      const pid = await spawn(async () => {
        await Promise.all([shield(() => receive("go")), receive("never")]);
      });
      await cancel(pid);
      await send(pid, "go");
      assert.equal(await join(pid), "cancelled");
    });
    expect(report.counterexamples).toEqual([]);
  });

  test("gives what its body gives, and throws what it throws", async () => {
    await classesOf(async () => {
      assert.equal(await shield(() => 1), 1);
      await assert.rejects(
        shield(() => Promise.reject(new RangeError("no"))),
        RangeError,
      );
    });
  });

  test("takes a function", async () => {
    const report = await once(() => shield(1 as unknown as () => void));
    expect(report.counterexamples[0]?.error).toMatchObject({ name: "UsageError", code: "no-body" });
  });
});

describe("a server that is cancelled", () => {
  test("ends at once between two messages", async () => {
    await classesOf(async () => {
      const server = await GenServer.start(late, 0, { name: "server" });
      await cancel(server.pid);
      assert.equal(await join(server.pid), "cancelled");
    });
  });

  test("ends after the message that it handles", async () => {
    await classesOf(async () => {
      const terminated: unknown[] = [];
      const busy: ServerModule<object, number> = {
        init: () => ({ state: 0 }),
        async handleInfo(_message, state) {
          await pause();
          await pause();
          return { state };
        },
        terminate: (reason) => void terminated.push(reason),
      };
      const { pid } = await GenServer.start(busy, undefined, { name: "server" });
      await send(pid, "work");
      await cancel(pid);
      assert.equal(await join(pid), "cancelled");
      assert(terminated.length <= 1);
    });
  });

  test("in its init fails its starter's call", async () => {
    await classesOf(async () => {
      const main = self();
      const slow: ServerModule<object, number> = {
        async init() {
          await send(main, self());
          await receive("never");
          return { state: 0 };
        },
      };
      const starter = await spawn("starter", () =>
        assert.rejects(GenServer.start(slow), (error: unknown) => {
          assert(error instanceof CallFailed);
          return error.reason === "cancelled";
        }),
      );
      await cancel(await receive<ReturnType<typeof self>>());
      assert.equal(await join(starter), "normal");
    });
  });
});

interface LateProtocol {
  call: { request: "late" | "now"; reply: string };
  info: "reply";
}

/** Replies to "late" on request. */
const late: ServerModule<LateProtocol, unknown, number> = {
  init: () => ({ state: undefined }),
  handleCall: (asked, from, state) => (asked === "now" ? { reply: "now", state } : { state: from }),
  handleInfo(_message, state) {
    if (state !== undefined) GenServer.reply(state as Parameters<typeof GenServer.reply<string>>[0], "late");
    return { state: undefined };
  },
};
