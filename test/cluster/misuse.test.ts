// Usage errors of a cluster and their messages.

import { explore, isAlive, join, receive, UsageError } from "heddle";
import type { Pid } from "heddle";
import { Cluster, monitorNodes, registerName, sendTo, whereisName } from "heddle/cluster";
import type { ClusterNode, ClusterOptions } from "heddle/cluster";
import { Registry } from "heddle/registry";
import { expect, test } from "vitest";

/** The code and the message of the error that `program` fails with. */
async function failureOf(program: () => Promise<unknown>): Promise<readonly [code: string, message: string]> {
  let failure: readonly [string, string] = ["none", ""];
  const report = await explore(
    async () => {
      try {
        await program();
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        failure = [error.code, error.message];
      }
    },
    { executions: 1, shrink: false },
  );
  for (const { error } of report.counterexamples) throw error;
  return failure;
}

function startWith(options: unknown): () => Promise<unknown> {
  return () => Cluster.start(options as ClusterOptions);
}

/** Starts two nodes and runs a function on the first. */
function onNode(code: (node: ClusterNode, cluster: Cluster) => unknown): () => Promise<unknown> {
  return async () => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const [node] = cluster.nodes;
    return node?.run(() => code(node, cluster));
  };
}

test.each([
  ["no node", { nodes: [] }, "invalid-option", "nodes must be a list of distinct names, at least one, but is []."],
  ["a node twice", { nodes: ["a", "a"] }, "invalid-option", "nodes must be a list of distinct names"],
  ["a name that is no text", { nodes: [1] }, "invalid-option", "nodes must be a list of distinct names"],
  [
    "another order",
    { nodes: ["a"], order: "chaos" },
    "invalid-option",
    'order must be "nodes" or "actors", but is "chaos".',
  ],
  ["a boot that is no function", { nodes: ["a"], boot: 1 }, "invalid-option", "boot must be a function"],
  [
    "something spared that is none",
    { nodes: ["a"], spared: { links: ["a"] } },
    "invalid-option",
    "spared must name nodes and links",
  ],
  ["a spared node that is none", { nodes: ["a"], spared: { nodes: ["z"] } }, "unknown-node", 'no node "z"'],
  ["an unknown option", { nodes: ["a"], sizes: 1 }, "unknown-option", 'Unknown option "sizes" of Cluster.start.'],
])("a cluster with %s is refused", async (_what, options, code, message) => {
  const failure = await failureOf(startWith(options));

  expect(failure).toEqual([code, expect.stringContaining(message)]);
});

test.each<readonly [string, () => Promise<unknown>, string, string]>([
  [
    "a second cluster",
    async () => {
      await Cluster.start({ nodes: ["a"] });
      await Cluster.start({ nodes: ["b"] });
    },
    "second-cluster",
    "The program has started a cluster already",
  ],
  ["a node that does not exist", onNode((_node, cluster) => cluster.cut("a", "z")), "unknown-node", 'no node "z"'],
  [
    "a partition with one side",
    onNode((_node, cluster) => cluster.partition(["a", "b"])),
    "invalid-option",
    "nodes on both sides",
  ],
  ["a link of a node with itself", onNode((_node, cluster) => cluster.cut("a", "a")), "not-two-nodes", "twice"],
  [
    "a spawn on another node",
    onNode((_node, cluster) => cluster.node("b").spawn(() => undefined)),
    "remote-node",
    "cannot spawn actors on node b",
  ],
  ["node messages outside of all nodes", () => monitorNodes(), "no-node", "runs on none"],
  ["a name outside of all nodes", () => registerName("x"), "no-node", "runs on none"],
  ["a question for a name outside", () => Promise.resolve(whereisName("x")), "no-node", "runs on none"],
  ["an empty name", onNode(() => registerName("")), "invalid-name", "must be a non-empty string"],
  [
    "a send to a node without a cluster",
    () => sendTo({ name: "x", node: "a" }, 1),
    "no-cluster",
    "has not started a cluster",
  ],
  [
    "a node's body that is no function",
    onNode((node) => node.spawn("x", 1 as never)),
    "no-body",
    "takes an optional name",
  ],
  ["a stop from inside", onNode((node) => node.stop()), "inside-node", "stop of node a waits for actors there"],
  [
    "a restart of another node",
    onNode((_node, cluster) => cluster.node("b").restart()),
    "inside-node",
    "restart of node b waits for actors there, but the caller main/a/run runs on node a",
  ],
  [
    "a side that is no list",
    onNode((_node, cluster) => cluster.partition("a" as never)),
    "invalid-option",
    'must be a list of node names, but is "a"',
  ],
  [
    "an option that a cut does not have",
    onNode((_node, cluster) => cluster.cut("a", "b", { oneway: true } as never)),
    "unknown-option",
    'Unknown option "oneway" of cluster.cut. The options are oneWay.',
  ],
  [
    "a healing with one end",
    onNode((_node, cluster) => cluster.heal("a", undefined as never)),
    "unknown-node",
    'no node ""',
  ],
  ["a refusal of -1 sends", onNode((_node, cluster) => cluster.refuse("a", "b", -1)), "invalid-option", "but is -1"],
  [
    "a refusal of NaN sends",
    onNode((_node, cluster) => cluster.refuse("a", "b", Number.NaN)),
    "invalid-option",
    "is NaN",
  ],
  ["a clock that is no number", onNode((node) => node.skew(Number.NaN)), "invalid-delay", "skew takes a number"],
])("%s is refused", async (_what, program, code, message) => {
  const failure = await failureOf(program);

  expect(failure).toEqual([code, expect.stringContaining(message)]);
});

test.each<readonly [string, (pid: Pid) => Promise<unknown>]>([
  ["isAlive", isAlive],
  ["join", join],
])("%s of an actor of another node is refused", async (name, ask) => {
  const failure = await failureOf(async () => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const far = await cluster.node("b").spawn(() => receive());
    await cluster.node("a").run(() => ask(far));
  });

  expect(failure).toEqual([
    "remote-actor",
    expect.stringContaining(`${name} requires a local actor, but main/b/actor-1 runs on the node b`),
  ]);
});

test("a registry of another node takes no registration: it would have to see its owner's end", async () => {
  const failure = await failureOf(async () => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const registry = await cluster.node("a").run(() => Registry.start({ architecture: "shared" }));
    await cluster.node("b").run(() => registry.register("key", 1));
  });

  expect(failure[0]).toBe("remote-actor");
});
