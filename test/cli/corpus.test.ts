// `heddle corpus`: lists what is kept, and deletes nothing but corpus files.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { printToken } from "../../src/choice/index.ts";
import { printEntry } from "../../src/corpus/index.ts";
import { folderWith, heddle } from "./run-heddle.ts";

const token = printToken({
  program: "bank",
  recording: { kind: "plan", deviations: [], entropy: 0 },
  settings: { signals: "pairwise", time: "competing", maxSteps: 100, kills: 0 },
  fingerprint: { failure: 1, trace: 2 },
});
const text = printEntry({ program: "bank", signature: "s", error: "Error: e", sentence: "why", token, steps: [] });

const FILES = {
  "test/__heddle__/bank/one.json": text,
  "test/__heddle__/bank/torn.json": "{",
  "test/data.json": "{}",
  "package.json": "{}",
};

describe("heddle corpus", () => {
  test("shows what is in the folders of corpora", async () => {
    const cwd = folderWith(FILES);
    const { code, stdout } = await heddle(["corpus", "test"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "test/__heddle__/bank/one.json",
        "  bank: Error: e",
        "  why",
        `  ${token}`,
        "test/__heddle__/bank/torn.json: This is no corpus file of heddle: it is no JSON. It stays as it is.",
        "",
      ].join("\n"),
    );
  });

  test("of a folder without one says so", async () => {
    const { code, stdout } = await heddle(["corpus"], { cwd: folderWith({}) });
    expect([code, stdout]).toEqual([0, "There is no corpus here.\n"]);
  });

  test("drop deletes a corpus file", async () => {
    const cwd = folderWith(FILES);
    const file = "test/__heddle__/bank/one.json";
    const { code, stdout } = await heddle(["corpus", "drop", file], { cwd });
    expect([code, stdout]).toEqual([0, `dropped ${file}\n`]);
    expect(existsSync(join(cwd, file))).toBe(false);
  });

  test("drop deletes nothing when one of the files is something else", async () => {
    const cwd = folderWith(FILES);
    const { code, stderr } = await heddle(["corpus", "drop", "test/__heddle__/bank/one.json", "test/data.json"], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("heddle: test/data.json: This is no corpus file of heddle:");
    for (const file of Object.keys(FILES)) expect(existsSync(join(cwd, file)), file).toBe(true);
  });

  test("drop of a file that is not there says so", async () => {
    const { code, stderr } = await heddle(["corpus", "drop", "none.json"], { cwd: folderWith({}) });
    expect([code, stderr]).toEqual([2, "heddle: none.json cannot be read.\n"]);
  });
});
