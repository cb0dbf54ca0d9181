// Keys that two nodes hold since neither knew of the other. The node whose claim ranks higher is the judge; the loser's own
// node evicts it, once, on a verdict. A claim wins only while its own node sees its actor alive.

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

/** What the resolver has said. */
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
  /** By key, who wins against whom, as the resolver has said: it is asked once for each pair. */
  readonly #decisions = new Map<string, readonly Decision[]>();

  constructor(context: ShardContext, own: LocalRows, peers: Peers, outgoing: OutgoingBuffer) {
    this.#context = context;
    this.#own = own;
    this.#peers = peers;
    this.#outgoing = outgoing;
  }

  /** Claims of another node have been learnt: those that meet a claim of this node are judged, if it is the one to do so. */
  meet(claims: readonly GroupClaim[]): void {
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
  hearVerdict(winner: GroupClaim, loser: GroupClaim): void {
    const local = this.#living(loser);
    if (local === undefined || !isSameClaim(local, loser)) return;
    const changeSet = this.#context.changes();
    this.#own.remove(local, "resolve_conflict", changeSet);
    changeSet.announce();
    const { key, meta } = winner;
    void exit(local.pid, { kind: "group_registry_conflict", key, meta });
    const delay = this.#context.instance.config.conflictGrace;
    this.#context.tables.losers.set(local.pid, now() + delay);
    this.#waitFor(local.pid, delay);
  }

  /** Goes on waiting for the losers of a predecessor. */
  resume(): void {
    for (const [pid, end] of this.#context.tables.losers) this.#waitFor(pid, Math.max(0, end - now()));
  }

  /** A claim of this node would win, so the other node says: it does if its actor still lives and holds the key. */
  hearConcede(winner: GroupClaim, loser: GroupClaim): void {
    const local = this.#living(winner);
    if (local === undefined || !isSameClaim(local, winner)) return;
    this.#outgoing.flush();
    this.#peers.peerOn(loser.node).send({ kind: "verdict", winner: local, loser });
  }

  /** The loser of a conflict has had its time. */
  finish(pid: Pid): void {
    this.#context.tables.losers.delete(pid);
    if (this.#context.endOf(pid) === undefined) void kill(pid);
  }

  #waitFor(pid: Pid, delay: number): void {
    messageLater({ kind: "grace", pid }, { label: "grace", delay });
  }

  /** The claim of this node to a key; if its actor has ended it goes, and there is no conflict. */
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
    const place = shardKeyOf(local.cluster, local.key);
    const decisions = (this.#decisions.get(place) ?? []).filter((each) => each.local === local.pid);
    const known = decisions.find((each) => each.remote === remote.pid);
    if (known !== undefined) return known.winner;
    const winner = this.#resolve(local, remote);
    this.#context.instance.log("error", `conflict over ${local.key}: ${winner.path} wins`);
    this.#decisions.set(place, [...decisions, { local: local.pid, remote: remote.pid, winner }]);
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
    throw badResolver(name, local.key, `gave ${what}`, undefined);
  }
}

function contender({ meta, pid, time }: GroupClaim): Contender {
  return [pid, meta, time];
}

function badResolver(name: string, key: string, did: string, cause: unknown): UsageError {
  return new UsageError(
    `resolveRegistryConflict of the group ${name}, asked who keeps the key ${key}, ${did}. Let it return one of the two pids, at ` +
      "once, from what it is given.",
    { code: "bad-resolver", cause },
  );
}
