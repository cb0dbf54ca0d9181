// Writers of a corpus that are killed at random moments: 20 by day, 200 by night.

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { nodeHost } from "../../src/host/index.ts";
import { mulberry } from "../choice/mulberry.ts";

const WRITERS = process.env["HEDDLE_NIGHTLY"] === undefined ? 20 : 200;
const FILES = 5;
/** Large enough that a part of it could be seen. */
const BODY = "x".repeat(200_000);

const MODULE = new URL("../../dist/host/corpus-files.js", import.meta.url).href;
const SCRIPT = `
  const { openCorpusFolder } = await import(process.argv[1]);
  const folder = openCorpusFolder(process.argv[2]);
  const body = "x".repeat(${BODY.length});
  process.stdout.write("ready");
  for (let index = 0; ; index += 1) await folder.write("entry-" + (index % ${FILES}) + ".json", JSON.stringify({ index, body }));
`;

test("no entry is lost or cut, nothing is written elsewhere, and the next run leaves no draft", async () => {
  const parent = mkdtempSync(join(tmpdir(), "heddle-"));
  onTestFinished(() => {
    rmSync(parent, { recursive: true, force: true });
  });
  const corpus = join(parent, "corpus");
  const below = mulberry(3);
  let drafts = 0;
  for (let writer = 0; writer < WRITERS; writer += 1) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, MODULE, corpus]);
    const exit = new Promise((resolve) => {
      child.on("exit", resolve);
    });
    await new Promise((resolve) => {
      child.stdout.once("data", resolve);
    });
    // All files are there before the first one dies.
    await wait((writer === 0 ? 200 : 0) + below(30));
    child.kill("SIGKILL");
    await exit;
    drafts += readdirSync(corpus).filter((name) => name.endsWith(".tmp")).length;
    const stored = await nodeHost.corpusFolder(corpus).list();

    expect(stored.map(({ name }) => name)).toEqual(
      Array.from({ length: FILES }, (_each, index) => `entry-${index}.json`),
    );
    for (const { name } of stored)
      expect(JSON.parse(readFileSync(join(corpus, name), "utf8"))).toMatchObject({ body: BODY });
    expect(readdirSync(corpus).filter((name) => !name.endsWith(".json"))).toEqual([]);
    expect(readdirSync(parent)).toEqual(["corpus"]);
  }

  // Some were killed while they wrote; else the test shows nothing.
  expect(drafts).toBeGreaterThan(0);
});
