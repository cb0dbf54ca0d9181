// Generated workloads on a Reki, and an external oracle for its invariants: each started actor records itself, and each caller
// records the actor it was given. Recording is not an operation.

import assert from "node:assert/strict";
import { isAlive, join, kill, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { GenServer, Supervisor } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Reki, RekiNotRunning } from "heddle/registry";
import type { RekiOptions } from "heddle/registry";
import fc from "fast-check";

import type { Counter, CounterProtocol } from "./tree.ts";

/** One command of an actor's script; `restart` kills the registry actor. */
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

/** An actor that was started for a key. */
interface StartedActor {
  readonly key: string;
  readonly pid: Pid;
  /** The factory under which it was started. */
  readonly factory: string;
  /** Whether a command causes its exit. */
  isExitExpected: boolean;
}

const serveModule: ServerModule<CounterProtocol, number, () => Promise<void>> = {
  async init(enter) {
    await enter();
    return { state: 0 };
  },
  handleCall: (_request, _from, count) => ({ reply: count + 1, state: count + 1 }),
  handleCast: ({ ends }, count) => ({ stop: ends, state: count }),
};

/** The record of one execution. */
class Recorder {
  readonly started: StartedActor[] = [];
  readonly last = new Map<string, Counter>();

  /** Records that the calling actor starts to serve a key. */
  async enter(key: string): Promise<void> {
    const actor: StartedActor = { key, pid: self(), factory: factoryOf(self()), isExitExpected: false };
    const before = [...this.started];
    this.started.push(actor);
    for (const other of before) {
      if (other.key !== key && other.factory === actor.factory) continue;
      const rule =
        other.key === key ? "one living actor for each key" : "the actors of the previous registry have exited";
      assert.equal(await isAlive(other.pid), false, `${rule}: ${other.pid.path}, ${actor.pid.path}`);
    }
  }

  /** Records that a caller was given the actor of a key. */
  async given(key: string, counter: Counter): Promise<void> {
    const actor = this.started.find(({ pid }) => pid === counter.pid);
    assert.equal(actor?.key, key, "the actor was started for the key");
    const earlier = this.last.get(key) ?? counter;
    this.last.set(key, counter);
    if (earlier === counter) return;
    assert.ok(
      !(await isAlive(earlier.pid)) || !(await isAlive(counter.pid)),
      "two living actors were given for one key",
    );
  }

  expectExit(isMeant: (actor: StartedActor) => boolean): void {
    for (const actor of this.started) if (isMeant(actor)) actor.isExitExpected = true;
  }
}

function factoryOf({ path }: Pid): string {
  return path.slice(0, path.indexOf("/keeper"));
}

/** Runs a workload on a Reki and checks every invariant. */
export async function checkRekiInvariants(workload: RekiWorkload, options: RekiOptions): Promise<void> {
  const recorder = new Recorder();
  const reki = Reki.create<string, Counter>("reki", options);
  const root = await Supervisor.start({ strategy: "oneForOne", name: "root", children: [reki.supervised()] });
  let restarts = 0;
  let done = 0;

  const starting = (key: string) => (): Promise<Counter> =>
    GenServer.startLink(serveModule, () => recorder.enter(key), { name: "counter" });

  const perform = async (command: RekiCommand): Promise<void> => {
    switch (command.kind) {
      case "lookupOrStart":
        return recorder.given(command.key, await reki.lookupOrStart(command.key, starting(command.key)));
      case "lookup": {
        const found = await reki.lookup(command.key);
        return found === undefined ? undefined : recorder.given(command.key, found);
      }
      case "stop":
        try {
          await reki.stop(command.key);
        } finally {
          recorder.expectExit(({ key }) => key === command.key);
        }
        return undefined;
      case "kill":
      case "crash": {
        const victim = recorder.last.get(command.key);
        if (victim === undefined) return undefined;
        recorder.expectExit(({ pid }) => pid === victim.pid);
        return command.kind === "kill" ? kill(victim.pid) : GenServer.cast(victim, { ends: "broken" });
      }
      case "restart": {
        restarts += 1;
        // One more would exceed the restart limits of the supervisors above.
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
  assert.equal(done, workload.length, "every call returns");
  for (const pid of pids) await join(pid);
  await checkAtQuiescence(recorder, reki, starting("probe"));
}

/** Checks at quiescence: one start per exit, rows for exactly the living, no exit without a cause. */
async function checkAtQuiescence(
  recorder: Recorder,
  reki: Reki<string, Counter>,
  start: () => Promise<Counter>,
): Promise<void> {
  const probe = await reki.lookupOrStart("probe", start);
  const living = new Map<string, Pid>();
  for (const { factory, isExitExpected, key, pid } of recorder.started) {
    const isLiving = await isAlive(pid);
    if (isLiving) living.set(key, pid);
    else assert.ok(isExitExpected || factory !== factoryOf(probe.pid), `${pid.path} exited without a cause`);
  }
  const rows = await reki.toList();
  assert.deepEqual(
    new Map(rows.map(([key, { pid }]) => [key, pid])),
    new Map([...living].toSorted()),
    "rows are those of the living",
  );
  for (const [key] of living) {
    const started = recorder.started.filter((actor) => actor.key === key);
    let deaths = 0;
    for (const { pid } of started) if (!(await isAlive(pid))) deaths += 1;
    assert.ok(started.length <= 1 + deaths, "a key is started again only after an exit");
  }
}
