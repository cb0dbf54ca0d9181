// The state shared by the parts of one shard's server.

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

  /** Records an access to the clusters by the running step. */
  touchTopology(access: Access): void {
    this.instance.execution.recordAccess(requireTask(), this.instance.topology.object, access);
  }

  /** Logs a line; only the first shard does, on behalf of all. */
  log(line: string): void {
    if (this.index === 0) this.instance.log("info", line);
  }

  /** The exit reason of an actor of this node; `undefined` while it lives. */
  endOf(pid: Pid): ExitReason | undefined {
    const actor = actorOf(pid);
    this.instance.execution.recordAccess(requireTask(), actor.life, Access.read);
    return actor.isAlive ? undefined : actor.exitReason;
  }
}
