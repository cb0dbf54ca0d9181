// A generated workload as a program that checks the invariants of a group against the journal of its actors. The group under
// test is any implementation of `GroupUnderTest`.

import type { GroupMessage } from "heddle/group";
import assert from "node:assert/strict";
import { isAlive, join, kill, quiescence, receive, self, send, sleep } from "heddle";
import type { ExitReason, Pid } from "heddle";
import { Cluster, NodeDown } from "heddle/cluster";
import type { ClusterNode } from "heddle/cluster";

import { clusterOf, Journal, fullKeyOf } from "./journal.ts";
import type { ActorRecord } from "./journal.ts";
import { EventRecorder, rowText } from "./event-recorder.ts";
import { GAME, keysIn } from "./workload.ts";
import type { Action, Fault, Workload } from "./workload.ts";

/** The operations of a group for the actors of one node. */
export interface GroupUnderTest {
  register(key: string, meta: object, where: Where): Promise<{ readonly kind: string }>;
  unregister(key: string, where: Where): Promise<{ readonly kind: string }>;
  join(key: string, meta: object, where: Where): Promise<{ readonly kind: string }>;
  leave(key: string, where: Where): Promise<{ readonly kind: string }>;
  lookup(key: string, where: Where): Promise<{ readonly pid: Pid; readonly meta: unknown } | undefined>;
  members(key: string, where: Where): Promise<readonly { readonly pid: Pid; readonly meta: unknown }[]>;
  monitorAll(where: Where): Promise<void>;
  dispatch(key: string, message: unknown, where: Where): Promise<unknown>;
  connect(cluster: string, options: { readonly ttl?: number }): Promise<void>;
  disconnect(cluster: string): Promise<void>;
  isConnected(cluster: string): Promise<boolean>;
  nodes(): Promise<readonly string[]>;
  shards(): readonly Pid[];
}

/** The cluster and the timeout of a call. */
export interface Where {
  readonly cluster?: string;
  readonly timeout?: number;
}

/** Starts a group on the calling actor's node. */
export type StartGroup = (workload: Workload) => Promise<GroupUnderTest>;

/** The kind of the exit reason with which a group evicts one of two holders of a key. */
const CONFLICT = "groupRegistryConflict";

/** Options of the oracle. */
export interface OracleOptions {
  /**
   * Whether a monitor on each node checks its events: `strictly` checks each event (default), `in the end` only that the
   * events add up to the final rows.
   */
  readonly observing?: "strictly" | "in the end" | "not at all";
}

/** Runs a workload and checks every invariant. */
export class InvariantOracle {
  readonly #workload: Workload;
  readonly #start: StartGroup;
  readonly #observing: NonNullable<OracleOptions["observing"]>;
  readonly #journal = new Journal();
  readonly #groups = new Map<string, GroupUnderTest>();
  readonly #recorders = new Map<string, EventRecorder>();
  /** Nodes whose connection to the named cluster may have a lease. */
  readonly #leased = new Set<ClusterNode>();
  readonly #names: readonly string[];

  private constructor(workload: Workload, start: StartGroup, observing: NonNullable<OracleOptions["observing"]>) {
    this.#observing = observing;
    this.#workload = workload;
    this.#start = start;
    this.#names = ["n1", "n2", "n3", "n4"].slice(0, workload.nodes);
  }

  /** @throws AssertionError whose message ends with the violated invariant in parentheses */
  static async run(
    workload: Workload,
    start: StartGroup,
    { observing = "strictly" }: OracleOptions = {},
  ): Promise<void> {
    await new InvariantOracle(workload, start, observing).#run();
  }

  async #run(): Promise<void> {
    const { order, processes } = this.#workload;
    const cluster = await Cluster.start({ nodes: this.#names, order, boot: (node) => this.#boot(node) });
    for (const node of cluster.nodes) await node.run(() => this.#groupOn(node).connect(GAME, {}));
    const pids: Pid[] = [];
    const main = self();
    for (const [index, { actions, node }] of processes.entries()) {
      const location = this.#nodeAt(cluster, node);
      pids.push(await location.spawn(`p${index}`, () => this.#runProcess(location, actions, main)));
    }
    for (const fault of this.#workload.faults) await this.#inject(cluster, fault, pids);
    await this.#awaitEnds(pids);
    await this.#healAndCheck(cluster, pids);
  }

  async #boot(node: ClusterNode): Promise<void> {
    const group = await this.#start(this.#workload);
    this.#groups.set(node.name, group);
    // A restarted node may miss the first messages of the others.
    if (node.incarnation > 1 || this.#observing === "not at all") return;
    const recorder = new EventRecorder(this.#observing === "strictly");
    this.#recorders.set(node.name, recorder);
    const starter = self();
    await node.spawn("recorder", async () => {
      await group.monitorAll({});
      await group.monitorAll({ cluster: GAME });
      await send(starter, "ready");
      for (;;) recorder.record(await receive<GroupMessage>());
    });
    await receive("ready");
  }

  /** The body of one process: it performs its actions, then records the messages dispatched to it. */
  async #runProcess(node: ClusterNode, actions: readonly Action[], main: Pid): Promise<void> {
    const record = this.#journal.open(self(), node.name);
    for (const action of actions) await this.#action(record, action);
    await send(main, { kind: "idle", pid: self() });
    for (;;) record.received.push(await receive());
  }

  async #action(record: ActorRecord, { cluster, key, op, v }: Action): Promise<void> {
    if (op === "wait") return sleep(1);
    const journal = this.#journal;
    const group = this.#groupOn({ name: record.node });
    const where: Where = { timeout: Number.POSITIVE_INFINITY, ...(cluster === undefined ? {} : { cluster }) };
    const fullKey = fullKeyOf(cluster, key);
    const meta = { v };
    const since = journal.tick();
    const row = { fullKey, meta, since };
    if (op === "unregister" && !record.claims.has(fullKey)) return;
    if (op === "register") journal.claim(fullKey, record.pid);
    let kind: string;
    try {
      kind = await this.#ask(group, op, { key, meta, where });
      if (op === "register") journal.answer(fullKey);
    } catch (error) {
      if (isRefusal(error)) {
        if (op === "register") journal.answer(fullKey);
        return;
      }
      if (!isFailedCall(error)) throw error;
      // The shard exited during the call: the operation may have been performed.
      if (op === "register") journal.grant(record, "claims", { ...row, isSure: false });
      if (op === "join") journal.grant(record, "memberships", { ...row, isSure: false });
      if (op === "unregister") journal.unregistered(record, { fullKey, since, isSure: false });
      const joined = record.memberships.get(fullKey);
      if (op === "leave" && joined !== undefined) record.memberships.set(fullKey, { ...joined, isSure: false });
      return;
    }
    if (kind === "taken")
      assert.ok(
        journal.hasRival(fullKey, record.pid),
        `${fullKey} was refused without a rival (refused only for a rival)`,
      );
    if (kind !== "ok") return;
    if (op === "leave") record.memberships.delete(fullKey);
    if (op === "unregister") journal.unregistered(record, { fullKey, since, isSure: true });
    if (op === "join") journal.grant(record, "memberships", { ...row, isSure: true });
    if (op !== "register") return;
    journal.grant(record, "claims", { ...row, isSure: true });
    await this.#checkOwnClaim(record, group, key, where);
  }

  #ask(
    group: GroupUnderTest,
    op: Exclude<Action["op"], "wait">,
    { key, meta, where }: { readonly key: string; readonly meta: object; readonly where: Where },
  ): Promise<string> {
    switch (op) {
      case "register":
        return group.register(key, meta, where).then(kindOf);
      case "unregister":
        return group.unregister(key, where).then(kindOf);
      case "join":
        return group.join(key, meta, where).then(kindOf);
      case "leave":
        return group.leave(key, where).then(kindOf);
    }
  }

  /** A granted claim is visible on its own node, unless a rival or a disconnect intervened. */
  async #checkOwnClaim({ claims, pid }: ActorRecord, group: GroupUnderTest, key: string, where: Where): Promise<void> {
    const fullKey = fullKeyOf(where.cluster, key);
    const seen = await group.lookup(key, where);
    const intent = claims.get(fullKey);
    if (intent?.isSure !== true || where.cluster !== undefined || this.#journal.hasRival(fullKey, pid)) return;
    assert.equal(seen?.pid, pid, `${fullKey} was granted but is not visible (own writes are visible)`);
    assert.deepEqual(seen.meta, intent.meta);
  }

  async #inject(cluster: Cluster, fault: Fault, pids: readonly Pid[]): Promise<void> {
    try {
      await this.#injectFault(cluster, fault, pids);
    } catch (error) {
      if (!(error instanceof NodeDown) && !isFailedCall(error)) throw error;
    }
  }

  async #injectFault(cluster: Cluster, fault: Fault, pids: readonly Pid[]): Promise<void> {
    switch (fault.kind) {
      case "partition": {
        const side = this.#names.filter((_name, index) => (fault.side >> index) % 2 === 1);
        return side.length === 0 || side.length === this.#names.length ? undefined : cluster.partition(side);
      }
      case "oneWay": {
        const [from, to] = [this.#nodeAt(cluster, fault.from), this.#nodeAt(cluster, fault.to)];
        return from === to ? undefined : cluster.cut(from.name, to.name, { oneWay: true });
      }
      case "heal":
        return cluster.heal();
      case "kill":
        return kill(at(pids, fault.process));
      case "crash":
        return this.#nodeAt(cluster, fault.node).crash();
      case "restart":
        return this.#nodeAt(cluster, fault.node).restart();
      case "disconnect":
        return this.#disconnect(this.#nodeAt(cluster, fault.node));
      case "connect": {
        const node = this.#nodeAt(cluster, fault.node);
        if (fault.ttl !== undefined) this.#leased.add(node);
        return node.run(() => this.#groupOn(node).connect(GAME, fault.ttl === undefined ? {} : { ttl: fault.ttl }));
      }
      case "killShard": {
        const node = this.#nodeAt(cluster, fault.node);
        const shards = node.isUp ? this.#groupOn(node).shards() : [];
        return shards.length === 0 ? undefined : kill(at(shards, fault.shard));
      }
    }
  }

  async #disconnect(node: ClusterNode): Promise<void> {
    const done = this.#journal.leaving(node.name, GAME);
    try {
      await node.run(() => this.#groupOn(node).disconnect(GAME));
    } finally {
      done();
    }
  }

  /** Waits until each process has finished its actions or exited. Removes all leases, which would prevent quiescence. */
  async #awaitEnds(pids: readonly Pid[]): Promise<void> {
    const idle = new Set<Pid>();
    for (const node of this.#leased) {
      try {
        await this.#disconnect(node);
      } catch (error) {
        if (!(error instanceof NodeDown) && !isFailedCall(error)) throw error;
      }
    }
    await quiescence();
    for (;;) {
      const message = await receive<{ kind: "idle"; pid: Pid }>({ kind: "idle" }, { timeout: 0 });
      if (message === undefined) break;
      idle.add(message.pid);
    }
    for (const pid of pids) assert.ok(idle.has(pid) || !(await isAlive(pid)), `${pid.path} waits forever`);
  }

  async #healAndCheck(cluster: Cluster, pids: readonly Pid[]): Promise<void> {
    const { late } = this.#workload;
    // Only if actors are killed late: a partition makes the nodes synchronize from scratch, which hides faults.
    for (const [index, name] of this.#names.entries()) {
      if (late.length > 0 && index > 0) await cluster.partition([name]);
    }
    for (const index of late) {
      await kill(at(pids, index));
      await join(at(pids, index));
    }
    const before = await this.#living();
    await cluster.heal();
    await quiescence();
    await this.#checkAll(cluster, before);
  }

  async #living(): Promise<readonly ActorRecord[]> {
    const living: ActorRecord[] = [];
    for (const record of this.#journal.records) if (await isAlive(record.pid)) living.push(record);
    return living;
  }

  async #checkAll(cluster: Cluster, before: readonly ActorRecord[]): Promise<void> {
    const living = await this.#living();
    await this.#checkEvictions(before, living);
    const up = cluster.nodes.filter(({ isUp }) => isUp);
    const names = up.map(({ name }) => name);
    for (const node of up) {
      const known = await node.run(() => this.#groupOn(node).nodes());
      assert.deepEqual(
        known.toSorted(),
        names.filter((name) => name !== node.name),
        `nodes of ${node.name} (only connected nodes are listed)`,
      );
    }
    for (const where of [undefined, GAME]) {
      const inside = where === undefined ? up : await this.#connected(up, true);
      const outside = where === undefined ? [] : await this.#connected(up, false);
      for (const node of outside)
        assert.deepEqual(await this.#rowsOn(node, where), [], `${node.name} has left (no rows after disconnect)`);
      const connectedNames = new Set(inside.map(({ name }) => name));
      const here = living.filter(({ node }) => connectedNames.has(node));
      const views = new Map<ClusterNode, readonly Shown[]>();
      for (const node of inside) views.set(node, await this.#rowsOn(node, where));
      for (const [node, rows] of views) checkView(rows, where, { node: node.name, living: here });
      for (const [node, rows] of views) {
        assert.deepEqual(
          rows,
          views.get(inside[0] ?? node),
          `${node.name} and ${inside[0]?.name} show the same rows (convergence)`,
        );
      }
    }
    for (const node of up) await this.#checkEvents(node);
    await this.#checkDispatch(up, living);
  }

  async #connected(nodes: readonly ClusterNode[], isConnected: boolean): Promise<readonly ClusterNode[]> {
    const found: ClusterNode[] = [];
    for (const node of nodes) {
      if ((await node.run(() => this.#groupOn(node).isConnected(GAME))) === isConnected) found.push(node);
    }
    return found;
  }

  /**
   * An actor that was evicted had a rival; and one of the actors that held a key when the network healed is left, unless a
   * conflict over another key evicted one of them.
   */
  async #checkEvictions(before: readonly ActorRecord[], living: readonly ActorRecord[]): Promise<void> {
    const lost = new Map<Pid, string>();
    for (const { pid } of this.#journal.records) {
      if (await isAlive(pid)) continue;
      const reason = await join(pid);
      const key = lostKey(reason);
      if (key === undefined) continue;
      lost.set(pid, key);
      const candidates = [fullKeyOf(undefined, key), fullKeyOf(GAME, key)];
      assert.ok(
        candidates.some((fullKey) => this.#journal.hasRival(fullKey, pid)),
        `${pid.path} had no rival for ${key} (evicted only by a rival)`,
      );
    }
    for (const fullKey of new Set(this.#journal.records.flatMap((each) => [...each.claims.keys()]))) {
      const rivals = this.#journal.records.filter((each) => each.claims.has(fullKey));
      const isLost = ({ claims, pid }: ActorRecord): boolean =>
        claims.get(fullKey)?.isSure === true && fullKey.endsWith(`|${lost.get(pid) ?? ""}`);
      const mayBeVacant = this.#journal.released.has(fullKey) || this.#journal.hasUnanswered(fullKey);
      assert.ok(mayBeVacant || !rivals.every(isLost), `all holders of ${fullKey} were evicted (one survivor)`);
    }
    const claims = before.flatMap(({ pid, claims: held }) =>
      [...held].map(([fullKey, { isSure }]) => ({ pid, fullKey, isSure })),
    );
    for (const fullKey of new Set(claims.filter(({ isSure }) => isSure).map((claim) => claim.fullKey))) {
      const holders = living.filter((record) => record.claims.get(fullKey)?.isSure === true);
      assert.ok(holders.length < 2, `${fullKey} has ${holders.length} holders (one survivor)`);
      const others = claims.filter((claim) => claim.fullKey === fullKey);
      const mayBeNone = others.some(
        ({ isSure, pid }) => !isSure || (lost.has(pid) && !fullKey.endsWith(`|${lost.get(pid)}`)),
      );
      assert.ok(holders.length === 1 || mayBeNone, `${fullKey} has no holder left (one survivor)`);
    }
  }

  async #checkEvents(node: ClusterNode): Promise<void> {
    const recorder = this.#recorders.get(node.name);
    if (recorder === undefined || node.incarnation > 1) return;
    const shown = [...(await this.#rowsOn(node, undefined)), ...(await this.#rowsOn(node, GAME))];
    const told = [...recorder.rows].map(([row, meta]) => ({ row, meta }));
    assert.deepEqual(
      told.toSorted(byRow),
      shown.toSorted(byRow),
      `the events on ${node.name} add up to its rows (events match rows)`,
    );
  }

  /** A dispatched message reaches the holder and each member once per role. */
  async #checkDispatch(up: readonly ClusterNode[], living: readonly ActorRecord[]): Promise<void> {
    for (const record of living) record.received.length = 0;
    const [node] = up;
    if (node === undefined) return;
    const expected = new Map<string, number>();
    for (const key of keysIn(undefined)) {
      await node.run(() => this.#groupOn(node).dispatch(key, key, {}));
      const group = this.#groupOn(node);
      const holder = await node.run(() => group.lookup(key, {}));
      const members = await node.run(() => group.members(key, {}));
      for (const { pid } of holder === undefined ? members : [holder, ...members]) {
        expected.set(`${pid.path} ${key}`, (expected.get(`${pid.path} ${key}`) ?? 0) + 1);
      }
    }
    await quiescence();
    const got = new Map<string, number>();
    for (const { pid, received } of living) {
      for (const key of received)
        got.set(`${pid.path} ${String(key)}`, (got.get(`${pid.path} ${String(key)}`) ?? 0) + 1);
    }
    assert.deepEqual([...got].toSorted(), [...expected].toSorted(), "received messages (dispatched once per role)");
  }

  /** All rows of a cluster that a node shows. */
  #rowsOn(node: ClusterNode, cluster: string | undefined): Promise<readonly Shown[]> {
    const group = this.#groupOn(node);
    const where: Where = cluster === undefined ? {} : { cluster };
    return node.run(async () => {
      const rows: Shown[] = [];
      for (const key of keysIn(cluster)) {
        const holder = await group.lookup(key, where);
        if (holder !== undefined) rows.push({ row: rowText(true, cluster, key, holder.pid), meta: holder.meta });
        for (const { meta, pid } of await group.members(key, where)) {
          rows.push({ row: rowText(false, cluster, key, pid), meta });
        }
      }
      return rows.toSorted(byRow);
    });
  }

  #groupOn({ name }: { readonly name: string }): GroupUnderTest {
    const group = this.#groups.get(name);
    assert.ok(group !== undefined, `no group on ${name}`);
    return group;
  }

  #nodeAt(cluster: Cluster, index: number): ClusterNode {
    return at(cluster.nodes, index);
  }
}

/** A row that a node shows. */
interface Shown {
  readonly row: string;
  readonly meta: unknown;
}

/** The rows that a node shows of a cluster are the claims and memberships of the living actors. */
function checkView(
  rows: readonly Shown[],
  cluster: string | undefined,
  { living, node }: { readonly living: readonly ActorRecord[]; readonly node: string },
): void {
  const possible = new Map<string, { readonly meta: unknown; readonly isSure: boolean }>();
  for (const { claims, memberships, pid } of living) {
    for (const [isClaim, intents] of [
      [true, claims],
      [false, memberships],
    ] as const) {
      for (const [fullKey, { isSure, meta }] of intents) {
        if (clusterOf(fullKey) === cluster) {
          possible.set(rowText(isClaim, cluster, fullKey.slice(fullKey.indexOf("|") + 1), pid), { meta, isSure });
        }
      }
    }
  }
  for (const { meta, row } of rows) {
    const intent = possible.get(row);
    assert.ok(intent !== undefined, `${node} shows ${row}, which no living actor owns (no ghost rows)`);
    if (intent.isSure)
      assert.deepEqual(meta, intent.meta, `on ${node} ${row} has the latest metadata (latest metadata)`);
  }
  const shown = new Set(rows.map(({ row }) => row));
  for (const [row, { isSure }] of possible) assert.ok(!isSure || shown.has(row), `${node} lacks ${row} (no lost rows)`);
}

function byRow(one: Shown, other: Shown): number {
  return one.row < other.row ? -1 : one.row > other.row ? 1 : 0;
}

/** The key over which an actor was evicted; the exit reason in the model of v0.2.0 is a string. */
function lostKey(reason: ExitReason): string | undefined {
  if (typeof reason === "string") return reason.startsWith(`${CONFLICT} `) ? reason.split(" ")[1] : undefined;
  return reason.kind === CONFLICT ? (reason as unknown as { readonly key: string }).key : undefined;
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  assert.ok(found !== undefined);
  return found;
}

function kindOf({ kind }: { readonly kind: string }): string {
  return kind;
}

/** Whether an operation failed because the node is not connected to the cluster. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && (("code" in error && error.code === "not-connected") || error.name === "ArgumentError")
  );
}

/** Whether a call failed because its server exited. */
function isFailedCall(error: unknown): boolean {
  return error instanceof Error && (error.name === "CallFailed" || error.name === "RequestFailed");
}
