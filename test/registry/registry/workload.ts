// Generated workloads on a registry, and an external oracle for its invariants: each actor records its requests and their
// results. Recording is not an operation, so the oracle adds no scheduling points except its `isAlive` calls.

import assert from "node:assert/strict";
import { isAlive, join, kill, receive, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { assertLinearizable, History, registryModel } from "heddle/check";
import type { RegistryOperation, RegistryResult } from "heddle/check";
import { Registry } from "heddle/registry";
import type { RegistryEvent, RegistryOptions } from "heddle/registry";
import fc from "fast-check";

import { actorOf } from "../../../src/kernel/index.ts";

/** One command of an actor's script. */
export type Command =
  | {
      readonly kind: "register" | "unregister" | "lookup" | "whereis" | "dispatch" | "update" | "lock";
      readonly key: string;
    }
  | { readonly kind: "kill" | "restart"; readonly actor: number };

/** The scripts of all actors. */
export type Workload = readonly (readonly Command[])[];

/** Two to five actors over one to three keys. */
export const workloads: fc.Arbitrary<Workload> = fc
  .record({ actors: fc.integer({ min: 2, max: 5 }), keys: fc.integer({ min: 1, max: 3 }) })
  .chain(({ actors, keys }) => {
    const key = fc.constantFrom(...["a", "b", "c"].slice(0, keys));
    const onKey = fc.record({
      kind: fc.constantFrom("register", "register", "unregister", "lookup", "whereis", "dispatch", "update", "lock"),
      key,
    });
    const onActor = fc.record({
      kind: fc.constantFrom("kill", "restart"),
      actor: fc.integer({ min: 0, max: actors - 1 }),
    });
    const command: fc.Arbitrary<Command> = fc.oneof({ weight: 4, arbitrary: onKey }, { weight: 1, arbitrary: onActor });
    return fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: actors, maxLength: actors });
  }) as fc.Arbitrary<Workload>;

/** A key that an actor holds according to its own record; `sure` from the reply `ok` until it starts to unregister. */
interface Holding {
  readonly pid: Pid;
  readonly key: string;
  state: "asking" | "sure" | "leaving" | "gone";
}

/** The record of one execution. */
class Recorder {
  /** For the linearizability check. */
  readonly history = new History<RegistryOperation, RegistryResult>();
  readonly holdings: Holding[] = [];
  readonly dead = new Set<Pid>();
  /** The actor inside each lock. */
  readonly inside = new Map<string, Pid>();
  readonly events: RegistryEvent[] = [];

  of(pid: Pid, key: string): readonly Holding[] {
    return this.holdings.filter((holding) => holding.pid === pid && holding.key === key);
  }

  /** Checks the result of a read against the claims that held during the whole read. */
  async checkRead(
    key: string,
    ask: () => Promise<readonly Pid[]>,
    rules: readonly [complete: string, current: string],
  ): Promise<void> {
    const before = this.holdings.filter((holding) => holding.key === key);
    const wereSure = before.filter(({ state }) => state === "sure");
    const wereGone = new Set(before.filter(({ state }) => state === "gone"));
    const found = await ask();
    for (const pid of new Set(found)) {
      const couldShow = this.of(pid, key).some((holding) => !wereGone.has(holding));
      assert.ok(couldShow, `${rules[1]}: ${pid.path} under ${key} had been unregistered before`);
    }
    for (const { pid, state } of wereSure) {
      if (state !== "sure" || found.includes(pid)) continue;
      assert.equal(await isAlive(pid), false, `${rules[0]}: ${pid.path} holds ${key}, but is not found`);
    }
  }
}

/** Runs a workload on a registry and checks every invariant. */
export async function checkInvariants(workload: Workload, options: RegistryOptions): Promise<void> {
  const recorder = new Recorder();
  const listener = await spawn("listener", async () => {
    for (;;) recorder.events.push(await receive<RegistryEvent>());
  });
  const registry = await Registry.start<string, number>({ ...options, listeners: [listener] });
  const isUnique = options.keys !== "duplicate";
  /** The current incarnation of each actor, and all incarnations: two actors may restart one concurrently. */
  const pids: Pid[] = [];
  const allPids: Pid[] = [];

  const start = async (index: number): Promise<void> => {
    const script = workload[index] ?? [];
    const started = await spawn(`actor-${index}`, async () => {
      const pid = self();
      recorder.history.watch(pid, { kind: "died", pid }, [{ kind: "cleanup", pid }]);
      for (const command of script) await perform(command);
      await receive("end");
    });
    pids[index] = started;
    allPids.push(started);
  };
  const perform = async (command: Command): Promise<void> => {
    switch (command.kind) {
      case "kill":
      case "restart": {
        const victim = pids[command.actor];
        if (victim === undefined || victim === self()) return;
        await kill(victim);
        await join(victim);
        recorder.dead.add(victim);
        if (command.kind === "restart" && pids[command.actor] === victim && allPids.length < 12)
          await start(command.actor);
        return;
      }
      case "register":
        return register(command.key);
      case "unregister":
        return unregister(command.key);
      case "lookup":
        return recorder.checkRead(
          command.key,
          async () => {
            const { key } = command;
            const found = await recorder.history.record({ kind: "lookup", key }, async () => {
              const entries = await registry.lookup(key);
              // Values are omitted, because their updates are not in the history.
              return entries.map(([pid]) => [pid, 1] as const);
            });
            if (isUnique) assert.ok(found.length <= 1, "one row for each unique key");
            return found.map(([pid]) => pid);
          },
          ["a read shows every holder", "a read shows holders only"],
        );
      case "dispatch": {
        const reached: Pid[] = [];
        const deliver = (entries: readonly (readonly [Pid, number])[]): unknown =>
          reached.push(...entries.map(([pid]) => pid));
        return recorder.checkRead(
          command.key,
          async () => {
            await registry.dispatch(command.key, deliver);
            if (isUnique) assert.equal(new Set(reached).size, reached.length, "dispatch reaches each entry once");
            return reached;
          },
          ["dispatch reaches every holder", "dispatch reaches holders only"],
        );
      }
      case "whereis": {
        const known = new Set(recorder.dead);
        const { key } = command;
        const ask = (): Promise<Pid | undefined> => registry.whereis(key);
        const holder = isUnique ? await recorder.history.record({ kind: "whereis", key }, ask) : undefined;
        assert.ok(holder === undefined || !known.has(holder), "whereis returns no actor that was dead before");
        return;
      }
      case "update":
        if (isUnique) await registry.updateValue(command.key, (value) => value + 1);
        return;
      case "lock":
        await registry.lock(command.key, async () => {
          const other = recorder.inside.get(command.key);
          recorder.inside.set(command.key, self());
          if (other !== undefined) assert.equal(await isAlive(other), false, "one lock body at a time");
          await registry.count();
          recorder.inside.delete(command.key);
        });
        return;
      default:
        return command satisfies never;
    }
  };
  const register = async (key: string): Promise<void> => {
    const holding: Holding = { pid: self(), key, state: "asking" };
    const known = new Set(recorder.dead);
    recorder.holdings.push(holding);
    const { history } = recorder;
    const pid = self();
    const answer = await history.record({ kind: "register", key, pid, value: 1 }, () => registry.register(key, 1));
    if (answer.kind === "alreadyRegistered") {
      holding.state = "gone";
      assert.ok(isUnique, "duplicate keys are never refused");
      assert.equal(known.has(answer.pid), false, `refused for ${answer.pid.path}, which was dead before the call`);
      const held = recorder.of(answer.pid, key).some((other) => other !== holding);
      assert.ok(held, `refused for ${answer.pid.path}, which never asked for ${key}`);
      return;
    }
    holding.state = "sure";
    if (!isUnique) return;
    for (const rival of recorder.holdings) {
      if (rival.key !== key || rival.state !== "sure" || rival.pid === self()) continue;
      const isRivalAlive = await isAlive(rival.pid);
      assert.ok(!isRivalAlive || rival.state !== "sure" || holding.state !== "sure", `two living holders of ${key}`);
    }
  };
  const unregister = async (key: string): Promise<void> => {
    const own = recorder.of(self(), key).filter(({ state }) => state === "sure");
    for (const holding of own) holding.state = "leaving";
    await recorder.history.record({ kind: "unregister", key, pid: self() }, () => registry.unregister(key));
    for (const holding of own) holding.state = "gone";
  };

  for (const index of workload.keys()) await start(index);
  await sleep(1);
  await checkAtQuiescence(recorder, registry, isUnique);
  // An actor that was killed while it held a lock does not block it.
  for (const key of ["a", "b", "c"])
    assert.equal(await registry.lock(key, () => 1), 1, "a killed holder releases the lock");
  for (const pid of allPids) await kill(pid);
  await kill(listener);
  await sleep(1);
  assert.equal(await registry.count(), 0, "no rows after all actors have exited");
}

/** Checks rows, indexes, links, monitors and events at quiescence. */
async function checkAtQuiescence(
  recorder: Recorder,
  registry: Registry<string, number>,
  isUnique: boolean,
): Promise<void> {
  const rows = await registry.select({});
  const allPids = new Set(recorder.holdings.map(({ pid }) => pid));
  const alive = new Set<Pid>();
  for (const pid of allPids) if (await isAlive(pid)) alive.add(pid);
  const standing = recorder.holdings.filter(({ pid, state }) => state === "sure" && alive.has(pid));
  const textOf = (one: { readonly key: string; readonly pid: Pid }): string => `${one.key} ${one.pid.path}`;
  assert.deepEqual(
    rows.map(textOf).toSorted(),
    standing.map(textOf).toSorted(),
    "the rows are exactly the claims of living actors",
  );
  assert.equal(await registry.count(), rows.length, "the count is the number of rows");
  if (isUnique) assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length, "one row for each key");
  for (const pid of allPids) {
    const keys = rows.filter((row) => row.pid === pid).map(({ key }) => key);
    assert.deepEqual((await registry.keys(pid)).toSorted(), keys.toSorted(), "the indexes agree");
    checkWatch(pid, keys.length > 0);
  }
  if (!isUnique) return;
  checkEvents(recorder.events);
  assertLinearizable(recorder.history, registryModel());
}

/** An actor with rows is watched by links or monitors; an actor without rows is not. */
function checkWatch(pid: Pid, hasRows: boolean): void {
  const actor = actorOf(pid);
  if (!actor.isAlive) return;
  const links = [...(actor.links ?? [])].filter(
    ([other, link]) => link.isActive && other.pid.path.includes("registry"),
  );
  const monitors = (actor.monitors ?? []).filter(({ observer }) => observer.pid.path.includes("registry"));
  const watchers = new Set([...links.map(([other]) => other), ...monitors.map(({ observer }) => observer)]);
  assert.equal(watchers.size, links.length + monitors.length, "watched once by each partition");
  assert.equal(watchers.size > 0, hasRows, "watched exactly while it has rows");
}

/** For one actor and one unique key, an unregister comes between two registers; it also comes without any. */
function checkEvents(events: readonly RegistryEvent[]): void {
  const last = new Map<string, string>();
  for (const { key, kind, pid } of events) {
    const place = `${String(key)} ${pid.path}`;
    if (kind === "register") assert.notEqual(last.get(place), kind, "a key is given up before it is held again");
    last.set(place, kind);
  }
}
