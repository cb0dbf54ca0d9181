// Invariants FI1 to FI6 of the plain name table over generated workloads, and how the safe one keeps what the
// plain one cannot.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cancel, explore, isAlive, join, kill, monitor, receive, self, sleep, spawn } from "heddle";
import type { Pid, Report } from "heddle";
import { assertLinearizable, History, nameTableModel } from "heddle/check";
import type { NameTableOperation, NameTableResult } from "heddle/check";
import { CancelSupervisor } from "heddle/otp";
import { NameTable } from "heddle/registry";
import { expect, test } from "vitest";

/** What an actor does; names and actors are numbered. */
type Act =
  | { readonly kind: "kill"; readonly actor: number }
  | { readonly kind: "register"; readonly name: number; readonly actor: number }
  | { readonly kind: "registered" }
  | { readonly kind: "unregister"; readonly name: number }
  | { readonly kind: "whereis"; readonly name: number };

const number = fc.integer({ min: 0, max: 2 });
const actor = fc.integer({ min: 0, max: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("register" as const), name: number, actor }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("unregister" as const), name: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("whereis" as const), name: number }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("registered" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill" as const), actor }) },
);
const workloads = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 5 });

/** Executions of each workload, and how many workloads: by night 50,000 executions. */
const EXECUTIONS = 50;
const RUNS = process.env["HEDDLE_NIGHTLY"] === undefined ? 40 : 1_000;
const PROPERTY = { seed: Number(process.env["HEDDLE_FC_SEED"] ?? 5), numRuns: RUNS };
const TIMEOUT = 30_000 + RUNS * 500;

/** What was seen of a table. */
class Ledger {
  /** Per name, true results of register less those of unregister. */
  readonly balance = new Map<string, number>();
  /** Of each name, to whom it was given and not taken since, in the order of the steps. */
  readonly holders = new Map<string, Pid>();
  /** FI5: an unregister by one that removed another. */
  strayRemovals = 0;
  /** For FI2. */
  readonly history = new History<NameTableOperation, NameTableResult>();
  /** Whether names go only with those who unregister them. */
  readonly isExact: boolean;

  constructor(isExact: boolean) {
    this.isExact = isExact;
  }

  count(key: string, change: number): void {
    this.balance.set(key, (this.balance.get(key) ?? 0) + change);
  }
}

async function perform(names: NameTable, pids: readonly Pid[], ledger: Ledger, acts: readonly Act[]): Promise<void> {
  const { history } = ledger;
  for (const each of acts) {
    switch (each.kind) {
      case "register": {
        const pid = pids[each.actor % pids.length] ?? self();
        const name = `n${each.name}`;
        if (!(await history.record({ kind: "register", name, pid }, () => names.register(name, pid)))) break;
        ledger.count(`n${each.name}`, 1);
        ledger.holders.set(`n${each.name}`, pid);
        break;
      }
      case "unregister": {
        const name = `n${each.name}`;
        if (!(await history.record({ kind: "unregister", name }, () => names.unregister(name)))) break;
        ledger.count(`n${each.name}`, -1);
        if (ledger.holders.get(`n${each.name}`) !== self()) ledger.strayRemovals += 1;
        ledger.holders.delete(`n${each.name}`);
        break;
      }
      case "whereis": {
        const name = `n${each.name}`;
        expectHolder(ledger, name, await history.record({ kind: "whereis", name }, () => names.whereis(name)));
        break;
      }
      case "registered":
        expectNames(ledger, await history.record({ kind: "registered" }, () => names.registered()));
        break;
      case "kill":
        await kill(pids[each.actor % pids.length] ?? self());
    }
  }
}

// FI1: one holder, and the one of the latest registration: the code after a step runs before the next step.

function expectHolder({ holders, isExact }: Ledger, key: string, holder: Pid | undefined): void {
  assert(!isExact || holder === holders.get(key), `FI1: ${key}`);
}

function expectNames({ holders, isExact }: Ledger, entries: readonly string[]): void {
  if (isExact) assert.deepEqual(entries.toSorted(), [...holders.keys()].toSorted());
}

/** Runs a workload: an actor for each list, of which those before can be registered and killed by those after. */
function run(
  workload: readonly (readonly Act[])[],
  safe: boolean,
  judge: (world: World) => Promise<void>,
): Promise<Report> {
  return explore(
    async () => {
      const names = await NameTable.start({ safe });
      const ledger = new Ledger(!safe);
      const pids: Pid[] = [];
      for (const acts of workload) {
        const known = [...pids];
        pids.push(await spawn(() => perform(names, known, ledger, acts)));
      }
      for (const pid of pids) await join(pid);
      await sleep(1);
      await judge({ names, ledger, pids });
    },
    { time: "lazy", executions: EXECUTIONS, shrink: false },
  );
}

interface World {
  readonly names: NameTable;
  readonly ledger: Ledger;
  readonly pids: readonly Pid[];
}

/** The first failure of a report, thrown. */
function failing({ counterexamples: [first], undecided }: Report): void {
  if (first !== undefined) throw first.error;
  assert.equal(undecided, 0);
}

test(
  "FI1 to FI3: a name has one holder, there are as many names as were given and not taken, and one order explains it",
  { timeout: TIMEOUT },
  async () => {
    await fc.assert(
      fc.asyncProperty(workloads, async (workload) => {
        failing(
          await run(workload, false, async ({ names, ledger }) => {
            assertLinearizable(ledger.history, nameTableModel());
            const entries = await names.registered();
            assert.equal(new Set(entries).size, entries.length);
            for (const key of ["n0", "n1", "n2"]) {
              const holder = await names.whereis(key);
              assert.equal(ledger.balance.get(key) ?? 0, holder === undefined ? 0 : 1);
              assert.equal(entries.includes(key), holder !== undefined);
            }
          }),
        );
      }),
      PROPERTY,
    );
  },
);

test(
  "FI4, FI5: a safe table has living holders only, and none loses a name to another",
  { timeout: TIMEOUT },
  async () => {
    await fc.assert(
      fc.asyncProperty(workloads, async (workload) => {
        failing(
          await run(workload, true, async ({ names, ledger }) => {
            for (const key of await names.registered()) {
              const holder = await names.whereis(key);
              assert(holder !== undefined && (await isAlive(holder)));
            }
            assert.equal(ledger.strayRemovals, 0);
          }),
        );
      }),
      PROPERTY,
    );
  },
);

test(
  "FI6: whoever starts an actor is told of its end once, unless its terminate throws",
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
        failing(report);
      }),
      PROPERTY,
    );
  },
);

test("FI4 and FI5 do not hold of a plain table", async () => {
  const workload: readonly (readonly Act[])[] = [
    [{ kind: "register", name: 0, actor: 0 }],
    [{ kind: "unregister", name: 0 }],
  ];
  const dead = await run(workload, false, async ({ names }) => {
    const holder = await names.whereis("n0");
    assert(holder === undefined || (await isAlive(holder)), "FI4");
  });
  const stray = await run(workload, false, async ({ ledger }) => {
    await sleep(1);
    assert(ledger.strayRemovals === 0, "FI5");
  });
  expect([dead, stray].map(({ counterexamples: [first] }) => String(first?.error))).toEqual([
    "AssertionError [ERR_ASSERTION]: FI4",
    "AssertionError [ERR_ASSERTION]: FI5",
  ]);
});
