// Faults in a cluster: effects, budgets, shrinking, and the end of faults.

import {
  endFaults,
  explore,
  kill,
  now,
  pause,
  quiescence,
  receive,
  replay,
  send,
  spareFromFaults,
  trapExit,
} from "heddle";
import type { ExploreOptions } from "heddle";
import { Cluster, monitorNodes, NodeDown, trySend } from "heddle/cluster";
import type { NodeMessage } from "heddle/cluster";
import { describe, expect, test } from "vitest";

import { everyClass, everySchedule, sameOutcomes } from "../every-schedule.ts";
import type { Reporting } from "../every-schedule.ts";

/** An actor on one node sends two messages to one on another; reports the results and the received messages. */
const twoSends: Reporting = async (report) => {
  const cluster = await Cluster.start({ nodes: ["a", "b"] });
  const got: unknown[] = [];
  const sent: unknown[] = [];
  try {
    const receiver = await cluster.node("b").spawn(async () => {
      for (;;) got.push(await receive());
    });
    await cluster.node("a").spawn(async () => {
      sent.push(await trySend(receiver, 1), await trySend(receiver, 2), now());
    });
    await quiescence();
    report([sent, got]);
    await kill(receiver);
  } catch (error) {
    if (!(error instanceof NodeDown)) throw error;
    report("down");
  }
};

describe("a fault", () => {
  test.each<readonly [keyof NonNullable<ExploreOptions["faults"]>, readonly unknown[]]>([
    [
      "refuse",
      [
        [
          ["sent", "sent", 0],
          [1, 2],
        ],
        [["sent", "refused", 0], [1]],
        [["refused", "sent", 0], [2]],
      ],
    ],
    [
      "drop",
      [
        [
          ["sent", "sent", 0],
          [1, 2],
        ],
        [["sent", "sent", 0], [1]],
        [["sent", "sent", 0], [2]],
      ],
    ],
    [
      "skew",
      [0, -1000, -10, 10, 1000].map((clock) => [
        ["sent", "sent", clock],
        [1, 2],
      ]),
    ],
  ])("%s shows all that it can do, and only that", async (kind, expected) => {
    const outcomes = await sameOutcomes(twoSends, { faults: { [kind]: 1 }, signals: "instant" });

    expect(outcomes).toEqual(expected.map((outcome) => JSON.stringify(outcome)).toSorted());
  });

  test.each(["cut", "partition"] as const)(
    "%s loses signals until the nodes have noticed, and is healed",
    async (kind) => {
      const program: Reporting = async (report) => {
        const cluster = await Cluster.start({ nodes: ["a", "b"] });
        const got: unknown[] = [];
        const receiver = await cluster.node("b").spawn(async () => {
          await monitorNodes();
          for (;;) {
            const message = await receive();
            got.push(typeof message === "number" ? message : (message as NodeMessage).kind);
          }
        });
        await cluster.node("a").spawn(() => send(receiver, 1));
        await quiescence();
        report(got);
        await kill(receiver);
      };

      const { outcomes } = await everyClass(program, { faults: { [kind]: 1 }, signals: "instant" });

      const all = [[], ["nodeDown"], ["nodeDown", "nodeUp"], ["nodeUp"], [1]];
      const more = [
        [1, "nodeDown"],
        [1, "nodeDown", "nodeUp"],
        [1, "nodeUp"],
        ["nodeDown", "nodeUp", 1],
        ["nodeUp", 1],
      ];
      expect(outcomes).toEqual([...all, ...more].map((outcome) => JSON.stringify(outcome)).toSorted());
    },
  );

  test("restart boots the node again, whatever it interrupts, and crash does not", async () => {
    const program: Reporting = async (report) => {
      const log: string[] = [];
      await Cluster.start({
        nodes: ["a", "b"],
        boot: ({ incarnation, name }) => {
          log.push(`${name}${incarnation}`);
        },
      });
      await quiescence();
      report(log.toSorted());
    };

    const restarted = await sameOutcomes(program, { faults: { restart: 1 }, signals: "instant" });
    const crashed = await sameOutcomes(program, { faults: { crash: 1 }, signals: "instant" });

    expect(restarted).toEqual(['["a1","a2","b1"]', '["a1","b1","b2"]', '["a1","b1"]']);
    expect(crashed).toEqual(['["a1","b1"]']);
  });

  test("restart strikes again after the program has started the node before it would have been", async () => {
    const { classes, outcomes } = await everySchedule(
      async (report) => {
        const cluster = await Cluster.start({ nodes: ["a"] });
        const node = cluster.node("a");
        await node.restart();
        for (let count = 0; count < 2; count += 1) await pause();
        report([node.isUp, node.incarnation]);
      },
      { faults: { restart: 2 } },
    );

    expect(outcomes).toEqual(["[false,2]", "[false,3]", "[true,2]", "[true,3]", "[true,4]"]);
    expect(classes).toBe(35);
  });

  test("does not strike any more when faults have been ended, and what would follow has happened", async () => {
    const program: Reporting = async (report) => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      await endFaults();
      await quiescence();
      report([
        cluster.nodes.every(({ isUp }) => isUp),
        await cluster.node("a").run(() => trySend({ name: "x", node: "b" }, 1)),
      ]);
    };

    const options = { faults: { restart: 1, cut: 1 }, signals: "instant" } as const;
    const outcomes = await sameOutcomes(program, options, 6);

    expect(outcomes).toEqual(['[true,"sent"]']);
  });

  test("does not strike where it is spared", async () => {
    const program: Reporting = async (report) => {
      const cluster = await Cluster.start({
        nodes: ["a", "b"],
        spared: { nodes: ["a", "b"], links: [["a", "b"]] },
        boot: () => {
          spareFromFaults();
        },
      });
      let got: unknown;
      const receiver = await cluster.node("b").spawn(async () => {
        spareFromFaults();
        got = await receive();
      });
      await cluster.node("a").spawn(async () => {
        spareFromFaults();
        await send(receiver, 1);
      });
      await quiescence();
      report([got, cluster.nodes.map(({ incarnation, isUp }) => [incarnation, isUp])]);
    };

    const faults = { kill: 1, crash: 1, restart: 1, partition: 1, cut: 1, oneWay: 1, refuse: 1, drop: 1, skew: 1 };
    const outcomes = await sameOutcomes(program, { faults, signals: "instant" });

    expect(outcomes).toEqual(["[1,[[1,true],[1,true]]]"]);
  });

  test("that starts a node again while it is stopped leaves its new actors to live", async () => {
    const program: Reporting = async (report) => {
      const residents: { isTold: boolean }[] = [];
      const cluster = await Cluster.start({
        nodes: ["a"],
        boot: async (node) => {
          const resident = { isTold: false };
          residents.push(resident);
          await node.spawn("resident", async () => {
            await trapExit(true);
            await receive({ kind: "exit" });
            resident.isTold = true;
          });
        },
      });
      const [node] = cluster.nodes;
      await quiescence();
      await node?.stop();
      await quiescence();
      report([node?.isUp, node?.incarnation, residents.at(-1)?.isTold]);
    };

    const { outcomes } = await everyClass(program, { faults: { restart: 1 }, signals: "instant" });

    // The second incarnation never goes down without notifying its actors.
    expect(outcomes).toEqual(["[false,1,false]", "[false,1,true]", "[false,2,true]", "[true,2,false]"]);
  });

  test("is part of a counterexample, which replays, and is shrunk away where it is not needed", async () => {
    const program = async (): Promise<void> => {
      const cluster = await Cluster.start({ nodes: ["a", "b", "c"] });
      let hasArrived = false;
      const receiver = await cluster.node("b").spawn(async () => {
        await receive();
        hasArrived = true;
      });
      await cluster.node("a").spawn(() => send(receiver, 1));
      await quiescence();
      if (!hasArrived) throw new Error("the message was lost");
    };

    const report = await explore(program, {
      faults: { partition: 1, cut: 1, oneWay: 1, skew: 1 },
      seed: "shrink",
    });

    const [counterexample] = report.counterexamples;
    expect(counterexample?.deviations.length).toBe(1);
    const again = await replay(program, counterexample?.token ?? "");
    expect(String(again.outcome.kind === "violated" && again.outcome.error)).toBe("Error: the message was lost");
  });
});
