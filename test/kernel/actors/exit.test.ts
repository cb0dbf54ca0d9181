// Exits of actors: exits in several steps, monitors, links, kills.

import assert from "node:assert/strict";

import {
  exit,
  explore,
  isAlive,
  join,
  kill,
  link,
  monitor,
  receive,
  self,
  send,
  spawn,
  trapExit,
  unlink,
  demonitor,
} from "heddle";
import { cell, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { budgetsFrom } from "../../../src/choice/index.ts";
import { allSchedules } from "../all-schedules.ts";

describe("exit against monitor", () => {
  test("a monitor sees the exit, or finds no such actor: 2 interleavings", async () => {
    const { executions, classes, outcomes } = await allSchedules(async (report) => {
      const worker = await spawn(() => undefined);
      await monitor(worker);
      report((await receive({ kind: "down" })).reason);
    });
    expect({ executions, classes, outcomes }).toEqual({
      executions: 2,
      classes: 2,
      outcomes: ['"noproc"', '"normal"'],
    });
  });

  test("a monitor that is taken back sends nothing more", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const worker = await spawn(() => receive("stop"));
      const ref = await monitor(worker);
      await demonitor(ref);
      await send(worker, "stop");
      await join(worker);
      report(await receive({ kind: "down" }, { timeout: 1 }));
    });
    expect(outcomes).toEqual([JSON.stringify(undefined) ?? "undefined"]);
  });

  test.each(["pairwise", "instant"] as const)(
    "each of two monitors of one actor gets its own down: %s",
    async (signals) => {
      const { outcomes } = await allSchedules(
        async (report) => {
          const worker = await spawn(() => receive("stop"));
          const first = await monitor(worker);
          const second = await monitor(worker);
          await send(worker, "stop");
          await receive({ kind: "down", ref: second });
          await receive({ kind: "down", ref: first });
          report("both");
        },
        { signals },
      );
      expect(outcomes).toEqual(['"both"']);
    },
  );

  test("all who monitor an actor hear at once with instant signals, and who asked first does not matter", async () => {
    const { classes, outcomes } = await allSchedules(
      async (report) => {
        const main = self();
        const worker = await spawn(async () => {
          for (const each of [0, 1]) await receive(each);
        });
        for (const each of [0, 1]) {
          await spawn(async () => {
            await monitor(worker);
            await send(worker, each);
            await receive({ kind: "down" });
            await send(main, each);
          });
        }
        for (const each of [0, 1]) await receive(each);
        report("both");
      },
      { signals: "instant" },
    );
    expect({ classes, outcomes }).toEqual({ classes: 1, outcomes: ['"both"'] });
  });
});

describe("kill", () => {
  const program = async (report: (value: unknown) => void): Promise<void> => {
    const progress = cell(0);
    const worker = await spawn(async () => {
      await progress.write(1);
      await progress.write(2);
    });
    await kill(worker);
    await join(worker);
    report(await progress.read());
  };

  test("strikes before, between and after the victim's operations", async () => {
    const { outcomes } = await allSchedules(program);
    expect(outcomes).toEqual(["0", "1", "2"]);
  });

  test("with instant signals has 4 interleavings: after each of the victim's 4 points", async () => {
    const { executions, counts } = await allSchedules(program, { signals: "instant" });
    expect(executions).toBe(4);
    expect(counts).toEqual({ "0": 1, "1": 1, "2": 2 });
  });

  test("as a fault within a budget of one strikes at every scheduling point of its victim", async () => {
    const { executions, outcomes } = await allSchedules(
      async (report) => {
        const progress = cell(0);
        const worker = await spawn(async () => {
          await progress.write(1);
          await progress.write(2);
        });
        const reason = await join(worker);
        report([await progress.read(), reason]);
      },
      { faults: budgetsFrom({ kill: 1 }) },
    );
    // Never, before its first write, before its second, before its exit.
    expect(executions).toBe(4);
    expect(outcomes).toEqual(['[0,"killed"]', '[1,"killed"]', '[2,"killed"]', '[2,"normal"]']);
  });

  test("as a fault is never forced: an actor that waits for one is in a deadlock", async () => {
    const { counts } = await allSchedules(
      async (report) => {
        const worker = await spawn(() => receive("never"));
        report(await join(worker));
      },
      { faults: budgetsFrom({ kill: 1 }) },
    );
    // Main's join is blocked from the start, so the kill would be the only thing left to happen.
    expect(counts).toEqual({ deadlocked: 1 });
  });

  test("cannot be trapped", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const worker = await spawn(async () => {
        await trapExit(true);
        await receive("never");
      });
      await kill(worker);
      report(await join(worker));
    });
    expect(outcomes).toEqual(['"killed"']);
  });
});

describe("links", () => {
  test("carry an exit other than normal to the other end", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const worker = await spawn(() => receive("never"));
      const linked = await spawn(async () => {
        await link(worker);
        await receive("never");
      });
      await kill(worker);
      const reason = await join(linked);
      report(reason);
    });
    // The link is made before the kill arrives, or to an actor that is dead already.
    expect(outcomes).toEqual(['"killed"', '"noproc"']);
  });

  test("become messages for an actor that traps exits", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      await trapExit(true);
      const worker = await spawn(() => receive("stop"));
      await link(worker);
      await exit(worker, "shutdown");
      report((await receive({ kind: "exit", pid: worker })).reason);
    });
    expect(outcomes).toEqual(['"shutdown"']);
  });

  test("that were undone carry nothing", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const main = self();
      const worker = await spawn(async () => {
        await link(main);
        await unlink(main);
        await exit("failed");
      });
      await join(worker);
      report(await isAlive(worker));
    });
    expect(outcomes).toEqual(["false"]);
  });
});

describe("a crash", () => {
  test("of an actor that nobody watches fails the execution with its error", async () => {
    const report = await explore(async () => {
      await spawn("worker", () => Promise.reject(new RangeError("lost")));
    });
    expect(report.verdict).toBe("violated");
    expect(report.counterexamples[0]?.error).toEqual(new RangeError("lost"));
    expect(report.counterexamples[0]?.signature).toContain("RangeError in main/worker");
  });

  test("of a monitored actor is its monitor's affair", async () => {
    const { outcomes } = await allSchedules(async (report) => {
      const worker = await spawn(async () => {
        await receive("go");
        throw new RangeError("lost");
      });
      await monitor(worker);
      await send(worker, "go");
      const { reason } = await receive({ kind: "down" });
      report(typeof reason === "object" ? reason.kind : reason);
    });
    expect(outcomes).toEqual(['"crashed"']);
  });

  test("by a failed assertion fails the execution whoever watches", async () => {
    const report = await explore(async () => {
      const worker = await spawn(async () => {
        await receive("go");
        assert.equal(1, 2);
      });
      await monitor(worker);
      await send(worker, "go");
      await receive({ kind: "down" });
    });
    expect(report.verdict).toBe("violated");
  });
});

test("a message to an actor that has exited is dropped", async () => {
  const { outcomes } = await allSchedules(async (report) => {
    const worker = await spawn(() => undefined);
    await join(worker);
    await send(worker, "anybody?");
    report(await isAlive(worker));
  });
  expect(outcomes).toEqual(["false"]);
});

describe.each(["pairwise", "instant"] as const)("an actor that its own step ends goes no further: %s", (signals) => {
  test.each<readonly [string, () => Promise<unknown>]>([
    ["by an exit signal to itself", () => exit(self(), "gone")],
    ["by a kill of itself", () => kill(self())],
  ])("%s", async (_how, end) => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const log: string[] = [];
        const worker = await spawn(async () => {
          const owned = table<string, number>();
          log.push("begins");
          await end();
          log.push("goes on");
          await owned.insert("key", 1);
        });
        await join(worker);
        report(log);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["begins"]']);
  });
});
