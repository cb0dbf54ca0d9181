// The documentation of the public API: every exported name and every public member has a doc comment, options say their
// defaults, errors have codes, algorithms and functions of OTP name where they come from, and the pages in docs/api are
// what `npm run docs:update` writes. Needs `npm run build`.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { read, ROOT } from "./documents.ts";
import { readPublicApi } from "./reference/declarations.ts";
import {
  allOf,
  isDocumented,
  isOptional,
  lacksOrigin,
  lacksSummary,
  lacksUnit,
  saysDefault,
} from "./reference/gate.ts";
import { pagesOf } from "./reference/pages.ts";

const api = readPublicApi();
const all = allOf(api);

const IS_UPDATING = process.env["UPDATE_DOCS"] === "1";

/** The functions that people use most. */
const VERBS =
  "explore verify assertExplore assertVerify replay shrink scenario spawn send receive join monitor exit kill sleep choose " +
  "cell table mutex always test GenServer.start";

test("every exported name and every public member is documented", () => {
  expect(all.length).toBeGreaterThan(1_000);
  expect(all.filter((each) => !isDocumented(each)).map(({ path }) => path)).toEqual([]);
});

test("every doc comment says what it is about, and the unit of a time", () => {
  expect(all.filter((each) => lacksSummary(each)).map(({ path }) => path)).toEqual([]);
  expect(all.filter((each) => lacksUnit(each)).map(({ path }) => path)).toEqual([]);
});

test("every optional member says its default, or when it is absent", () => {
  const silent = all.filter((each) => isOptional(each) && !saysDefault(each));
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test("every error that a doc comment names has a code, and every code is one of docs/errors.md", () => {
  const listed = [...read("docs/errors.md").matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  const thrown = all.flatMap(({ item, path }) =>
    [...item.doc.matchAll(/@throws ([^@]*)/g)].map(([, text = ""]) => ({ path, text: text.replaceAll(/\s+/g, " ") })),
  );

  expect(thrown.filter(({ text }) => /\bUsageError\b(?! \(`)/.test(text)).map(({ path }) => path)).toEqual([]);
  const codes = thrown.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:UsageError|ReplayDivergence|UncontrolledNondeterminism) \(([^)]*)\)/g)].flatMap(
      ([, list = ""]) => [...list.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => ({ code, path })),
    ),
  );
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter(({ code }) => !listed.includes(code))).toEqual([]);
});

test("every function, class and namespace says where it comes from, unless it is heddle's own", () => {
  expect(all.filter((each) => lacksOrigin(each)).map(({ path }) => path)).toEqual([]);
});

test.each(VERBS.split(" "))("%s has an example that runs", (path) => {
  const found = all.find((each) => each.path === path);
  expect(found?.item.doc).toMatch(/@example\s+```ts(?: \S+)?\n(?:.*\n){2,}```/);
});

test("docs/api is up to date; if not: npm run docs:update", () => {
  const pages = pagesOf(api);
  if (IS_UPDATING) rmSync(join(ROOT, "docs", "api"), { recursive: true, force: true });
  for (const [file, text] of IS_UPDATING ? pages : []) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
  }

  const files = readdirSync(join(ROOT, "docs", "api")).map((file) => `docs/api/${file}`);
  expect([...files, "docs/api.md"].toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [file, text] of pages) expect(read(file), file).toBe(text);
});
