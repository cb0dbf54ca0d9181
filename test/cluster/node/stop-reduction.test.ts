// A node that stops while its actors act: whom the stop waits for depends on who is alive.

import { explore, send, self } from "heddle";
import { Cluster } from "heddle/cluster";
import { expect, test } from "vitest";

test.each(["pairwise", "instant"] as const)(
  "a node stops while actors on it send, under a reduction: %s",
  async (signals) => {
    const report = await explore(
      async () => {
        const cluster = await Cluster.start({ nodes: ["a"] });
        const main = self();
        await cluster.node("a").spawn("talker", () => send(main, "hello"));
        await cluster.node("a").spawn("listener", () => send(main, "again"));
        await cluster.node("a").stop();
      },
      { strategy: "dpor", executions: 20_000, signals },
    );

    expect(report).toMatchObject({ verdict: "passed", exhausted: true });
  },
);
