// Histories of real stores with known verdicts.

import { keyValueModel, linearizability, registerModel, sequentialConsistency } from "heddle/check";
import { describe, expect, test } from "vitest";

import { generatedKeyValueHistory } from "./generated-history.ts";
import { etcdHistory, keyValueHistory, namesOf, VERDICTS } from "./recorded-histories.ts";
import type { EtcdHistory, EtcdValue } from "./recorded-histories.ts";

const etcd = registerModel<EtcdValue>(undefined);

describe("the 50 etcd logs of Jepsen", () => {
  const judged = namesOf("etcd_").map((name) => [name, linearizability(etcdHistory(name), etcd)] as const);

  test("get the known verdicts", () => {
    expect(judged.length).toBe(50);
    for (const [name, { verdict }] of judged)
      expect(verdict, name).toBe(VERDICTS[name] === true ? "passed" : "violated");
  });

  test("take 10,006 states in all", () => {
    expect(judged.reduce((sum, [, { states }]) => sum + states, 0)).toBe(10_006);
  });

  test("are reduced, when they are in violation, to at most 10 operations that are in violation themselves", () => {
    const sizes = [];
    for (const [, verdict] of judged) {
      if (verdict.verdict !== "violated") continue;
      expect(linearizability(verdict.smallest, etcd, { reduce: false }).verdict).toBe("violated");
      sizes.push(verdict.smallest.length);
    }
    expect(sizes.toSorted((one, other) => one - other)).toMatchInlineSnapshot(`
      [
        3,
        3,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
        5,
        5,
        5,
        5,
        5,
        5,
        5,
        5,
        5,
        5,
        6,
        6,
        6,
        6,
        6,
        6,
        7,
        7,
        8,
        8,
        8,
        8,
        9,
        10,
        10,
        10,
      ]
    `);
  });

  test("are explained by linearizations that have every answered operation, give all results and keep the order in time", () => {
    for (const [name, verdict] of judged) {
      if (verdict.verdict !== "passed") continue;
      const { linearization } = verdict;
      const answered = etcdHistory(name).filter(({ returned }) => returned !== undefined);
      expect(linearization.filter(({ returned }) => returned !== undefined).length, name).toBe(answered.length);
      expect(misfitsIn(linearization), name).toEqual([]);
    }
  });
});

/** The operations of an order that come too late or have a result that differs from a register's. */
function misfitsIn(order: EtcdHistory): EtcdHistory {
  let value: EtcdValue = undefined;
  let latest = Number.NEGATIVE_INFINITY;
  return order.filter(({ invoked, operation, result, returned }) => {
    latest = Math.max(latest, invoked);
    const before = value;
    if (operation.kind === "write") ({ value } = operation);
    if (operation.kind === "compareAndSet" && value === operation.expected) ({ value } = operation);
    if (returned === undefined) return false;
    if (operation.kind === "write") return returned < latest;
    return returned < latest || result !== (operation.kind === "read" ? before : before === operation.expected);
  });
}

describe("the key-value histories", () => {
  test.each([
    ["kv-c01-ok.txt", 58],
    ["kv-c10-ok.txt", 528],
    ["kv-c10-bad.txt", 35],
    ["kv-c50-ok.txt", 22_635],
  ])("get the known verdict: %s in %i states", (name, states) => {
    const verdict = linearizability(keyValueHistory(name), keyValueModel(""), { reduce: false });
    expect(verdict.verdict).toBe(VERDICTS[name] === true ? "passed" : "violated");
    expect(verdict.states).toBe(states);
  });

  test("are reduced to a get that misses an append", () => {
    const verdict = linearizability(keyValueHistory("kv-c10-bad.txt"), keyValueModel(""));
    expect(verdict.verdict === "violated" && verdict.reason.drawing).toMatchInlineSnapshot(`
      "9  |-- append "7", "x 9 2 y" --|
      8                                |-- get "7": "" --|"
    `);
  });
});

test("1,000 operations of 10 clients on the 10 keys of one map take 1,061 states", () => {
  const verdict = linearizability(generatedKeyValueHistory(1_000, 10), keyValueModel());
  expect(verdict).toMatchObject({ verdict: "passed", states: 1_061 });
});

test("sequential consistency takes the time out of a history: a log in violation comes to be explained", () => {
  const explained = namesOf("etcd_").filter((name) => {
    if (VERDICTS[name] === true) return false;
    return sequentialConsistency(etcdHistory(name), etcd, { reduce: false, maxStates: 2_000 }).verdict === "passed";
  });
  expect(explained.length).toMatchInlineSnapshot(`5`);
});
