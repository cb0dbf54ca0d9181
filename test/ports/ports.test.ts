// All methods of an object as ports: what kind of object, and that it stays what it is.

import assert from "node:assert/strict";

import { explore, spawn } from "heddle";
import { ports } from "heddle/ports";
import { expect, test } from "vitest";

class Account {
  static readonly kind: string = "account";
  #balance: number;
  owner: string = "ada";

  constructor(balance: number) {
    this.#balance = balance;
  }

  get balance(): number {
    return this.#balance;
  }

  async read(): Promise<number> {
    return this.#balance;
  }

  async add(amount: number): Promise<number> {
    this.#balance = (await this.read()) + amount;
    return this.#balance;
  }

  describe(): string {
    return `${this.owner}: ${this.#balance}`;
  }
}

test("an instance keeps its class, its fields, private ones too, and its accessors", async () => {
  const account = ports(new Account(5));

  expect(account).toBeInstanceOf(Account);
  expect(await account.add(2)).toBe(7);
  expect(account.balance).toBe(7);
  account.owner = "bob";
  expect(account.describe()).toBe("bob: 7");
  expect(Object.keys(account)).toEqual(["owner"]);
  expect("read" in account).toBe(true);
  expect(account.constructor).toBe(Account);
});

test("a method is the same function each time", () => {
  const account = ports(new Account(5));

  expect(account.read).toBe(account.read);
  expect(account.read.name).toBe("read");
});

test("a frozen object can be wrapped", async () => {
  const store = ports(Object.freeze({ get: async (key: string) => key }));

  expect(store.get).toBe(store.get);
  expect(await store.get("x")).toBe("x");
  expect(Object.getOwnPropertyDescriptor(store, "get")?.value).toBe(store.get);
});

test("calls are named after the object and the method, and all of them conflict", async () => {
  const names = new Set<string>();
  const report = await explore(
    async () => {
      const account = ports(new Account(0), { methods: ["read", "add"] });
      await spawn("a", () => account.add(1));
      await spawn("b", () => account.add(2));
      await spawn("c", async () => assert.notEqual(await account.read(), 2));
    },
    { strategy: "dpor", stopAfter: 100, shrink: false },
  );

  expect(report).toMatchObject({ verdict: "violated", executions: 7, classes: 7 });
  for (const { kind } of report.counterexamples[0]?.trace ?? []) names.add(kind);
  expect([...names]).toEqual([
    "spawn",
    "exit",
    "Account.add",
    "Account.add answer",
    "Account.read",
    "Account.read answer",
  ]);
});

test("touches gets the method and its arguments", async () => {
  const report = await explore(
    async () => {
      const values = new Map<string, number>();
      const store = ports(
        {
          get: async (key: string) => values.get(key),
          set: async (key: string, value: number) => void values.set(key, value),
        },
        { touches: (method, key) => (method === "get" ? { read: String(key) } : { write: String(key) }) },
      );
      await spawn("a", () => store.set("x", 1));
      await spawn("b", () => store.set("y", 1));
      await spawn("c", () => store.get("x"));
      await spawn("d", () => store.get("x"));
    },
    { strategy: "dpor" },
  );

  expect(report).toMatchObject({ verdict: "passed", executions: 4, classes: 4 });
});

test("a method that is not among methods is called directly", async () => {
  const report = await explore(
    async () => {
      const account = ports(new Account(5), { methods: ["read"] });
      assert.equal(account.describe(), "ada: 5");
      assert.equal(await account.read(), 5);
    },
    { executions: 5, shrink: false },
  );

  expect(report.counterexamples).toEqual([]);
});

test.each([
  [() => ports((() => 1) as never), "invalid-option", "there is port()"],
  [() => ports(undefined as never), "invalid-option", "an object with methods"],
  [() => ports({}, { methods: ["get"] }), "invalid-option", "the names of methods of the object"],
  [() => ports({}, { methods: "get" as never }), "invalid-option", "an array of the names of methods"],
  [() => ports({}, { method: [] } as never), "unknown-option", "method"],
] as const)("wrong input is refused, case %#", (make, code, text) => {
  expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});
