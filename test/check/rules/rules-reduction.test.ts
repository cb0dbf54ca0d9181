// Under a reduction a rule sees the same sequences of states as under all schedules, for generated programs.

import { explore, join, kill, pause, self, send, spawn, receive } from "heddle";
import type { Program, StrategyName } from "heddle";
import { always, peek } from "heddle/check";
import type { Over } from "heddle/check";
import { cell, mutex, table } from "heddle/memory";
import fc from "fast-check";
import { expect, test } from "vitest";

const OPERATIONS = [
  "write x",
  "write y",
  "add x",
  "insert k",
  "insert l",
  "delete k",
  "clear",
  "lock",
  "pause",
  "rule",
  "tell",
  "plain",
  "die",
] as const;
type Kind = (typeof OPERATIONS)[number];

const [RUNS, LIMIT] = process.env["HEDDLE_NIGHTLY"] === undefined ? [6, 400] : [300, 6_000];

/** Each distinct sequence of states that a rule sees in some execution. */
async function seen(
  actors: readonly (readonly Kind[])[],
  over: Over | undefined,
  strategy: StrategyName,
): Promise<unknown> {
  const runs = new Set<string>();
  const program: Program = async () => {
    const states: string[] = [];
    let plain = 0;
    const [x, y] = [cell(0, "x"), cell(0, "y")];
    const rows = table<string, number>("rows");
    const lock = mutex("lock");
    const main = self();
    let isRuled = false;
    const rule = (): void => {
      if (isRuled) return;
      isRuled = true;
      const look = (): unknown[] =>
        over === "everything" ? [peek(x), plain] : peek(x) > 1 ? [peek(x), peek(y)] : [peek(x), peek(rows)];
      const lay = over === undefined ? {} : { over };
      always(
        "anything",
        () => {
          const state = JSON.stringify(look());
          if (states.at(-1) !== state) states.push(state);
        },
        lay,
      );
    };
    const act: Readonly<Record<Kind, (name: number) => Promise<unknown>>> = {
      "write x": (name) => x.write(name),
      "write y": (name) => y.write(name),
      "add x": () => x.update((value) => value + 1),
      "insert k": (name) => rows.insert("k", name),
      "insert l": (name) => rows.insert("l", name),
      "delete k": () => rows.delete("k"),
      clear: () => rows.deleteWhere(() => true),
      lock: async (name) => {
        await lock.acquire();
        await x.write(name);
        await lock.release();
      },
      pause: () => pause(),
      rule: async () => {
        await pause();
        rule();
      },
      tell: (name) => send(main, name),
      plain: async (name) => {
        await pause();
        plain = name;
      },
      die: () => kill(self()),
    };
    if (!actors.some((kinds) => kinds.includes("rule"))) rule();
    const pids = [];
    for (const [name, kinds] of actors.entries()) {
      const run = async (): Promise<void> => {
        for (const kind of kinds) await act[kind](name + 1);
      };
      pids.push(await spawn(`actor-${name}`, run));
    }
    const told = actors.filter((kinds) => kinds.includes("tell") && !kinds.includes("die")).length;
    for (let count = 0; count < told; count += 1) await x.write(await receive<number>());
    for (const pid of pids) await join(pid);
    runs.add(states.join(" "));
  };
  const report = await explore(program, { strategy, executions: LIMIT, shrink: false, stopAfter: 50 });
  if (report.executions >= LIMIT) return undefined;
  expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
  return [...runs].toSorted();
}

const actors = (kinds: readonly Kind[]): fc.Arbitrary<Kind[][]> =>
  fc.array(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 });

test.each([
  ["by what it peeks at", undefined, OPERATIONS],
  // Plain variables are visible from the step that declares the rule: it must be declared first.
  ["by everything", "everything", OPERATIONS.filter((kind) => kind !== "rule")],
] as const)(
  "a rule that is judged %s sees what it sees under all schedules",
  async (_what, over, kinds) => {
    await fc.assert(
      fc.asyncProperty(actors(kinds), async (program) => {
        const all = await seen(program, over, "dfs");
        fc.pre(all !== undefined);
        expect(await seen(program, over, "dpor")).toEqual(all);
      }),
      { seed: 11, numRuns: RUNS, interruptAfterTimeLimit: 3_000_000 },
    );
  },
  3_000_000,
);
