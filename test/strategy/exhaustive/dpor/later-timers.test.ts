// Timers that are cancelled before earlier timers fire: they could have fired.

import { join, receive, send, sleep, spawn } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

/** A receive with a timeout, a message for it, and an actor that sleeps for a shorter time. */
function listening(isReading: boolean): (report: (outcome: unknown) => void) => Promise<void> {
  return async (report) => {
    const flag = cell(0, "flag");
    const heard: unknown[] = [];
    const listener = await spawn(async () => {
      if (isReading) await flag.read();
      heard.push((await receive("news", { timeout: 5 })) ?? "nothing");
    });
    const teller = await spawn(() => send(listener, "news"));
    const sleeper = await spawn(() => sleep(3));
    for (const pid of [listener, teller, sleeper]) await join(pid);
    report(heard);
  };
}

const outcomes = ['["news"]', '["nothing"]'];

// The message arrives; or the timeout fires first: before the sleeper begins to sleep, or after it has slept.
test("a time-out behind a shorter sleep: 3 classes", async () => {
  const program = listening(false);
  expect(await allSchedules(program, { signals: "instant" })).toMatchObject({ executions: 995, classes: 3, outcomes });
  const reduced = await reduce(program, { signals: "instant" });
  expect(reduced).toMatchObject({ executions: 3, classes: 3, blocked: 0, outcomes });
});

// The receive is called before the message arrives, after it, or after the sleep; in the first and the last case the
// timeout can be first, in the first case on either side of the sleep.
test("the same, called at some time: 6 classes", async () => {
  const program = listening(true);
  expect(await allSchedules(program, { signals: "instant" })).toMatchObject({ executions: 2443, classes: 6, outcomes });
  const reduced = await reduce(program, { signals: "instant" });
  expect(reduced).toMatchObject({ executions: 6, classes: 6, blocked: 0, outcomes });
});
