// The link of a shard with its peer on one other node: two streams, one each way, each in sessions. A session begins with all
// rows of the default cluster, so whatever was lost before it does not matter; what is left of an older one is ignored.

import { sendNow, requireTask } from "../../kernel/index.ts";
import type { Actor, MonitorRef } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ShardContext } from "../shard/shard-context.ts";
import type { Instance } from "../instance/instance.ts";
import type { Content, StreamMessage } from "./messages.ts";
import { cutOff, post } from "../instance/node-names.ts";
import type { ClusterName } from "../tables/shard-key.ts";

/** What is sent. */
interface Outgoing {
  readonly session: number;
  /** The named clusters whose rows the peer has been sent, for which connection of its own. */
  readonly synced: Map<string, number>;
}

/** What arrives. */
interface Incoming {
  readonly pid: Pid;
  readonly session: number;
  readonly ref: MonitorRef;
  /** The named clusters that the peer is in, and since which connection. */
  readonly clusters: Map<string, number>;
  /** Those of them whose rows have come in this session. */
  readonly synced: Set<string>;
}

/** A peer that is known, or was. */
export class Peer {
  readonly node: string;
  readonly #context: ShardContext;
  outgoing: Outgoing | undefined = undefined;
  incoming: Incoming | undefined = undefined;
  /** The last session that was begun, over or not. */
  #last: { readonly pid: Pid; readonly session: number } | undefined = undefined;

  constructor(node: string, context: ShardContext) {
    this.node = node;
    this.#context = context;
  }

  /** Whether changes in a cluster are sent to the peer: a snapshot went before them. */
  carries(cluster: ClusterName): boolean {
    return this.outgoing !== undefined && (cluster === undefined || this.outgoing.synced.has(cluster));
  }

  /** Whether a message is of the session that goes on. */
  isOf({ pid, session }: StreamMessage): boolean {
    return this.incoming?.pid === pid && this.incoming.session === session;
  }

  /** Whether a session has been begun before, or an even later one. Of two servers of a shard the later one has the later pid. */
  hasSeen({ pid, session }: StreamMessage): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    return last.pid === pid ? session <= last.session : pid.id < last.pid.id;
  }

  /** A session of the peer begins. */
  begin(incoming: Incoming): void {
    this.incoming = incoming;
    this.#last = { pid: incoming.pid, session: incoming.session };
  }

  /** Sends a message. A link that refuses it is given up at once, so that nothing is sent over the gap. */
  send(content: Content): void {
    if (this.outgoing === undefined) return;
    const { actor, index, instance } = this.#context;
    const { session } = this.outgoing;
    const message: StreamMessage = { kind: "stream", node: instance.node, pid: actor.pid, session, content };
    const posted = post(nameOf(instance.name, index), this.node, message);
    instance.log("verbose", `shard ${index}: ${content.kind} to ${this.node}: ${posted}`);
    if (posted === "sent") return;
    this.outgoing = undefined;
    if (posted === "refused") giveUp(instance, actor, this.node);
  }
}

/** A link is busy: it is cut, and called back later. */
export function giveUp(instance: Instance, actor: Actor, node: string): void {
  cutOff(node);
  instance.touchServers(Access.read);
  const { reconnection } = instance;
  if (reconnection !== undefined) sendNow(actor, reconnection, { kind: "busy", node }, requireTask());
}

/** The name under which a shard is known on its node. */
export function nameOf(group: string, index: number): string {
  return `group/${group}/${index}`;
}
