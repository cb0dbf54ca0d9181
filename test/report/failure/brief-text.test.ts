// A counterexample in a few lines.

import { explore, join, spawn } from "heddle";
import type { Counterexample, Program } from "heddle";
import { cell, mutex } from "heddle/memory";
import { expect, test } from "vitest";

import { must } from "../../../src/errors.ts";
import { briefText } from "../../../src/report/index.ts";

async function failureOf(program: Program): Promise<Counterexample> {
  return must((await explore(program)).counterexamples[0], "it fails");
}

/** The text without source positions, which depend on the lines of this file. */
function textOf(counterexample: Counterexample): readonly string[] {
  return briefText(counterexample, { columns: 100 })
    .split("\n")
    .map((line) => line.replace(/ +(?:source|\S*brief-text\.test\.ts:\d+)$/, ""));
}

test("has the sentence and the steps of the critical pairs", async () => {
  const found = await failureOf(async () => {
    const account = cell(100, "account");
    const deposit = async (): Promise<void> => {
      await account.write((await account.read()) + 10);
    };
    const tellers = [await spawn("alice", deposit), await spawn("bob", deposit)];
    for (const teller of tellers) await join(teller);
    if ((await account.read()) !== 120) throw new Error("lost");
  });

  expect(textOf(found)).toEqual([
    "Fails when `alice: cell.read(account)` comes before `bob: cell.write(account)` and",
    "`bob: cell.read(account)` before `alice: cell.write(account)`; passes when either is the other way",
    "round.",
    "#   alice                     bob",
    "3   cell.read(account) → 100",
    "4   │                         cell.read(account) → 100",
    "5   │                         cell.write(account) 110",
    "7   cell.write(account) 110",
  ]);
});

test("of a deadlock has the steps that led to it, and leaves out how the actors wait, which the error says", async () => {
  const found = await failureOf(async () => {
    const [one, other] = [mutex("one"), mutex("other")];
    const lock = async (first: typeof one, second: typeof one): Promise<void> => {
      await first.acquire();
      await second.acquire();
      await second.release();
      await first.release();
    };
    const workers = [await spawn("a", () => lock(one, other)), await spawn("b", () => lock(other, one))];
    for (const worker of workers) await join(worker);
  });

  expect(textOf(found)).toEqual([
    "Fails when `a: mutex.acquire(one)` comes before `b: mutex.acquire(one)` and",
    "`b: mutex.acquire(other)` before `a: mutex.acquire(other)`; passes when either is the other way",
    "round.",
    "#   a                   b",
    "3   mutex.acquire(one)",
    "4   │                   mutex.acquire(other)",
  ]);
});

test("cuts a long sentence, and has at most 10 lines", async () => {
  const found = await failureOf(async () => {
    const cells = ["first", "second", "third"].map((name) => cell(0, `the ${name} cell, with a long name`));
    const add = async (): Promise<void> => {
      for (const one of cells) await one.write((await one.read()) + 1);
    };
    const pids = [await spawn("the first of the writers", add), await spawn("the second of the writers", add)];
    for (const pid of pids) await join(pid);
    for (const one of cells) if ((await one.read()) === 2) return;
    throw new Error("all lost");
  });

  expect(textOf(found)).toEqual([
    "Fails when `the second of the writers: cell.read(the second cell, with a long name)` comes before",
    "`the first of the writers: cell.write(the second cell, with a long name)` and",
    "…",
    " #   the second of the writers  the first of the writers",
    " 8   cell.read(the second cell, with a long name) → 0",
    "10   cell.read(the third cell, with a long name) → 0",
    "11   │                          cell.write(the second cell, with a long name…",
    "12   │                          cell.read(the third cell, with a long na… → 0",
    "13   │                          cell.write(the third cell, with a long name)…",
    "16   cell.write(the third cell, with a long name) 1",
  ]);
});
