// Plain state in `shared`: who reads and writes it is known, so that a reduction proves what is true.

import assert from "node:assert/strict";

import { explore, join, pause, sleep, spawn, UsageError, verify } from "heddle";
import { always } from "heddle/check";
import { cell, shared, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

type Step = () => Promise<unknown>;

/** Two steps that share nothing. */
const FORMS: readonly (readonly [name: string, steps: () => readonly [Step, Step]])[] = [
  ["pauses", () => [() => pause({ touches: "nothing" }), () => pause({ touches: "nothing" })]],
  ["pauses that conflict", () => [pause, pause]],
  ["sleeps of one deadline", () => [() => sleep(1), () => sleep(1)]],
  [
    "writes to cells of their own",
    () => {
      const [one, two] = [cell(0, "one"), cell(0, "two")];
      return [() => one.write(1), () => two.write(1)];
    },
  ],
  [
    "inserts of different keys",
    () => {
      const rows = table<string, number>("rows");
      return [() => rows.insert("one", 1), () => rows.insert("two", 1)];
    },
  ],
];

/** What two actors do to one state, each after a step of its own. */
async function both(steps: readonly [Step, Step], one: () => void, two: () => void): Promise<void> {
  const first = await spawn("first", async () => {
    await steps[0]();
    one();
  });
  const second = await spawn("second", async () => {
    await steps[1]();
    two();
  });
  await join(first);
  await join(second);
}

const nothing: Step = () => pause({ touches: "nothing" });

/** The classes of two accesses that nothing else orders. */
async function classesOf<T extends object>(make: () => T, one: (state: T) => void, two: (state: T) => void) {
  const report = await verify(async () => {
    const state = shared(make());
    await both(
      [nothing, nothing],
      () => one(state),
      () => two(state),
    );
  });
  expect(report).toMatchObject({ verdict: "passed", redundant: 0 });
  return report.classes;
}

describe("two actors that write shared state", () => {
  test.each(FORMS)("after %s: the search finds the last one", async (_name, steps) => {
    const report = await verify(
      async () => {
        const state = shared({ x: 0 });
        await both(
          steps(),
          () => {
            state.x = 1;
          },
          () => {
            state.x = 2;
          },
        );
        assert.equal(state.x, 2);
      },
      { shrink: false },
    );

    expect(report.verdict).toBe("violated");
    expect(report.counterexamples[0]?.index).toBeLessThan(4);
  });

  test("push to an array: the order is seen", async () => {
    const report = await verify(async () => {
      const journal = shared<string[]>([], "journal");
      await both(
        [nothing, nothing],
        () => journal.push("first"),
        () => journal.push("second"),
      );
      assert.deepEqual([...journal], ["first", "second"]);
    });

    expect(report.verdict).toBe("violated");
  });
});

class Account {
  balance = 1;
  get isEmpty(): boolean {
    return this.balance === 0;
  }
  withdraw(): void {
    this.balance -= 1;
  }
}

class Vault {
  #content = 1;
  label = "vault";
  empty(): number {
    const content = this.#content;
    this.#content = 0;
    return content;
  }
}

class Counter {
  count = 0;
  readonly increment = (): void => {
    this.count += 1;
  };
}

describe("accesses that conflict are in two classes, others in one", () => {
  test.each<readonly [string, number, () => Promise<number>]>([
    [
      "reads of one property",
      1,
      () =>
        classesOf(
          () => ({ a: 1 }),
          ({ a }) => void a,
          ({ a }) => void a,
        ),
    ],
    [
      "a read and a write",
      2,
      () =>
        classesOf(
          () => ({ a: 1 }),
          ({ a }) => void a,
          (state) => (state.a = 2),
        ),
    ],
    [
      "writes of two properties",
      1,
      () =>
        classesOf(
          () => ({ a: 1, b: 1 }),
          (state) => (state.a = 2),
          (state) => (state.b = 2),
        ),
    ],
    [
      "a look at the keys, and a new one",
      2,
      () =>
        classesOf<Record<string, number>>(
          () => ({ a: 1 }),
          (state) => void Object.keys(state),
          (state) => (state["b"] = 2),
        ),
    ],
    [
      "a look at the keys, and a write of an old one",
      1,
      () =>
        classesOf<Record<string, number>>(
          () => ({ a: 1 }),
          (state) => void Reflect.ownKeys(state),
          (state) => (state["a"] = 2),
        ),
    ],
    [
      "a property that is not there, and its deletion",
      2,
      () =>
        classesOf<Record<string, number>>(
          () => ({}),
          (state) => void state["a"],
          (state) => delete state["a"],
        ),
    ],
    [
      "objects in objects",
      1,
      () =>
        classesOf(
          () => ({ a: { x: 1 }, b: { x: 1 } }),
          ({ a }) => (a.x = 2),
          ({ b }) => (b.x = 2),
        ),
    ],
    [
      "one object by two paths",
      2,
      () =>
        classesOf(
          () => {
            const one = { x: 1 };
            return { a: one, b: one };
          },
          ({ a }) => (a.x = 2),
          ({ b }) => (b.x = 2),
        ),
    ],
    [
      "elements of an array",
      1,
      () =>
        classesOf(
          () => [1, 2],
          (state) => (state[0] = 2),
          (state) => (state[1] = 3),
        ),
    ],
    [
      "an array that is cut, and its element",
      2,
      () =>
        classesOf(
          () => [1, 2],
          (state) => (state.length = 0),
          (state) => void state[1],
        ),
    ],
    [
      "entries of a map",
      1,
      () =>
        classesOf(
          () =>
            new Map([
              ["a", 1],
              ["b", 1],
            ]),
          (state) => state.set("a", 2),
          (state) => state.get("b"),
        ),
    ],
    [
      "an entry of a map",
      2,
      () =>
        classesOf(
          () => new Map([["a", 1]]),
          (state) => state.set("a", 2),
          (state) => state.get("a"),
        ),
    ],
    [
      "the size of a map, and a new entry",
      2,
      () =>
        classesOf(
          () => new Map([["a", 1]]),
          (state) => state.set("b", 2),
          (state) => state.size,
        ),
    ],
    [
      "a set that is cleared, and one of its values",
      2,
      () =>
        classesOf(
          () => new Set(["a"]),
          (state) => state.clear(),
          (state) => state.has("a"),
        ),
    ],
    [
      "a map in an object, by iteration",
      2,
      () =>
        classesOf(
          () => ({ rows: new Map([["a", 1]]) }),
          ({ rows }) => void [...rows],
          ({ rows }) => rows.set("a", 2),
        ),
    ],
    [
      "methods and getters of a class",
      2,
      () =>
        classesOf(
          () => new Account(),
          (state) => state.withdraw(),
          (state) => void state.isEmpty,
        ),
    ],
    [
      "a class with private fields counts as one thing",
      2,
      () =>
        classesOf(
          () => new Vault(),
          (state) => state.empty(),
          (state) => void state.label,
        ),
    ],
    [
      "a class with private fields, whose keys are listed",
      2,
      () =>
        classesOf(
          () => new Vault(),
          (state) => Object.keys(state),
          (state) => Reflect.deleteProperty(state, "label"),
        ),
    ],
    [
      "a field that holds an arrow function may use any other",
      2,
      () =>
        classesOf(
          () => new Counter(),
          (state) => state.increment(),
          (state) => void state.count,
        ),
    ],
    [
      "another prototype has other properties",
      2,
      () =>
        classesOf(
          () => ({}),
          (state) => Object.setPrototypeOf(state, { a: 1 }) as object,
          (state) => "a" in state,
        ),
    ],
    [
      "an object that is no longer extensible",
      2,
      () =>
        classesOf(
          (): { a?: number } => ({}),
          (state) => Object.preventExtensions(state),
          (state) => Reflect.set(state, "a", 1),
        ),
    ],
    [
      "a date may change whenever it is looked at",
      2,
      () =>
        classesOf(
          () => ({ at: new Date(0) }),
          ({ at }) => void at.getTime(),
          ({ at }) => void at.setTime(1),
        ),
    ],
  ])("%s: %i", async (_name, classes, count) => {
    expect(await count()).toBe(classes);
  });

  test("an object that is shared twice is one object", async () => {
    const report = await verify(async () => {
      const inner = { x: 0 };
      const [one, two] = [shared({ inner }, "one"), shared({ also: inner }, "two")];
      assert.equal(one.inner, two.also);
      await both(
        [nothing, nothing],
        () => {
          one.inner.x = 1;
        },
        () => {
          two.also.x = 2;
        },
      );
    });

    expect(report).toMatchObject({ verdict: "passed", classes: 2 });
  });

  test("a pause that touches the object", async () => {
    const report = await verify(async () => {
      const state = shared({ x: 0 });
      const writer = await spawn(async () => {
        await nothing();
        state.x = 1;
      });
      const pausing = await spawn(() => pause({ touches: state }));
      await join(writer);
      await join(pausing);
    });

    expect(report.classes).toBe(2);
  });
});

describe("outside executions", () => {
  test("it behaves like the object", () => {
    const inner = { b: [1, 2] };
    const state = shared({ a: 1, inner, map: new Map([["x", inner]]), set: new Set([1]) });

    state.a += 1;
    state.inner.b.push(3);
    state.map.set("y", state.inner);
    state.set.add(2);

    expect(state).toEqual({
      a: 2,
      inner: { b: [1, 2, 3] },
      map: new Map([
        ["x", inner],
        ["y", inner],
      ]),
      set: new Set([1, 2]),
    });
    expect(inner.b).toEqual([1, 2, 3]);
    expect(state.map.get("x")).toBe(state.inner);
    expect(state.inner.b.indexOf(2)).toBe(1);
    expect([...state.map.keys()]).toEqual(["x", "y"]);
    expect(Array.isArray(state.inner.b)).toBe(true);
    expect(JSON.stringify(state.inner)).toBe('{"b":[1,2,3]}');
    const seen: unknown[] = [];
    state.set.forEach((value) => seen.push(value));
    expect(seen).toEqual([1, 2]);
    expect(new Vault().empty()).toBe(shared(new Vault()).empty());
  });

  test.each([1, "text", null, new Date(), Promise.resolve(), () => 0])("%o is refused", (value) => {
    expect(() => shared(value as object)).toThrow(UsageError);
  });
});

test("a rule that reads it is evaluated when it has changed", async () => {
  const report = await verify(async () => {
    const state = shared({ x: 0, y: 0 }, "state");
    always("x and y are never both set", () => state.x + state.y < 2);
    await both(
      [nothing, nothing],
      () => {
        state.x = 1;
      },
      () => {
        state.y = 1;
      },
    );
  });

  expect(report.verdict).toBe("violated");
});

test("the sentence names what was shared", async () => {
  const report = await explore(async () => {
    const account = shared({ balance: 1 }, "account");
    const withdraw = async (): Promise<void> => {
      if (account.balance < 1) return;
      await pause({ touches: account });
      account.balance -= 1;
    };
    for (const pid of [await spawn("alice", withdraw), await spawn("bob", withdraw)]) await join(pid);
    assert.equal(account.balance, 0);
  });

  expect(report.verdict).toBe("violated");
});
