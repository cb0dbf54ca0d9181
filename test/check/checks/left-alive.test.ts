// Checks for actors that are left alive.

import { explore, join, monitor, receive, spawn, spawnLink } from "heddle";
import type { Check, Program } from "heddle";
import { noLeaks, noOrphans, RuleBroken } from "heddle/check";
import { GenServer } from "heddle/otp";
import { test as testOf } from "heddle/vitest";
import { describe, expect, test } from "vitest";

const idle = (): Promise<unknown> => GenServer.start({ init: () => ({ state: 0 }) });
const waiting = (): Promise<unknown> => spawn("child", () => receive("never"));

/** A parent that exits and the children it leaves behind; another actor provides a choice. */
function leaving(child: () => Promise<unknown>): Program {
  return async () => {
    const parent = await spawn("parent", async () => {
      await child();
    });
    await spawn("other", () => undefined);
    await join(parent);
  };
}

/** The message of each bug. */
async function told(program: Program, check: Check): Promise<readonly string[]> {
  const options = { strategy: "dpor", stopAfter: 9, shrink: false, checks: [check] } as const;
  const { counterexamples, exhausted, verdict } = await explore(program, options);
  expect(exhausted || verdict === "violated").toBe(true);
  return counterexamples.map(({ error }) => (error as Error).message);
}

describe("noLeaks", () => {
  test("fails when an actor is left that waits, and says in what", async () => {
    expect(await told(leaving(waiting), noLeaks())).toEqual([
      "noLeaks: main/parent/child left alive\nmain/parent/child waits in receive(child)",
    ]);
  });

  test("does not mind idle servers", async () => {
    expect(await told(leaving(idle), noLeaks())).toEqual([]);
  });

  test("has the rule and its place for a signature, and shrinks", async () => {
    const report = await explore(leaving(waiting), { strategy: "random", checks: [noLeaks()], shrink: 40 });
    const [found] = report.counterexamples;
    expect(found?.error).toBeInstanceOf(RuleBroken);
    expect(found?.signature).toMatch(/^noLeaks: main\/parent\/child left alive at left-alive\.test\.ts$/);
    expect(found?.deviations).toEqual([]);
  });
});

describe("noOrphans", () => {
  test("fails when an actor outlives its parent, an idle server too", async () => {
    expect(await told(leaving(waiting), noOrphans())).toEqual([
      "noOrphans: main/parent/child outlived\nmain/parent/child is alive, its parent main/parent has ended, and no actor is " +
        "linked to it or monitors it",
    ]);
    const [server] = await told(leaving(idle), noOrphans());
    expect(server).toContain("main/parent/actor-1 is an idle server, its parent main/parent has ended");
  });

  test("does not mind what the main actor spawned", async () => {
    const program = async (): Promise<void> => {
      await idle();
      await Promise.all([spawn("one", () => receive("never")), spawn("two", () => undefined)]);
    };
    expect(await told(program, noOrphans())).toEqual([]);
  });

  test("does not mind who is linked with a living actor, or monitored by one", async () => {
    const linked = leaving(() =>
      spawn("guardian", async () => {
        await spawnLink("child", () => receive("never"));
        await receive("never");
      }),
    );
    const monitored = leaving(async () => {
      const child = await spawn("child", () => receive("never"));
      await spawn("watcher", async () => {
        await monitor(child);
        await receive("never");
      });
    });
    expect(await told(linked, noOrphans({ except: ["main/parent/guardian"] }))).toEqual([]);
    const [left] = await told(monitored, noOrphans());
    expect(left).toMatch(/^noOrphans: main\/parent\/watcher outlived\n/);
  });

  test("spares whom it is told to, with all below them", async () => {
    expect(await told(leaving(waiting), noOrphans({ except: ["main/parent"] }))).toEqual([]);
    expect(await told(leaving(waiting), noOrphans({ except: [/child$/] }))).toEqual([]);
    expect(await told(leaving(waiting), noOrphans({ except: ["main/par"] }))).toHaveLength(1);
  });

  test("takes a list of paths and patterns only", () => {
    const wrong = expect.objectContaining({ name: "UsageError", code: "invalid-option" });
    expect(() => noOrphans({ except: [1 as never] })).toThrow(wrong);
    expect(() => noOrphans({ except: "main/parent" as never })).toThrow(wrong);
  });
});

describe("as tests of vitest", () => {
  testOf.explore.fails("a leak fails", { checks: [noLeaks()], executions: 20, shrink: 5 }, leaving(waiting));
  testOf.explore("a leak that is no orphan passes", { checks: [noOrphans()], executions: 20 }, async () => {
    await Promise.all([spawn("one", () => receive("never")), spawn("two", () => undefined)]);
  });
});
