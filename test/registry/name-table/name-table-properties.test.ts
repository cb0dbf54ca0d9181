// Invariants of the plain name table over generated workloads, and those that only the safe name table keeps.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cancel, explore, isAlive, join, kill, monitor, receive, self, sleep, spawn } from "heddle";
import type { Pid, Report } from "heddle";
import { assertLinearizable, History, nameTableModel } from "heddle/check";
import type { NameTableOperation, NameTableResult } from "heddle/check";
import { CancelSupervisor } from "heddle/otp";
import { NameTable } from "heddle/registry";
import { expect, test } from "vitest";

/** One command of an actor; names and actors are numbered. */
type Command =
  | { readonly kind: "kill"; readonly actor: number }
  | { readonly kind: "register"; readonly name: number; readonly actor: number }
  | { readonly kind: "registered" }
  | { readonly kind: "unregister"; readonly name: number }
  | { readonly kind: "whereis"; readonly name: number };

const number = fc.integer({ min: 0, max: 2 });
const actor = fc.integer({ min: 0, max: 4 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("register" as const), name: number, actor }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("unregister" as const), name: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("whereis" as const), name: number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("registered" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill" as const), actor }) },
);
const workloads = fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 5 });

/** Executions of each workload, and the number of workloads: 50,000 executions with HEDDLE_NIGHTLY. */
const EXECUTIONS = 50;
const RUNS = process.env["HEDDLE_NIGHTLY"] === undefined ? 40 : 1_000;
const PROPERTY = { seed: Number(process.env["HEDDLE_FC_SEED"] ?? 5), numRuns: RUNS };
const TIMEOUT = 600_000 + RUNS * 500;

/** The observed operations of a table. */
class Recorder {
  /** For each name, the successful registers minus the successful unregisters. */
  readonly balance = new Map<string, number>();
  /** For each name, the actor of the latest register that no unregister followed, in step order. */
  readonly holders = new Map<string, Pid>();
  /** Unregisters that removed another actor. */
  strayRemovals = 0;
  /** For the linearizability check. */
  readonly history = new History<NameTableOperation, NameTableResult>();
  /** Whether names are removed by `unregister` only, and not by exits. */
  readonly isExact: boolean;

  constructor(isExact: boolean) {
    this.isExact = isExact;
  }

  count(key: string, change: number): void {
    this.balance.set(key, (this.balance.get(key) ?? 0) + change);
  }
}

async function perform(
  names: NameTable,
  pids: readonly Pid[],
  recorder: Recorder,
  commands: readonly Command[],
): Promise<void> {
  const { history } = recorder;
  for (const each of commands) {
    switch (each.kind) {
      case "register": {
        const pid = pids[each.actor % pids.length] ?? self();
        const name = `n${each.name}`;
        if (!(await history.record({ kind: "register", name, pid }, () => names.register(name, pid)))) break;
        recorder.count(`n${each.name}`, 1);
        recorder.holders.set(`n${each.name}`, pid);
        break;
      }
      case "unregister": {
        const name = `n${each.name}`;
        if (!(await history.record({ kind: "unregister", name }, () => names.unregister(name)))) break;
        recorder.count(`n${each.name}`, -1);
        if (recorder.holders.get(`n${each.name}`) !== self()) recorder.strayRemovals += 1;
        recorder.holders.delete(`n${each.name}`);
        break;
      }
      case "whereis": {
        const name = `n${each.name}`;
        expectHolder(recorder, name, await history.record({ kind: "whereis", name }, () => names.whereis(name)));
        break;
      }
      case "registered":
        expectNames(recorder, await history.record({ kind: "registered" }, () => names.registered()));
        break;
      case "kill":
        await kill(pids[each.actor % pids.length] ?? self());
    }
  }
}

// The holder is that of the latest registration: the code after a step runs before the next step.

function expectHolder({ holders, isExact }: Recorder, key: string, holder: Pid | undefined): void {
  assert(!isExact || holder === holders.get(key), `the holder of ${key} is that of its latest registration`);
}

function expectNames({ holders, isExact }: Recorder, entries: readonly string[]): void {
  if (isExact) assert.deepEqual(entries.toSorted(), [...holders.keys()].toSorted());
}

/** Runs a workload with one actor per list; later actors can register and kill earlier ones. */
function run(
  workload: readonly (readonly Command[])[],
  safe: boolean,
  check: (world: World) => Promise<void>,
): Promise<Report> {
  return explore(
    async () => {
      const names = await NameTable.start({ safe });
      const recorder = new Recorder(!safe);
      const pids: Pid[] = [];
      for (const commands of workload) {
        const known = [...pids];
        pids.push(await spawn(() => perform(names, known, recorder, commands)));
      }
      for (const pid of pids) await join(pid);
      await sleep(1);
      await check({ names, recorder, pids });
    },
    { time: "lazy", executions: EXECUTIONS, shrink: false },
  );
}

interface World {
  readonly names: NameTable;
  readonly recorder: Recorder;
  readonly pids: readonly Pid[];
}

/** @throws the first failure of a report */
function throwFirstFailure({ counterexamples: [first], undecided }: Report): void {
  if (first !== undefined) throw first.error;
  assert.equal(undecided, 0);
}

test(
  "a name has one holder, each registered name is listed once, and the history is linearizable",
  { timeout: TIMEOUT },
  async () => {
    await fc.assert(
      fc.asyncProperty(workloads, async (workload) => {
        throwFirstFailure(
          await run(workload, false, async ({ names, recorder }) => {
            assertLinearizable(recorder.history, nameTableModel());
            const entries = await names.registered();
            assert.equal(new Set(entries).size, entries.length);
            for (const key of ["n0", "n1", "n2"]) {
              const holder = await names.whereis(key);
              assert.equal(recorder.balance.get(key) ?? 0, holder === undefined ? 0 : 1);
              assert.equal(entries.includes(key), holder !== undefined);
            }
          }),
        );
      }),
      PROPERTY,
    );
  },
);

test("a safe table has living holders only, and no actor unregisters another", { timeout: TIMEOUT }, async () => {
  await fc.assert(
    fc.asyncProperty(workloads, async (workload) => {
      throwFirstFailure(
        await run(workload, true, async ({ names, recorder }) => {
          for (const key of await names.registered()) {
            const holder = await names.whereis(key);
            assert(holder !== undefined && (await isAlive(holder)));
          }
          assert.equal(recorder.strayRemovals, 0);
        }),
      );
    }),
    PROPERTY,
  );
});

test(
  "the starter of an actor is notified of its exit once, unless its terminate throws",
  { timeout: TIMEOUT },
  async () => {
    const end = fc.constantFrom("cancel", "exit", "terminate throws");
    await fc.assert(
      fc.asyncProperty(fc.array(end, { minLength: 1, maxLength: 3 }), async (ends) => {
        const report = await explore(
          async () => {
            const exits = new Map<number, number>();
            const pids: Pid[] = [];
            for (const [index, how] of ends.entries()) {
              const pid = await CancelSupervisor.startActor(
                {
                  run: async () => void (await receive("never")),
                  terminate() {
                    if (how === "terminate throws") throw new Error("terminate");
                  },
                },
                { onExit: () => void exits.set(index, (exits.get(index) ?? 0) + 1) },
              );
              await monitor(pid);
              pids.push(pid);
              await spawn(() => cancel(pid));
            }
            for (const pid of pids) await receive({ kind: "down", pid });
            assert.deepEqual(
              ends.map((how, index) => exits.get(index) ?? (how === "terminate throws" ? "none" : 0)),
              ends.map((how) => (how === "terminate throws" ? "none" : 1)),
            );
          },
          { executions: EXECUTIONS, shrink: false },
        );
        throwFirstFailure(report);
      }),
      PROPERTY,
    );
  },
);

test("a plain table may list dead holders, and an actor may unregister another", async () => {
  const workload: readonly (readonly Command[])[] = [
    [{ kind: "register", name: 0, actor: 0 }],
    [{ kind: "unregister", name: 0 }],
  ];
  const dead = await run(workload, false, async ({ names }) => {
    const holder = await names.whereis("n0");
    assert(holder === undefined || (await isAlive(holder)), "dead holder");
  });
  const stray = await run(workload, false, async ({ recorder }) => {
    await sleep(1);
    assert(recorder.strayRemovals === 0, "stray unregister");
  });
  expect([dead, stray].map(({ counterexamples: [first] }) => String(first?.error))).toEqual([
    "AssertionError [ERR_ASSERTION]: dead holder",
    "AssertionError [ERR_ASSERTION]: stray unregister",
  ]);
});
