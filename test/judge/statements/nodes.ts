// Statements on a cluster of two nodes, and on registries. They do nothing where the program has none.

import { self, spawnLink } from "heddle";
import {
  connectNode,
  disconnectNode,
  monitorName,
  monitorNodes,
  nodes,
  registerName,
  sendTo,
  thisNode,
  trySend,
  whereisName,
} from "heddle/cluster";
import type { Cluster } from "heddle/cluster";

import { pidOf } from "./world.ts";
import type { Handlers, World } from "./world.ts";

/** The names of the nodes. */
export type Place = "a" | "b";

/** On nodes and registries. Those on nodes are for actors on a node, those on the cluster for any. */
export type NodeStatement =
  | {
      readonly do:
        | "nodes"
        | "monitorNodes"
        | "thisNode"
        | "connect"
        | "disconnect"
        | "registerName"
        | "whereisName"
        | "monitorName";
    }
  | { readonly do: "sendTo"; readonly node: Place; readonly message: number }
  | { readonly do: "trySend"; readonly to: number; readonly message: number }
  | { readonly do: "cut"; readonly isOneWay: boolean }
  | { readonly do: "partition" | "heal" | "refuse" }
  | { readonly do: "crash" | "restart" | "stopNode" | "skew" | "isUp" | "runOn"; readonly node: Place }
  | { readonly do: "register" | "lookup" | "unregister"; readonly key: number }
  | { readonly do: "registered" };

/** What they do. */
export const NODES: Handlers<NodeStatement> = {
  nodes: () => nodes(),
  monitorNodes: () => monitorNodes(),
  thisNode: () => thisNode(),
  connect: () => connectNode(other()),
  disconnect: () => disconnectNode(other()),
  registerName: () => registerName("name"),
  whereisName: () => whereisName("name"),
  async monitorName(_world, me) {
    me.monitors.push(await monitorName("name"));
  },
  sendTo: (_world, _me, { message, node }) => sendTo({ name: "name", node }, message),
  trySend: (world, me, { message, to }) => trySend(pidOf(world, me, to), message),
  cut: inCluster((cluster, { isOneWay }) => cluster.cut("a", "b", { oneWay: isOneWay })),
  partition: inCluster((cluster) => cluster.partition(["a"])),
  heal: inCluster((cluster) => cluster.heal()),
  refuse: inCluster((cluster) => cluster.refuse("a", "b")),
  crash: inCluster((cluster, { node }) => cluster.node(node).crash()),
  restart: inCluster((cluster, { node }) => cluster.node(node).restart()),
  stopNode: inCluster((cluster, { node }) => cluster.node(node).stop()),
  skew: inCluster((cluster, { node }) => cluster.node(node).skew(2)),
  isUp: inCluster((cluster, { node }) => cluster.node(node).isUp),
  runOn: inCluster((cluster, { node }) => cluster.node(node).run(() => nodes())),
  async register({ names, registry, reki }, { log }, { key }) {
    if (registry !== undefined) return (await registry.register(key, log.length)).kind;
    if (names !== undefined) return names.register(`name ${key}`, self());
    return reki?.lookupOrStart(key, () => spawnLink(() => new Promise<void>(() => undefined)));
  },
  lookup: ({ names, registry, reki }, _me, { key }) =>
    registry?.lookup(key) ?? names?.whereis(`name ${key}`) ?? reki?.lookup(key),
  unregister: ({ names, registry, reki }, _me, { key }) =>
    registry?.unregister(key) ?? names?.unregister(`name ${key}`) ?? reki?.stop(key),
  registered: ({ names, registry, reki }) => registry?.count() ?? names?.registered() ?? reki?.lookup(0),
};

function other(): string {
  return thisNode() === "a" ? "b" : "a";
}

function inCluster<S>(
  act: (cluster: Cluster, statement: S) => unknown,
): (world: World, me: unknown, statement: S) => unknown {
  return ({ cluster }, _me, statement) => cluster && act(cluster, statement);
}
