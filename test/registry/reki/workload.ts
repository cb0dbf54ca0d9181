// Generated workloads on a Reki, and the oracle of KI1 to KI7 that watches them from outside: each actor that is started writes
// itself down, and each caller what it was given. Writing down is no operation.

import assert from "node:assert/strict";
import { isAlive, join, kill, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { GenServer, Supervisor } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Reki, RekiNotRunning } from "heddle/registry";
import type { RekiOptions } from "heddle/registry";
import fc from "fast-check";

import type { Counter, CounterProtocol } from "./tree.ts";

/** What one actor does, in order; `restart` kills the registry actor. */
export type RekiCommand =
  | { readonly kind: "crash" | "kill" | "lookup" | "lookupOrStart" | "stop"; readonly key: string }
  | { readonly kind: "restart" };

/** The scripts of all actors. */
export type RekiWorkload = readonly (readonly RekiCommand[])[];

/** Two to five actors over one to three keys. */
export const rekiWorkloads: fc.Arbitrary<RekiWorkload> = fc
  .record({ actors: fc.integer({ min: 2, max: 5 }), keys: fc.integer({ min: 1, max: 3 }) })
  .chain(({ actors, keys }) => {
    const key = fc.constantFrom(...["a", "b", "c"].slice(0, keys));
    const onKey = fc.record({
      kind: fc.constantFrom("lookupOrStart", "lookupOrStart", "lookupOrStart", "lookup", "stop", "kill", "crash"),
      key,
    });
    const restart = fc.constant({ kind: "restart" });
    const command = fc.oneof({ weight: 12, arbitrary: onKey }, { weight: 1, arbitrary: restart });
    return fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: actors, maxLength: actors });
  }) as fc.Arbitrary<RekiWorkload>;

/** One actor that was started for a key. */
interface Birth {
  readonly key: string;
  readonly pid: Pid;
  /** The factory under which it was started. */
  readonly factory: string;
  /** Whether somebody wanted its end. */
  isDoomed: boolean;
}

const serveModule: ServerModule<CounterProtocol, number, () => Promise<void>> = {
  async init(enter) {
    await enter();
    return { state: 0 };
  },
  handleCall: (_request, _from, count) => ({ reply: count + 1, state: count + 1 }),
  handleCast: ({ ends }, count) => ({ stop: ends, state: count }),
};

/** The account of one execution. */
class Account {
  readonly births: Birth[] = [];
  readonly last = new Map<string, Counter>();

  /** The calling actor begins to serve a key. */
  async enter(key: string): Promise<void> {
    const birth: Birth = { key, pid: self(), factory: factoryOf(self()), isDoomed: false };
    const before = [...this.births];
    this.births.push(birth);
    for (const other of before) {
      if (other.key !== key && other.factory === birth.factory) continue;
      const rule =
        other.key === key ? "KI1: one living actor for each key" : "KI5: all of the registry before have ended";
      assert.equal(await isAlive(other.pid), false, `${rule}: ${other.pid.path}, ${birth.pid.path}`);
    }
  }

  /** A caller was given the actor of a key. */
  async given(key: string, counter: Counter): Promise<void> {
    const birth = this.births.find(({ pid }) => pid === counter.pid);
    assert.equal(birth?.key, key, "KI2: what is given was started for the key");
    const earlier = this.last.get(key) ?? counter;
    this.last.set(key, counter);
    if (earlier === counter) return;
    assert.ok(!(await isAlive(earlier.pid)) || !(await isAlive(counter.pid)), "KI2: two living actors were given");
  }

  doom(isMeant: (birth: Birth) => boolean): void {
    for (const birth of this.births) if (isMeant(birth)) birth.isDoomed = true;
  }
}

function factoryOf({ path }: Pid): string {
  return path.slice(0, path.indexOf("/keeper"));
}

/** Runs a workload on a Reki and judges all of it. */
export async function judgedReki(workload: RekiWorkload, options: RekiOptions): Promise<void> {
  const account = new Account();
  const reki = Reki.create<string, Counter>("reki", options);
  const root = await Supervisor.start({ strategy: "oneForOne", name: "root", children: [reki.supervised()] });
  let restarts = 0;
  let done = 0;

  const starting = (key: string) => (): Promise<Counter> =>
    GenServer.startLink(serveModule, () => account.enter(key), { name: "counter" });

  const perform = async (command: RekiCommand): Promise<void> => {
    switch (command.kind) {
      case "lookupOrStart":
        return account.given(command.key, await reki.lookupOrStart(command.key, starting(command.key)));
      case "lookup": {
        const found = await reki.lookup(command.key);
        return found === undefined ? undefined : account.given(command.key, found);
      }
      case "stop":
        try {
          await reki.stop(command.key);
        } finally {
          account.doom(({ key }) => key === command.key);
        }
        return undefined;
      case "kill":
      case "crash": {
        const victim = account.last.get(command.key);
        if (victim === undefined) return undefined;
        account.doom(({ pid }) => pid === victim.pid);
        return command.kind === "kill" ? kill(victim.pid) : GenServer.cast(victim, { ends: "broken" });
      }
      case "restart": {
        restarts += 1;
        // One more would be too many for the supervisors above.
        if (restarts > 3) return undefined;
        const [top] = await Supervisor.whichChildren(root);
        const [, registry] = await Supervisor.whichChildren(top?.pid as Pid);
        return kill(registry?.pid as Pid);
      }
      default:
        return command satisfies never;
    }
  };

  const pids: Pid[] = [];
  for (const script of workload) {
    pids.push(
      await spawn(async () => {
        for (const command of script) {
          try {
            await perform(command);
          } catch (error) {
            if (!(error instanceof RekiNotRunning)) throw error;
          }
        }
        done += 1;
      }),
    );
  }
  await sleep(1);
  assert.equal(done, workload.length, "KI6: every call ends");
  for (const pid of pids) await join(pid);
  await judgeRest(account, reki, starting("probe"));
}

/** KI3, KI4 and KI7 once nothing can go on. */
async function judgeRest(account: Account, reki: Reki<string, Counter>, start: () => Promise<Counter>): Promise<void> {
  const probe = await reki.lookupOrStart("probe", start);
  const living = new Map<string, Pid>();
  for (const { factory, isDoomed, key, pid } of account.births) {
    const isLiving = await isAlive(pid);
    if (isLiving) living.set(key, pid);
    else assert.ok(isDoomed || factory !== factoryOf(probe.pid), `KI7: nobody wanted the end of ${pid.path}`);
  }
  const rows = await reki.toList();
  assert.deepEqual(new Map(rows.map(([key, { pid }]) => [key, pid])), new Map([...living].toSorted()), "KI4");
  for (const [key] of living) {
    const births = account.births.filter((birth) => birth.key === key);
    let deaths = 0;
    for (const { pid } of births) if (!(await isAlive(pid))) deaths += 1;
    assert.ok(births.length <= 1 + deaths, "KI3");
  }
}
