// A generated history as a program that judges itself: GI1 to GI22, against the journal of those who did it. The group under
// test is whatever starts like one.

import assert from "node:assert/strict";
import { isAlive, join, kill, quiescence, receive, self, send, sleep } from "heddle";
import type { ExitReason, Pid } from "heddle";
import { Cluster, NodeDown } from "heddle/cluster";
import type { ClusterNode } from "heddle/cluster";

import { clusterOf, Journal, placeOf } from "./journal.ts";
import type { Chronicle } from "./journal.ts";
import { Observer, rowText } from "./event-recorder.ts";
import { GAME, keysIn } from "./workload.ts";
import type { Act, Blow, Workload } from "./workload.ts";

/** What a group gives to actors of one node. */
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

/** Which cluster, and how long a caller waits. */
export interface Where {
  readonly cluster?: string;
  readonly timeout?: number;
}

/** Starts a group on the calling actor's node. */
export type StartGroup = (workload: Workload) => Promise<GroupUnderTest>;

/** How the group ends one of two holders of a key. */
const CONFLICT = "group_registry_conflict";

/** What is judged. */
export interface Judging {
  /**
   * Whether somebody on each node monitors everything: `strictly` checks each event (default), `in the end` only whether
   * what was told is what is there.
   */
  readonly observing?: "strictly" | "in the end" | "not at all";
}

/** Runs a history and judges it. */
export async function judged(
  workload: Workload,
  start: StartGroup,
  { observing = "strictly" }: Judging = {},
): Promise<void> {
  await new History(workload, start, observing).run();
}

class History {
  readonly #workload: Workload;
  readonly #start: StartGroup;
  readonly #observing: NonNullable<Judging["observing"]>;
  readonly #journal = new Journal();
  readonly #groups = new Map<string, GroupUnderTest>();
  readonly #observers = new Map<string, Observer>();
  /** Nodes whose connection to the named cluster may have a lease. */
  readonly #leased = new Set<ClusterNode>();
  readonly #names: readonly string[];

  constructor(workload: Workload, start: StartGroup, observing: NonNullable<Judging["observing"]>) {
    this.#observing = observing;
    this.#workload = workload;
    this.#start = start;
    this.#names = ["n1", "n2", "n3", "n4"].slice(0, workload.nodes);
  }

  async run(): Promise<void> {
    const { order, processes } = this.#workload;
    const cluster = await Cluster.start({ nodes: this.#names, order, boot: (node) => this.#boot(node) });
    for (const node of cluster.nodes) await node.run(() => this.#groupOn(node).connect(GAME, {}));
    const pids: Pid[] = [];
    const main = self();
    for (const [index, { acts, node }] of processes.entries()) {
      const home = this.#nodeAt(cluster, node);
      pids.push(await home.spawn(`p${index}`, () => this.#live(home, acts, main)));
    }
    for (const blow of this.#workload.blows) await this.#strike(cluster, blow, pids);
    await this.#awaitEnds(pids);
    await this.#healAndJudge(cluster, pids);
  }

  async #boot(node: ClusterNode): Promise<void> {
    const group = await this.#start(this.#workload);
    this.#groups.set(node.name, group);
    // Later ones may come too late for what the others tell at once.
    if (node.incarnation > 1 || this.#observing === "not at all") return;
    const observer = new Observer(this.#observing === "strictly");
    this.#observers.set(node.name, observer);
    const starter = self();
    await node.spawn("observer", async () => {
      await group.monitorAll({});
      await group.monitorAll({ cluster: GAME });
      await send(starter, "ready");
      for (;;) observer.hear((await receive()) as never);
    });
    await receive("ready");
  }

  /** One process: it acts, then waits and keeps what is dispatched to it. */
  async #live(node: ClusterNode, acts: readonly Act[], main: Pid): Promise<void> {
    const chronicle = this.#journal.open(self(), node.name);
    for (const act of acts) await this.#act(chronicle, act);
    await send(main, { kind: "idle", pid: self() });
    for (;;) chronicle.received.push(await receive());
  }

  async #act(chronicle: Chronicle, { cluster, key, op, v }: Act): Promise<void> {
    if (op === "wait") return sleep(1);
    const journal = this.#journal;
    const group = this.#groupOn({ name: chronicle.node });
    const where: Where = { timeout: Number.POSITIVE_INFINITY, ...(cluster === undefined ? {} : { cluster }) };
    const place = placeOf(cluster, key);
    const meta = { v };
    const since = journal.tick();
    const row = { place, meta, since };
    if (op === "unregister" && !chronicle.claims.has(place)) return;
    if (op === "register") journal.claim(place, chronicle.pid);
    let kind: string;
    try {
      kind = await this.#ask(group, op, { key, meta, where });
      if (op === "register") journal.answer(place);
    } catch (error) {
      if (isRefusal(error)) {
        if (op === "register") journal.answer(place);
        return;
      }
      if (!isFailedCall(error)) throw error;
      // Its shard has ended meanwhile: it may have been done.
      if (op === "register") journal.grant(chronicle, "claims", { ...row, isSure: false });
      if (op === "join") journal.grant(chronicle, "memberships", { ...row, isSure: false });
      if (op === "unregister") journal.unregistered(chronicle, { place, since, isSure: false });
      const joined = chronicle.memberships.get(place);
      if (op === "leave" && joined !== undefined) chronicle.memberships.set(place, { ...joined, isSure: false });
      return;
    }
    if (kind === "taken") assert.ok(journal.hasRival(place, chronicle.pid), `${place} is taken by nobody (GI6)`);
    if (kind !== "ok") return;
    if (op === "leave") chronicle.memberships.delete(place);
    if (op === "unregister") journal.unregistered(chronicle, { place, since, isSure: true });
    if (op === "join") journal.grant(chronicle, "memberships", { ...row, isSure: true });
    if (op !== "register") return;
    journal.grant(chronicle, "claims", { ...row, isSure: true });
    await this.#lookAtOwn(chronicle, group, key, where);
  }

  #ask(
    group: GroupUnderTest,
    op: Exclude<Act["op"], "wait">,
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

  /** GI4: what was granted is seen on the own node, unless a rival or the end of the connection came between. */
  async #lookAtOwn({ claims, pid }: Chronicle, group: GroupUnderTest, key: string, where: Where): Promise<void> {
    const place = placeOf(where.cluster, key);
    const seen = await group.lookup(key, where);
    const intent = claims.get(place);
    if (intent?.isSure !== true || where.cluster !== undefined || this.#journal.hasRival(place, pid)) return;
    assert.equal(seen?.pid, pid, `${place} was granted and is not seen (GI4)`);
    assert.deepEqual(seen.meta, intent.meta);
  }

  async #strike(cluster: Cluster, blow: Blow, pids: readonly Pid[]): Promise<void> {
    try {
      await this.#strikeAt(cluster, blow, pids);
    } catch (error) {
      if (!(error instanceof NodeDown) && !isFailedCall(error)) throw error;
    }
  }

  async #strikeAt(cluster: Cluster, blow: Blow, pids: readonly Pid[]): Promise<void> {
    switch (blow.kind) {
      case "partition": {
        const side = this.#names.filter((_name, index) => (blow.side >> index) % 2 === 1);
        return side.length === 0 || side.length === this.#names.length ? undefined : cluster.partition(side);
      }
      case "oneWay": {
        const [from, to] = [this.#nodeAt(cluster, blow.from), this.#nodeAt(cluster, blow.to)];
        return from === to ? undefined : cluster.cut(from.name, to.name, { oneWay: true });
      }
      case "heal":
        return cluster.heal();
      case "kill":
        return kill(at(pids, blow.process));
      case "crash":
        return this.#nodeAt(cluster, blow.node).crash();
      case "restart":
        return this.#nodeAt(cluster, blow.node).restart();
      case "disconnect":
        return this.#disconnect(this.#nodeAt(cluster, blow.node));
      case "connect": {
        const node = this.#nodeAt(cluster, blow.node);
        if (blow.ttl !== undefined) this.#leased.add(node);
        return node.run(() => this.#groupOn(node).connect(GAME, blow.ttl === undefined ? {} : { ttl: blow.ttl }));
      }
      case "killShard": {
        const node = this.#nodeAt(cluster, blow.node);
        const shards = node.isUp ? this.#groupOn(node).shards() : [];
        return shards.length === 0 ? undefined : kill(at(shards, blow.shard));
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

  /** Until each process has done what it had to do, or is dead. No lease is left: with one there is never rest. */
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
      const message = await receive({ kind: "idle" }, { timeout: 0 });
      if (message === undefined) break;
      idle.add((message as unknown as { pid: Pid }).pid);
    }
    for (const pid of pids) assert.ok(idle.has(pid) || !(await isAlive(pid)), `${pid.path} waits for ever`);
  }

  async #healAndJudge(cluster: Cluster, pids: readonly Pid[]): Promise<void> {
    const { late } = this.#workload;
    // Only then: it makes all of them begin anew, which hides what has gone wrong.
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
    await this.#judge(cluster, before);
  }

  async #living(): Promise<readonly Chronicle[]> {
    const living: Chronicle[] = [];
    for (const chronicle of this.#journal.chronicles) if (await isAlive(chronicle.pid)) living.push(chronicle);
    return living;
  }

  async #judge(cluster: Cluster, before: readonly Chronicle[]): Promise<void> {
    const living = await this.#living();
    await this.#judgeEnds(before, living);
    const up = cluster.nodes.filter(({ isUp }) => isUp);
    const names = up.map(({ name }) => name);
    for (const node of up) {
      const known = await node.run(() => this.#groupOn(node).nodes());
      assert.deepEqual(
        known.toSorted(),
        names.filter((name) => name !== node.name),
        `nodes of ${node.name} (GI17, GI18)`,
      );
    }
    for (const where of [undefined, GAME]) {
      const inside = where === undefined ? up : await this.#connected(up, true);
      const outside = where === undefined ? [] : await this.#connected(up, false);
      for (const node of outside) assert.deepEqual(await this.#rowsOn(node, where), [], `${node.name} has left (GI5)`);
      const homes = new Set(inside.map(({ name }) => name));
      const here = living.filter(({ node }) => homes.has(node));
      const views = new Map<ClusterNode, readonly Shown[]>();
      for (const node of inside) views.set(node, await this.#rowsOn(node, where));
      for (const [node, rows] of views) judgeView(rows, where, { node: node.name, living: here });
      for (const [node, rows] of views) {
        assert.deepEqual(rows, views.get(inside[0] ?? node), `${node.name} and ${inside[0]?.name} see the same (GI12)`);
      }
    }
    for (const node of up) await this.#judgeObserver(node);
    await this.#judgeDispatch(up, living);
  }

  async #connected(nodes: readonly ClusterNode[], isConnected: boolean): Promise<readonly ClusterNode[]> {
    const found: ClusterNode[] = [];
    for (const node of nodes) {
      if ((await node.run(() => this.#groupOn(node).isConnected(GAME))) === isConnected) found.push(node);
    }
    return found;
  }

  /**
   * GI14, GI15: who was ended by a conflict had a rival; and of those who held a key when the links were mended one is left,
   * unless a conflict over another key has ended one of them.
   */
  async #judgeEnds(before: readonly Chronicle[], living: readonly Chronicle[]): Promise<void> {
    const lost = new Map<Pid, string>();
    for (const { pid } of this.#journal.chronicles) {
      if (await isAlive(pid)) continue;
      const reason = await join(pid);
      const key = lostKey(reason);
      if (key === undefined) continue;
      lost.set(pid, key);
      const places = [placeOf(undefined, key), placeOf(GAME, key)];
      assert.ok(
        places.some((place) => this.#journal.hasRival(place, pid)),
        `${pid.path} had no rival for ${key} (GI15)`,
      );
    }
    for (const place of new Set(this.#journal.chronicles.flatMap((each) => [...each.claims.keys()]))) {
      const rivals = this.#journal.chronicles.filter((each) => each.claims.has(place));
      const isLost = ({ claims, pid }: Chronicle): boolean =>
        claims.get(place)?.isSure === true && place.endsWith(`|${lost.get(pid) ?? ""}`);
      const mayBeVacant = this.#journal.released.has(place) || this.#journal.hasUnanswered(place);
      assert.ok(mayBeVacant || !rivals.every(isLost), `all who held ${place} have lost it to each other (GI14)`);
    }
    const claims = before.flatMap(({ pid, claims: held }) =>
      [...held].map(([place, { isSure }]) => ({ pid, place, isSure })),
    );
    for (const place of new Set(claims.filter(({ isSure }) => isSure).map((claim) => claim.place))) {
      const holders = living.filter((chronicle) => chronicle.claims.get(place)?.isSure === true);
      assert.ok(holders.length < 2, `${place} has ${holders.length} holders (GI14)`);
      const others = claims.filter((claim) => claim.place === place);
      const mayBeNone = others.some(
        ({ isSure, pid }) => !isSure || (lost.has(pid) && !place.endsWith(`|${lost.get(pid)}`)),
      );
      assert.ok(holders.length === 1 || mayBeNone, `nobody holds ${place} any more (GI14)`);
    }
  }

  async #judgeObserver(node: ClusterNode): Promise<void> {
    const observer = this.#observers.get(node.name);
    if (observer === undefined || node.incarnation > 1) return;
    const shown = [...(await this.#rowsOn(node, undefined)), ...(await this.#rowsOn(node, GAME))];
    const told = [...observer.rows].map(([row, meta]) => ({ row, meta }));
    assert.deepEqual(told.toSorted(byRow), shown.toSorted(byRow), `what ${node.name} was told is what is there (GI8)`);
  }

  /** GI21: a message to a key reaches its holder and each member once for each role. */
  async #judgeDispatch(up: readonly ClusterNode[], living: readonly Chronicle[]): Promise<void> {
    for (const chronicle of living) chronicle.received.length = 0;
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
    assert.deepEqual([...got].toSorted(), [...expected].toSorted(), "each member gets what is dispatched (GI21)");
  }

  /** All that a node shows of a cluster. */
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
    assert.ok(group !== undefined, `there is a group on ${name}`);
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

/** GI13: what each node of a cluster shows is what the living have asked for. */
function judgeView(
  rows: readonly Shown[],
  cluster: string | undefined,
  { living, node }: { readonly living: readonly Chronicle[]; readonly node: string },
): void {
  const possible = new Map<string, { readonly meta: unknown; readonly isSure: boolean }>();
  for (const { claims, memberships, pid } of living) {
    for (const [isClaim, intents] of [
      [true, claims],
      [false, memberships],
    ] as const) {
      for (const [place, { isSure, meta }] of intents) {
        if (clusterOf(place) === cluster) {
          possible.set(rowText(isClaim, cluster, place.slice(place.indexOf("|") + 1), pid), { meta, isSure });
        }
      }
    }
  }
  for (const { meta, row } of rows) {
    const intent = possible.get(row);
    assert.ok(intent !== undefined, `${node} shows ${row}, which nobody alive has asked for (GI3, GI13)`);
    if (intent.isSure) assert.deepEqual(meta, intent.meta, `on ${node} ${row} has the metadata given last (GI13)`);
  }
  const shown = new Set(rows.map(({ row }) => row));
  for (const [row, { isSure }] of possible) assert.ok(!isSure || shown.has(row), `${node} lacks ${row} (GI13)`);
}

function byRow(one: Shown, other: Shown): number {
  return one.row < other.row ? -1 : one.row > other.row ? 1 : 0;
}

/** The key over which an actor was ended; the model of v0.2.0 says it as a text. */
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

/** The node is not connected to the cluster. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && (("code" in error && error.code === "not-connected") || error.name === "ArgumentError")
  );
}

/** Whoever was asked has ended. */
function isFailedCall(error: unknown): boolean {
  return error instanceof Error && (error.name === "CallFailed" || error.name === "RequestFailed");
}
