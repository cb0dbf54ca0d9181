// The groups under test for generated workloads.

import { Group } from "heddle/group";

import { FaithfulGroup } from "../../../scenarios/group/v020/faithful-group.ts";
import type { Fix } from "../../../scenarios/group/v020/options.ts";

import type { StartGroup } from "./invariant-oracle.ts";
import type { Workload } from "./workload.ts";

/** The shipped group. */
export const startGroup: StartGroup = async ({ buffer, shards }: Workload) => {
  const group = await Group.start({
    name: "g",
    shards,
    log: false,
    replicatedSenderBufferSize: buffer,
    replicatedPgReceiverBufferSize: buffer,
    replicatedRegistryReceiverBufferSize: buffer,
  });
  return {
    register: (key, meta, where) => group.register(key, meta as never, where),
    unregister: (key, where) => group.unregister(key, where),
    join: (key, meta, where) => group.join(key, meta as never, where),
    leave: (key, where) => group.leave(key, where),
    lookup: (key, where) => group.lookup(key, where),
    members: (key, where) => group.members(key, where),
    monitorAll: (where) => group.monitor(Group.all, where),
    dispatch: (key, message, where) => group.dispatch(key, message, where),
    connect: (cluster, options) => group.connect(cluster, { ...options, timeout: Number.POSITIVE_INFINITY }),
    disconnect: (cluster) => group.disconnect(cluster, { timeout: Number.POSITIVE_INFINITY }),
    isConnected: (cluster) => group.isConnected(cluster),
    nodes: () => group.nodes(),
    shards: () => [],
  };
};

/** The model of Group v0.2.0 with all its bugs except those in `fixes`. */
export function startFaithful(...fixes: readonly Fix[]): StartGroup {
  return async ({ buffer, shards }) => {
    const group = await FaithfulGroup.start({
      name: "g",
      shards,
      fixes,
      senderBuffer: buffer,
      senderInterval: buffer === 1 ? 0 : 5,
      receiverBuffer: buffer,
      receiverInterval: buffer === 1 ? 0 : 5,
    });
    return {
      register: (key, meta, where) => group.register(key, meta as never, where),
      unregister: (key, where) => group.unregister(key, where),
      join: (key, meta, where) => group.join(key, meta as never, where),
      leave: (key, where) => group.leave(key, where),
      lookup: (key, where) => group.lookup(key, where),
      members: (key, where) => group.members(key, where),
      monitorAll: async (where) => {
        await group.monitor("all", where);
      },
      dispatch: (key, message, where) => group.dispatch(key, message, where),
      connect: async (cluster, options) => {
        await group.connect(cluster, options);
      },
      disconnect: async (cluster) => {
        await group.disconnect(cluster);
      },
      isConnected: (cluster) => group.isConnected(cluster),
      nodes: () => group.nodes(),
      shards: () => [],
    };
  };
}
