// Modules that begin anew in each execution.

import { explore } from "heddle";
import { afterAll, expect, test } from "vitest";

import { instrument } from "../../src/instrument/transform.ts";
import { Modules } from "./load-module.ts";

const modules = new Modules();
afterAll(() => {
  modules.clear();
});

/** What a module's `next` returns when it is loaded, and in three executions. */
async function valuesOf(source: string): Promise<readonly unknown[]> {
  const { next } = await modules.load<{ readonly next: () => unknown }>(source, { isFresh: true });
  const values = [next()];
  await explore(async () => void values.push(next()), { executions: 3, strategy: "random" });
  return values.slice(0, 4);
}

test.each([
  ["let", "let count = 0; export const next = () => ++count;"],
  ["let without a value", "let count\nexport const next = () => (count = (count ?? 0) + 1)"],
  ["var", "var count = 0; export function next() { return ++count; }"],
  ["an object", "const state = { count: 0 }; export function next() { return ++state.count; }"],
  [
    "a pattern",
    "const { state: [first, ...others], ...rest } = { state: [{ count: 0 }] }\nexport const next = () => ++first.count",
  ],
  ["several declarators", "const a = 1, b = { count: a - 1 }\nexport const next = () => ++b.count"],
  [
    "a static field",
    "export class Counter { static count = 0; static next() { return ++Counter.count; } }\nexport const next = () => Counter.next();",
  ],
  [
    "a private static field",
    "class Counter { static #count = 0; static next() { return ++Counter.#count; } }\nexport const next = () => Counter.next();",
  ],
  [
    "a statement",
    "const cache = new Map()\ncache.set('count', 0)\nexport const next = () => { cache.set('count', cache.get('count') + 1); return cache.get('count'); }",
  ],
  [
    "a variable of a block",
    "if (true) { var count = 0 }\nfor (var index = 0; index < 3; index += 1) var last = index\nexport const next = () => last - 2 + ++count",
  ],
  [
    "a name in a loop",
    "var count = 0; for (var key in { a: 1 }) count += key.length - 1\nexport const next = () => ++count",
  ],
  ["an export that changes", "export let count = 0; export function next() { return ++count; }"],
  ["an exported default", "const state = { count: 0 }; export default state; export const next = () => ++state.count;"],
])("%s is as it was", async (_name, source) => {
  expect(await valuesOf(source)).toEqual([1, 1, 1, 1]);
});

test.each([
  [
    "waits for something",
    "const state = await Promise.resolve({ count: 0 }); export const next = () => ++state.count;",
  ],
  ["is a test", '// "vitest"\nlet count = 0; export const next = () => ++count;'],
])("a module that %s keeps what it has", async (_name, source) => {
  expect((await valuesOf(source))[1]).toBe(2);
});

test("names of functions and of the default export are those of the module", async () => {
  const source = "export const call = () => 1; export default () => 2; export class Account { balance = 1 }";
  const module = await modules.load<Record<string, { readonly name: string }>>(source, { isFresh: true });

  expect([module["call"]?.name, module["default"]?.name, module["Account"]?.name]).toEqual([
    "call",
    "default",
    "Account",
  ]);
});

test("timers of a module are those of the execution", async () => {
  const source =
    "export let ticks = 0; setInterval(() => { ticks += 1; }, 10).unref(); export const next = () => ticks;";
  const { next } = await modules.load<{ readonly next: () => number }>(source, { isFresh: true });
  const seen: number[] = [];
  await explore(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 35));
      seen.push(next());
    },
    { executions: 1, time: "lazy" },
  );

  expect(seen[0]).toBe(3);
});

test("types go with the declarations, and lines stay", () => {
  const source =
    "export let count: number = 0;\nlet other!: string;\nasync function wait(): Promise<void> { await 0; }\n";
  const instrumented = instrument(source, "file.ts", { isFresh: true });

  expect(instrumented?.code.split("\n")[0]).toContain("__heddleModule(0,()=>{;(count = 0);");
  expect(instrumented?.code.split("\n").findIndex((line) => line.includes("async function wait"))).toBe(3);
  expect(instrumented?.map).toContain('"sources":["file.ts"]');
});
