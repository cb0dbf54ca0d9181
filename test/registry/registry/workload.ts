// Generated workloads on a registry, and the oracle of RI1 to RI13 that watches them from outside: each actor writes down what it
// asks for and what it is told. Writing down is no operation, so the oracle adds no scheduling point but for its questions
// whether somebody lives.

import assert from "node:assert/strict";
import { isAlive, join, kill, receive, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { assertLinearizable, History, registryModel } from "heddle/check";
import type { RegistryOperation, RegistryResult } from "heddle/check";
import { Registry } from "heddle/registry";
import type { RegistryEvent, RegistryOptions } from "heddle/registry";
import fc from "fast-check";

import { actorOf } from "../../../src/kernel/index.ts";

/** What one actor does, in order. */
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

/** What an actor has under a key, by its own account. `sure` from its ok on, until it begins to give the key back. */
interface Holding {
  readonly pid: Pid;
  readonly key: string;
  state: "asking" | "sure" | "leaving" | "gone";
}

/** The account of one execution. */
class Account {
  /** For RI8. */
  readonly history = new History<RegistryOperation, RegistryResult>();
  readonly holdings: Holding[] = [];
  readonly dead = new Set<Pid>();
  /** Who has entered each lock and not left it. */
  readonly inside = new Map<string, Pid>();
  readonly events: RegistryEvent[] = [];

  of(pid: Pid, key: string): readonly Holding[] {
    return this.holdings.filter((holding) => holding.pid === pid && holding.key === key);
  }

  /** Judges what a reader was told, from what held during the whole of its question. */
  async judgeRead(
    key: string,
    ask: () => Promise<readonly Pid[]>,
    rules: readonly [RI5: string, RI6: string],
  ): Promise<void> {
    const before = this.holdings.filter((holding) => holding.key === key);
    const wereSure = before.filter(({ state }) => state === "sure");
    const wereGone = new Set(before.filter(({ state }) => state === "gone"));
    const found = await ask();
    for (const pid of new Set(found)) {
      const couldShow = this.of(pid, key).some((holding) => !wereGone.has(holding));
      assert.ok(couldShow, `${rules[1]}: ${pid.path} under ${key} had gone before`);
    }
    for (const { pid, state } of wereSure) {
      if (state !== "sure" || found.includes(pid)) continue;
      assert.equal(await isAlive(pid), false, `${rules[0]}: ${pid.path} holds ${key}, but is not found`);
    }
  }
}

/** Runs a workload on a registry and judges all of it. */
export async function judged(workload: Workload, options: RegistryOptions): Promise<void> {
  const account = new Account();
  const ear = await spawn("listener", async () => {
    for (;;) account.events.push((await receive()) as RegistryEvent);
  });
  const registry = await Registry.start<string, number>({ ...options, listeners: [ear] });
  const isUnique = options.keys !== "duplicate";
  /** The present incarnation of each actor, and all there ever were: two may restart one at once. */
  const pids: Pid[] = [];
  const everybody: Pid[] = [];

  const start = async (index: number): Promise<void> => {
    const script = workload[index] ?? [];
    const started = await spawn(`actor-${index}`, async () => {
      const pid = self();
      account.history.watch(pid, { kind: "died", pid }, [{ kind: "cleanup", pid }]);
      for (const command of script) await perform(command);
      await receive("end");
    });
    pids[index] = started;
    everybody.push(started);
  };
  const perform = async (command: Command): Promise<void> => {
    switch (command.kind) {
      case "kill":
      case "restart": {
        const victim = pids[command.actor];
        if (victim === undefined || victim === self()) return;
        await kill(victim);
        await join(victim);
        account.dead.add(victim);
        if (command.kind === "restart" && pids[command.actor] === victim && everybody.length < 12)
          await start(command.actor);
        return;
      }
      case "register":
        return register(command.key);
      case "unregister":
        return unregister(command.key);
      case "lookup":
        return account.judgeRead(
          command.key,
          async () => {
            const { key } = command;
            const found = await account.history.record({ kind: "lookup", key }, async () => {
              const entries = await registry.lookup(key);
              // Values are left out: updates of them are not in the history.
              return entries.map(([pid]) => [pid, 1] as const);
            });
            if (isUnique) assert.ok(found.length <= 1, "RI1: one row for each unique key");
            return found.map(([pid]) => pid);
          },
          ["RI5", "RI6"],
        );
      case "dispatch": {
        const reached: Pid[] = [];
        const deliver = (entries: readonly (readonly [Pid, number])[]): unknown =>
          reached.push(...entries.map(([pid]) => pid));
        return account.judgeRead(
          command.key,
          async () => {
            await registry.dispatch(command.key, deliver);
            if (isUnique) assert.equal(new Set(reached).size, reached.length, "RI11: each entry once");
            return reached;
          },
          ["RI11", "RI11"],
        );
      }
      case "whereis": {
        const known = new Set(account.dead);
        const { key } = command;
        const ask = (): Promise<Pid | undefined> => registry.whereis(key);
        const holder = isUnique ? await account.history.record({ kind: "whereis", key }, ask) : undefined;
        assert.ok(holder === undefined || !known.has(holder), "RI8: whereis gives nobody who was dead before");
        return;
      }
      case "update":
        if (isUnique) await registry.updateValue(command.key, (value) => value + 1);
        return;
      case "lock":
        await registry.lock(command.key, async () => {
          const other = account.inside.get(command.key);
          account.inside.set(command.key, self());
          if (other !== undefined) assert.equal(await isAlive(other), false, "RI12: one body at a time");
          await registry.count();
          account.inside.delete(command.key);
        });
        return;
      default:
        return command satisfies never;
    }
  };
  const register = async (key: string): Promise<void> => {
    const holding: Holding = { pid: self(), key, state: "asking" };
    const known = new Set(account.dead);
    account.holdings.push(holding);
    const { history } = account;
    const pid = self();
    const answer = await history.record({ kind: "register", key, pid, value: 1 }, () => registry.register(key, 1));
    if (answer.kind === "alreadyRegistered") {
      holding.state = "gone";
      assert.ok(isUnique, "duplicate keys are never refused");
      assert.equal(known.has(answer.pid), false, `RI7: ${answer.pid.path} was dead before the call`);
      const held = account.of(answer.pid, key).some((other) => other !== holding);
      assert.ok(held, `RI7: ${answer.pid.path} has never asked for ${key}`);
      return;
    }
    holding.state = "sure";
    if (!isUnique) return;
    for (const rival of account.holdings) {
      if (rival.key !== key || rival.state !== "sure" || rival.pid === self()) continue;
      const isRivalAlive = await isAlive(rival.pid);
      assert.ok(
        !isRivalAlive || rival.state !== "sure" || holding.state !== "sure",
        `RI2: two living holders of ${key}`,
      );
    }
  };
  const unregister = async (key: string): Promise<void> => {
    const own = account.of(self(), key).filter(({ state }) => state === "sure");
    for (const holding of own) holding.state = "leaving";
    await account.history.record({ kind: "unregister", key, pid: self() }, () => registry.unregister(key));
    for (const holding of own) holding.state = "gone";
  };

  for (const index of workload.keys()) await start(index);
  await sleep(1);
  await judgeRest(account, registry, isUnique);
  // Who has hung on to a lock when it was killed does not block it.
  for (const key of ["a", "b", "c"]) assert.equal(await registry.lock(key, () => 1), 1, "RI12");
  for (const pid of everybody) await kill(pid);
  await kill(ear);
  await sleep(1);
  assert.equal(await registry.count(), 0, "RI3");
}

/** RI2 to RI4, RI9, RI10 and RI13 once nothing can go on. */
async function judgeRest(account: Account, registry: Registry<string, number>, isUnique: boolean): Promise<void> {
  const rows = await registry.select({});
  const everybody = new Set(account.holdings.map(({ pid }) => pid));
  const alive = new Set<Pid>();
  for (const pid of everybody) if (await isAlive(pid)) alive.add(pid);
  const standing = account.holdings.filter(({ pid, state }) => state === "sure" && alive.has(pid));
  const textOf = (one: { readonly key: string; readonly pid: Pid }): string => `${one.key} ${one.pid.path}`;
  assert.deepEqual(
    rows.map(textOf).toSorted(),
    standing.map(textOf).toSorted(),
    "RI3, RI5, RI6, RI10: rows are what is held",
  );
  assert.equal(await registry.count(), rows.length, "RI4: the count is that of the rows");
  if (isUnique) assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length, "RI1: one row for each key");
  for (const pid of everybody) {
    const keys = rows.filter((row) => row.pid === pid).map(({ key }) => key);
    assert.deepEqual((await registry.keys(pid)).toSorted(), keys.toSorted(), "RI4: the indexes agree");
    checkWatch(pid, keys.length > 0);
  }
  if (!isUnique) return;
  checkEvents(account.events);
  assertLinearizable(account.history, registryModel());
}

/** RI9: who has rows is watched, by links or by monitors, and nobody else is. */
function checkWatch(pid: Pid, hasRows: boolean): void {
  const actor = actorOf(pid);
  if (!actor.isAlive) return;
  const links = [...(actor.links ?? [])].filter(
    ([other, link]) => link.isActive && other.pid.path.includes("registry"),
  );
  const monitors = (actor.monitors ?? []).filter(({ observer }) => observer.pid.path.includes("registry"));
  const watchers = new Set([...links.map(([other]) => other), ...monitors.map(({ observer }) => observer)]);
  assert.equal(watchers.size, links.length + monitors.length, "RI9: watched once by each partition");
  assert.equal(watchers.size > 0, hasRows, "RI9: watched while it has rows");
}

/** RI13: for one actor and one key, a registration and its end come in turn. */
function checkEvents(events: readonly RegistryEvent[]): void {
  const last = new Map<string, string>();
  for (const { key, kind, pid } of events) {
    const place = `${String(key)} ${pid.path}`;
    assert.notEqual(last.get(place) ?? "unregister", kind, "RI13: register and unregister come in turn");
    last.set(place, kind);
  }
}
