// Signals between nodes, their order, and their loss with a connection: every schedule of small programs.

import { demonitor, exit, join, kill, link, monitor, pause, quiescence, receive, send, trapExit } from "heddle";
import type { Pid } from "heddle";
import { Cluster, connectNode, disconnectNode, monitorNodes, nodes, trySend } from "heddle/cluster";
import type { DeliveryOrder } from "heddle/cluster";
import { GenServer } from "heddle/otp";
import type { CallFailed, ServerModule, ServerRef } from "heddle/otp";
import { describe, expect, test } from "vitest";

import { everyClass, everySchedule } from "../every-schedule.ts";
import type { Reporting } from "../every-schedule.ts";

const ORDERS: readonly DeliveryOrder[] = ["nodes", "actors"];

/** The messages that an actor has received, node messages by their kind. */
async function collect(into: unknown[]): Promise<never> {
  for (;;) {
    const message = await receive();
    into.push(typeof message === "object" && message !== null && "kind" in message ? message.kind : message);
  }
}

describe.each(ORDERS)("with order among %s", (order) => {
  const start = (...names: readonly string[]): Promise<Cluster> => Cluster.start({ nodes: names, order });

  test("messages of one actor arrive in the order in which they were sent", async () => {
    const shown = await everySchedule(async (report) => {
      const cluster = await start("a", "b");
      const got: unknown[] = [];
      const receiver = await cluster.node("b").spawn(async () => {
        got.push(await receive(), await receive());
      });
      await cluster.node("a").spawn(async () => {
        await send(receiver, 1);
        await send(receiver, 2);
      });
      await join(receiver);
      report(got);
    });

    expect(shown).toEqual({ schedules: 126, classes: 1, outcomes: ["[1,2]"] });
  });

  test("messages of two actors of one node arrive in either order", async () => {
    const shown = await everySchedule(async (report) => {
      const cluster = await start("a", "b");
      const got: unknown[] = [];
      const receiver = await cluster.node("b").spawn(async () => {
        got.push(await receive(), await receive());
      });
      for (const name of ["one", "other"]) await cluster.node("a").spawn(name, () => send(receiver, name));
      await join(receiver);
      report(got);
    });

    expect([shown.classes, shown.outcomes]).toEqual([2, ['["one","other"]', '["other","one"]']]);
  });

  test("a message that goes round by a third node may be the faster one", async () => {
    const shown = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b", "c");
        const got: unknown[] = [];
        const receiver = await cluster.node("c").spawn(async () => {
          got.push(await receive(), await receive());
        });
        const relay = await cluster.node("b").spawn(async () => {
          await receive();
          await send(receiver, "round");
        });
        await cluster.node("a").spawn(async () => {
          await send(receiver, "straight");
          await send(relay, "go");
        });
        await join(receiver);
        report(got);
      },
      { signals: "instant" },
    );

    expect([shown.classes, shown.outcomes]).toEqual([2, ['["round","straight"]', '["straight","round"]']]);
  });

  test("a cut loses what is under way, and what is sent before it is noticed", async () => {
    const shown = await everySchedule(lostByCut(start, false), { signals: "instant" });

    expect(shown).toEqual({
      schedules: 6_967,
      classes: 12,
      outcomes: ["[]", "[1]", "[1,2]", '["nodeDown"]', '[1,"nodeDown"]', '[1,2,"nodeDown"]'].toSorted(),
    });
  });

  test("nothing is lost between two messages that arrive, unless the node was told between them", async () => {
    const { classes, outcomes } = await everyClass(lostByCut(start, true));
    const gaps = outcomes.filter((outcome) => outcome.includes("2") && !outcome.includes("1"));

    expect(classes).toBe(order === "nodes" ? 45 : 84);
    expect(gaps.filter((outcome) => !outcome.includes("node"))).toEqual(["[2]"]);
  });

  test("a monitor of another node tells how its target ended, or that contact was lost", async () => {
    const { classes, outcomes } = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b");
        const target = await cluster.node("b").spawn(async () => {
          await receive();
        });
        let reason: unknown;
        const watcher = await cluster.node("a").spawn(async () => {
          await monitor(target);
          ({ reason } = await receive({ kind: "down" }));
        });
        await send(target, "end");
        await cluster.cut("a", "b");
        await join(watcher);
        report(reason);
      },
      { signals: "instant" },
    );

    expect([classes, outcomes]).toEqual([8, ['"noconnection"', '"noproc"', '"normal"']]);
  });

  test("a monitor that is taken back tells nothing, unless it has told already", async () => {
    const { classes, outcomes } = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b");
        const target = await cluster.node("b").spawn(async () => {
          await receive();
        });
        const watcher = await cluster.node("a").spawn(async () => {
          await demonitor(await monitor(target));
          const down = await receive({ kind: "down" }, { timeout: 10 });
          report(down?.reason ?? "nothing");
        });
        await send(target, "end");
        await join(watcher);
      },
      { signals: "instant" },
    );

    expect([classes, outcomes]).toEqual([6, ['"noproc"', '"normal"', '"nothing"']]);
  });

  test("a link ends both, or neither knows of the other any more", async () => {
    const shown = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b");
        let heard: unknown = "nothing";
        const other = await cluster.node("b").spawn(async () => {
          await trapExit(true);
          ({ reason: heard } = await receive({ kind: "exit" }));
        });
        await cluster.node("a").spawn(async () => {
          await trapExit(true);
          await link(other);
          await exit("gone");
        });
        await quiescence();
        report(heard);
        await kill(other);
      },
      { signals: "instant" },
    );

    expect(shown.outcomes).toEqual(['"gone"', '"nothing"']);
  });

  test("a call fails when contact is lost before the reply", async () => {
    const shown = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b");
        const server = await serverOn(cluster, "b");
        let outcome: unknown;
        const client = await cluster.node("a").spawn(async () => {
          outcome = await GenServer.call(server, "count").catch(({ reason }: CallFailed) => reason);
        });
        await cluster.cut("a", "b");
        await cluster.heal();
        await join(client);
        report(outcome);
      },
      { signals: "instant" },
    );

    expect([shown.classes, shown.outcomes]).toEqual([8, ['"noconnection"', "1"]]);
  });

  test("a node takes another for connected until it has noticed", async () => {
    const shown = await everySchedule(async (report) => {
      const cluster = await start("a", "b");
      const seen: (readonly string[])[] = [];
      const looker = await cluster.node("a").spawn(async () => {
        seen.push(nodes());
        await pause();
        seen.push(nodes());
      });
      await cluster.cut("a", "b");
      await join(looker);
      report(seen);
    });

    expect([shown.classes, shown.outcomes]).toEqual([2, ['[["b"],["b"]]', '[["b"],[]]']]);
  });

  test("a node that breaks a connection knows at once, and connects again when it wants", async () => {
    const shown = await everySchedule(
      async (report) => {
        const cluster = await start("a", "b");
        const got: unknown[] = [];
        const receiver = await cluster.node("b").spawn(() => collect(got));
        const answers: unknown[] = [];
        await cluster.node("a").run(async () => {
          answers.push(await trySend(receiver, 1));
          await disconnectNode("b");
          answers.push(await trySend(receiver, 2), await connectNode("b"), await trySend(receiver, 3));
        });
        await quiescence();
        report([answers, got]);
        await kill(receiver);
      },
      { signals: "instant" },
    );

    const answers = '["sent","disconnected",true,"sent"]';
    expect(shown.outcomes).toEqual([`[${answers},[1,3]]`, `[${answers},[3]]`]);
  });
});

test("with order among nodes all that a node has sent comes before the word of its loss", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const got: unknown[] = [];
    const receiver = await cluster.node("b").spawn(async () => {
      await monitorNodes();
      await collect(got);
    });
    await cluster.node("a").spawn(() => send(receiver, 1));
    await cluster.cut("a", "b");
    await quiescence();
    report(got);
    await kill(receiver);
  });

  expect(outcomes).toEqual(["[]", "[1]", '["nodeDown"]', '[1,"nodeDown"]'].toSorted());
});

test("a cut in one direction is noticed by both nodes, and actors of both are told", async () => {
  const { outcomes } = await everyClass(
    async (report) => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      const told: unknown[] = [];
      for (const name of ["a", "b"]) {
        await cluster.node(name).run(async () => {
          await cluster.node(name).spawn(async () => {
            await monitorNodes();
            await receive();
            told.push(name);
          });
        });
      }
      await quiescence();
      await cluster.cut("a", "b", { oneWay: true });
      await quiescence();
      report(told);
    },
    { signals: "instant" },
  );

  // The other node notices it first. Who takes its message first is open: these steps write an array that they share.
  expect(outcomes).toEqual(['["a","b"]', '["b","a"]']);
});

const counter: ServerModule<{ call: { request: "count"; reply: number } }, number> = {
  init: () => ({ state: 0 }),
  handleCall: (_request, _from, count) => ({ reply: count + 1, state: count + 1 }),
};

function serverOn(cluster: Cluster, name: string): Promise<ServerRef<{ call: { request: "count"; reply: number } }>> {
  return cluster.node(name).run(() => GenServer.start(counter));
}

/** One actor sends two messages to another while the link is cut and possibly healed. */
function lostByCut(start: (...names: readonly string[]) => Promise<Cluster>, isMended: boolean): Reporting {
  return async (report) => {
    const cluster = await start("a", "b");
    const got: unknown[] = [];
    const receiver: Pid = await cluster.node("b").spawn(async () => {
      await monitorNodes();
      await collect(got);
    });
    await cluster.node("a").spawn(async () => {
      await send(receiver, 1);
      await send(receiver, 2);
    });
    await cluster.cut("a", "b");
    if (isMended) await cluster.heal();
    await quiescence();
    report(got);
    await kill(receiver);
  };
}
