// What happens to the code of an execution that is dropped: it runs to its end, and nothing that it does counts.

import assert from "node:assert/strict";

import { ExecutionEnded, explore, join, pause, receive, send, self, shield, sleep, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { cell, mutex } from "heddle/memory";
import { afterEach, describe, expect, test, vi } from "vitest";

import { exploreOn } from "../../../src/explore/index.ts";
import { createNodeHost } from "../../../src/host/index.ts";

/** How often something outside of executions was acquired and released. */
const held = { acquired: 0, released: 0 };

afterEach(() => {
  held.acquired = 0;
  held.released = 0;
});

async function holding<T>(body: () => Promise<T>): Promise<T> {
  held.acquired += 1;
  try {
    return await body();
  } finally {
    held.released += 1;
  }
}

/** An actor that waits while another one fails. */
function failingBeside(wait: () => Promise<unknown>): Program {
  return async () => {
    const waiter = await spawn("waiter", () => holding(wait));
    await pause();
    assert.ok(waiter === undefined, "fails");
  };
}

describe.each(["synchronous", "hop"] as const)("with a %s drain, a violation runs `finally` of what waits", (drain) => {
  const waits: Readonly<Record<string, () => Promise<unknown>>> = {
    "for a message": () => receive(),
    "for a message with a time-out": () => receive(undefined as never, { timeout: 1_000 }),
    "for time to pass": () => sleep(1_000),
    "for a callback of a timer": () =>
      new Promise((resolve) => {
        setTimeout(resolve, 1_000);
      }),
    "for a lock": async () => {
      const lock = mutex();
      await lock.acquire();
      await lock.acquire();
    },
    "for another actor": async () => join(await spawn("server", () => receive())),
    "within a shield": () => shield(() => receive()),
  };

  test.each(Object.keys(waits))("%s", async (name) => {
    const host = createNodeHost({ drain });
    const report = await exploreOn(host, failingBeside(waits[name] ?? pause), { shrink: false });

    expect(report.verdict).toBe("violated");
    expect(held.acquired).toBeGreaterThan(0);
    expect(held.released).toBe(held.acquired);
  });
});

test("the operation rejects with ExecutionEnded, and so does every later one", async () => {
  const seen: unknown[] = [];
  const failed = async (operation: Promise<unknown>): Promise<void> => {
    await operation.catch((error: unknown) => seen.push(error));
  };
  const program = failingBeside(async () => {
    const shared = cell(0, "shared");
    await failed(receive());
    await failed(shared.write(1));
    await failed(send(self(), 1));
    await failed(spawn(pause));
  });
  await explore(program, { shrink: false });

  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((error) => error instanceof ExecutionEnded)).toBe(true);
  const messages = new Set(seen.map((error) => (error as Error).message));
  expect([...messages]).toEqual(
    ["receive", "cell.write", "send", "spawn"].map(
      (kind) => `The execution has ended, so the operation ${kind} of main/waiter was not performed.`,
    ),
  );
});

test.each([
  ["a deadlock", () => receive(), {}],
  [
    "too many steps",
    async () => {
      for (;;) await pause();
    },
    { maxSteps: 20 },
  ],
] as const)("%s is unwound", async (_name, body, options) => {
  const program = (): Promise<unknown> => holding(body);
  await explore(
    async () => {
      const [one, other] = [await spawn(program), await spawn(program)];
      await join(one);
      await join(other);
    },
    { executions: 5, ...options },
  );

  expect(held.acquired).toBeGreaterThan(0);
  expect(held.released).toBe(held.acquired);
});

test("an actor that is left alive is unwound, so that the next execution starts clean", async () => {
  let isHeld = false;
  const report = await explore(async () => {
    assert.ok(!isHeld, "held by an earlier execution");
    isHeld = true;
    await spawn("leak", async () => {
      try {
        await receive();
      } finally {
        isHeld = false;
      }
    });
    await Promise.all([pause(), pause()]);
  });

  expect(report.verdict).toBe("passed");
  expect(report.leaks).toHaveLength(1);
});

test("fake timers that an execution has installed are released when attribution begins anew", async () => {
  // Waiting for a promise of another actor needs attribution, and the execution begins anew.
  const report = await explore(async () => {
    vi.useFakeTimers();
    try {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const waiter = await spawn("waiter", async () => {
        await pause();
        await gate;
        await pause();
      });
      const opener = await spawn("opener", async () => {
        await pause();
        open();
        await pause();
      });
      await join(waiter);
      await join(opener);
    } finally {
      vi.useRealTimers();
    }
  });

  expect(report).toMatchObject({ verdict: "passed", brokenOff: undefined });
});

test("a transaction outside of the program is rolled back by a failing execution", async () => {
  const database = {
    inTransaction: false,
    begin() {
      assert.ok(!this.inTransaction, "cannot start a transaction within a transaction");
      this.inTransaction = true;
    },
    rollback() {
      this.inTransaction = false;
    },
  };
  const report = await explore(async () => {
    const stock = cell(1, "stock");
    const buyer = await spawn("buyer", async () => {
      database.begin();
      try {
        await stock.update((before) => before - 1);
        await pause();
      } finally {
        database.rollback();
      }
    });
    await pause();
    assert.equal(await stock.read(), 1, "sold");
    await join(buyer);
  });

  expect(report.counterexamples.map(({ error }) => (error as Error).message)).toEqual([
    expect.stringContaining("sold"),
  ]);
  expect(database.inTransaction).toBe(false);
});

describe("nothing counts that unwound code does:", () => {
  const cleaning = (cleanup: () => unknown): Promise<Report> =>
    explore(
      failingBeside(async () => {
        try {
          await receive();
        } finally {
          await cleanup();
        }
      }),
    );

  test.each<readonly [string, () => unknown]>([
    [
      "it throws",
      () => {
        throw new Error("while cleaning");
      },
    ],
    ["it rejects unhandled", () => void Promise.reject(new Error("nobody waits"))],
    ["it calls operations that nobody awaits", () => void cell(0).write(1)],
    [
      "it throws in a timer",
      () => {
        setTimeout(() => {
          throw new Error("in a timer");
        }, 1);
      },
    ],
    ["it draws", () => Math.random()],
  ])("%s", async (_name, cleanup) => {
    const report = await cleaning(cleanup);

    expect(report.counterexamples).toHaveLength(1);
    expect(report.counterexamples).toMatchObject([{ error: { message: "fails" } }]);
    expect(report).toMatchObject({ brokenOff: undefined, leftOpen: [] });
  });

  test("it prints", async () => {
    const log = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await cleaning(() => {
      // oxlint-disable-next-line no-console -- what is dropped
      console.warn("cleaning");
    });

    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

describe("code that does not end is stopped and told:", () => {
  test("it catches ExecutionEnded for ever", async () => {
    const report = await explore(
      failingBeside(async () => {
        for (;;) await receive().catch(() => undefined);
      }),
      { shrink: false },
    );

    expect(report.leftOpen).toEqual(["main/waiter"]);
  });

  test("it sets timers for ever", async () => {
    const report = await explore(
      failingBeside(async () => {
        await receive().catch(() => undefined);
        for (;;) await new Promise((resolve) => setTimeout(resolve, 1));
      }),
      { shrink: false },
    );

    expect(report.leftOpen).toEqual(["main/waiter"]);
  });

  test("it never yields", async () => {
    const report = await explore(
      failingBeside(async () => {
        await receive().catch(() => undefined);
        for (;;);
      }),
      { shrink: false },
    );

    expect(report.leftOpen).toEqual(["main/waiter"]);
  });
});
