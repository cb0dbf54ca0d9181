// The HTML files of failing tests, in real vitest runs.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { ViewDocument } from "../../src/view/index.ts";
import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project, RunResult } from "./run-vitest.ts";

const FAILING = countingFile(`
test.explore("kept", racy);
test.explore("not kept", { corpus: false }, racy);
test.explore("not viewed", { view: false }, racy);
test.explore.fails("known", racy);
test("matcher", async () => { await expect(racy).toHold(); });
test("matcher turned round", async () => { await expect(racy).not.toHold(); });
test.explore("passes", { executions: 20 }, safe);
`);

let installation: Installation;
let project: Project;
let run: RunResult;

beforeAll(async () => {
  installation = install();
  project = installation.project({ "test/race.test.ts": FAILING });
  run = await project.run({ env: { TMPDIR: project.folder } });
});
afterAll(() => {
  installation.remove();
});

/** The HTML files of a project below a folder, relative to it. */
function htmlFiles({ folder }: Project, below: string = "."): readonly string[] {
  return readdirSync(join(folder, below), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".html") && (below !== "." || !file.startsWith(".vitest")))
    .toSorted();
}

function documentIn(path: string): ViewDocument {
  const text = readFileSync(path, "utf8");
  return JSON.parse(
    /<script type="application\/json" id="document">(.*)<\/script>/.exec(text)?.[1] ?? "",
  ) as ViewDocument;
}

/** The lines about the file in the report of a test. */
function linesOf({ output }: RunResult, title: string): readonly string[] {
  const [, text = ""] = output.split(` > ${title}\n`).slice(-2);
  return text
    .slice(0, text.search(/⎯\[\d/))
    .split("\n")
    .filter((line) => line.startsWith("view: "));
}

test("a file stands beside the corpus entry, and its address is a line of the failure", () => {
  const path = join(project.folder, project.corpus()[0] ?? "").replace(/json$/, "html");

  expect(linesOf(run, "kept")).toEqual([`view: ${pathToFileURL(path).href}`]);
  const { command, failing, outcome, passing, program } = documentIn(path);
  expect({ outcome, program, steps: failing.steps.length }).toEqual({
    outcome: "violated",
    program: "kept",
    steps: 11,
  });
  expect(command).toMatch(/^HEDDLE_REPLAY=h2:\S+ npx vitest run test\/race\.test\.ts -t kept$/);
  expect(passing?.steps.length).toBe(12);
});

test("without a corpus entry the file is in the temporary folder", () => {
  const [line = ""] = linesOf(run, "not kept");

  expect(line).toMatch(/\/heddle\/race-test-ts-not-kept-\w{8}\.html$/);
  expect(documentIn(fileURLToPath(line.slice("view: ".length))).program).toBe("not kept");
});

test("or in node_modules/.heddle, if there is that folder", async () => {
  const other = installation.project({ "race.test.ts": countingFile('test.explore("a", { corpus: false }, racy);') });
  mkdirSync(join(other.folder, "node_modules"));

  await other.run();

  expect(htmlFiles(other)).toEqual([expect.stringMatching(/^node_modules\/\.heddle\/race-test-ts-a-\w{8}\.html$/)]);
});

test("the failure of a matcher has a file, too", () => {
  expect(linesOf(run, "matcher")).toEqual([expect.stringMatching(/\/heddle\/race-test-ts-matcher-\w{8}\.html$/)]);
});

test("none is written with view: false, for expected failures, and for what passes", () => {
  expect(linesOf(run, "not viewed")).toEqual([]);
  const programs = htmlFiles(project).map((file) => documentIn(join(project.folder, file)).program);
  expect(programs.toSorted()).toEqual(["kept", "matcher", "not kept"]);
});

test("the files are attached to the tests", () => {
  const attached = htmlFiles(project, ".vitest-attachments");
  const programs = attached.map((file) => documentIn(join(project.folder, ".vitest-attachments", file)).program);

  expect(programs.toSorted()).toEqual(["kept", "matcher", "not kept"]);
});

test("a file that cannot be written is a line of the failure, which is the same", async () => {
  const entry = project.corpus()[0] ?? "";
  const html = entry.replace(/json$/, "html");
  const other = installation.project({ "test/race.test.ts": FAILING, [entry]: project.read(entry) });
  mkdirSync(join(other.folder, html), { recursive: true });

  const result = await other.run({ args: ["run", "-t", "^kept$"] });

  expect(linesOf(result, "kept")).toEqual([expect.stringMatching(/^view: not written: Error: EISDIR: .*\.html'$/)]);
  expect(result.output).toContain("AssertionError: the counter: expected 1 to be 2");
  expect(result.tests.get("kept")).toMatchObject({ status: "failed", meta: { heddle: { verdict: "violated" } } });
});

test("a project can switch them off", async () => {
  const other = installation.project({
    "race.test.ts": countingFile('test.explore("a", racy);'),
    "vitest.config.js": "export default { test: { provide: { heddle: { view: false } } } };",
  });

  const { output } = await other.run();

  expect(output).toContain("AssertionError: the counter: expected 1 to be 2");
  expect(htmlFiles(other)).toEqual([]);
});
