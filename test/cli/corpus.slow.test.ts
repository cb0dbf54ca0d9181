// `heddle corpus`: lists the entries and deletes only corpus files.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { NO_FAULTS, parseToken, printToken } from "../../src/choice/index.ts";
import { fileNameOf, folderNameOf, parseEntry, printEntry } from "../../src/explore/index.ts";
import { folderWith, heddle, startResident, tokensIn } from "./run-heddle.ts";

const token = printToken({
  program: "bank",
  recording: { kind: "plan", deviations: [], entropy: 0 },
  settings: { signals: "pairwise", time: "competing", maxSteps: 100, faults: NO_FAULTS },
  fingerprint: { failure: 1, trace: 2 },
});
const text = printEntry({ program: "bank", signature: "s", error: "Error: e", sentence: "why", token, steps: [] });

/** Loses an update, unless the program is changed. */
const CHANGING = `
import { join, scenario, spawn } from "heddle";
import { cell } from "heddle/memory";

export const changing = scenario({
  name: "changing",
  program: async () => {
    const counter = cell(0, "counter");
    const increment = async () => {
      if (process.env.CHANGED === "yes") await counter.update((value) => value + 1);
      else await counter.write((await counter.read()) + 1);
    };
    const pids = [await spawn("one", increment), await spawn("two", increment)];
    for (const pid of pids) await join(pid);
    if ((await counter.read()) !== 2) throw new Error("an update was lost");
  },
});
`;

const FILES = {
  "test/__heddle__/bank/one.json": text,
  "test/__heddle__/bank/torn.json": "{",
  "test/data.json": "{}",
  "package.json": "{}",
};

const resident = startResident();
afterAll(() => {
  resident.end();
});

describe("heddle corpus", () => {
  test("shows what is in the folders of corpora", async () => {
    const cwd = folderWith(FILES);
    const { code, stdout } = await resident.run(["corpus", "test"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "test/__heddle__/bank/one.json",
        "  bank: Error: e",
        "  why",
        `  ${token}`,
        "test/__heddle__/bank/torn.json: Not a heddle corpus file: it is not JSON. It was left unchanged.",
        "",
      ].join("\n"),
    );
  });

  test("of a folder without one says so", async () => {
    const { code, stdout } = await resident.run(["corpus"], { cwd: folderWith({}) });
    expect([code, stdout]).toEqual([0, "No corpus files found.\n"]);
  });

  test("drop deletes a corpus file, and the picture beside it", async () => {
    const file = "test/__heddle__/bank/one.json";
    const cwd = folderWith({ ...FILES, "test/__heddle__/bank/one.html": "" });
    const { code, stdout } = await resident.run(["corpus", "drop", file], { cwd });
    expect([code, stdout]).toEqual([0, `dropped ${file}\n`]);
    expect(existsSync(join(cwd, file))).toBe(false);
    expect(existsSync(join(cwd, "test/__heddle__/bank/one.html"))).toBe(false);
  });

  test("drop deletes nothing when one of the files is something else", async () => {
    const cwd = folderWith(FILES);
    const { code, stderr } = await resident.run(["corpus", "drop", "test/__heddle__/bank/one.json", "test/data.json"], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("heddle: test/data.json: Not a heddle corpus file:");
    for (const file of Object.keys(FILES)) expect(existsSync(join(cwd, file)), file).toBe(true);
  });

  test("drop of a file that is not there says so", async () => {
    const { code, stderr } = await resident.run(["corpus", "drop", "none.json"], { cwd: folderWith({}) });
    expect([code, stderr]).toEqual([2, "heddle: none.json cannot be read.\n"]);
  });
});

describe("heddle corpus adopt", () => {
  const old = `test/__heddle__/${folderNameOf("bank.test.ts bank")}`;
  const next = `test/__heddle__/${folderNameOf("bank.test.ts savings")}`;
  const files = { "test/bank.test.ts": "", [`${old}/s-1.json`]: text, [`${old}/s-1.html`]: "" };
  const jsonIn = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));

  test("moves the files of a renamed test, with its new name in them and in their tokens", async () => {
    const cwd = folderWith(files);
    const { code, stdout } = await resident.run(["corpus", "adopt", old, next, "--program", "savings"], { cwd });

    const [name = "", ...others] = jsonIn(join(cwd, next));
    expect([code, others]).toEqual([0, []]);
    expect(stdout).toBe(`${old}/s-1.json → ${next}/${name}\n`);
    const entry = parseEntry(readFileSync(join(cwd, next, name), "utf8"));
    expect(entry).toEqual({ ...parseEntry(text), program: "savings", token: entry.token });
    expect(parseToken(entry.token)).toEqual({ ...parseToken(token), program: "savings" });
    expect(existsSync(join(cwd, old))).toBe(false);
  });

  test("keeps the name when only the file was renamed", async () => {
    const cwd = folderWith({ "test/money.test.ts": "", [`${old}/s-1.json`]: text });
    const moved = `test/__heddle__/${folderNameOf("money.test.ts bank")}`;
    const { code } = await resident.run(["corpus", "adopt", old, moved], { cwd });

    expect(code).toBe(0);
    expect(parseEntry(readFileSync(join(cwd, moved, jsonIn(join(cwd, moved))[0] ?? ""), "utf8"))).toEqual(
      parseEntry(text),
    );
  });

  test.each([
    ["a folder that no test reads", {}, [old, next], "Pass the new name of the test or scenario with --program."],
    ["a folder that is not there", {}, ["none", next], "The folder none does not exist."],
    ["a damaged file", { [`${old}/torn.json`]: "{" }, [old, "other"], "torn.json: Not a heddle corpus file"],
    ["an existing file", { [`other/${fileNameOf("bank", "s")}`]: "mine" }, [old, "other"], "exists already"],
  ])("moves nothing because of %s", async (_what, more, args, message) => {
    const cwd = folderWith({ ...files, ...more });
    const before = jsonIn(cwd);
    const { code, stderr } = await resident.run(["corpus", "adopt", ...args], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(jsonIn(cwd)).toEqual(before);
  });
});

describe("heddle explore --corpus", () => {
  const files = { "race.ts": CHANGING };

  test("keeps a failure beside the file, and replays it before anything else", async () => {
    const cwd = folderWith(files);
    const first = await heddle(["explore", "race.ts", "--corpus"], { cwd });
    const second = await heddle(["explore", "race.ts", "--corpus"], { cwd });

    const [, file = ""] = /^saved: (\S+), which the next run replays first$/m.exec(first.stdout) ?? [];
    expect(file).toMatch(
      /^__heddle__\/race-ts-changing-\w+\/error-in-main-at-program-race-ts-an-update-was-lost-\w+\.json$/,
    );
    expect(existsSync(join(cwd, file))).toBe(true);
    expect(second.stdout).toContain("0 of 1 scenario as expected, 1 not: 0 executions");
  });

  test("names what no longer fits with the command to drop it, and replay says at which step it differs", async () => {
    const cwd = folderWith(files);
    const env = { CHANGED: "yes" };
    const { stdout } = await heddle(["explore", "race.ts", "--corpus"], { cwd });
    const changed = await heddle(["explore", "race.ts", "--corpus"], { cwd, env });
    const replayed = await heddle(["replay", tokensIn(stdout).at(-1) ?? "", "race.ts"], { cwd, env });

    expect(changed.stdout).toMatch(
      /^stale: (\S+) .* no longer fits the program: step 3 was .*; drop it: npx heddle corpus drop \1$/m,
    );
    expect(changed.code).toBe(0);
    expect(replayed.stderr).toContain(
      "step 3 was main/one cell.read(counter), now it is main/one cell.update(counter)",
    );
  });
});
