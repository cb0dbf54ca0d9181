// The servers of an instance, under one supervisor.

import { actorOf, spareFromFaults } from "../kernel/index.ts";
import { GenServer } from "../otp/index.ts";
import type { ChildSpec, Supervisor } from "../otp/index.ts";
import type { Pid } from "../trace/index.ts";
import type { Instance } from "./instance/instance.ts";
import { openInstance } from "./instance/instances.ts";
import { membershipModule } from "./membership/membership-server.ts";
import { reconnectionModule } from "./membership/reconnection.ts";
import { shardModule } from "./shard/shard-server.ts";

/** Starts the servers of an instance and waits until all have started. @returns their supervisor */
export async function startTree(instance: Instance, start: typeof Supervisor.start): Promise<Pid> {
  const membership: ChildSpec = {
    id: "membership",
    start() {
      // This runs in the supervisor.
      spareFromFaults();
      return GenServer.startLink(membershipModule, instance, { name: "membership" });
    },
  };
  const reconnection: ChildSpec = {
    id: "reconnection",
    start: () => GenServer.startLink(reconnectionModule, instance, { name: "reconnection" }),
  };
  const shards = instance.tables.map((_tables, index): ChildSpec => {
    const name = `shard-${index}`;
    return { id: name, start: () => GenServer.startLink(shardModule, { instance, index }, { name }) };
  });
  const { pid } = await start({
    strategy: "oneForOne",
    children: [membership, reconnection, ...shards],
    // Tests that end a server repeatedly expect it to be restarted.
    maxRestarts: Number.POSITIVE_INFINITY,
    name: instance.name,
  });
  openInstance(instance, actorOf(pid));
  return pid;
}
