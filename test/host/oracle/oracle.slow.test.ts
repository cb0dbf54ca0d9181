// Node as an oracle: what it shows of generated programs occurs in an execution, and what executions show is allowed. 100
// programs, 300 with HEDDLE_NIGHTLY.

import { afterAll, expect, test } from "vitest";

import { generateProgram } from "./generate.ts";
import { ordersOfHeddle, ordersOfNode } from "./orders.ts";
import { endPerformances } from "./program.ts";
import type { Callback } from "./program.ts";
import { violationOf } from "./specification.ts";

const SLOWER: Callback = { kind: "timeout", label: "slower", delay: 2, next: [], clears: undefined };

const PROGRAMS = process.env["HEDDLE_NIGHTLY"] === undefined ? 100 : 300;

afterAll(endPerformances);

test("the specification forbids what neither shows", () => {
  const twoOfOneDelay: readonly Callback[] = ["timeout-1", "timeout-2"].map((label) => ({
    ...SLOWER,
    label,
    delay: 1,
  }));
  expect(violationOf(twoOfOneDelay, ["timeout-1", "timeout-2"])).toBeUndefined();
  expect(violationOf(twoOfOneDelay, ["timeout-2", "timeout-1"])).toBe("timeout-2 before timeout-1");
  expect(violationOf([SLOWER, ...twoOfOneDelay], ["timeout-1", "slower", "timeout-2"])).toBe("slower before timeout-2");
  const tick: Callback = { ...SLOWER, kind: "tick", label: "tick" };
  const immediate: Callback = { ...SLOWER, kind: "immediate", label: "immediate" };
  const late = "immediate before tick, which belongs to an earlier turn";
  expect(violationOf([{ ...SLOWER, next: [immediate, tick] }], ["slower", "immediate", "tick"])).toBe(late);
  expect(violationOf([SLOWER, immediate], ["slower", "immediate"])).toBeUndefined();
  const both: Callback = { ...immediate, next: [SLOWER, { ...immediate, label: "next" }] };
  expect(violationOf([both], ["immediate", "slower", "next"])).toBeUndefined();
  const turn: Callback = { ...SLOWER, label: "turn", next: [SLOWER, immediate] };
  expect(violationOf([turn], ["turn", "slower", "immediate"])).toBe("slower before immediate");
});

test("each order that Node shows occurs, and each that occurs is allowed", async () => {
  const wrong: unknown[] = [];
  for (let index = 0; index < PROGRAMS; index++) {
    const program = generateProgram(index);
    const heddle = await ordersOfHeddle(program, 2_000);
    const node = await ordersOfNode(program, 20);
    const missing = [...node].filter((order) => !heddle.has(order));
    const forbidden = [...heddle, ...node].flatMap((order) => {
      const violation = violationOf(program, order.split(" "));
      return violation === undefined ? [] : [{ order, violation, isOfNode: node.has(order) }];
    });
    if (missing.length > 0 || forbidden.length > 0) wrong.push({ index, missing, forbidden: forbidden.slice(0, 3) });
  }
  expect(wrong).toEqual([]);
});
