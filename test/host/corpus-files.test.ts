// What stands in a corpus folder may come from anybody.

import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { explore, pause } from "heddle";
import { expect, onTestFinished, test } from "vitest";

import { parseEntry } from "../../src/explore/index.ts";
import { UsageError } from "../../src/errors.ts";
import { nodeHost } from "../../src/host/index.ts";
import { corpusLines } from "../../src/report/index.ts";
import { mulberry } from "../choice/mulberry.ts";

const isNight = process.env["HEDDLE_NIGHTLY"] !== undefined;

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

async function failing(): Promise<void> {
  await pause();
  throw new Error("always");
}

/** The text of the file that a failing program leaves. */
async function savedText(): Promise<string> {
  const corpus = temporary();
  await explore(failing, { executions: 1, corpus });
  return readFileSync(join(corpus, readdirSync(corpus)[0] ?? ""), "utf8");
}

test("a link that leads out is not followed, neither to read nor to write", async () => {
  const corpus = temporary();
  const outside = join(temporary(), "outside.json");
  writeFileSync(outside, "precious");
  const folder = nodeHost.corpusFolder(corpus);
  symlinkSync(outside, join(corpus, "link.json"));

  await expect(folder.list()).resolves.toEqual([
    { name: "link.json", problem: expect.stringContaining("a link that leads out of the folder") as string },
  ]);
  await expect(folder.write("link.json", "text")).resolves.toBeUndefined();
  expect(readFileSync(outside, "utf8")).toBe("precious");
  await expect(folder.list()).resolves.toEqual([{ name: "link.json", text: "text" }]);
});

test.skipIf(process.platform === "win32")("a pipe is skipped with a note, not waited for", async () => {
  const corpus = temporary();
  execFileSync("mkfifo", [join(corpus, "pipe.json")]);
  const report = await explore(failing, { executions: 1, corpus });

  expect(report.corpus?.replayed).toMatchObject([
    { file: "pipe.json", state: "damaged", why: expect.stringContaining("a pipe") as string },
  ]);
});

test("a folder where a file goes is told, and does not keep a counterexample from being saved", async () => {
  const corpus = temporary();
  await explore(failing, { executions: 1, corpus });
  const [file = ""] = readdirSync(corpus);
  rmSync(join(corpus, file));
  mkdirSync(join(corpus, file));
  const report = await explore(failing, { executions: 1, corpus });

  expect(report.corpus?.replayed).toMatchObject([{ file, state: "damaged", why: "it is a folder, not a file" }]);
  expect(report.corpus?.saved).toEqual([file.replace(".json", "-2.json")]);
});

test("a draft is removed when its writer is dead, or an hour old; that of a living one stays", async () => {
  const corpus = temporary();
  const folder = nodeHost.corpusFolder(corpus);
  await folder.write("entry.json", "text");
  const random = "00000000-0000-4000-8000-000000000000";
  const child = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  const machine = machineOf(corpus);
  const drafts = { dead: `.${machine}-${child}-${random}.tmp`, living: `.${machine}-${process.pid}-${random}.tmp` };
  const elsewhere = { new: `.0-1-${random}.tmp`, old: `.0-2-${random}.tmp` };
  for (const draft of [...Object.values(drafts), ...Object.values(elsewhere)]) writeFileSync(join(corpus, draft), "");
  utimesSync(join(corpus, elsewhere.old), 1, 1);
  await folder.list();

  expect(readdirSync(corpus).toSorted()).toEqual([elsewhere.new, drafts.living, "entry.json"].toSorted());
});

/** The name of this machine in a draft, by a write that fails. */
function machineOf(corpus: string): string {
  const script = `
    import fs from "node:fs/promises";
    import { syncBuiltinESMExports } from "node:module";
    fs.rename = async (from) => { console.log(from); };
    syncBuiltinESMExports();
    const { openCorpusFolder } = await import(process.argv[1]);
    await openCorpusFolder(process.argv[2]).write("x.json", "");
  `;
  const module = new URL("../../src/host/corpus-files.ts", import.meta.url).href;
  const draft = execFileSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script, module, corpus],
    { encoding: "utf8" },
  );
  rmSync(draft.trim(), { force: true });
  return /\.([0-9a-f]+)-\d+-[^/]*\.tmp/.exec(draft)?.[1] ?? "";
}

test.each(["http://x/y", new URL("http://x/y"), new URL("data:text/plain,x")])(
  "a corpus at %s is refused",
  async (corpus) => {
    await expect(explore(failing, { executions: 1, corpus })).rejects.toMatchObject({ code: "invalid-option" });
    expect(existsSync("http:")).toBe(false);
  },
);

test("what a file says reaches a terminal without codes and line breaks", async () => {
  const corpus = temporary();
  const entry = JSON.parse(await savedText()) as Record<string, unknown>;
  const hostile = "\u001b[2J\u009b31m\r\ngone \u202e";
  writeFileSync(join(corpus, "stale.json"), JSON.stringify({ ...entry, error: hostile, steps: [hostile] }));
  const report = await explore(() => pause(), { name: "failing", executions: 1, corpus });
  const lines = report.corpus === undefined ? [] : corpusLines(report.corpus);

  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(String.raw`\u001b[2J\u009b31m\u000d\u000agone \u202e`);
  // oxlint-disable-next-line no-control-regex -- the subject of the test
  expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test("a token with a line break is damaged", async () => {
  const entry = JSON.parse(await savedText()) as { readonly token: string };

  for (const token of [`${entry.token}\n`, ` ${entry.token}`])
    expect(() => parseEntry(JSON.stringify({ ...entry, token }))).toThrow(/one line/);
});

test("every mutated file is an entry or damaged: 10⁴ by day, 10⁶ by night", async () => {
  const text = await savedText();
  const below = mulberry(2);
  const pieces = [
    "",
    '"',
    "{",
    "}",
    "[",
    "null",
    "1e999",
    "\u0000",
    "\ud83d",
    String.raw`\u001b`,
    "h2:",
    ",",
    "__proto__",
    "\n",
  ];
  const wrong: string[] = [];
  let damaged = 0;
  for (let index = 0; index < (isNight ? 1_000_000 : 10_000); index += 1) {
    let mutated = text;
    for (let times = 1 + below(3); times > 0; times -= 1) {
      const at = below(mutated.length);
      mutated = mutated.slice(0, at) + (pieces[below(pieces.length)] ?? "") + mutated.slice(at + below(5));
    }
    try {
      parseEntry(mutated);
    } catch (error) {
      if (error instanceof UsageError && error.code === "damaged-corpus-file") damaged += 1;
      else wrong.push(mutated);
    }
  }

  expect(wrong).toEqual([]);
  expect(damaged).toBeGreaterThan(1_000);
});
