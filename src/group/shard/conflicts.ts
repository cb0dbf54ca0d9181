// Keys held on two nodes that did not know of each other's claims. The node whose claim ranks higher decides; the
// loser's own node evicts it, once, on a verdict. A claim wins only while its own node sees its actor alive.

import { exit, kill, messageLater, now } from "../../kernel/index.ts";
import { UsageError } from "../../errors.ts";
import type { Pid } from "../../trace/index.ts";
import type { ShardContext } from "./shard-context.ts";
import type { Contender } from "../instance/options.ts";
import type { LocalRows } from "./local-rows.ts";
import type { Peers } from "../replication/peers.ts";
import { shardKeyOf } from "../tables/shard-key.ts";
import { isSameClaim, ranksAbove } from "../tables/row.ts";
import type { GroupClaim } from "../tables/row.ts";
import type { OutgoingBuffer } from "../replication/outgoing-buffer.ts";

/** A decision of the resolver. */
interface Decision {
  readonly local: Pid;
  readonly remote: Pid;
  readonly winner: Pid;
}

/** The conflicts of one shard. */
export class Conflicts {
  readonly #context: ShardContext;
  readonly #own: LocalRows;
  readonly #peers: Peers;
  readonly #outgoing: OutgoingBuffer;
  /** The decisions of the resolver by key: it is called once for each pair. */
  readonly #decisions = new Map<string, readonly Decision[]>();

  constructor(context: ShardContext, own: LocalRows, peers: Peers, outgoing: OutgoingBuffer) {
    this.#context = context;
    this.#own = own;
    this.#peers = peers;
    this.#outgoing = outgoing;
  }

  /**
   * Handles new claims of another node: decides conflicts with claims of this node, if it is this node that decides.
   */
  detect(claims: readonly GroupClaim[]): void {
    for (const remote of claims) {
      const local = this.#living(remote);
      if (local === undefined || !ranksAbove(local, remote)) continue;
      const isLocal = this.#decide(local, remote) === local.pid;
      this.#outgoing.flush();
      this.#peers
        .peerOn(remote.node)
        .send(
          isLocal
            ? { kind: "verdict", winner: local, loser: remote }
            : { kind: "concede", winner: remote, loser: local },
        );
    }
  }

  /** Another node's claim has won over one of this node. */
  onVerdict(winner: GroupClaim, loser: GroupClaim): void {
    const local = this.#living(loser);
    if (local === undefined || !isSameClaim(local, loser)) return;
    const changeSet = this.#context.changes();
    this.#own.remove(local, "resolveConflict", changeSet);
    changeSet.announce();
    const { key, meta, pid } = winner;
    void exit(local.pid, { kind: "groupRegistryConflict", key, meta, winner: pid });
    const delay = this.#context.instance.config.conflictGrace;
    this.#context.tables.losers.set(local.pid, now() + delay);
    this.#startGrace(local.pid, delay);
  }

  /** Continues the grace periods of losers after a restart of the server. */
  resume(): void {
    for (const [pid, end] of this.#context.tables.losers) this.#startGrace(pid, Math.max(0, end - now()));
  }

  /**
   * The other node has decided that a claim of this node wins: confirms it if its actor still lives and holds the key.
   */
  onConcede(winner: GroupClaim, loser: GroupClaim): void {
    const local = this.#living(winner);
    if (local === undefined || !isSameClaim(local, winner)) return;
    this.#outgoing.flush();
    this.#peers.peerOn(loser.node).send({ kind: "verdict", winner: local, loser });
  }

  /** The grace period of the loser of a conflict has ended. */
  endGrace(pid: Pid): void {
    this.#context.tables.losers.delete(pid);
    if (this.#context.endOf(pid) === undefined) void kill(pid);
  }

  #startGrace(pid: Pid, delay: number): void {
    messageLater({ kind: "grace", pid }, { label: "grace", delay });
  }

  /** The claim of this node to a key; if its actor has ended it is removed, and there is no conflict. */
  #living({ cluster, key }: GroupClaim): GroupClaim | undefined {
    const local = this.#context.tables.own.claim(cluster, key);
    if (local === undefined) return undefined;
    const end = this.#context.endOf(local.pid);
    if (end === undefined) return local;
    const changeSet = this.#context.changes();
    this.#own.remove(local, end, changeSet);
    changeSet.announce();
    return undefined;
  }

  #decide(local: GroupClaim, remote: GroupClaim): Pid {
    const shardKey = shardKeyOf(local.cluster, local.key);
    const decisions = (this.#decisions.get(shardKey) ?? []).filter((each) => each.local === local.pid);
    const known = decisions.find((each) => each.remote === remote.pid);
    if (known !== undefined) return known.winner;
    const winner = this.#resolve(local, remote);
    this.#context.instance.log("error", `conflict over ${local.key}: ${winner.path} wins`);
    this.#decisions.set(shardKey, [...decisions, { local: local.pid, remote: remote.pid, winner }]);
    return winner;
  }

  #resolve(local: GroupClaim, remote: GroupClaim): Pid {
    const { config, name } = this.#context.instance;
    const { resolveRegistryConflict: resolve, resolverArguments } = config;
    if (resolve === undefined) return local.pid;
    let winner: unknown;
    try {
      winner = resolve(name, local.key, contender(local), contender(remote), ...resolverArguments);
    } catch (error) {
      throw badResolver(name, local.key, `threw ${String(error)}`, error);
    }
    if (winner === local.pid) return local.pid;
    if (winner === remote.pid) return remote.pid;
    const what = winner instanceof Promise ? "a promise" : String(winner);
    throw badResolver(name, local.key, `returned ${what}`, undefined);
  }
}

function contender({ meta, pid, time }: GroupClaim): Contender {
  return [pid, meta, time];
}

function badResolver(name: string, key: string, did: string, cause: unknown): UsageError {
  return new UsageError(
    `resolveRegistryConflict of the group ${name}, called for the key ${key}, ${did}. It must return one of the two pids, ` +
      "synchronously, based on its arguments.",
    { code: "bad-resolver", cause },
  );
}
