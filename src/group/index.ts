// A registry and process groups shared by the nodes of a cluster.

export type { GoneReason, GroupEvent, GroupMessage } from "./tables/event.ts";
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
export type { Contender, GroupOptions, LogLevel, ResolveConflict } from "./instance/options.ts";
export type { ExtractMeta, GroupMeta } from "./tables/meta.ts";
export type { NodeRef } from "./instance/node-names.ts";
export type { ClusterName } from "./tables/shard-key.ts";
export type { GroupEntry, Member } from "./client/queries.ts";
export type { Pattern } from "./instance/subscriptions.ts";
