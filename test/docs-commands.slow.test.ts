// The command output in the documents is the actual output. `npm run docs:update` writes the current output. A line `…`
// stands for any number of lines that are left out, or none.

import { execFile } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { describe, expect, onTestFinished, test } from "vitest";

import { withBlock, withTexts } from "./doc-blocks.ts";
import type { Block, Files } from "./doc-blocks.ts";
import { blocks, blocksOf, documents, read, ROOT } from "./documents.ts";
import { folderWith, startResident, tokensIn } from "./cli/run-heddle.ts";
import type { Resident } from "./cli/run-heddle.ts";
import { install, startVitest } from "./vitest/run-vitest.ts";
import type { Installation } from "./vitest/run-vitest.ts";

interface Command {
  readonly line: string;
  readonly output: string;
}

const IS_UPDATING = process.env["UPDATE_DOCS"] === "1";
/** The environment in which the shown output was recorded. */
const COLUMNS = "110";

describe("commands print what is shown", () => {
  const withCommands = documents.filter((document) =>
    blocks.some((block) => block.document === document && block.language === "console"),
  );

  test.each(withCommands)("%s", async (document) => {
    const printed = await rerun(document);
    if (IS_UPDATING) writeFileSync(join(ROOT, document), printed);
    expect(steady(read(document)), "if what is printed now is right: npm run docs:update").toBe(steady(printed));
  });
});

/** The document with the current output of its commands. In an update, commands get the token printed before them. */
async function rerun(document: string): Promise<string> {
  const own = blocksOf(document);
  const isOfTests = own.some(({ language, text }) => language === "console" && /npx (?:vitest|tsx) /.test(text));
  const cwd = isOfTests ? installation() : folderWith({});
  let files: Files = new Map();
  // It loads a file only once.
  let resident = startResident();
  onTestFinished(() => {
    resident.end();
  });
  const texts = new Map<Block, string>();
  let token = "";
  for (const block of own) {
    const before = files;
    files = withBlock(files, block);
    if (block.file !== undefined && before.has(block.file)) {
      resident.end();
      resident = startResident();
    }
    if (block.file !== undefined) writeFileSync(join(cwd, block.file), files.get(block.file) ?? "");
    if (block.language !== "console") continue;
    let printed = "";
    for (const shown of commandsOf(block.text)) {
      const line = IS_UPDATING && token !== "" ? shown.line.replace(/h\d+:\S+/, token) : shown.line;
      const output = await outputOf(line, cwd, resident);
      token = tokensIn(output).at(-1) ?? token;
      const renewed = IS_UPDATING && token !== "" ? shown.output.replaceAll(/h\d+:\S+/g, token) : shown.output;
      printed += `$ ${line}\n${hasLines(steady(output), steady(renewed)) ? renewed : output}`;
    }
    texts.set(block, printed);
  }
  return withTexts(read(document), texts);
}

function commandsOf(text: string): readonly Command[] {
  return [...text.matchAll(/^\$ (.+)\n((?:(?!\$ ).*\n)*)/gm)].map(([, line = "", output = ""]) => ({ line, output }));
}

/** Whether an output is what is shown, in which a line `…` stands for lines that are left out. */
function hasLines(output: string, shown: string): boolean {
  const parts = shown.split(/^…\n/m).map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
  return new RegExp(`^${parts.join("(?:.*\\n)*?")}$`).test(output);
}

/** The output of a command on both streams. */
async function outputOf(line: string, cwd: string, resident: Resident): Promise<string> {
  const { env, name, args } = /^(?<env>(?:\w+=\S+ )*)npx (?<name>\w+) ?(?<args>.*)$/.exec(line)?.groups ?? {};
  if (name === "vitest") return vitestOutput(cwd, (args ?? "").split(" "), variablesIn(env ?? ""));
  if (name === "tsx") {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", ...(args ?? "").split(" ")], {
      cwd,
    });
    return stdout;
  }
  expect(name, line).toBe("heddle");
  const { stderr, stdout } = await resident.run((args ?? "").split(" "), {
    cwd,
    env: { npm_command: "exec", COLUMNS },
  });
  return (stdout + stderr).replaceAll(/ +$/gm, "");
}

function variablesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S+)/g)].map(([, variable = "", value = ""]) => [variable, value]),
  );
}

/** A folder with heddle, vitest and fast-check installed. */
function installation(): string {
  const installed: Installation = install();
  onTestFinished(() => {
    installed.remove();
  });
  return installed.project({}).folder;
}

/** The output of vitest without error colors and without its location. */
async function vitestOutput(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(cwd, "output.txt");
  const output = openSync(path, "w");
  const child = startVitest(cwd, { args, env, output });
  await new Promise((done) => child.on("close", done));
  closeSync(output);
  const printed = readFileSync(path, "utf8");
  return `${printed.replaceAll(pathToFileURL(cwd).href, "file://~/project").replaceAll(cwd, "~/project").replaceAll(/ +$/gm, "").trim()}\n`;
}

/** A text without machine-dependent parts: executions per second and times. */
function steady(output: string): string {
  const timeless = output
    .replaceAll(/ *\b\d+(?:\.\d+)?m?s\b/g, " <time>")
    // vitest lists a passing test when it is slow, with its time at another position.
    .replaceAll(/^ {3,}✓ .* <time>\n/gm, "")
    .replaceAll(/\d\d:\d\d:\d\d/g, "<time>")
    .replaceAll(/ RUN {2}v\S+/g, " RUN <version>");
  return timeless.replaceAll(/ +[\d,]+(?= {2}(?:h2:\S+|-)$)/gm, " <rate>");
}
