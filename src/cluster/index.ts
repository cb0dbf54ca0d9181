// Nodes with names and incarnations, and the network between them. What crosses it is a choice.

export { postNow, sendTo, trySend } from "./address.ts";
export type { NodeName, Sent } from "./address.ts";
export { Cluster } from "./cluster.ts";
export type { ClusterOptions, CutOptions } from "./cluster.ts";
export { ClusterNode, NodeDown } from "./cluster-node.ts";
export type { Boot } from "./cluster-node.ts";
export {
  connectNode,
  connectNow,
  disconnectNode,
  disconnectNow,
  monitorNodes,
  monitorNodesNow,
  nodeOf,
  nodes,
  thisNode,
} from "./connections.ts";
export type { NodeMessage } from "./connections.ts";
export { registerName, whereisName } from "./names.ts";
export type { Order, Spared } from "./network.ts";
