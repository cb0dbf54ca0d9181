// Monitoring by a registered name.

import { exit, explore, join, receive, send, spawn } from "heddle";
import type { DownMessage, Pid } from "heddle";
import { Cluster, monitorName, registerName } from "heddle/cluster";
import type { ClusterNode } from "heddle/cluster";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";

/** Holds the name `db` on a node until it is asked to end. */
async function holder(node: ClusterNode, reason: string): Promise<Pid> {
  const ready = await node.spawn(async () => {
    await registerName("db");
    await receive("end");
    await exit(reason);
  });
  return ready;
}

const textOf = ({ name, node, pid, reason }: DownMessage, of: Pid): unknown => [name, node, pid === of, reason];

describe.each(["pairwise", "instant"] as const)("a monitor of a name: %s", (signals) => {
  test("tells once, with name and node, when who held it has exited, whoever holds it then", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        const node = (await Cluster.start({ nodes: ["a"] })).node("a");
        const first = await holder(node, "broken");
        const down = await node.run(async () => {
          for (let isHeld = false; !isHeld;) isHeld = !(await registerName("db"));
          await monitorName("db");
          await send(first, "end");
          await join(first);
          await registerName("db");
          return [await receive<DownMessage>({ kind: "down" }), await receive(undefined, { timeout: 10 })] as const;
        });
        report([textOf(down[0], first), down[1]]);
      },
      { signals, time: "lazy", maxSteps: 60 },
    );
    expect(outcomes.filter((outcome) => outcome.startsWith("["))).toEqual(['[["db","a",true,"broken"],null]']);
  });

  test("tells at once when nobody holds it", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        await Cluster.start({ nodes: ["a"] });
        const ref = await monitorName({ name: "db", node: "a" });
        const { name, node, reason, ref: told } = await receive<DownMessage>({ kind: "down" });
        report([name, node, reason, told === ref]);
      },
      { signals },
    );
    expect(outcomes).toEqual(['["db","a","noproc",true]']);
  });
});

test("a name on another node is refused", async () => {
  const report = await explore(
    async () => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      await cluster.node("a").run(() => monitorName({ name: "db", node: "b" }));
    },
    { executions: 1 },
  );
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "remote-actor" });
});

test("an actor on no node names the node", async () => {
  const report = await explore(
    async () => {
      await Cluster.start({ nodes: ["a"] });
      await spawn(() => monitorName("db"));
    },
    { executions: 1 },
  );
  expect(report.counterexamples[0]?.error).toMatchObject({ code: "no-node" });
});
