// Actors that share the queue to another node: what they send at their ends, which no operation declares, is in order.

import { expect, test } from "vitest";

import { monitor, receive } from "heddle";
import type { DownMessage } from "heddle";
import { Cluster } from "heddle/cluster";

import { reduce } from "../strategy/exhaustive/dpor/reduce.ts";
import { allClasses } from "./all-classes.ts";

/** One actor monitors two on another node, which end, and says whose end it hears of first. */
async function firstDown(report: (outcome: unknown) => void): Promise<void> {
  const { a, b } = await nodes();
  const one = await a.spawn("one", async () => undefined);
  const other = await a.spawn("other", async () => undefined);
  await b.spawn("observer", async () => {
    await monitor(one);
    await monitor(other);
    const { pid } = await receive<DownMessage>({ kind: "down" });
    report(pid === one);
  });
}

async function nodes(): Promise<Record<"a" | "b", ReturnType<Cluster["node"]>>> {
  const cluster = await Cluster.start({ nodes: ["a", "b"], order: "nodes" });
  return { a: cluster.node("a"), b: cluster.node("b") };
}

test.each([
  { signals: "instant", classes: 6 },
  { signals: "pairwise", classes: 8 },
] as const)("either of two ends is told first: signals are $signals", async ({ classes, signals }) => {
  const all = await allClasses(firstDown, { signals });
  const { classes: reduced, outcomes } = await reduce(firstDown, { signals });
  expect(all).toMatchObject({ classes, outcomes: ["[false]", "[true]"] });
  expect({ classes: reduced, outcomes }).toEqual({ classes, outcomes: ["false", "true"] });
});
