// Every source of random values is the execution's own, with a callback or without.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import crypto, { randomFillSync, randomInt } from "node:crypto";
import { promisify } from "node:util";

import { explore, join, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const callback = <T>(call: (answer: (error: Error | null, value: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });

/** Calls the method of the class of `crypto`. */
function fillByClass(bytes: Uint8Array): Uint8Array {
  const ofClass: unknown = Reflect.get(Reflect.getPrototypeOf(globalThis.crypto) ?? {}, "getRandomValues");
  return Reflect.apply(ofClass as (bytes: Uint8Array) => Uint8Array, globalThis.crypto, [bytes]);
}

const SOURCES: readonly (readonly [string, () => unknown])[] = [
  ["Math.random", () => Math.random()],
  ["crypto.randomUUID", () => crypto.randomUUID()],
  ["crypto.webcrypto.randomUUID", () => crypto.webcrypto.randomUUID()],
  ["crypto.getRandomValues", () => hex(crypto.getRandomValues(new Uint8Array(8)))],
  ["the global getRandomValues", () => globalThis.crypto.getRandomValues(new Uint32Array(2)).join()],
  ["getRandomValues of the class", () => hex(fillByClass(new Uint8Array(8)))],
  ["crypto.randomBytes", () => hex(crypto.randomBytes(8))],
  ["crypto.randomFillSync", () => hex(randomFillSync(new Uint8Array(8)))],
  ["crypto.randomFillSync of an ArrayBuffer", () => hex(new Uint8Array(randomFillSync(new ArrayBuffer(8) as never)))],
  ["crypto.randomInt", () => randomInt(2 ** 40)],
  ["crypto.randomBytes with a callback", async () => hex(await callback((answer) => crypto.randomBytes(8, answer)))],
  [
    "crypto.randomFill with a callback",
    () => callback<Uint8Array>((answer) => crypto.randomFill(new Uint8Array(8), answer)).then(hex),
  ],
  [
    "crypto.randomInt with a callback",
    () => callback<number>((answer) => crypto.randomInt(2 ** 40, (error, value) => answer(error, value))),
  ],
  ["util.promisify(crypto.randomBytes)", async () => hex(await promisify(crypto.randomBytes)(8))],
];

async function drawn(source: () => unknown, seed: string): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const program = async (): Promise<void> => {
    seen.push(await source(), await source());
  };
  const report = await explore(program, { seed, executions: 3 });
  expect(report.counterexamples).toEqual([]);
  expect(report.brokenOff).toBeUndefined();
  return seen;
}

test.each(SOURCES)("%s draws from the execution's entropy", async (_name, source) => {
  const once = await drawn(source, "a");
  expect(new Set(once).size).toBe(6);
  expect(await drawn(source, "a")).toEqual(once);
  expect(await drawn(source, "b")).not.toEqual(once);
});

async function passes(program: Program): Promise<void> {
  const { brokenOff, counterexamples } = await explore(program, { executions: 20 });
  for (const { error } of counterexamples) throw error;
  expect(brokenOff).toBeUndefined();
}

test("a part of a buffer is filled, counted in elements", () =>
  passes(async () => {
    const words = new Uint16Array(6);
    randomFillSync(words, 2, 3);
    assert.deepEqual(
      Array.from(words, (word) => word !== 0),
      [false, false, true, true, true, false],
    );
    const bytes = await callback<Uint8Array>((answer) => crypto.randomFill(new Uint8Array(64), 32, answer));
    assert.equal(hex(bytes.subarray(0, 32)), "00".repeat(32));
    assert.notEqual(hex(bytes.subarray(32)), "00".repeat(32));
  }));

test("an integer is within its bounds", () =>
  passes(async () => {
    for (let time = 0; time < 20; time += 1) {
      assert([5, 6].includes(randomInt(5, 7)));
      assert([0, 1, 2].includes(randomInt(3)));
      assert(
        [5, 6].includes(await callback<number>((answer) => randomInt(5, 7, (error, value) => answer(error, value)))),
      );
    }
  }));

test("wrong arguments are refused as by Node", () =>
  passes(() => {
    assert.throws(() => crypto.randomBytes(-1), { code: "ERR_OUT_OF_RANGE" });
    assert.throws(() => crypto.randomBytes(1, "no function" as never), { code: "ERR_INVALID_ARG_TYPE" });
    assert.throws(() => randomInt(1.5), { code: "ERR_INVALID_ARG_TYPE" });
    assert.throws(() => randomInt(3, 3), { code: "ERR_OUT_OF_RANGE" });
    assert.throws(() => randomFillSync("text" as never), { code: "ERR_INVALID_ARG_TYPE" });
    assert.throws(() => crypto.randomFill(new Uint8Array(1), 5, () => undefined), { code: "ERR_OUT_OF_RANGE" });
    assert.throws(() => crypto.randomFill(new Uint8Array(1), undefined as never), { code: "ERR_INVALID_ARG_TYPE" });
    assert.throws(() => globalThis.crypto.getRandomValues(new Float32Array(1) as never), { name: "TypeMismatchError" });
    assert.throws(() => crypto.randomUUID({ disableEntropyCache: 5 as never }), { code: "ERR_INVALID_ARG_TYPE" });
  }));

test("a callback runs in the asynchronous context of its call", () =>
  passes(async () => {
    const storage = new AsyncLocalStorage<number>();
    const seen = (ask: (answer: () => void) => void): Promise<number | undefined> =>
      storage.run(
        4,
        () =>
          new Promise((resolve) => {
            ask(() => {
              resolve(storage.getStore());
            });
          }),
      );
    assert.equal(await seen((answer) => crypto.randomBytes(4, answer)), 4);
    assert.equal(await seen((answer) => crypto.randomFill(new Uint8Array(1), answer)), 4);
    assert.equal(await seen((answer) => randomInt(5, answer)), 4);
    storage.disable();
  }));

test("the answer comes later, when a choice says so", async () => {
  const orders = new Set<string>();
  const program: Program = async () => {
    const order: string[] = [];
    const asking = await spawn("asking", async () => {
      await callback((answer) => {
        crypto.randomBytes(4, answer);
        order.push("asked");
      });
      order.push("answered");
    });
    await pause();
    order.push("other");
    await join(asking);
    orders.add(order.join());
  };
  const report = await explore(program, { strategy: "dpor" });
  expect(report).toMatchObject({ verdict: "passed", exhausted: true });
  expect([...orders].toSorted()).toEqual(["asked,answered,other", "asked,other,answered"]);
});

test("an error that a callback throws is a finding of its actor", async () => {
  const program: Program = async () => {
    await join(
      await spawn("asking", () => {
        crypto.randomBytes(4, () => {
          throw new RangeError("boom");
        });
      }),
    );
    await pause();
  };
  const { counterexamples } = await explore(program, { executions: 20 });
  expect(counterexamples).toMatchObject([{ error: new RangeError("boom"), outcome: { actor: "main/asking" } }]);
});

const v7 = (crypto as { readonly randomUUIDv7?: () => string }).randomUUIDv7;

test.skipIf(v7 === undefined)("a UUID of version 7 begins with the execution's time", () =>
  passes(() => {
    const uuid = (crypto as { readonly randomUUIDv7?: () => string }).randomUUIDv7?.() ?? "";
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Number.parseInt(uuid.replace("-", "").slice(0, 12), 16), Date.UTC(2024, 0, 1));
  }),
);
