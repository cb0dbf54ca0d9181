// Guards that throw: a finding of the receiver, whenever the message arrives.

import assert from "node:assert/strict";
import { explore, now, P, receive, self, send, sleep, spawn } from "heddle";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";
import { reduce } from "../../strategy/exhaustive/dpor/reduce.ts";

const needsDepth = P.when((message) => (message as { a: { b: number } }).a.b === 1);

describe.each(["pairwise", "instant"] as const)("a guard that throws: %s signals", (signals) => {
  test.each([
    ["before the receive", 0, 5],
    ["after the receive", 5, 0],
  ])("is a finding when the message arrives %s", async (_when, sendAt, receiveAt) => {
    const report = await explore(
      async () => {
        const main = self();
        await spawn("sender", async () => {
          await sleep(sendAt);
          await send(main, {});
        });
        await sleep(receiveAt);
        await receive(needsDepth);
      },
      { executions: 50, signals },
    );

    expect(report.verdict).toBe("violated");
    expect(report.counterexamples[0]).toMatchObject({
      error: { name: "TypeError" },
      token: expect.stringMatching(/^h2:/) as unknown,
    });
  });

  test("can be caught; the message is taken", async () => {
    const program = async (report: (outcome: unknown) => void): Promise<void> => {
      const main = self();
      for (const message of [{}, { a: { b: 1 } }]) await spawn(() => send(main, message));
      const seen: string[] = [];
      for (let round = 0; round < 2; round += 1) {
        try {
          await receive(needsDepth);
          seen.push("matched");
        } catch (error) {
          assert.ok(error instanceof TypeError);
          seen.push("failed");
        }
      }
      report(seen);
    };
    const { classes, outcomes } = await allSchedules(program, { signals });

    expect(outcomes).toEqual(['["failed","matched"]', '["matched","failed"]']);
    expect(await reduce(program, { signals })).toMatchObject({ executions: classes, classes, blocked: 0, outcomes });
  });
});

test("a guard sees the clock and the pid of the receiver", async () => {
  const seen = new Set<unknown>();
  await explore(
    async () => {
      const receiver = await spawn("receiver", () =>
        receive(P.when(() => seen.add(`${self().path} ${now()}`).size > 0)),
      );
      await sleep(3);
      await send(receiver, 1);
    },
    { executions: 5, time: "lazy" },
  );

  expect([...seen]).toEqual(["main/receiver 3"]);
});
