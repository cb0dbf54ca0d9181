// The corpus next to tests, in real vitest runs: saved, replayed first, fixed, stale, damaged, not writable, shared.

import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project, RunResult } from "./run-vitest.ts";

let installation: Installation;

/** The corpus after the first run of a project with a race. */
let first: { readonly project: Project; readonly file: string; readonly text: string };

beforeAll(async () => {
  installation = install();
  const project = projectWith({});
  await project.run();
  const [file = ""] = project.corpus();
  first = { project, file, text: project.read(file) };
});
afterAll(() => {
  installation.remove();
});

const RACY = countingFile('test.explore("counts", racy);');
const CORPUS = /^test\/__heddle__\/race-test-ts-counts-\w{8}\/assertionerror-in-main-at-race-test-ts-\S+\.json$/;

function projectWith(files: Readonly<Record<string, string>>): Project {
  return installation.project({ "test/race.test.ts": RACY, ...files });
}

/** The output without vitest's prefixes of console lines. */
function linesOf({ output }: RunResult, start: string): readonly string[] {
  return output.split("\n").filter((line) => line.startsWith(start));
}

test("a counterexample is kept beside its test, and is the first thing that the next run replays", async () => {
  const { file, project, text: before } = first;
  expect(file).toMatch(CORPUS);
  expect(project.corpus()).toEqual([file]);
  expect(before).not.toContain(project.folder);

  const { output, tests } = await project.run();

  expect(tests.get("counts")?.meta).toMatchObject({ heddle: { verdict: "violated", executions: 0 } });
  expect(output).toMatch(/\(the kept schedule; shrunk in/);
  expect(project.corpus()).toEqual([file]);
  expect(project.read(file)).toBe(before);
});

test("a program that is fixed in the same steps passes, with the file as a regression schedule", async () => {
  const counted = (right: string): string =>
    countingFile(`test.explore("counts", counting(async (counter) => {
      const value = await counter.read();
      await counter.write(${right});
    }));`);
  const project = installation.project({ "test/race.test.ts": counted("value + 1") });
  await project.run();
  project.write("test/race.test.ts", counted("2        "));

  const { code, output } = await project.run();
  const later = await project.run();

  expect(code).toBe(0);
  expect(output).toMatch(
    /^heddle: fixed: test\/__heddle__\/\S+ \(AssertionError: .*\) passes now; kept as a regression schedule$/m,
  );
  expect(project.corpus().length).toBe(1);
  expect(later.output).not.toContain("heddle: fixed");
});

test("a file that no longer fits is named with the command to drop it", async () => {
  const { file, text } = first;
  const project = projectWith({ [file]: text });
  project.write("test/race.test.ts", RACY.replace('"counts", racy', '"counts", safe'));

  const result = await project.run();

  expect(result.code).toBe(0);
  expect(linesOf(result, "heddle: stale: ")).toEqual([
    expect.stringMatching(/now it is main\/w\d cell\.update\(counter\); drop it: npx heddle corpus drop \S+$/),
  ]);
  expect(result.output).toContain(`drop it: npx heddle corpus drop ${file}`);
});

test("a damaged file is told and passed over, and stays as it is", async () => {
  const { file, text } = first;
  const project = projectWith({ [file]: text.slice(0, 100) });

  const { output } = await project.run();

  expect(output).toMatch(/^damaged: test\/__heddle__\/\S+\.json was skipped: .*it is not JSON/m);
  expect(project.read(file).length).toBe(100);
  expect(project.corpus()).toEqual([file.replace(/\.json$/, "-2.json"), file]);
});

test("a folder that cannot be written changes no verdict, and the reason is told", async () => {
  const project = projectWith({ "test/__heddle__": "a file where the folder should be" });

  const { output, tests } = await project.run();

  expect(tests.get("counts")?.meta).toMatchObject({ heddle: { verdict: "violated" } });
  expect(output).toMatch(/^AssertionError: the counter: expected 1 to be 2/m);
  expect(output).toMatch(/^not saved in test\/__heddle__\/\S+: AssertionError in main at .* \((?:ENOTDIR|EEXIST)/m);
});

test.skipIf(process.getuid?.() === 0)("a read-only folder is read, and what is new in it is told", async () => {
  const project = projectWith({});
  await project.run();
  const [file = ""] = project.corpus();
  const folder = join(project.folder, dirname(file));
  // Fails wherever the first does not.
  const opposite = `async () => {
    const isLost = await racy().then(() => false, () => true);
    if (!isLost) throw new Error("new");
  }`;
  chmodSync(folder, 0o555);
  try {
    const same = await project.run();
    project.write("test/race.test.ts", RACY.replace('"counts", racy', `"counts", ${opposite}`));
    const other = await project.run();

    expect(same.tests.get("counts")?.meta).toMatchObject({ heddle: { verdict: "violated", executions: 0 } });
    expect(other.tests.get("counts")?.meta).toMatchObject({ heddle: { verdict: "violated" } });
    expect(other.output).toMatch(/^not saved in test\/__heddle__\/\S+: Error in main at .* \(EACCES/m);
    expect(project.corpus()).toEqual([file]);
  } finally {
    chmodSync(folder, 0o755);
  }
});

describe("tests of one title", () => {
  const SAME = countingFile(`
    const other = async () => { await Promise.all([pause(), pause()]); throw new Error("other"); };
    test.explore.each([other, racy, safe])("counts", (program) => program());
    test.explore("counts #2", safe);
  `);

  test("have tokens and folders of their own, and none of another's is fixed or stale", async () => {
    const project = installation.project({ "test/race.test.ts": SAME });
    await project.run();
    const files = project.corpus();

    const { output } = await project.run();

    expect(files.map((file) => programIn(project, file)).toSorted()).toEqual(["counts", "counts #3"]);
    expect(new Set(files.map((file) => dirname(file))).size).toBe(2);
    expect(output).not.toMatch(/^(?:heddle: )?(?:fixed|stale): /m);
    expect(output.match(/\(the kept schedule/g)?.length).toBe(2);
    expect(project.corpus()).toEqual(files);
  });

  test("are told apart by HEDDLE_REPLAY", async () => {
    const project = installation.project({ "test/race.test.ts": SAME });
    const { output } = await project.run();
    const [, token = ""] = /^replay: HEDDLE_REPLAY=(\S*counts%20%233\S*) /m.exec(output) ?? [];

    const replayed = await project.run({ args: ["run", "-t", "counts"], env: { HEDDLE_REPLAY: token } });

    expect(replayed.output).toMatch(/^Caused by: Interleaving: ?\nReplayed: the same failure/m);
    expect(replayed.output.match(/HEDDLE_REPLAY is for "counts #3"/g)?.length).toBe(3);
  });
});

function programIn(project: Project, file: string): unknown {
  return (JSON.parse(project.read(file)) as Record<string, unknown>)["program"];
}

test("corpus: false keeps nothing, of a test or of a project", async () => {
  const project = installation.project({
    "one.test.ts": countingFile('test.explore("counts", { corpus: false }, racy);'),
  });
  await project.run();
  const other = projectWith({
    "vitest.config.ts": "export default { test: { provide: { heddle: { corpus: false } } } };",
  });
  await other.run();
  expect([...project.corpus(), ...other.corpus()]).toEqual([]);
});

describe("two processes that write one corpus at once", () => {
  test("leave whole files", async () => {
    const bugs = 30;
    const tests = `test.explore("many bugs", { stopAfter: ${bugs}, executions: 2000 }, async () => {
      const bug = await choose(${bugs});
      class Bug extends Error { name = "Bug" + bug; }
      throw new Bug("b".repeat(10_000));
    });`;
    const text = countingFile(tests).replace("import { join,", "import { choose, join,");
    const project = installation.project({ "race.test.ts": text });

    const runs = await Promise.all([project.run(), project.run()]);

    expect(runs.map(({ code }) => code)).toEqual([1, 1]);
    const files = project.corpus();
    expect(files.length).toBe(bugs);
    for (const file of files) {
      const entry = JSON.parse(readFileSync(join(project.folder, file), "utf8")) as Record<string, unknown>;
      expect(entry).toMatchObject({ version: 1, program: "many bugs" });
    }
    const third = await project.run();
    expect(third.tests.get("many bugs")?.meta).toMatchObject({ heddle: { executions: 0, verdict: "violated" } });
  });
});
