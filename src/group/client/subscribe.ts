// Subscribing to events. Subscriptions belong to one node and are written by the subscribers themselves.

import { actingActor, CallFailed, operate, Operation } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import { checkClusterName } from "../tables/shard-key.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import type { Pattern } from "../instance/subscriptions.ts";

/** Subscribes the calling actor, or ends its subscription. @throws UsageError (`invalid-cluster`) */
export async function setSubscription(
  instance: Instance,
  cluster: ClusterName,
  pattern: Pattern,
  isMonitoring: boolean,
): Promise<void> {
  checkClusterName(cluster);
  instance.subscriptions.removeAtExit(actingActor());
  await operate(isMonitoring ? MONITOR : DEMONITOR, instance.subscriptions.object, { instance, cluster, pattern });
}

interface SubscriptionChange {
  readonly instance: Instance;
  readonly cluster: ClusterName;
  readonly pattern: Pattern;
}

const MONITOR = new Operation<unknown, SubscriptionChange, void>({
  kind: "group.monitor",
  access: Access.write,
  perform(_subscriptions, { cluster, instance, pattern }, task) {
    const { supervisor } = instance;
    if (supervisor !== undefined) {
      supervisor.execution.recordAccess(task, supervisor.life, Access.read);
      if (!supervisor.isAlive) throw new CallFailed(supervisor.pid, "noproc");
    }
    instance.subscriptions.add(task.actor, cluster, pattern);
  },
  show: ({ cluster, pattern }) => [cluster, pattern].filter((each) => each !== undefined),
});

const DEMONITOR = new Operation<unknown, SubscriptionChange, void>({
  kind: "group.demonitor",
  access: Access.write,
  perform(_subscriptions, { cluster, instance, pattern }, task) {
    instance.subscriptions.remove(task.actor, cluster, pattern);
  },
  show: ({ cluster, pattern }) => [cluster, pattern].filter((each) => each !== undefined),
});
