// A connection attempt depends on whether the other node is up.

import { join, quiescence } from "heddle";
import { Cluster, connectNode, disconnectNode } from "heddle/cluster";
import { expect, test } from "vitest";

import { everySchedule } from "../every-schedule.ts";

test.each([["crash"], ["restart"]] as const)(
  "connectNode comes before or after a %s of the other node",
  async (what) => {
    const shown = await everySchedule(async (report) => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      const [a, b] = [cluster.node("a"), cluster.node("b")];
      await a.run(() => disconnectNode("b"));
      await quiescence();
      if (what === "restart") await b.crash();
      let isConnected: boolean | undefined;
      const asker = await a.spawn(async () => {
        isConnected = await connectNode("b");
      });
      await b[what]();
      await join(asker);
      report(isConnected);
    });

    expect([shown.classes, shown.outcomes]).toEqual([2, ["false", "true"]]);
  },
);
