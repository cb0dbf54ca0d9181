// Clusters: nodes with names and incarnations, and the network between them. Each transmission is a choice.

export { sendTo, trySend } from "./address.ts";
export type { NodeName, Sent } from "./address.ts";
export { Cluster } from "./cluster.ts";
export type { ClusterOptions, CutOptions } from "./cluster.ts";
export { ClusterNode, NodeDown } from "./cluster-node.ts";
export type { Boot } from "./cluster-node.ts";
export { connectNode, disconnectNode, monitorNodes, nodeOf, nodes, thisNode } from "./connections.ts";
export type { NodeMessage } from "./connections.ts";
export { monitorName, registerName, whereisName } from "./name-operations.ts";
export type { DeliveryOrder, FaultExemption } from "./network/network.ts";

// For higher layers: variants for the step of a synchronous handler.
/** @internal */
export { postNow } from "./address.ts";
/** @internal */
export { connectNow, disconnectNow, monitorNodesNow } from "./connections.ts";
