// The connection of a shard to its peer on one other node: two streams, one each way, each in sessions. A session
// begins with all rows of the default cluster, so that messages lost before it do not matter; messages of an older one
// are ignored.

import { sendNow, requireTask } from "../../kernel/index.ts";
import type { Actor, MonitorRef } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ShardContext } from "../shard/shard-context.ts";
import type { Instance } from "../instance/instance.ts";
import type { Content, StreamMessage } from "./messages.ts";
import { disconnectNode, post } from "../instance/node-names.ts";
import type { ClusterName } from "../tables/shard-key.ts";

/** The outgoing stream. */
interface Outgoing {
  readonly session: number;
  /** The named clusters whose rows the peer has been sent, each with the epoch of its connection. */
  readonly synced: Map<string, number>;
}

/** The incoming stream. */
interface Incoming {
  readonly pid: Pid;
  readonly session: number;
  readonly ref: MonitorRef;
  /** The named clusters that the peer is in, each with the epoch of its connection. */
  readonly clusters: Map<string, number>;
  /** Those of them whose rows have arrived in this session. */
  readonly synced: Set<string>;
}

/** A current or former peer. */
export class Peer {
  readonly node: string;
  readonly #context: ShardContext;
  outgoing: Outgoing | undefined = undefined;
  incoming: Incoming | undefined = undefined;
  /** The latest session, current or ended. */
  #last: { readonly pid: Pid; readonly session: number } | undefined = undefined;

  constructor(node: string, context: ShardContext) {
    this.node = node;
    this.#context = context;
  }

  /** Whether changes in a cluster are sent to the peer, after a snapshot of it. */
  replicates(cluster: ClusterName): boolean {
    return this.outgoing !== undefined && (cluster === undefined || this.outgoing.synced.has(cluster));
  }

  /** Whether a message belongs to the current session. */
  isOf({ pid, session }: StreamMessage): boolean {
    return this.incoming?.pid === pid && this.incoming.session === session;
  }

  /**
   * Whether this session, or a later one, has begun before. Of two servers of a shard the later one has the later pid.
   */
  hasSeen({ pid, session }: StreamMessage): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    return last.pid === pid ? session <= last.session : pid.id < last.pid.id;
  }

  /** Begins a session of the peer. */
  begin(incoming: Incoming): void {
    this.incoming = incoming;
    this.#last = { pid: incoming.pid, session: incoming.session };
  }

  /** Sends a message. A link that refuses it is closed at once, so that no message arrives after the gap. */
  send(content: Content): void {
    if (this.outgoing === undefined) return;
    const { actor, index, instance } = this.#context;
    const { session } = this.outgoing;
    const message: StreamMessage = { kind: "stream", node: instance.node, pid: actor.pid, session, content };
    const posted = post(nameOf(instance.name, index), this.node, message);
    instance.log("verbose", `shard ${index}: ${content.kind} to ${this.node}: ${posted}`);
    if (posted === "sent") return;
    this.outgoing = undefined;
    if (posted === "refused") closeBusyLink(instance, actor, this.node);
  }
}

/** Closes a busy link, and requests that it be reconnected later. */
export function closeBusyLink(instance: Instance, actor: Actor, node: string): void {
  disconnectNode(node);
  instance.touchServers(Access.read);
  const { reconnection } = instance;
  if (reconnection !== undefined) sendNow(actor, reconnection, { kind: "busy", node }, requireTask());
}

/** The name under which a shard is registered on its node. */
export function nameOf(group: string, index: number): string {
  return `group/${group}/${index}`;
}
