// Mailboxes of many messages: the order of Erlang, at a cost that grows with the number of messages, not its square.

import assert from "node:assert/strict";

import { explore, receive, self, send, spawn } from "heddle";
import type { Program } from "heddle";
import { P } from "ts-pattern";
import { expect, test } from "vitest";

const MANY = 100_000;

/** Runs a program once; its messages arrive as they are sent. */
async function once(program: Program): Promise<void> {
  const report = await explore(program, {
    strategy: "random",
    executions: 1,
    maxSteps: 10_000_000,
    signals: "instant",
  });
  expect(report).toMatchObject({ counterexamples: [], undecided: 0, executions: 1 });
}

/** Fills the mailbox of the calling actor. */
async function fill(size: number, message: (index: number) => unknown): Promise<void> {
  for (let index = 0; index < size; index += 1) await send(self(), message(index));
}

/** Counts how often a field of the messages is read. */
function counting(): { reads: number; message(index: number): object } {
  const counter = {
    reads: 0,
    message: (index: number): object => ({
      get index() {
        counter.reads += 1;
        return index;
      },
    }),
  };
  return counter;
}

test("the latest of 100,000 messages is found without a look at the others", async () => {
  await once(async () => {
    await fill(MANY, (index) => ({ job: { index } }));
    for (let index = MANY - 1; index >= 0; index -= 1) {
      assert.deepEqual(await receive({ job: { index } }), { job: { index } });
    }
  });
});

test("messages of one kind are taken in the order of arrival from among 100,000 of another", async () => {
  await once(async () => {
    await fill(MANY, (index) => ({ kind: "noise", index }));
    await fill(MANY, (index) => ["job", index]);
    for (let index = 0; index < MANY; index += 1) assert.deepEqual(await receive(["job", P.number]), ["job", index]);
    assert.deepEqual(await receive(), { kind: "noise", index: 0 });
  });
});

test("a receive that waits looks at each message once as it arrives, and once when it takes one", async () => {
  const looked = new Map<unknown, number>();
  const isEnd = (message: unknown): message is "end" => {
    looked.set(message, (looked.get(message) ?? 0) + 1);
    return message === "end";
  };
  await once(async () => {
    looked.clear();
    const main = self();
    await spawn("sender", async () => {
      for (let index = 0; index < 1_000; index += 1) await send(main, index);
      await send(main, "end");
    });
    await receive(P.when(isEnd));
  });

  expect(looked.size).toBe(1_001);
  expect(Math.max(...looked.values())).toBeLessThanOrEqual(4);
});

test("a field that is computed is asked for, whatever the other messages hold", async () => {
  const { message } = counting();
  await once(async () => {
    await fill(1_000, (index) => ({ index: -index }));
    await send(self(), message(7));
    await send(self(), { index: 7 });
    await fill(1_000, (index) => ({ index: -index }));
    const first = await receive<{ readonly index: number }>({ index: 7 });
    assert.equal(typeof Object.getOwnPropertyDescriptor(first, "index")?.get, "function");
    assert.deepEqual(await receive({ index: 7 }), { index: 7 });
  });
});

test("an inherited field counts, and a field that is absent does not", async () => {
  class Inheriting {
    declare readonly kind: string;
  }
  Object.defineProperty(Inheriting.prototype, "kind", { value: "wanted" });
  await once(async () => {
    await fill(1_000, () => ({ other: 1 }));
    await send(self(), new Inheriting());
    await send(self(), { kind: "wanted" });
    assert.ok((await receive({ kind: "wanted" })) instanceof Inheriting);
    assert.deepEqual(await receive({ kind: "wanted" }), { kind: "wanted" });
  });
});

test("a guard before the first value is asked for each message, a guard after it only where the value is right", async () => {
  const asked: number[] = [];
  const guard = P.when((body) => asked.push((body as { readonly index: number }).index) > 0);
  await once(async () => {
    asked.length = 0;
    await fill(1_000, (index) => ({ kind: index === 900 ? "job" : "noise", body: { index } }));
    await receive({ kind: "job", body: guard });
    assert.deepEqual([...new Set(asked)], [900]);
    await fill(1, () => ({ body: { index: 1_000 }, kind: "job" }));
    await receive({ body: guard, kind: "job" });
    assert.equal(new Set(asked).size, 1_001);
  });
});

test("primitives are found by themselves, 0 and −0 apart", async () => {
  await once(async () => {
    await fill(1_000, String);
    for (const message of [-0, 0, Number.NaN, undefined, 5n]) await send(self(), message);
    assert.ok(Object.is(await receive(0), 0));
    assert.ok(Object.is(await receive(-0), -0));
    assert.equal(await receive(Number.NaN), Number.NaN);
    assert.equal(await receive(5n), 5n);
    assert.equal(await receive("999"), "999");
  });
});

test("every order of taking leaves the others in the order of arrival", async () => {
  await once(async () => {
    await fill(2_000, (index) => index);
    const left = Array.from({ length: 2_000 }, (_each, index) => index);
    for (let index = 0; left.length > 0; index += 1) {
      const at = (index * 7_919) % left.length;
      const [wanted] = left.splice(at, 1);
      assert.equal(await receive(index % 3 === 0 ? P.when((message) => message === wanted) : wanted), wanted);
      if (index % 100 === 0) {
        const oldest = left.shift();
        if (oldest !== undefined) assert.equal(await receive(), oldest);
      }
    }
  });
});
