// One group on one node: the state shared by its servers and its clients.

import { hashText, mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { requireTask, SharedObject } from "../../kernel/index.ts";
import type { Actor, Execution } from "../../kernel/index.ts";
import type { Access } from "../../trace/index.ts";
import type { GroupConfig, LogLevel } from "./options.ts";
import { shardKeyOf, shardOf } from "../tables/shard-key.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Tables } from "../tables/tables.ts";
import { Topology } from "./topology.ts";

/** A connection that ends by itself. */
export interface Lease {
  readonly ttl: number;
  /** The time of the next check, by the clock of the node. */
  readonly expires: number;
}

const SERVERS = 0x5e72;

/** One group on one node. It outlives its servers, until the group is stopped. */
export class Instance {
  /** The actor that starts it. */
  readonly starter: Actor;
  readonly node: string;
  readonly config: GroupConfig;
  readonly tables: readonly Tables[];
  readonly subscriptions: Subscriptions;
  readonly topology: Topology;
  /** By cluster; written by the membership server alone. */
  readonly leases: Map<string, Lease> = new Map();
  /** Written by each server that starts, read by operations that address one. */
  readonly servers: SharedObject;
  /** The servers that have been started. */
  readonly shards: (Actor | undefined)[];
  membership: Actor | undefined = undefined;
  reconnection: Actor | undefined = undefined;
  /** Their supervisor: the group lives as long as it does. */
  supervisor: Actor | undefined = undefined;
  logLevel: LogLevel;
  /** The number of changes of clusters sent to the shards. */
  tickets = 0;

  constructor(starter: Actor, node: string, config: GroupConfig) {
    const label = `group ${config.name}`;
    const key = mix(hashText(label), hashText(node));
    this.starter = starter;
    this.node = node;
    this.config = config;
    this.logLevel = config.log;
    this.tables = Array.from(
      { length: config.shards },
      (_, index) => new Tables(node, mix(key, index + 3), config.shards === 1 ? label : `${label}/${index}`),
    );
    this.shards = this.tables.map(() => undefined);
    this.subscriptions = new Subscriptions(mix(key, 1), `${label} monitors`);
    this.servers = new SharedObject(mix(key, SERVERS), `${label} servers`, undefined);
    this.topology = new Topology(node, mix(key, 2), `${label} clusters`);
  }

  /** Records an access to the set of servers by the running step. */
  touchServers(access: Access): void {
    this.execution.recordAccess(requireTask(), this.servers, access);
  }

  get execution(): Execution {
    return this.starter.execution;
  }

  get name(): string {
    return this.config.name;
  }

  /** The index of the shard of a key. */
  indexOf(cluster: ClusterName, key: string): number {
    return shardOf(shardKeyOf(cluster, key), this.config.shards);
  }

  tablesOf(cluster: ClusterName, key: string): Tables {
    return this.tablesAt(this.indexOf(cluster, key));
  }

  tablesAt(index: number): Tables {
    return must(this.tables[index], "an instance has tables for each of its shards");
  }

  /** Logs a line if its level is enabled; `error` is with `info`, too. */
  log(level: "error" | "info" | "verbose", line: string): void {
    if (this.logLevel === false) return;
    if (level !== "error" && this.logLevel !== "verbose" && this.logLevel !== level) return;
    const { logger } = this.config;
    const text = `[${this.name} on ${this.node}] ${line}`;
    if (logger === undefined) this.execution.log(text);
    else logger(text);
  }
}
