// Several nodes with one instance of the model on each.

import type { spawn } from "heddle";
import { Cluster } from "heddle/cluster";
import type { ClusterNode } from "heddle/cluster";

import { Actor } from "./actors.ts";
import { FaithfulGroup } from "./v020/faithful-group.ts";
import type { FaithfulOptions } from "./v020/options.ts";
import { quiescence } from "../support/quiescence.ts";

/** The nodes, the options of the instances, and the order of signals between nodes. */
export interface WorldOptions {
  readonly nodes: readonly string[];
  readonly order?: "nodes" | "actors";
  readonly group?: FaithfulOptions;
}

/** A cluster with the model on its nodes. */
export class World {
  readonly cluster: Cluster;
  readonly #groups = new Map<string, FaithfulGroup>();
  readonly #options: FaithfulOptions;

  private constructor(cluster: Cluster, options: FaithfulOptions) {
    this.cluster = cluster;
    this.#options = options;
  }

  /** A cluster without instances. */
  static async empty({ group = {}, nodes, order = "nodes" }: WorldOptions): Promise<World> {
    return new World(await Cluster.start({ nodes, order }), group);
  }

  /** A cluster whose instances were started one after the other and have discovered each other. Sound only with the options `LAZY`. */
  static async start(options: WorldOptions): Promise<World> {
    const world = await World.empty(options);
    for (const name of options.nodes) {
      await world.startGroup(name);
      await quiescence();
    }
    return world;
  }

  /** Starts the instance of a node. */
  async startGroup(name: string): Promise<FaithfulGroup> {
    const group = await this.node(name).run(() => FaithfulGroup.start(this.#options));
    this.#groups.set(name, group);
    return group;
  }

  node(name: string): ClusterNode {
    return this.cluster.node(name);
  }

  /** The instance of a node. */
  group(name: string): FaithfulGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw new Error(`no instance on ${name}`);
    return group;
  }

  /** An actor on a node. */
  actor(node: string, name: string): Promise<Actor> {
    const spawnThere = ((label: string, body: () => unknown) => this.node(node).spawn(label, body)) as typeof spawn;
    return Actor.spawn(name, spawnThere);
  }

  /** Spawns an actor on a node for one task. */
  on<T>(node: string, body: () => Promise<T>): Promise<T> {
    return this.node(node).run(body);
  }

  /** Stops the instances, then the actors. */
  async end(...actors: readonly Actor[]): Promise<void> {
    for (const actor of actors) await actor.dies();
    for (const group of this.#groups.values()) await group.stop();
  }
}
