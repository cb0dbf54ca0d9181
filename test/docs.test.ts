// Documents that cannot rot: every code block of the README and of docs/ runs, what a command is said to print it
// prints, every link leads somewhere, and the tables of floors and of error codes are those of the code.
//
// How a block is marked says what happens to it:
//   ts            a module of its own, checked by the compiler and run; it may import files of the document
//   ts name.ts    a file for the `console` blocks after it in the same document, checked by the compiler
//   diff name.ts  a change of such a file, which has to fit; from here on the file is the changed one
//   console       commands after `$ `, each followed by all that it prints; `npm run docs` writes what they print now
// All other blocks (sh, text …) are not run.

import { execFile } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { blocksIn, versionsOf, withBlock, withTexts } from "./doc-blocks.ts";
import type { Block, Files } from "./doc-blocks.ts";
import { folderWith, heddle, tokensIn } from "./cli/run-heddle.ts";
import { install, startVitest } from "./vitest/run-vitest.ts";
import type { Installation } from "./vitest/run-vitest.ts";

interface Command {
  readonly line: string;
  readonly output: string;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IS_UPDATING = process.env["UPDATE_DOCS"] === "1";
/** What the shown output was made for. */
const COLUMNS = "110";

const documents = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file))
    .toSorted(),
];
const blocks = documents.flatMap((document) => blocksIn(document, read(document)));

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

describe("blocks of TypeScript", () => {
  const alone = blocks.filter(({ file, language }) => language === "ts" && file === undefined);
  const nameOf = ({ line }: Block): string => `block-${line}.ts`;
  // Beside the files as they stand above it, which it may import.
  const versionsIn = (document: string): readonly Files[] =>
    versionsOf(blocksOf(document).map((block) => (alone.includes(block) ? { ...block, file: nameOf(block) } : block)));
  const folderOf = (document: string, version: number): string =>
    join(document.replaceAll(/[/.\\]/g, "-"), String(version));
  let folder = "";
  // Inside the repository, so that "heddle" resolves; in a folder that git and the tools ignore.
  beforeAll(() => {
    mkdirSync(join(ROOT, "build"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "build", "docs-"));
    const write = (name: string, text: string): void => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    for (const document of documents) {
      for (const [version, files] of versionsIn(document).entries()) {
        for (const [file, text] of files) write(join(folderOf(document, version), file), text);
      }
    }
    const compilerOptions = { isolatedDeclarations: false, declaration: false, noUnusedLocals: false };
    const config = { extends: "../../tsconfig.json", compilerOptions, include: ["."] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = promisify(execFile);

  test("compile", async () => {
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", folder]).catch((error: unknown) => error as Printed);
    expect(stdout).toBe("");
  });

  test.each(alone.map((block) => [`${block.document}:${block.line}`, block] as const))("%s runs", async (_, block) => {
    const version = versionsIn(block.document).findIndex((files) => files.has(nameOf(block)));
    const file = join(folderOf(block.document, version), nameOf(block));
    const done = run(process.execPath, ["--import", "tsx", file], { cwd: folder });
    await expect(done).resolves.toBeDefined();
  });
});

interface Printed {
  readonly stdout: string;
}

describe("commands print what is shown", () => {
  const withCommands = documents.filter((document) =>
    blocks.some((block) => block.document === document && block.language === "console"),
  );

  test.each(withCommands)("%s", async (document) => {
    const printed = await rerun(document);
    if (IS_UPDATING) writeFileSync(join(ROOT, document), printed);
    expect(steady(read(document)), "if what is printed now is right: npm run docs").toBe(steady(printed));
  });
});

/** The document with what its commands print now. While it is updated, commands get the token printed before them. */
async function rerun(document: string): Promise<string> {
  const own = blocksOf(document);
  const isOfTests = own.some(({ language, text }) => language === "console" && /npx (?:vitest|tsx) /.test(text));
  const cwd = isOfTests ? installation() : folderWith({});
  let files: Files = new Map();
  const texts = new Map<Block, string>();
  let token = "";
  for (const block of own) {
    files = withBlock(files, block);
    if (block.file !== undefined) writeFileSync(join(cwd, block.file), files.get(block.file) ?? "");
    if (block.language !== "console") continue;
    let printed = "";
    for (const shown of commandsOf(block.text)) {
      const line = IS_UPDATING && token !== "" ? shown.line.replace(/h1:\S+/, token) : shown.line;
      const output = await outputOf(line, cwd);
      token = tokensIn(output).at(-1) ?? token;
      printed += `$ ${line}\n${steady(output) === steady(shown.output) ? shown.output : output}`;
    }
    texts.set(block, printed);
  }
  return withTexts(read(document), texts);
}

function blocksOf(document: string): readonly Block[] {
  return blocks.filter((block) => block.document === document);
}

function commandsOf(text: string): readonly Command[] {
  return [...text.matchAll(/^\$ (.+)\n((?:(?!\$ ).*\n)*)/gm)].map(([, line = "", output = ""]) => ({ line, output }));
}

/** All that a command prints, to either stream. */
async function outputOf(line: string, cwd: string): Promise<string> {
  const { env, name, args } = /^(?<env>(?:\w+=\S+ )*)npx (?<name>\w+) ?(?<args>.*)$/.exec(line)?.groups ?? {};
  if (name === "vitest") return vitestOutput(cwd, (args ?? "").split(" "), variablesIn(env ?? ""));
  if (name === "tsx") {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", ...(args ?? "").split(" ")], {
      cwd,
    });
    return stdout;
  }
  expect(name, line).toBe("heddle");
  const { stderr, stdout } = await heddle((args ?? "").split(" "), { cwd, env: { npm_command: "exec", COLUMNS } });
  return (stdout + stderr).replaceAll(/ +$/gm, "");
}

function variablesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S+)/g)].map(([, variable = "", value = ""]) => [variable, value]),
  );
}

/** A folder in which heddle, vitest and fast-check are installed. */
function installation(): string {
  const installed: Installation = install();
  onTestFinished(() => {
    installed.remove();
  });
  return installed.project({}).folder;
}

/** What vitest prints, without the colours of errors and without where it runs. */
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
  return `${printed.replaceAll(cwd, "~/project").replaceAll(/ +$/gm, "").trim()}\n`;
}

/** Without what differs from machine to machine: executions per second, and times. */
function steady(output: string): string {
  const timeless = output
    .replaceAll(/ *\b\d+(?:\.\d+)?m?s\b/g, " <time>")
    // vitest lists a test that passes when it took long, and writes its time further off.
    .replaceAll(/^ {3,}✓ .* <time>\n/gm, "")
    .replaceAll(/\d\d:\d\d:\d\d/g, "<time>")
    .replaceAll(/ RUN {2}v\S+/g, " RUN <version>");
  return timeless.replaceAll(/ +[\d,]+(?= {2}(?:h1:\S+|-)$)/gm, " <rate>");
}

describe("links lead somewhere", () => {
  test.each(documents)("%s", (document) => {
    const prose = read(document).replaceAll(/^```.*?^```$/gms, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !leadsSomewhere(document, link))).toEqual([]);
  });
});

function leadsSomewhere(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(resolve(ROOT, target))) return false;
  return anchor === undefined || headingsOf(read(target)).includes(anchor);
}

/** The anchors that GitHub gives to headings. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test("the table of floors is the one that the architecture test holds", () => {
  const source = /const FLOORS[^=]*= \{\n(.*?)^\};/ms.exec(read("test/architecture.test.ts"))?.[1] ?? "";
  const held = [...source.matchAll(/^ {2}"?([\w-]+)"?: \[(.*)\],$/gm)].map(([, floor, list = ""]) => [
    floor,
    list.replaceAll('"', ""),
  ]);
  const rows = [...read("docs/architecture.md").matchAll(/^\| `([\w-]+)` +\| [^|]+ \| ([^|]*?) +\|$/gm)];
  expect(rows.map(([, floor, list]) => [floor, list === "–" ? "" : list])).toEqual(held);
});

test("the table of error codes has all codes and no other", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const thrown = files.flatMap((file) =>
    [...read(join("src", file)).matchAll(/\bcode: ((?:.*\? )?"[a-z-]+"(?: : "[a-z-]+")?)/g)].flatMap(([, codes = ""]) =>
      [...codes.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code),
    ),
  );
  const listed = [...read("docs/errors.md").matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(listed).toEqual([...new Set(thrown)].toSorted());
});

test("every decision is short: context, decision, consequence", () => {
  const decisions = documents.filter((document) => /decisions.\d{4}-[\w-]+\.md$/.test(document));
  expect(decisions.length).toBeGreaterThan(0);
  for (const decision of decisions) {
    const text = read(decision);
    expect(text.split("\n").length, decision).toBeLessThanOrEqual(30);
    expect([...text.matchAll(/^## (\w+)$/gm)].map(([, title]) => title)).toEqual([
      "Context",
      "Decision",
      "Consequence",
    ]);
  }
});
