// What the parts of one shard's server share.

import type { Actor, ExitReason } from "../../kernel/index.ts";
import { requireTask } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { actorOf } from "../../kernel/index.ts";
import { ChangeSet } from "./change-set.ts";
import type { Instance } from "../instance/instance.ts";
import type { Tables } from "../tables/tables.ts";

/** One shard on one node. */
export class ShardContext {
  readonly instance: Instance;
  readonly index: number;
  readonly tables: Tables;
  /** The server. */
  readonly actor: Actor;

  constructor(instance: Instance, index: number, actor: Actor) {
    this.instance = instance;
    this.index = index;
    this.tables = instance.tablesAt(index);
    this.actor = actor;
  }

  /** Begins a turn. */
  changes(): ChangeSet {
    return new ChangeSet(this.instance, this.tables);
  }

  /** The running step depends on the clusters, or changes them. */
  touchTopology(access: Access): void {
    this.instance.execution.recordAccess(requireTask(), this.instance.topology.object, access);
  }

  /** The first shard speaks for all. */
  log(line: string): void {
    if (this.index === 0) this.instance.log("info", line);
  }

  /** Why an actor of this node has ended; `undefined` while it lives. */
  endOf(pid: Pid): ExitReason | undefined {
    const actor = actorOf(pid);
    this.instance.execution.recordAccess(requireTask(), actor.life, Access.read);
    return actor.isAlive ? undefined : actor.exitReason;
  }
}
