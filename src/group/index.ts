// A registry and process groups that the nodes of a cluster share.

export type { GoneReason, GroupEvent, GroupMessage } from "./event.ts";
export { Group } from "./group.ts";
export type {
  ConnectOptions,
  InCluster,
  Leaving,
  ReadOptions,
  Registering,
  Unregistering,
  WriteOptions,
} from "./group.ts";
export type { Contender, GroupOptions, LogLevel, ResolveConflict } from "./group-options.ts";
export type { ExtractMeta, Meta } from "./meta.ts";
export type { NodeRef } from "./network.ts";
export type { ClusterName } from "./place.ts";
export type { GroupEntry, Member } from "./questions.ts";
export type { Pattern } from "./subscriptions.ts";
