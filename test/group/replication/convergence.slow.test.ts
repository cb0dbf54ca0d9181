// Random workloads with all faults: after healing the nodes agree, the living actors have the rows that they
// requested, each contested key has one holder, and the events of a monitor from the start add up to exactly that.

import assert from "node:assert/strict";
import { choose, isAlive, kill, quiescence, receive, self, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import { Group } from "heddle/group";
import type { GroupEvent, GroupMessage } from "heddle/group";
import { CallFailed } from "heddle/otp";
import { expect, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import type { Setting } from "../support/nodes.ts";
import { holds } from "../../holds.ts";
import type { ActorDriver } from "../support/actor-driver.ts";

/** HEDDLE_NIGHTLY=200000 for the long run. */
const EXECUTIONS = Number(process.env["HEDDLE_NIGHTLY"] ?? 150);
const TIMEOUT = 600_000 + EXECUTIONS * 20;
const UNTIMED = { timeout: Number.POSITIVE_INFINITY };
const NAMES = ["a", "b", "c"] as const;
const KEYS = ["a", "b", "r/c"] as const;

/** The granted requests of one actor. */
interface Journal {
  readonly driver: ActorDriver;
  readonly keys: Set<string>;
  readonly joined: Set<string>;
  /** Requests without a reply: a shard exited first. */
  readonly unsure: Set<string>;
}

/** One actor performs a random operation. */
async function perform(nodes: Nodes, journal: Journal): Promise<void> {
  const { group } = nodes;
  const { joined, keys, driver, unsure } = journal;
  const key = await choose(KEYS);
  const what = await choose(["register", "register", "join", "unregister", "leave", "die"]);
  await driver.begin(async () => {
    try {
      switch (what) {
        case "register":
          if ((await group.register(key, { v: await choose(2) }, UNTIMED)).kind === "ok") keys.add(key);
          break;
        case "unregister":
          if (keys.has(key) && (await group.unregister(key, UNTIMED)).kind === "ok") keys.delete(key);
          break;
        case "join":
          await group.join(key, { v: await choose(2) }, UNTIMED);
          joined.add(key);
          break;
        case "leave":
          await group.leave(key, UNTIMED);
          joined.delete(key);
          break;
        case "die":
          await kill(self());
          break;
      }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      unsure.add(key);
    }
  });
}

/** Injects a fault into nodes or links. @returns whether events may now overtake others */
async function befall({ cluster, group }: Nodes): Promise<boolean> {
  const node = await choose(NAMES);
  switch (await choose(["cut", "one way", "heal", "shard", "nothing", "pause"])) {
    case "cut":
      await cluster.partition([node]);
      break;
    case "one way":
      await cluster.cut(node, node === "a" ? "b" : "a", { oneWay: true });
      break;
    case "heal":
      await cluster.heal();
      break;
    case "shard": {
      const shard = await choose(group.on(node).shards());
      await kill(shard);
      // Its successor is a different sender.
      return true;
    }
    case "pause":
      await quiescence();
      break;
    case "nothing":
      break;
  }
  return false;
}

/** The rows that follow from a subscriber's events. */
function believed(inbox: readonly unknown[]): readonly string[] {
  const rows = new Map<string, string>();
  for (const { events } of inbox as readonly GroupMessage[]) for (const event of events) follow(rows, event);
  return [...rows.entries()].map(([row, meta]) => `${row} ${meta}`).toSorted();
}

function follow(rows: Map<string, string>, { key, kind, meta, pid, previousMeta, reason }: GroupEvent): void {
  const isClaim = kind === "registered" || kind === "unregistered";
  const row = `${key} ${isClaim ? "=" : "+"} ${pid.path}`;
  const isGone = kind === "unregistered" || kind === "left";
  assert.equal(isGone, reason !== undefined, `${kind} ${row}`);
  // A row starts once, changes while it exists, and ends once.
  const known = rows.get(row);
  assert.equal(known === undefined, !isGone && previousMeta === undefined, `${kind} ${row}`);
  if (!isGone && previousMeta !== undefined) assert.equal(JSON.stringify(previousMeta), known);
  if (isGone) rows.delete(row);
  else rows.set(row, JSON.stringify(meta));
}

/** The rows that a node shows. */
async function shown(group: Group, keys: readonly string[]): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const key of keys) {
    const holder = await group.lookup(key);
    if (holder !== undefined) rows.push(`${key} = ${holder.pid.path} ${JSON.stringify(holder.meta)}`);
    for (const { meta, pid } of await group.members(key)) rows.push(`${key} + ${pid.path} ${JSON.stringify(meta)}`);
  }
  return rows.toSorted();
}

/** The same for a named cluster that nodes join and leave while they crash and restart. */
async function clusterWorkload(setting: Setting): Promise<void> {
  const nodes = await Nodes.start(NAMES, setting);
  const { cluster, group } = nodes;
  const game = { cluster: "game" };
  for (let step = 0; step < 14; step += 1) {
    const name = await choose(NAMES);
    const node = cluster.node(name);
    switch (await choose(["connect", "connect", "disconnect", "join", "join", "cut", "heal", "restart", "shard"])) {
      case "connect":
        await spawn(() => group.on(name).connect("game", UNTIMED).catch(ignore));
        break;
      case "disconnect":
        await spawn(() => group.on(name).disconnect("game", UNTIMED).catch(ignore));
        break;
      case "join":
        await node.spawn("member", async () => {
          await group.join(await choose(KEYS), {}, { ...game, ...UNTIMED }).catch(ignore);
          await receive("end");
        });
        break;
      case "cut":
        await cluster.partition([name]);
        break;
      case "heal":
        await cluster.heal();
        break;
      case "restart":
        await node.restart();
        break;
      case "shard":
        await kill(await choose(group.on(name).shards()));
        break;
    }
  }
  await cluster.heal();
  await quiescence();
  const connected: string[] = [];
  for (const name of NAMES) if (await group.on(name).isConnected("game")) connected.push(name);
  const members = (name: string): Promise<readonly string[]> => membersOf(group.on(name));
  const own: string[] = [];
  for (const name of connected) {
    const entries = await group.on(name).localEntries();
    own.push(...entries.map(({ key, pid }) => `${key} ${pid.path}`));
  }
  for (const name of NAMES) {
    const isConnected = connected.includes(name);
    assert.deepEqual(await members(name), isConnected ? own.toSorted() : [], `members on ${name}`);
    assert.deepEqual(await group.on(name).nodes("game"), isConnected ? connected : [], `nodes on ${name}`);
    assert.deepEqual(
      (await group.on(name).nodes()).toSorted(),
      NAMES.filter((other) => other !== name),
    );
  }
}

async function membersOf(group: Group): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const key of KEYS) {
    for (const { pid } of await group.members(key, { cluster: "game" })) rows.push(`${key} ${pid.path}`);
  }
  return rows.toSorted();
}

/** Whether the node was not connected, or a server exited before its reply. */
function ignore(error: unknown): void {
  assert.ok(error instanceof UsageError || error instanceof CallFailed, String(error));
}

async function workload(setting: Setting): Promise<void> {
  const nodes = await Nodes.start(NAMES, setting);
  const { group } = nodes;
  const monitors: ActorDriver[] = [];
  const journals: Journal[] = [];
  for (const node of NAMES) {
    const monitor = await nodes.actor(node, `monitor-${node}`);
    await monitor.do(() => group.monitor(Group.all));
    monitors.push(monitor);
    for (const number of [1, 2]) {
      const driver = await nodes.actor(node, `${node}${number}`);
      journals.push({ driver, keys: new Set(), joined: new Set(), unsure: new Set() });
    }
  }
  let isTold = true;
  for (let step = 0; step < 12; step += 1) {
    if ((await choose(3)) === 0) isTold = !(await befall(nodes)) && isTold;
    else await perform(nodes, await choose(journals));
  }
  await nodes.cluster.heal();
  await quiescence();
  await judge(group, isTold ? monitors : [], journals);
}

async function judge(group: Group, monitors: readonly ActorDriver[], journals: readonly Journal[]): Promise<void> {
  const expected = await shown(group.on("a"), KEYS);
  for (const [index, node] of NAMES.entries()) {
    assert.deepEqual(await shown(group.on(node), KEYS), expected, `on ${node}`);
    const monitor = monitors[index];
    if (monitor !== undefined) assert.deepEqual(believed(monitor.inbox), expected, `told on ${node}`);
  }
  const living: Journal[] = [];
  for (const journal of journals) if (await isAlive(journal.driver.pid)) living.push(journal);
  for (const key of KEYS) {
    const sure = living.filter(({ unsure }) => !unsure.has(key));
    const isUnsure = (pid: Pid): boolean => living.some(({ driver, unsure }) => driver.pid === pid && unsure.has(key));
    const members = sure.filter(({ joined }) => joined.has(key)).map(({ driver }) => driver.pid.path);
    const shownMembers = (await group.on("b").members(key)).map(({ pid }) => pid).filter((pid) => !isUnsure(pid));
    assert.deepEqual(shownMembers.map(({ path }) => path).toSorted(), members.toSorted(), `members of ${key}`);
    const claimants = sure.filter(({ keys }) => keys.has(key)).map(({ driver }) => driver.pid.path);
    const holder = (await group.on("b").lookup(key))?.pid;
    const holders = holder === undefined || isUnsure(holder) ? [] : [holder.path];
    assert.deepEqual(claimants, holders, `holder of ${key}`);
  }
}

test.each<[string, Setting, "lazy" | "competing"]>([
  ["in order of nodes", {}, "lazy"],
  ["in order of actors", { order: "actors" }, "lazy"],
  ["without buffers", { replicatedSenderFlushInterval: 0, replicatedPgReceiverFlushInterval: 0 }, "lazy"],
  ["with competing time", { order: "actors", shards: 1 }, "competing"],
])("three nodes agree in the end: %s", { timeout: TIMEOUT }, async (_name, setting, time) => {
  expect(await holds(() => workload(setting), { executions: EXECUTIONS, time, maxSteps: 50_000 })).toBe("holds");
});

test.each<[string, Setting, "lazy" | "competing"]>([
  ["in order of nodes", {}, "lazy"],
  ["in order of actors", { order: "actors", shards: 1 }, "competing"],
])("nodes that enter and leave a cluster agree in the end: %s", { timeout: TIMEOUT }, async (_name, setting, time) => {
  const options = { executions: EXECUTIONS, time, maxSteps: 50_000 };
  expect(await holds(() => clusterWorkload(setting), options)).toBe("holds");
});
