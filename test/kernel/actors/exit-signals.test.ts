// Exit signals and links as in Erlang: which reasons mean something else, and links to actors that have exited.

import assert from "node:assert/strict";

import {
  exit,
  isAlive,
  join,
  kill,
  link,
  monitor,
  pause,
  receive,
  self,
  send,
  spawn,
  spawnLink,
  trapExit,
  unlink,
} from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import { LinkFailed } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";

describe.each(["pairwise", "instant"] as const)("a link to an actor that has exited: %s", (signals) => {
  const linking = async (act: (dead: Pid) => Promise<unknown>): Promise<readonly string[]> => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const dead = await spawn(() => undefined);
        await join(dead);
        const log: unknown[] = [];
        const worker = await spawn(async () => {
          log.push(await act(dead));
        });
        report([await join(worker), log]);
      },
      { signals },
    );
    return outcomes;
  };

  test("throws at once, and uncaught ends who makes it with the reason noproc", async () => {
    expect(await linking(async (dead) => link(dead))).toEqual(['["noproc",[]]']);
  });

  test("throws an error that can be caught, and nothing follows", async () => {
    const outcomes = await linking(async (dead) => {
      const error: unknown = await link(dead).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof LinkFailed);
      return [error.reason, await receive(undefined, { timeout: 10 })];
    });
    expect(outcomes).toEqual(['["normal",[["noproc",null]]]']);
  });

  test("sends an EXIT to who traps exits", async () => {
    const outcomes = await linking(async (dead) => {
      await trapExit(true);
      await link(dead);
      return (await receive({ kind: "exit", pid: dead })).reason;
    });
    expect(outcomes).toEqual(['["normal",["noproc"]]']);
  });

  test("holds for who is linked until the EXIT arrives", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        await trapExit(true);
        const worker = await spawnLink(() => receive("stop"));
        await send(worker, "stop");
        await join(worker);
        await link(worker);
        const reasons = [(await receive({ kind: "exit" })).reason];
        const second = await receive({ kind: "exit" }, { timeout: 10 });
        if (second !== undefined) reasons.push(second.reason);
        report(reasons);
      },
      { signals, time: "lazy" },
    );
    const arrived = '["normal","noproc"]';
    expect(outcomes).toEqual(signals === "instant" ? [arrived] : [arrived, '["normal"]']);
  });
});

test("a link to an actor that still exits holds, and is answered at the end of the exit", async () => {
  const { outcomes } = await allSchedules(
    async (report) => {
      const ending = await spawn(async () => {
        table<string, number>("sessions");
        await pause();
      });
      const log: unknown[] = [];
      const worker = await spawn(async () => {
        await link(ending).catch((error: unknown) => log.push((error as LinkFailed).reason));
        log.push("goes on");
        await receive("never", { timeout: 10 });
      });
      await join(ending);
      report([await join(worker), log]);
    },
    { time: "lazy" },
  );
  expect(outcomes).toEqual(['["noproc",["goes on"]]', '["normal",["goes on"]]', '["normal",["noproc","goes on"]]']);
});

describe.each(["pairwise", "instant"] as const)("an exit signal with a reason of its own meaning: %s", (signals) => {
  /** How an actor ends that is passed a signal, and the EXIT that it received. */
  const ending = async (isTrapping: boolean, act: (worker: Pid) => Promise<unknown>): Promise<readonly string[]> => {
    const { outcomes } = await allSchedules(
      async (report) => {
        let received: unknown;
        const worker = await spawn(async () => {
          await trapExit(isTrapping);
          await receive("begin");
          received = (await receive({ kind: "exit" }, { timeout: 10 }))?.reason;
        });
        await send(worker, "begin");
        await act(worker);
        report([await join(worker), received]);
      },
      { signals, time: "lazy" },
    );
    return outcomes;
  };

  test.each([true, false])("kill ends the receiver, whether it traps exits or not: %s", async (isTrapping) => {
    expect(await ending(isTrapping, async (worker) => exit(worker, "kill"))).toEqual(['["killed",null]']);
  });

  test("killed is an ordinary reason", async () => {
    expect(await ending(false, async (worker) => exit(worker, "killed"))).toEqual(['["killed",null]']);
    expect(await ending(true, async (worker) => exit(worker, "killed"))).toContain('["normal","killed"]');
  });

  test("the exit kill of a linked actor is an ordinary reason", async () => {
    const linked = async (worker: Pid): Promise<unknown> =>
      spawn(async () => {
        await link(worker);
        await exit("kill");
      });
    expect(await ending(false, linked)).toEqual(['["kill",null]']);
    expect(await ending(true, linked)).toContain('["normal","kill"]');
  });

  test("normal of another actor is ignored or a message", async () => {
    expect(await ending(false, async (worker) => exit(worker, "normal"))).toEqual(['["normal",null]']);
    expect(await ending(true, async (worker) => exit(worker, "normal"))).toContain('["normal","normal"]');
  });

  test.each(["normal", "shutdown"])(
    "to oneself the reason %s ends the actor, unless it traps exits",
    async (reason) => {
      for (const isTrapping of [false, true]) {
        const { outcomes } = await allSchedules(
          async (report) => {
            const log: unknown[] = [];
            const worker = await spawn(async () => {
              await trapExit(isTrapping);
              await exit(self(), reason);
              log.push((await receive({ kind: "exit", pid: self() })).reason);
            });
            report([await join(worker), log]);
          },
          { signals },
        );
        expect(outcomes).toEqual([isTrapping ? `["normal",["${reason}"]]` : `["${reason}",[]]`]);
      }
    },
  );

  test("kill to oneself cannot be trapped", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const worker = await spawn(async () => {
          await trapExit(true);
          await exit(self(), "kill");
          await receive({ kind: "exit" });
        });
        report(await join(worker));
      },
      { signals },
    );
    expect(outcomes).toEqual(['"killed"']);
  });
});

describe.each(["pairwise", "instant"] as const)("whether an actor is alive: %s", (signals) => {
  test("is answered with no only after its DOWN, its EXIT and the end of its tables", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        await trapExit(true);
        let rows = table<string, number>("sessions");
        const owner = await spawnLink(async () => {
          rows = table<string, number>("sessions");
          await rows.insert("key", 1);
          await receive("stop");
        });
        await monitor(owner);
        await send(owner, "stop");
        if (await isAlive(owner)) return report("alive");
        const down = await receive({ kind: "down" }, { timeout: 0 });
        const exited = await receive({ kind: "exit" }, { timeout: 0 });
        const isGone = await rows.get("key").then(
          () => false,
          () => true,
        );
        return report([down?.reason, exited?.reason, isGone]);
      },
      { signals, time: "lazy" },
    );
    expect(outcomes).toEqual(['"alive"', '["normal","normal",true]']);
  });

  test("is asked after all that the caller has sent before", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const worker = await spawn(() => receive("never"));
        const other = await spawn(() => receive("never"));
        await kill(worker);
        await exit(other, "shutdown");
        report([await isAlive(worker), await isAlive(other), await isAlive(self())]);
      },
      { signals },
    );
    expect(outcomes).toEqual(["[false,false,true]"]);
  });

  test("is answered after what the actor has sent to the caller before", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const main = self();
        const worker = await spawn(async () => {
          await send(main, "last words");
        });
        await pause();
        if (!(await isAlive(worker))) report(await receive("last words", { timeout: 0 }));
      },
      { signals, time: "lazy" },
    );
    expect(outcomes).toEqual(['"last words"', "undefined"]);
  });

  test("is answered to an actor whose wait ends otherwise, without effect", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const worker = await spawn(() => receive("never"));
        const asking = await spawn(async () => {
          await isAlive(worker);
          await receive("never");
        });
        await kill(asking);
        report([await join(asking), await isAlive(worker)]);
        await kill(worker);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["killed",true]']);
  });
});

describe("a link is a signal", () => {
  test("who exits before it arrives, by what was sent before, has been linked to nobody", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const target = await spawn(() => receive("never", { timeout: 10 }));
        const linking = await spawn(async () => {
          await exit(target, "boom");
          await link(target);
          await receive("never", { timeout: 10 });
        });
        report([await join(target), await join(linking)]);
      },
      { time: "lazy" },
    );
    // With the reason of the exit it would have arrived before a signal that was sent first.
    expect(outcomes).toEqual(['["boom","noproc"]']);
  });

  test("who is linked removes only a link of which it has heard", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const target: Pid = await spawn(async () => {
          const other = await receive<{ readonly pid: Pid }>();
          await unlink(other.pid);
          await exit("boom");
        });
        const linking = await spawn(async () => {
          await link(target).catch(() => exit("raised"));
          await receive("never", { timeout: 10 });
        });
        await send(target, { pid: linking });
        report(await join(linking));
      },
      { time: "lazy" },
    );
    expect(outcomes).toEqual(['"boom"', '"noproc"', '"normal"', '"raised"']);
  });

  test("two that link each other at once are linked", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const mate = await spawn(async () => {
          const other = await receive<{ readonly pid: Pid }>();
          await link(other.pid);
          await receive("never", { timeout: 10 });
        });
        const own = await spawn(async () => {
          await receive("begin");
          await link(mate);
          await receive("never", { timeout: 20 });
          await exit("boom");
        });
        await send(mate, { pid: own });
        await send(own, "begin");
        await exit(mate, "normal");
        report([await join(mate), await join(own)]);
      },
      { time: "lazy", maxSteps: 200 },
    );
    expect(outcomes).toEqual(['["normal","boom"]']);
  });
});
