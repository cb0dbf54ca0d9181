// The shipped registry and broken ones against the model of a registry whose holders die.

import { explore, isAlive, join, monitor, pause, self, spawn } from "heddle";
import type { ExploreOptions, Pid, Report } from "heddle";
import { assertLinearizable, History, linearizability, nameTableModel, registryModel } from "heddle/check";
import type { NameTableOperation, NameTableResult, RegistryOperation, RegistryResult } from "heddle/check";
import { Registry } from "heddle/registry";
import { describe, expect, test } from "vitest";

type Recorded = History<RegistryOperation, RegistryResult>;

/** The registry interface that the clients use. */
interface Names {
  register(key: string, value: unknown): Promise<RegistryResult>;
  unregister(key: string): Promise<void>;
  lookup(key: string): Promise<readonly (readonly [Pid, unknown])[]>;
  whereis(key: string): Promise<Pid | undefined>;
}

/** Owners that register and exit, one of them by itself, and a client that looks keys up. */
async function owners(start: () => Promise<Names>): Promise<void> {
  const names = await start();
  const history: Recorded = new History();
  const watched = async (name: string, body: (pid: Pid) => Promise<unknown>): Promise<Pid> => {
    const pid = await spawn(name, () => body(self()));
    history.watch(pid, { kind: "died", pid }, [{ kind: "cleanup", pid }]);
    return pid;
  };
  const register = (pid: Pid): Promise<RegistryResult> =>
    history.record({ kind: "register", key: "db", pid, value: 1 }, () => names.register("db", 1));
  const actors = [
    await watched("first", register),
    await watched("second", async (pid) => {
      await register(pid);
      await history.record({ kind: "unregister", key: "db", pid }, () => names.unregister("db"));
    }),
    await watched("client", async () => {
      await history.record({ kind: "lookup", key: "db" }, () => names.lookup("db"));
      await history.record({ kind: "whereis", key: "db" }, () => names.whereis("db"));
      await history.record({ kind: "lookup", key: "db" }, () => names.lookup("db"));
    }),
  ];
  for (const pid of actors) await join(pid);
  assertLinearizable(history, registryModel());
}

function judged(start: () => Promise<Names>, options: ExploreOptions = {}): Promise<Report> {
  const faults = { kill: 1 };
  return explore(() => owners(start), { executions: 500, seed: "names", faults, shrink: false, ...options });
}

/** Two rows in one map; the caller provides the fault. */
function tableOf(defect: "no liveness check" | "forgets"): () => Promise<Names> {
  return async () => {
    const rows = new Map<string, readonly [Pid, unknown]>();
    await pause();
    return {
      async register(key, value) {
        await pause();
        const holder = rows.get(key);
        if (holder !== undefined && (await isAlive(holder[0]))) return { kind: "alreadyRegistered", pid: holder[0] };
        if (defect !== "forgets") rows.set(key, [self(), value]);
        return { kind: "ok" };
      },
      async unregister(key) {
        await pause();
        if (rows.get(key)?.[0] === self()) rows.delete(key);
      },
      async lookup(key) {
        await pause();
        const row = rows.get(key);
        return row === undefined ? [] : [row];
      },
      async whereis(key) {
        await pause();
        const pid = rows.get(key)?.[0];
        return pid === undefined || defect === "no liveness check" || (await isAlive(pid)) ? pid : undefined;
      },
    };
  };
}

describe("linearizability of a registry with deaths", () => {
  test("holds for the registry that ships, with owners that are killed", async () => {
    const report = await judged(() => Registry.start<string, unknown>());
    expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
    expect({ verdict: report.verdict, executions: report.executions }).toEqual({
      verdict: "passed",
      executions: 500,
    });
  });

  test("is violated when whereis gives a dead pid", async () => {
    const report = await judged(tableOf("no liveness check"));
    expect(report.verdict).toBe("violated");
    expect(String(report.counterexamples[0]?.error)).toMatchInlineSnapshot(`
      "AssertionError: The history is not linearizable. No order of these 2 operations explains their results. Longest valid prefix: died first (first); then the state is {}. Next, whereis db (client) gave first, but the model gives nothing.

      first   |-- died first --|
      client                     |-- whereis db: first --|"
    `);
  });

  test("is violated when a registration is forgotten", async () => {
    const report = await judged(tableOf("forgets"), { faults: {} });
    expect(report.verdict).toBe("violated");
    expect(String(report.counterexamples[0]?.error)).toMatchInlineSnapshot(`
      "AssertionError: The history is not linearizable. No order of these 2 operations explains their results. Longest valid prefix: register db for first (first); then the state is {"db": first}. Next, register db for second (second) gave ok, but the model gives held by first.

      first   |-- register db for first: ok --|
      second    |-- register db for second: ok --|"
    `);
  });
});

test("a lookup may show the dead until the cleanup, and nobody after it", async () => {
  const verdicts: string[] = [];
  await explore(
    async () => {
      const pid = await spawn("owner", () => undefined);
      await monitor(pid);
      const judge = (...lookups: readonly (readonly (readonly [Pid, unknown])[])[]): string => {
        const at = (invoked: number): { client: string; invoked: number; returned: number } => ({
          client: "c",
          invoked,
          returned: invoked + 1,
        });
        const seen = lookups.map((result, index) => ({
          ...at(7 + 2 * index),
          operation: { kind: "lookup", key: "db" } as const,
          result,
        }));
        const register = { kind: "register", key: "db", pid, value: 1 } as const;
        return linearizability(
          [
            { ...at(1), operation: register, result: { kind: "ok" } },
            { ...at(3), operation: { kind: "died", pid } },
            { client: "c", operation: { kind: "cleanup", pid }, invoked: 5 },
            ...seen,
          ],
          registryModel(),
        ).verdict;
      };
      const row = [[pid, 1]] as const;
      verdicts.push(judge(row), judge([]), judge(row, []), judge([], row));
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  expect(verdicts).toEqual(["passed", "passed", "passed", "violated"]);
});

test("a table of names knows nothing of deaths, keeps order, and lets anybody remove a name", async () => {
  let verdict = "";
  await explore(
    async () => {
      const pid = await spawn("owner", () => undefined);
      await join(pid);
      const history = new History<NameTableOperation, NameTableResult>();
      const answer = (operation: NameTableOperation, result: NameTableResult): void => {
        history.note(operation, result);
      };
      answer({ kind: "register", name: "b", pid }, true);
      answer({ kind: "register", name: "a", pid }, true);
      answer({ kind: "register", name: "a", pid }, false);
      answer({ kind: "registered" }, ["b", "a"]);
      answer({ kind: "whereis", name: "a" }, pid);
      answer({ kind: "unregister", name: "b" }, true);
      answer({ kind: "unregister", name: "b" }, false);
      answer({ kind: "whereis", name: "b" }, undefined);
      ({ verdict } = linearizability(history.operations, nameTableModel()));
    },
    { strategy: "dfs", executions: 1, shrink: false },
  );
  expect(verdict).toBe("passed");
});
