// The two ways to drain microtasks give the same executions.

import assert from "node:assert/strict";

import { join, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { cell } from "heddle/memory";
import { Registry } from "heddle/registry";
import { expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";

const programs: Readonly<Record<string, Program>> = {
  async lostUpdate() {
    const counter = cell(0);
    const increment = async (): Promise<void> => {
      await counter.write((await counter.read()) + 1);
    };
    const workers = [await spawn(increment), await spawn(increment)];
    for (const worker of workers) await join(worker);
    assert.equal(await counter.read(), 2);
  },
  async foreignPromise() {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const order: string[] = [];
    const wait = async (name: string): Promise<void> => {
      await gate;
      await pause();
      order.push(name);
    };
    const workers = [await spawn(() => wait("a")), await spawn(() => wait("b"))];
    open();
    for (const worker of workers) await join(worker);
    assert.deepEqual(order, ["a", "b"]);
  },
  async registry() {
    const registry = await Registry.start<string, number>();
    const owner = await spawn(() => registry.register("db", 1));
    await join(owner);
    assert.deepEqual(await registry.lookup("db"), []);
  },
};

test.each(Object.entries(programs))("%s fails in the same execution with the same trace", async (name, program) => {
  const bySlices = await exploreOn(createNodeHost({ drain: "synchronous" }), program, { name });
  const byHops = await exploreOn(createNodeHost({ drain: "hop" }), program, { name });
  expect(bySlices.verdict).toBe("violated");
  expect(byHops.counterexamples[0]?.token).toBe(bySlices.counterexamples[0]?.token);
  expect(byHops.counterexamples[0]?.trace).toEqual(bySlices.counterexamples[0]?.trace);
});

test("a rejection that nobody handles fails the execution, by hops too", async () => {
  const program: Program = async () => {
    void Promise.reject(new Error("dropped"));
    await pause();
    await pause();
  };
  const { counterexamples } = await exploreOn(createNodeHost({ drain: "hop" }), program);
  expect(counterexamples[0]?.error).toEqual(new Error("dropped"));
});
