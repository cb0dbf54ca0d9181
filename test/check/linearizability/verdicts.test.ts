// Verdicts, reasons, diagrams and usage errors.

import assert from "node:assert/strict";

import {
  assertLinearizable,
  assertSequentiallyConsistent,
  historyDiagram,
  HistoryUndecided,
  HistoryViolated,
  counterModel,
  keyValueModel,
  linearizability,
  lockModel,
  nameTableModel,
  queueModel,
  registerModel,
  registryModel,
  sequentialConsistency,
  setModel,
  structuralText,
} from "heddle/check";
import type { RecordedOperation, RegisterOperation } from "heddle/check";
import { expect, test } from "vitest";

import { Pid } from "../../../src/trace/index.ts";
import { generatedKeyValueHistory } from "./generated-history.ts";

type Recorded = RecordedOperation<RegisterOperation<number>, number | boolean | undefined>;

const write = (client: string, value: number, invoked: number, returned?: number): Recorded => ({
  client,
  operation: { kind: "write", value },
  invoked,
  returned,
});
const read = (client: string, result: number, invoked: number, returned: number): Recorded => ({
  client,
  operation: { kind: "read" },
  invoked,
  returned,
  result,
});
const register = registerModel(0);

/** A stale read among unrelated operations. */
const stale = [
  read("main/c", 0, 0, 1),
  write("main/a", 1, 2, 3),
  write("main/b", 2, 4, 5),
  read("main/c", 2, 6, 7),
  read("main/c", 1, 8, 9),
  read("main/a", 2, 10, 11),
  write("main/b", 3, 12),
];

test("a violation is reduced to the operations that matter, drawn, and told in a sentence", () => {
  const verdict = linearizability(stale, register);
  expect(verdict).toMatchObject({ verdict: "violated", smallest: [stale[1], stale[2], stale[4]] });
  expect(verdict.verdict === "violated" && verdict.reason.sentence).toMatchInlineSnapshot(
    `"No order of these 3 operations explains their results. Longest valid prefix: write 1 (a), write 2 (b); then the state is 2. Next, read (c) gave 1, but the model gives 2."`,
  );
  expect(verdict.verdict === "violated" && verdict.reason.drawing).toMatchInlineSnapshot(`
    "a  |-- write 1 --|
    b                  |-- write 2 --|
    c                                  |-- read: 1 --|"
  `);
});

test("without reduction the smallest part is the whole", () => {
  const verdict = linearizability(stale, register, { reduce: false });
  expect(verdict).toMatchObject({ smallest: stale, part: stale });
});

test("a stale read of another client is sequentially consistent, of the same client it is not", () => {
  const other = [write("a", 1, 1, 2), read("b", 0, 3, 4)];
  const same = [write("a", 1, 1, 2), read("a", 0, 3, 4)];
  expect(sequentialConsistency(other, register).verdict).toBe("passed");
  expect(linearizability(other, register).verdict).toBe("violated");
  expect(sequentialConsistency(same, register).verdict).toBe("violated");
});

test("what is consistent key by key is judged as a whole", () => {
  // Each client reads the other's key as absent after it wrote its own: fine for either key alone.
  const history = ["a", "b"].flatMap(
    (
      client,
      index,
    ): RecordedOperation<
      | { readonly kind: "put"; readonly key: string; readonly value: string }
      | { readonly kind: "get"; readonly key: string },
      string | undefined
    >[] => [
      { client, operation: { kind: "put", key: client, value: "1" }, invoked: index, returned: index + 2 },
      { client, operation: { kind: "get", key: client === "a" ? "b" : "a" }, invoked: index + 4, returned: index + 6 },
    ],
  );
  for (const key of ["a", "b"]) {
    const part = history.filter(({ operation }) => operation.key === key);
    expect(sequentialConsistency(part, keyValueModel()).verdict).toBe("passed");
  }
  expect(sequentialConsistency(history, keyValueModel()).verdict).toBe("violated");
});

test("operations that touch at one moment overlap", () => {
  expect(linearizability([write("a", 1, 0, 5), read("b", 0, 5, 6)], register).verdict).toBe("passed");
});

test("lanes: pending operations are open, overlapping ones of a client have lines of their own, long ones are cut", () => {
  const long = { client: "main/a", operation: { kind: "write", value: "x".repeat(60) }, invoked: 1, returned: 4 };
  const beside = {
    client: "main/a",
    operation: { kind: "read" },
    invoked: 2,
    returned: 3,
    result: [1, { kind: "two" }],
  };
  const pending = { client: "main/b", operation: { kind: "read" }, invoked: 5 };
  expect(historyDiagram([long, beside, pending])).toMatchInlineSnapshot(`
    "a  |-- write "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… --|
         |-- read: [1, two] --|
    b                                                   |-- read --…"
  `);
});

test("a budget that is spent is undecided and says how far it came", () => {
  const history = generatedKeyValueHistory(100, 10);
  expect(linearizability(history, keyValueModel(), { maxStates: 20 })).toMatchInlineSnapshot(`
    {
      "operations": 9,
      "parts": 10,
      "passed": 3,
      "placed": 1,
      "states": 21,
      "verdict": "undecided",
      "why": "maxStates",
    }
  `);
  expect(linearizability(history, keyValueModel(), { maxStates: 20, budgetMs: 1e9 }).verdict).toBe("undecided");
});

test("time that is up is undecided", () => {
  // The clock is read every 256 states.
  const history = generatedKeyValueHistory(2_000, 2);
  expect(linearizability(history, { ...keyValueModel(), partition: (all) => [all] }, { budgetMs: 0 })).toMatchObject({
    verdict: "undecided",
    why: "budgetMs",
  });
});

test("time is that of the clock that is given", () => {
  const history = generatedKeyValueHistory(2_000, 2);
  const whole = { ...keyValueModel(), partition: (all: typeof history) => [all] };
  // The clock is read at the start and every 256 states: the time is over at the fourth reading.
  let looks = -1;
  const now = (): number => {
    looks += 1;
    return looks;
  };
  expect(linearizability(history, whole, { budgetMs: 3, now })).toMatchObject({ why: "budgetMs" });
  expect(looks).toBe(4);
});

test("an assertion throws what a violation is, and something else when nothing is known", () => {
  const violated = (): void => {
    assertLinearizable(stale, register);
  };
  expect(violated).toThrow(HistoryViolated);
  expect(violated).toThrow(expect.objectContaining({ name: "AssertionError" }));
  const undecided = (): void => {
    assertLinearizable(stale, register, { maxStates: 2 });
  };
  expect(undecided).toThrow(HistoryUndecided);
  expect(undecided).toThrow(/Raise maxStates/);
  expect(() => {
    assertSequentiallyConsistent([read("a", 1, 0, 1)], register);
  }).toThrow(/not sequentially consistent/);
  assertLinearizable([], register);
});

test("an assertion's stack begins at its caller", () => {
  let stack = "";
  try {
    assertLinearizable(stale, register);
  } catch (error) {
    stack = (error as Error).stack ?? "";
  }
  const [, first] = stack.split("\n    at ");
  expect(first).toMatch(/verdicts\.test\.ts/);
});

test("a malformed history is refused", () => {
  for (const wrong of [write("a", 1, 5, 4), write("a", 1, Number.NaN), { ...write("a", 1, 1), client: 7 as never }]) {
    expect(() => linearizability([wrong], register)).toThrow(expect.objectContaining({ code: "malformed-history" }));
  }
});

test("wrong options are refused", () => {
  const judge = (options: object) => (): unknown => linearizability(stale, register, options);
  expect(judge({ maxstates: 1 })).toThrow(expect.objectContaining({ code: "unknown-option" }));
  expect(judge({ maxStates: -1 })).toThrow(expect.objectContaining({ code: "invalid-option" }));
  expect(judge({ budgetMs: "1" })).toThrow(expect.objectContaining({ code: "invalid-option" }));
});

test("every model refuses an operation that it does not know", () => {
  const models = [
    counterModel(),
    keyValueModel(),
    lockModel(),
    nameTableModel(),
    queueModel(),
    registerModel(0),
    registryModel(),
    setModel(),
  ];
  for (const model of models) {
    const history = [
      { client: "a", operation: { kind: "juggle", key: "k", value: 1 } as never, invoked: 0, returned: 1 },
    ];
    expect(() => linearizability(history, model as ReturnType<typeof counterModel>)).toThrow(
      expect.objectContaining({ code: "unknown-operation" }),
    );
  }
});

test("structures are equal as texts exactly when the values are", () => {
  class Point {
    readonly x: number;
    constructor(x: number) {
      this.x = x;
    }
  }
  const pids = [Pid.create(1, undefined, "a"), Pid.create(2, undefined, "a"), Pid.create(1, undefined, "b")] as const;
  const equal: readonly (readonly [unknown, unknown])[] = [
    [
      { a: 1, b: [undefined] },
      { b: [undefined], a: 1 },
    ],
    [
      new Map([
        [1, 2],
        [3, 4],
      ]),
      new Map([
        [3, 4],
        [1, 2],
      ]),
    ],
    [new Set(["a", "b"]), new Set(["b", "a"])],
    [new Point(1), new Point(1)],
    [pids[0], pids[1]],
    [new Error("no"), new Error("no")],
    [new Date(5), new Date(5)],
    [Number.NaN, Number.NaN],
    [0, -0],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ];
  const unequal: readonly (readonly [unknown, unknown])[] = [
    [1, "1"],
    [1, 1n],
    [undefined, null],
    [{ a: undefined }, {}],
    [[1, 2], [12]],
    [["a,b"], ["a", "b"]],
    [new Point(1), { x: 1 }],
    [pids[0], pids[2]],
    [new Error("no"), new TypeError("no")],
    [new Date(5), new Date(6)],
    [/a/, /b/],
  ];
  for (const [one, other] of equal) expect(structuralText(one)).toBe(structuralText(other));
  for (const [one, other] of unequal) expect(structuralText(one)).not.toBe(structuralText(other));
});

test("what has no structure is refused", () => {
  const ring: { self?: unknown } = {};
  ring.self = ring;
  class Sealed {
    readonly #secret: number = 1;
    get secret(): number {
      return this.#secret;
    }
  }
  for (const value of [() => 1, Symbol("s"), ring, new Sealed()]) {
    expect(() => structuralText(value)).toThrow(expect.objectContaining({ code: "no-structure" }));
  }
});

test("a lost update keeps the operation that was lost, though either of the two could be left out alone", () => {
  const append = { kind: "append", key: "a" } as const;
  const verdict = linearizability(
    [
      { client: "a", operation: { ...append, value: "1" }, invoked: 0, returned: 3, result: undefined },
      { client: "b", operation: { ...append, value: "2" }, invoked: 1, returned: 4, result: undefined },
      { client: "a", operation: { kind: "get", key: "a" }, invoked: 5, returned: 6, result: "2" },
    ],
    keyValueModel(""),
  );

  expect(verdict.verdict === "violated" && verdict.reason.drawing).toMatchInlineSnapshot(
    `"a  |-- append "a", "1" --| |-- get "a": "2" --|"`,
  );
});

test.each([
  ["a registry's lookup", registryModel(), { kind: "lookup", key: "a" }],
  ["a registry's whereis", registryModel(), { kind: "whereis", key: "a" }],
  ["a get of a key", keyValueModel(), { kind: "get", key: "a" }],
])("the error of %s that was rejected is an answer that nothing explains", (_what, model, operation) => {
  const put = { client: "one", operation: { kind: "put", key: "a", value: "1" }, invoked: 1, returned: 2 };
  const asked = { client: "two", operation, invoked: 3, returned: 4, result: new RangeError("gone") };
  const history = operation.kind === "get" ? [put, asked] : [asked];
  const verdict = linearizability(history as never, model as never);
  assert.equal(verdict.verdict, "violated");
  expect(verdict.reason.sentence).toContain("gone");
});
