// Membership numbers, for the remedy `cluster-epochs`: a node counts its connections to a cluster and includes the count in its
// messages about it, so that the rows of an ended membership can be identified. Without the remedy no membership ever counts as
// ended.

import type { Cluster } from "./entry.ts";

/** The membership numbers of one node and of the others, as far as it knows them. */
export class Epochs {
  readonly #isOn: boolean;
  readonly #own = new Map<Cluster, number>();
  readonly #latest = new Map<string, number>();
  readonly #over = new Map<string, number>();

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** Starts a membership of this node in a cluster. */
  open(cluster: Cluster): void {
    this.#own.set(cluster, this.own(cluster) + 1);
  }

  /** The number of this node's membership in a cluster. */
  own(cluster: Cluster): number {
    return this.#own.get(cluster) ?? 0;
  }

  /** Records a node's membership with this number. */
  hear(cluster: Cluster, node: string, epoch: number): void {
    const name = nameOf(cluster, node);
    this.#latest.set(name, Math.max(epoch, this.#latest.get(name) ?? 0));
  }

  /** Ends a node's membership with this number; whether the node has no newer one. */
  close(cluster: Cluster, node: string, epoch: number): boolean {
    const name = nameOf(cluster, node);
    this.#over.set(name, Math.max(epoch, this.#over.get(name) ?? 0));
    return this.isLatest(cluster, node, epoch);
  }

  /** Whether no newer membership is known. */
  isLatest(cluster: Cluster, node: string, epoch: number): boolean {
    return !this.#isOn || epoch >= (this.#latest.get(nameOf(cluster, node)) ?? 0);
  }

  /** Whether a number belongs to an ended membership. */
  isOver(cluster: Cluster, node: string, epoch: number): boolean {
    return this.#isOn && cluster !== null && epoch <= (this.#over.get(nameOf(cluster, node)) ?? 0);
  }

  /** Removes a lost node with all its memberships; its next incarnation counts from the start. */
  forget(node: string): void {
    for (const map of [this.#latest, this.#over]) {
      for (const name of map.keys()) if (name.endsWith(`@${node}`)) map.delete(name);
    }
  }
}

function nameOf(cluster: Cluster, node: string): string {
  return `${cluster ?? ""}@${node}`;
}
