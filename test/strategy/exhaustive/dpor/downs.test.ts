// Exits and their monitors: the number of classes.

import { join, kill, monitor, receive, spawn, trapExit } from "heddle";
import { expect, test } from "vitest";

import { allSchedules } from "../../../kernel/all-schedules.ts";
import { reduce } from "./reduce.ts";

/** Actors that monitor another one `times` each while it exits. */
function watching(watchers: number, times: number): (report: (outcome: unknown) => void) => Promise<void> {
  return async (report) => {
    const target = await spawn(() => Promise.resolve());
    const pids = [target];
    for (let count = 0; count < watchers; count += 1) {
      pids.push(
        await spawn(async () => {
          for (let time = 0; time < times; time += 1) await monitor(target);
        }),
      );
    }
    for (const pid of pids) await join(pid);
    report("ended");
  };
}

// The exit comes before, between or after the monitors of each; whether the receivers are still alive at that time is
// irrelevant.
test.each([
  { watchers: 1, times: 2, classes: 3, executions: 14 },
  { watchers: 1, times: 3, classes: 4, executions: 20 },
  { watchers: 2, times: 1, classes: 4, executions: 355 },
])("$watchers monitoring $times times at once: $classes classes", async ({ watchers, times, classes, executions }) => {
  const program = watching(watchers, times);
  const all = await allSchedules(program, { signals: "instant" });
  expect(all).toMatchObject({ executions, classes, outcomes: ['"ended"'] });
  const reduced = await reduce(program, { signals: "instant" });
  expect(reduced).toMatchObject({ executions: classes, classes, blocked: 0, outcomes: ['"ended"'] });
});

// The channels between the two carry signals both ways: the kill to one, the DOWN to the other. With three
// positions for the monitor, the kill has three, two or one positions left.
test("a kill and a down that pass each other: 6 classes", async () => {
  const program = async (): Promise<void> => {
    await spawn(() => Promise.resolve());
    const target = await spawn(() => trapExit(true));
    await spawn(async () => {
      await monitor(target);
      await kill(target);
    });
    await receive();
  };
  expect(await allSchedules(program)).toMatchObject({ executions: 961, classes: 6 });
  expect(await reduce(program)).toMatchObject({ executions: 6, classes: 6, blocked: 0 });
});
