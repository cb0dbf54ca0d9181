// Tests of the documents: every code block of the README and of docs/ runs, the shown output of commands is the actual
// output (docs-commands.slow.test.ts), every link has a target, every npm script exists, and the tables of layers, of
// strategies and of error codes match the code.
//
// The marker of a block selects its test:
//   ts            a module, type-checked and run; it may import files of the document
//   ts name.ts    a file for the `console` blocks after it in the same document, type-checked
//   diff name.ts  a diff of such a file, which must apply; later blocks see the changed file
//   console       commands after `$ `, each followed by its whole output; `npm run docs:update` writes the current output
// All other blocks (sh, text …) are not run.

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { STRATEGY_NAMES } from "../src/strategy/index.ts";
import { versionsOf } from "./doc-blocks.ts";
import type { Block, Files } from "./doc-blocks.ts";
import { blocks, blocksOf, documents, read, ROOT } from "./documents.ts";
import { ranBlocksIn } from "./run-blocks.ts";
import type { RanBlock } from "./run-blocks.ts";

describe("blocks of TypeScript", () => {
  const alone = blocks.filter(({ file, language }) => language === "ts" && file === undefined);
  const nameOf = ({ line }: Block): string => `block-${line}.ts`;
  // Together with the files of the earlier blocks, which it may import.
  const versionsIn = (document: string): readonly Files[] =>
    versionsOf(blocksOf(document).map((block) => (alone.includes(block) ? { ...block, file: nameOf(block) } : block)));
  const folderOf = (document: string, version: number): string =>
    join(document.replaceAll(/[/.\\]/g, "-"), String(version));
  let folder = "";
  // Inside the repository, so that "heddle" resolves, in a folder that git and the tools ignore.
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

  describe("run", () => {
    let ran: readonly RanBlock[] = [];
    beforeAll(async () => {
      const files = alone.map((block) => fileOf(block));
      const args = ["--import", "tsx", join(ROOT, "test", "run-blocks.ts"), ...files];
      const { stdout } = await run(process.execPath, args, { cwd: folder }).catch((error: unknown) => error as Printed);
      ran = ranBlocksIn(stdout);
    });

    test.each(alone.map((block) => [`${block.document}:${block.line}`, block] as const))("%s", (_, block) => {
      expect(ran.find(({ file }) => file === fileOf(block))).toEqual({ file: fileOf(block) });
    });

    function fileOf(block: Block): string {
      const version = versionsIn(block.document).findIndex((files) => files.has(nameOf(block)));
      return join(folder, folderOf(block.document, version), nameOf(block));
    }
  });
});

interface Printed {
  readonly stdout: string;
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

/** The anchors that GitHub gives to headings; it numbers those that are the same. */
function headingsOf(text: string): readonly string[] {
  const counts = new Map<string, number>();
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => {
    const anchor = title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

test("the table of layers is the one that the architecture test holds", () => {
  const source = /const LAYERS[^=]*= \{\n(.*?)^\};/ms.exec(read("test/architecture.test.ts"))?.[1] ?? "";
  const held = [...source.matchAll(/^ {2}"?([\w-]+)"?: \[(.*)\],$/gm)].map(([, layer, list = ""]) => [
    layer,
    list.replaceAll('"', ""),
  ]);
  const rows = [...read("docs/architecture.md").matchAll(/^\| `([\w-]+)` +\| [^|]+ \| ([^|]*?) +\|$/gm)];
  expect(rows.map(([, layer, list]) => [layer, list === "–" ? "" : list])).toEqual(held);
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

test("the table of strategies has all names in their order", () => {
  const table = /^\| name .*\n(?:\|.*\n)+/m.exec(read("docs/strategies.md"))?.[0] ?? "";
  expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)).toEqual(STRATEGY_NAMES);
});

test("every npm script that a document or a workflow runs exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
  const workflows = readdirSync(join(ROOT, ".github", "workflows")).map((name) => join(".github", "workflows", name));
  const runs = [...documents, ...workflows].flatMap((file) =>
    [...read(file).matchAll(/\bnpm run ([\w:]+)/g)].map(([, script = ""]) => `${file}: ${script}`),
  );
  expect(runs.filter((run) => scripts[run.split(": ").at(-1) ?? ""] === undefined)).toEqual([]);
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
