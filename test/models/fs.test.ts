// The model of files, through the doors of node:fs.

import assert from "node:assert/strict";
import { promisify } from "node:util";
import fs, { existsSync, readFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";

import { explore, join, spawn, verify } from "heddle";
import { withModels } from "heddle/models";
import { expect, test } from "vitest";

test("files of an execution are its own, and others are what they were", async () => {
  const report = await explore(
    withModels(["fs"], async () => {
      assert.equal(existsSync("/data"), false);
      await mkdir("/data/deep", { recursive: true });
      await writeFile("/data/a", "text");
      assert.equal(await readFile("/data/a", "utf8"), "text");
      assert.deepEqual(await readdir("/data"), ["a", "deep"]);
      await rename("/data/a", "/data/b");
      assert.equal(readFileSync("/data/b", "utf8"), "text");
      await rm("/data", { recursive: true });
      await assert.rejects(stat("/data"), { code: "ENOENT" });
    }),
    { executions: 3 },
  );

  expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
  expect(existsSync("/data")).toBe(false);
  expect(existsSync("package.json")).toBe(true);
});

test("callbacks, what promisify makes of them, and file handles", async () => {
  const report = await explore(
    withModels({ fs: { files: { "/data/a": "text" } } }, async () => {
      const text = await new Promise((resolve, reject) => {
        fs.readFile("/data/a", "utf8", (error, data) => {
          if (error) reject(error);
          else resolve(data);
        });
      });
      assert.equal(text, "text");
      assert.equal(await promisify(fs.exists)("/data/b"), false);
      const handle = await open("/data/a", "r+");
      await handle.write(Buffer.from("T"), 0, 1, 0);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      assert.deepEqual([String(buffer), bytesRead, (await handle.stat()).size], ["Text", 4, 4]);
      await handle.close();
    }),
    { executions: 3 },
  );

  expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
});

test("a file that is written is empty for a moment", async () => {
  const seen = new Set<string>();
  const report = await explore(
    withModels({ fs: { files: { "/a": "old" } } }, async () => {
      const writer = await spawn("writer", () => writeFile("/a", "new"));
      seen.add(await readFile("/a", "utf8"));
      await join(writer);
    }),
    { executions: 200 },
  );

  expect([report.verdict, report.executions, String(report.brokenOff)]).toEqual(["passed", 200, "undefined"]);
  expect([...seen].toSorted()).toEqual(["", "new", "old"]);
});

test("calls at different files are independent, those at one file and at a folder and its entries are not", async () => {
  const classesOf = async (first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<number> => {
    const program = withModels({ fs: { files: { "/d/a": "a", "/d/b": "b" } } }, async () => {
      const other = await spawn("other", first);
      await second();
      await join(other);
    });
    const proof = await verify(program);
    expect([proof.verdict, ...proof.counterexamples.map(({ error }) => String(error))]).toEqual(["passed"]);
    return proof.classes;
  };
  const read = (path: string) => () => readFile(path);
  const write = (path: string) => () => fs.promises.appendFile(path, "more");

  expect(await classesOf(read("/d/a"), read("/d/a"))).toBe(1);
  expect(await classesOf(write("/d/a"), write("/d/b"))).toBe(1);
  expect(await classesOf(write("/d/a"), read("/d/a"))).toBe(2);
  expect(await classesOf(write("/d/new"), () => readdir("/d"))).toBe(2);
  expect(
    await classesOf(
      () => readFile("/d/a").catch(String),
      () => rename("/d", "/e").then(() => rename("/e", "/d")),
    ),
  ).toBe(3);
});
