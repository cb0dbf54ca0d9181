// `heddle view` and `heddle replay --html`: the file, its address, and the browser.

import { execFile } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";

import { beforeAll, describe, expect, test } from "vitest";

import type { ViewDocument } from "../../src/view/index.ts";
import { folderWith, heddle, plainEnvironment, tokensIn } from "./run-heddle.ts";

/** Loses an update; with FIXED=yes it has another step, and none is lost. */
const CHANGING = `
import { join, scenario, spawn } from "heddle";
import { cell } from "heddle/memory";

export const changing = scenario({
  name: "changing",
  expected: "violated",
  program: async () => {
    const counter = cell(0, "counter");
    const increment = async () => {
      if (process.env.FIXED === "yes") await counter.update((value) => value + 1);
      else await counter.write((await counter.read()) + 1);
    };
    const pids = [await spawn("one", increment), await spawn("two", increment)];
    for (const pid of pids) await join(pid);
    if ((await counter.read()) !== 2) throw new Error("an update was lost");
  },
});
`;

const FILE = "changing.ts";
const FIXED = { FIXED: "yes" };
let token = "";

beforeAll(async () => {
  const { stdout } = await heddle(["explore", "lost-update.ts", "broken-update", "--strategy", "random"]);
  token = tokensIn(stdout)[0] ?? "";
});

/** The document in a file. */
function documentIn(path: string): ViewDocument {
  const text = readFileSync(path, "utf8");
  return JSON.parse(
    /<script type="application\/json" id="document">(.*)<\/script>/.exec(text)?.[1] ?? "",
  ) as ViewDocument;
}

/** A folder with the program that changes, and the token of its failure. */
async function changing(): Promise<{ readonly cwd: string; readonly recorded: string }> {
  const cwd = folderWith({ [FILE]: CHANGING });
  const { stdout } = await heddle(["explore", FILE], { cwd });
  return { cwd, recorded: tokensIn(stdout).at(-1) ?? "" };
}

describe("heddle view", () => {
  test("writes a file, prints its address, and opens it", async () => {
    const cwd = folderWith({ browser: '#!/bin/sh\necho "$@" > "$(dirname "$0")/opened"\n' });
    chmodSync(join(cwd, "browser"), 0o755);

    const { code, stderr, stdout } = await heddle(["view", token, "lost-update.ts"], {
      env: { BROWSER: join(cwd, "browser"), DISPLAY: "", WAYLAND_DISPLAY: "" },
    });

    expect(stdout).toMatch(/^file:\/\/\S+race\.html\n$/);
    const path = fileURLToPath(stdout.trim());
    expect(documentIn(path)).toMatchObject({ program: "broken-update", outcome: "violated" });
    expect(documentIn(path).command).toMatch(/replay h2:\S+ lost-update\.ts$/);
    expect(readFileSync(join(cwd, "opened"), "utf8")).toBe(`${path}\n`);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test("says so where there is no browser, and the address stands above", async () => {
    const { code, stderr, stdout } = await heddle(["view", token, "lost-update.ts"], {
      env: { PATH: folderWith({}), BROWSER: "", DISPLAY: "", WAYLAND_DISPLAY: "" },
    });

    expect(existsSync(fileURLToPath(stdout.trim()))).toBe(true);
    expect(stderr).toBe("heddle: no browser could be opened; open the address above\n");
    expect(code).toBe(0);
  });

  test("--out names the file, which is not opened", async () => {
    const out = join(folderWith({}), "race.html");

    const { code, stdout } = await heddle(["view", token, "lost-update.ts", "--out", out]);

    expect(stdout).toBe(`${pathToFileURL(out).href}\n`);
    expect(documentIn(out).failing.steps).toHaveLength(11);
    expect(code).toBe(0);
  });

  test("--out in a folder that does not exist is refused", async () => {
    const { code, stderr, stdout } = await heddle(["view", token, "lost-update.ts", "--out", "none/race.html"]);

    expect(stderr).toMatch(/^heddle: The picture could not be written: ENOENT.*\. Name a file in a folder that exists/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("of a program that has changed shows what the token leads to now, and ends with exit code 1", async () => {
    const { cwd, recorded } = await changing();
    const out = join(cwd, "race.html");

    const { code, stderr } = await heddle(["view", recorded, FILE, "--out", out], { cwd, env: FIXED });

    const { divergence, outcome } = documentIn(out);
    expect(outcome).toBe("completed");
    expect(divergence).toBe(
      "at step 4 recorded: an operation that the program has not reached; now: the enabled operations are main/one " +
        "exit(main/one), main/two cell.update(counter). What follows was chosen anew",
    );
    expect(stderr).toBe(`heddle: the program has changed: ${divergence ?? ""}\n`);
    expect(code).toBe(1);
  });

  test.each([
    ["some other text", "broken", /^heddle: "broken" is not a token/],
    ["one of a program that is not there", "", /^heddle: The token belongs to the program "broken-update"/],
  ])("refuses as a replay does %s", async (_what, given, message) => {
    const text = given === "" ? token : given;

    const { code, stderr, stdout } = await heddle(["view", text, "unexpected.ts"]);

    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("heddle replay --html", () => {
  test("writes the file besides what it prints", async () => {
    const out = join(folderWith({}), "race.html");

    const plain = await heddle(["replay", token, "lost-update.ts"]);
    const { code, stdout } = await heddle(["replay", token, "lost-update.ts", "--html", out]);

    expect(stdout).toBe(`${plain.stdout}\nStep by step: ${pathToFileURL(out).href}\n`);
    expect(documentIn(out).failing.steps).toHaveLength(11);
    expect(code).toBe(0);
  });

  test("with --json leaves standard output to the document", async () => {
    const out = join(folderWith({}), "race.html");

    const { stderr, stdout } = await heddle(["replay", token, "lost-update.ts", "--json", "--html", out]);

    expect(JSON.parse(stdout)).toMatchObject({ isSame: true });
    expect(stderr).toBe(`heddle: ${pathToFileURL(out).href}\n`);
  });

  test("writes the file also when the program has changed, and the replay fails", async () => {
    const { cwd, recorded } = await changing();
    const out = join(cwd, "race.html");

    const { code, stderr, stdout } = await heddle(["replay", recorded, FILE, "--html", out], { cwd, env: FIXED });

    expect(stderr).toMatch(/^heddle: The schedule does not fit the program/);
    expect(stdout).toBe(`\nStep by step: ${pathToFileURL(out).href}\n`);
    expect(documentIn(out).divergence).toMatch(/^at step 4 /);
    expect(code).toBe(1);
  });

  test("refuses a file that cannot be written before anything runs", async () => {
    const { code, stderr, stdout } = await heddle(["replay", token, "lost-update.ts", "--html", "none/race.html"]);

    expect(stderr).toMatch(/^heddle: The picture could not be written: ENOENT/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

/** From util-linux: runs a command in a terminal. */
const SCRIPT = "/usr/bin/script";

describe.skipIf(!existsSync(SCRIPT))("heddle explore on a terminal", () => {
  const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const UNEXPECTED = CHANGING.replace('expected: "violated",', "");

  /** What a terminal shows, without colors. */
  async function onTerminal(cwd: string, words: string): Promise<string> {
    const env = { ...plainEnvironment(), TMPDIR: cwd, NO_COLOR: "1" };
    const command = `${process.execPath} ${MAIN} ${words}`;
    const { stdout } = await promisify(execFile)(SCRIPT, ["-qc", command, "/dev/null"], { cwd, env });
    return stripVTControlCharacters(stdout).replaceAll("\r", "");
  }

  test("ends with the address of a file for an unexpected failure", async () => {
    const cwd = folderWith({ [FILE]: UNEXPECTED });

    const shown = await onTerminal(cwd, `explore ${FILE}`);

    const [, address = ""] =
      /^changing step by step: (file:\S+\.html)$/.exec(shown.trimEnd().split("\n").at(-1) ?? "") ?? [];
    expect(documentIn(fileURLToPath(address))).toMatchObject({ program: "changing", outcome: "violated" });
  });

  test("writes none for an expected failure, with another reporter, and in a pipe", async () => {
    const cwd = folderWith({ [FILE]: UNEXPECTED, "expected.ts": CHANGING });

    await onTerminal(cwd, "explore expected.ts");
    await onTerminal(cwd, `explore ${FILE} --reporter json`);
    await onTerminal(cwd, `explore ${FILE} --reporter text --reporter junit:report.xml`);
    await heddle(["explore", FILE], { cwd, env: { TMPDIR: cwd } });

    expect(readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"))).toEqual(
      [],
    );
  });
});
