// Packages that hold what models replace, and packages that keep state.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";

import { explore, UsageError } from "heddle";
import { fresh, withModels } from "heddle/models";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(joinPath(tmpdir(), "heddle-models-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  const path = joinPath(folder, name);
  writeFileSync(path, text);
  return path;
};
const counter = file("counter.cjs", "let count = 0; exports.next = () => (count += 1);");
const reader = file(
  "reader.cjs",
  "const { readFile } = require('node:fs'); exports.read = (path, done) => readFile(path, 'utf8', done);",
);
const module = file("module.mjs", "export const a = 1;");

interface Reader {
  read(path: string, done: (error: unknown, text: string) => void): void;
}

const textOf = ({ read }: Reader): Promise<string> =>
  new Promise((resolve, reject) => {
    read("/a", (error, text) => {
      if (error instanceof Error) reject(error);
      else resolve(text);
    });
  });

test("a fresh package keeps nothing, and what was loaded stays loaded", async () => {
  const own = createRequire(import.meta.url)(counter) as { next(): number };
  own.next();
  const report = await explore(
    () => {
      assert.equal(fresh<{ next(): number }>(counter, import.meta.url).next(), 1);
    },
    { executions: 3 },
  );

  expect(report.counterexamples).toEqual([]);
  expect((createRequire(import.meta.url)(counter) as { next(): number }).next()).toBe(2);
});

test("a fresh package finds the model also in what it keeps of node:fs", async () => {
  const report = await explore(
    withModels({ fs: { files: { "/a": "text" } } }, async () => {
      assert.equal(await textOf(fresh<Reader>(reader, import.meta.url)), "text");
    }),
    { executions: 3 },
  );

  expect(report.counterexamples).toEqual([]);
});

test("what was kept of the real files is told with its line", async () => {
  const handle = await open(counter);
  const report = await explore(
    withModels(["fs"], async () => {
      await handle.stat();
    }),
    { executions: 1 },
  );
  await handle.close();

  const error = report.counterexamples[0]?.error;
  assert(error instanceof UsageError);
  expect(error.code).toBe("real-function-kept");
  expect(error.message).toMatch(
    /^A real function of node:fs was called at .*fresh\.test\.ts:\d+, although it is modelled/,
  );
});

test("an ES module cannot be fresh", () => {
  expect(() => fresh(module, import.meta.url)).toThrow(UsageError);
});

test("modules are loaded from the real disk", async () => {
  const report = await explore(
    withModels(["fs"], () => {
      assert.equal((createRequire(import.meta.url)(joinPath(folder, "counter.cjs")) as object) !== undefined, true);
      assert.throws(() => readFileSync(counter), { code: "ENOENT" });
    }),
    { executions: 1 },
  );

  expect(report.counterexamples).toEqual([]);
});
