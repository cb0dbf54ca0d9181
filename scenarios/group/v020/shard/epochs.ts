// The numbers of memberships, for the remedy `cluster-epochs`: a node counts how often it has connected a cluster, says so in
// all that it sends of it, and what belongs to a membership that is over is known as such. Without the remedy nothing is
// ever over.

import type { Cluster } from "./entry.ts";

/** What one node knows of its own memberships and of those of others. */
export class Epochs {
  readonly #isOn: boolean;
  readonly #own = new Map<Cluster, number>();
  readonly #latest = new Map<string, number>();
  readonly #over = new Map<string, number>();

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** This node connects a cluster. */
  open(cluster: Cluster): void {
    this.#own.set(cluster, this.own(cluster) + 1);
  }

  /** The number of this node's membership in a cluster. */
  own(cluster: Cluster): number {
    return this.#own.get(cluster) ?? 0;
  }

  /** A node has a membership with this number. */
  hear(cluster: Cluster, node: string, epoch: number): void {
    const name = nameOf(cluster, node);
    this.#latest.set(name, Math.max(epoch, this.#latest.get(name) ?? 0));
  }

  /** A node's membership with this number is over; tells whether the node has none that is newer. */
  close(cluster: Cluster, node: string, epoch: number): boolean {
    const name = nameOf(cluster, node);
    this.#over.set(name, Math.max(epoch, this.#over.get(name) ?? 0));
    return this.isLatest(cluster, node, epoch);
  }

  /** Whether nobody has heard of a newer membership. */
  isLatest(cluster: Cluster, node: string, epoch: number): boolean {
    return !this.#isOn || epoch >= (this.#latest.get(nameOf(cluster, node)) ?? 0);
  }

  /** Whether something belongs to a membership that is over. */
  isOver(cluster: Cluster, node: string, epoch: number): boolean {
    return this.#isOn && cluster !== null && epoch <= (this.#over.get(nameOf(cluster, node)) ?? 0);
  }

  /** A node is gone with all its memberships; its next incarnation counts from the start. */
  forget(node: string): void {
    for (const map of [this.#latest, this.#over]) {
      for (const name of map.keys()) if (name.endsWith(`@${node}`)) map.delete(name);
    }
  }
}

function nameOf(cluster: Cluster, node: string): string {
  return `${cluster ?? ""}@${node}`;
}
