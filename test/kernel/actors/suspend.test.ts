// Suspending servers: messages are queued, and handled in one step each after the resume.

import { exit, join, monitor, receive, resume, send, sleep, spawn, suspend } from "heddle";
import type { UsageError } from "heddle";
import { GenServer } from "heddle/otp";
import type { CallFailed, ServerModule } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { takeWaiting } from "../../../src/kernel/index.ts";
import { allSchedules } from "../all-schedules.ts";

const INSTANT = { signals: "instant" } as const;

interface Notes {
  call: { request: string; reply: string };
  info: string;
}

/** Records its messages. */
function noteTaker(notes: string[]): ServerModule<Notes, undefined> {
  return {
    init: () => ({ state: undefined }),
    handleCall(request, _from, state) {
      notes.push(request);
      return { reply: request, state };
    },
    handleInfo(message, state) {
      if (typeof message === "string") notes.push(message);
      return { state };
    },
  };
}

describe("a suspended server", () => {
  test("handles nothing until it is resumed, then everything in order", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const notes: string[] = [];
      const { pid } = await GenServer.start(noteTaker(notes));
      await suspend(pid);
      await send(pid, "a");
      await send(pid, "b");
      const before = notes.join("");
      await resume(pid);
      await GenServer.call({ pid }, "c");
      report([before, notes.join("")]);
    });
    expect(outcomes).toEqual(['["","abc"]']);
  });

  test("handles what waited in steps of their own, between which others act", async () => {
    const { executions, outcomes } = await allSchedules(async (report) => {
      const notes: string[] = [];
      const { pid } = await GenServer.start(noteTaker(notes));
      await suspend(pid);
      await send(pid, "a");
      await send(pid, "b");
      await resume(pid);
      await suspend(pid);
      report(notes.join(""));
    }, INSTANT);
    // The second suspension comes before the first message is handled, between the two, or after both.
    expect({ executions, outcomes }).toEqual({ executions: 3, outcomes: ['""', '"a"', '"ab"'] });
  });

  test("is held up after the message that it is handling", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const notes: string[] = [];
        const { pid } = await GenServer.start({
          init: () => ({ state: 0 }),
          async handleInfo(message, state) {
            await sleep(1);
            notes.push(String(message));
            return { state };
          },
        });
        await send(pid, "a");
        await send(pid, "b");
        await suspend(pid);
        await sleep(5);
        report(notes.join(""));
      },
      { ...INSTANT, time: "lazy" },
    );
    expect(outcomes).toEqual(['"a"']);
  });

  test("that is resumed while it handles a message goes on with the next", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const notes: string[] = [];
        const { pid } = await GenServer.start({
          init: () => ({ state: 0 }),
          async handleInfo(message, state) {
            notes.push(`${String(message)}+`);
            await sleep(1);
            notes.push(`${String(message)}-`);
            return { state };
          },
        });
        await send(pid, "a");
        await suspend(pid);
        await resume(pid);
        await send(pid, "b");
        await sleep(5);
        report(notes.join(" "));
      },
      { ...INSTANT, time: "lazy" },
    );
    expect(outcomes).toEqual(['"a+ a- b+ b-"']);
  });

  test("may be ended, and lets calls time out that it never handles", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const notes: string[] = [];
        const { pid } = await GenServer.start(noteTaker(notes));
        await suspend(pid);
        const failure = await GenServer.call({ pid }, "late", { timeout: 10 }).catch((error: unknown) => error);
        const ref = await monitor(pid);
        await exit(pid, "enough");
        const { reason } = await receive({ kind: "down", ref });
        report([(failure as CallFailed).reason, reason, notes.length]);
      },
      { time: "lazy" },
    );
    expect(outcomes).toEqual(['["timeout","enough",0]']);
  });

  test("is no leak and no deadlock when the execution ends", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const { pid } = await GenServer.start(noteTaker([]));
      await suspend(pid);
      await send(pid, "never");
      report("over");
    });
    expect(outcomes).toEqual(['"over"']);
  });

  test("has ended, or is suspended already: nothing happens", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const notes: string[] = [];
      const { pid } = await GenServer.start(noteTaker(notes));
      await resume(pid);
      await suspend(pid);
      await suspend(pid);
      await resume(pid);
      await GenServer.call({ pid }, "a");
      await GenServer.stop({ pid });
      await join(pid);
      await suspend(pid);
      await resume(pid);
      report(notes);
    });
    expect(outcomes).toEqual(['["a"]']);
  });
});

test("an async function cannot be suspended", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const worker = await spawn(() => receive("stop"));
    const codes: string[] = [];
    for (const act of [suspend, resume]) {
      try {
        await act(worker);
      } catch (error) {
        codes.push((error as UsageError).code);
      }
    }
    report(codes);
    await send(worker, "stop");
  });
  expect(outcomes).toEqual(['["not-a-server","not-a-server"]']);
});

test("a handler takes waiting messages that match, oldest first and no more than it asks for", async () => {
  const { outcomes } = await allSchedules(
    async (report) => {
      const notes: unknown[] = [];
      const { pid } = await GenServer.start({
        init: () => ({ state: 0 }),
        handleInfo(message: unknown, state) {
          notes.push([message, takeWaiting((waiting) => typeof waiting === "number", 2)]);
          return { state };
        },
      });
      await suspend(pid);
      for (const message of ["a", 1, "b", 2, 3]) await send(pid, message);
      await resume(pid);
      await sleep(1);
      report(notes);
    },
    { ...INSTANT, time: "lazy" },
  );
  expect(outcomes).toEqual([
    JSON.stringify([
      ["a", [1, 2]],
      ["b", [3]],
    ]),
  ]);
});
