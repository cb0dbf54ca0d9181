// Attribution of operations with several tasks in one actor, and with code that other tasks resume.

import assert from "node:assert/strict";

import { explore, join, kill, pause, receive, replay, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { generatorFrom, NO_FAULTS } from "../../../src/choice/index.ts";
import { Runner } from "../../../src/explore/index.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import type { Strategy } from "../../../src/strategy/index.ts";
import { allSchedules } from "../all-schedules.ts";

test("two operations awaited at once are performed in both orders", async () => {
  const { executions, outcomes } = await allSchedules(async (report) => {
    const shared = cell(0);
    await Promise.all([shared.write(1), shared.write(2)]);
    report(await shared.read());
  });
  expect({ executions, outcomes }).toEqual({ executions: 2, outcomes: ["1", "2"] });
});

test("an operation belongs to the actor that calls it when another actor settles what it waits for", async () => {
  const report = await explore(async () => {
    const owners: Pid[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting = await spawn("waiting", async () => {
      await gate;
      owners.push(self());
      await pause();
      owners.push(self());
    });
    const opener = await spawn("opener", async () => {
      await pause();
      open();
      await pause();
    });
    await join(waiting);
    await join(opener);
    assert.deepEqual(owners, [waiting, waiting]);
  });
  expect(report).toMatchObject({ verdict: "passed", counterexamples: [] });
});

test("a foreign promise does not change what a seed means: the token replays", async () => {
  const program = async (): Promise<void> => {
    const counter = cell(0);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const increment = async (): Promise<void> => {
      await gate;
      await counter.write((await counter.read()) + 1);
    };
    const workers = [await spawn("a", increment), await spawn("b", increment)];
    open();
    for (const worker of workers) await join(worker);
    assert.equal(await counter.read(), 2);
  };
  const { counterexamples } = await explore(program);
  const [found] = counterexamples;
  assert(found !== undefined);
  const again = await replay(program, found.token);
  expect(again.signature).toBe(found.signature);
  expect(again.trace).toEqual(found.trace);
});

test("the code of a killed actor performs nothing more, though somebody settles what it awaits", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const log = cell("untouched");
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const victim = await spawn(async () => {
      await gate;
      await log.write("written by the dead");
    });
    await kill(victim);
    await join(victim);
    open();
    await pause();
    report(await log.read());
  });
  expect(outcomes).toEqual(['"untouched"']);
});

test("a receive in each of two tasks of one actor takes one message each", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const main = self();
    await spawn(async () => {
      await send(main, 1);
      await send(main, 2);
    });
    const both = await Promise.all([receive(), receive()]);
    report(both.toSorted());
  });
  expect(outcomes).toEqual(["[1,2]"]);
});

test("each task has a key of its own: the channels between two actors as well", async () => {
  const ranks = new Map<number, Set<string>>();
  const strategy: Strategy = {
    recipe: "first",
    begin: () => undefined,
    choose: () => 0,
    draw: () => 0,
    onStep: (operation) => {
      ranks.set(operation.key, (ranks.get(operation.key) ?? new Set()).add(operation.rank.join(" ")));
    },
  };
  const program = async (): Promise<void> => {
    const pids = [self()];
    for (let count = 0; count < 8; count += 1) {
      pids.push(
        await spawn(async () => {
          await receive("go");
          for (const pid of pids) await send(pid, "hello");
        }),
      );
    }
    for (const pid of pids) await send(pid, "go");
  };
  const settings = { signals: "pairwise", time: "competing", maxSteps: 1_000, faults: NO_FAULTS } as const;
  const start = { index: 0, generator: generatorFrom(0), hasFaults: false };
  const starts = [start];
  const host = createNodeHost();
  await host.exclusively(() =>
    new Runner(host, program, settings).run({
      strategy,
      next: () => starts.pop(),
      again: () => start,
      entropy: () => 0,
      ended: () => undefined,
    }),
  );
  expect(ranks.size).toBe(9 + 9 * 8);
  expect([...ranks.values()].filter((sharing) => sharing.size > 1)).toEqual([]);
});
