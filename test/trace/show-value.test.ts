// Values in traces: their display, the words that identify a message, and the parts that count for a fingerprint.

import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { hashText, mix } from "../../src/choice/index.ts";
import { hashValue, labeledText, messageTags, Pid, plainText, showAs, showValue } from "../../src/trace/index.ts";

const main = Pid.create(0, undefined, undefined);
const owner = Pid.create(1, main, "owner");

class Point {
  readonly x: number;
  readonly y: number;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
}

function text(value: unknown): string {
  return plainText(showValue(value));
}

function hash(value: unknown): number {
  return hashValue(value, (state, word) => mix(state, hashText(word)));
}

describe("a value is shown as util.inspect shows it", () => {
  const values: readonly unknown[] = [
    undefined,
    null,
    true,
    -0,
    1.5,
    10n,
    "it's",
    "both ' and \"",
    "line\nend",
    Symbol("mark"),
    [],
    [1, "a", [2, [3, [4, [5]]]]],
    {},
    { a: 1, "b-c": { d: { e: { f: { g: 1 } } } } },
    new Point(1, 2),
    Object.assign(Object.create(null) as object, { a: 1 }),
    new Map<unknown, unknown>([
      ["a", 1],
      [{ b: 2 }, new Map()],
    ]),
    new Set([1, "a"]),
    new Uint8Array([1, 2]),
    new Date(0),
    /a+/g,
    (one: number): number => one,
    async function later(): Promise<void> {},
    Point,
    class {
      readonly x: number = 1;
    },
    {
      get now(): number {
        throw new Error("a getter was called");
      },
    },
    "x".repeat(100),
    Array.from({ length: 102 }, (_, index) => index),
  ];
  const options = { depth: 3, breakLength: Number.POSITIVE_INFINITY, compact: true, maxStringLength: 80 };

  test.each(values.map((value) => [inspect(value, options), value]))("%s", (expected, value) => {
    expect(text(value)).toBe(expected);
  });
});

test("an object with a kind is shown as that word and its other fields", () => {
  expect(text({ kind: "register", key: "db" })).toBe("register { key: 'db' }");
  expect(text([{ kind: "stop" }])).toBe("[ stop ]");
  expect(text({ key: "db", kind: "register" })).toBe("{ key: 'db', kind: 'register' }");
  expect(text({ kind: "two words" })).toBe("{ kind: 'two words' }");
});

test("an actor is a piece of its own, which a report shows by its short name", () => {
  const shown = showValue({ pid: owner, label: "<main/owner>" });

  expect(shown).toContainEqual({ actor: "main/owner" });
  expect(labeledText(shown, new Map([["main/owner", "owner"]]))).toBe("{ pid: owner, label: '<main/owner>' }");
  expect(plainText(shown)).toBe("{ pid: <main/owner>, label: '<main/owner>' }");
});

test("an error is shown without its stack, a cycle ends where it begins again", () => {
  const ring: unknown[] = [];
  ring.push(ring);

  expect(text(new TypeError("no"))).toBe("TypeError: no");
  expect(text([new TypeError("no")])).toBe("[ [TypeError: no] ]");
  expect(text(ring)).toBe("[ [Circular] ]");
});

test("a class of the program says itself how it is shown, for util.inspect too", () => {
  class Amount {
    readonly cents = 150;
    [inspect.custom](): string {
      return "1.50 EUR";
    }
  }
  class Handle {
    readonly id = 7;
  }
  showAs(Handle.prototype, {
    contentOf: ({ id }) => ({ kind: `handle-${id}` }),
    show: ({ id }) => [`handle ${id} of `, { actor: "main" }],
    isHiddenInFields: true,
  });

  expect(text([new Amount()])).toBe("[ 1.50 EUR ]");
  expect(text(new Handle())).toBe("handle 7 of <main>");
  expect(inspect(new Handle())).toBe("handle 7 of <main>");
  expect(text({ handle: new Handle(), of: 1 })).toBe("{ of: 1 }");
  expect(messageTags([new Handle()])).toEqual(["handle-7"]);
});

test("the words that tell a message from others are its tags, or the text that it begins with", () => {
  expect(messageTags({ kind: "request", of: { type: "lookup", key: "db" } })).toEqual(["request", "lookup"]);
  expect(messageTags(["ping", 1])).toEqual(["ping"]);
  expect(messageTags("ping")).toEqual(["ping"]);
  expect(messageTags(1)).toEqual([]);
});

describe("a fingerprint", () => {
  test("tells values apart by their structure, beyond what is shown of them", () => {
    const values = [
      1,
      "1",
      1n,
      0,
      -0,
      [1],
      { 0: 1 },
      new Point(1, 2),
      { x: 1, y: 2 },
      new Set([1]),
      "x".repeat(81),
      "x".repeat(82),
    ];
    expect(new Set(values.map(hash)).size).toBe(values.length);
  });

  test("counts an error by its class, not by the words of the engine", () => {
    expect(hash(new TypeError("x is not iterable"))).toBe(hash(new TypeError("undefined is not iterable")));
    expect(hash(new TypeError("no"))).not.toBe(hash(new RangeError("no")));
  });

  test("of values is the same on every version of Node", () => {
    const value = {
      at: new Date(0),
      by: owner,
      all: new Map([["a", [1, undefined, Number.NaN]]]),
      of: new Point(1, 2),
    };
    expect(hash(value)).toMatchInlineSnapshot(`-780146200`);
  });

  test("of a value that contains itself ends", () => {
    const ring: unknown[] = [];
    ring.push(ring);
    expect(hash(ring)).toBe(hash(ring));
  });
});
