// Corpus folders of tests and files that were renamed: told, adopted, and replayed again.

import { dirname } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { heddle } from "../cli/run-heddle.ts";
import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project } from "./run-vitest.ts";

const RACY = countingFile('test.explore("counts", racy);\ntest.explore("holds", { executions: 20 }, safe);');

let installation: Installation;
/** The corpus file of the first run, and its text. */
let file: string;
let text: string;

beforeAll(async () => {
  installation = install();
  const project = installation.project({ "race.test.ts": RACY });
  await project.run();
  file = project.corpus()[0] ?? "";
  text = project.read(file);
});
afterAll(() => {
  installation.remove();
});

function projectWith(files: Readonly<Record<string, string>>): Project {
  return installation.project({ [file]: text, ...files });
}

/** Runs the command that a note names, after `npx heddle`. */
async function follow(project: Project, output: string, pattern: RegExp): Promise<string> {
  const [, command = ""] = pattern.exec(output) ?? [];
  const words = command.split(" ").map((word) => word.replaceAll("'", ""));
  const { stderr } = await heddle(words, { cwd: project.folder });
  return stderr;
}

test("the folder of a renamed test is told once, and after its adoption the test replays it", async () => {
  const renamed = countingFile('test.explore("adds-up", racy);');
  const project = projectWith({ "race.test.ts": renamed.replace("racy);", "safe);") });

  const { output } = await project.run();
  const stderr = await follow(project, output, /adopt it: npx heddle (corpus adopt .*)$/m);
  project.write("race.test.ts", renamed);
  const after = await project.run();

  expect(output.match(/^heddle: orphaned: .*$/gm)).toEqual([
    expect.stringContaining(
      `${dirname(file)} holds a counterexample of "counts", which is no test of race.test.ts; adopt`,
    ),
  ]);
  expect(stderr).toBe("");
  expect(after.output).not.toContain("orphaned");
  expect(after.tests.get("adds-up")?.meta).toMatchObject({ heddle: { verdict: "violated", executions: 0 } });
});

test("the folder of a renamed file is told by the file with its test, and adopted", async () => {
  const plain = countingFile('test.explore("other", { executions: 20 }, safe);');
  const holding = RACY.replace("racy);", "safe);");
  const project = projectWith({ "a.test.ts": plain, "b.test.ts": plain, "sum.test.ts": holding });

  const { output } = await project.run();
  const notes = output.match(/^heddle: orphaned: .*$/gm) ?? [];
  const stderr = await follow(project, output, /adopt it: npx heddle (corpus adopt .*counts\S*)$/m);
  project.write("sum.test.ts", RACY);
  const after = await project.run();

  expect(notes).toEqual([
    expect.stringMatching(/"counts", whose file is gone from \.; adopt it: .*sum-test-ts-counts-/),
  ]);
  expect(stderr).toBe("");
  expect(after.output).not.toContain("orphaned");
  expect(after.tests.get("counts")?.meta).toMatchObject({ heddle: { executions: 0 } });
});

test("with several heirs, each has its command; folders of other files and skipped tests are no orphans", async () => {
  const names = countingFile(`
    test.explore("one", { executions: 20 }, safe);
    test.explore("two", { executions: 20 }, safe);
    test.explore.skip("three", safe);
  `);
  const project = projectWith({ "race.test.ts": names, "other.test.ts": names });
  const { output } = await project.run();
  expect(output).toMatch(
    /^heddle: orphaned: .* adopt it for the test that it belongs to:\n(?: {2}npx heddle corpus adopt \S+ \S+ --program (?:one|two|three)\n){3}/m,
  );
  expect(output.match(/orphaned/g)).toHaveLength(1);

  const skipped = projectWith({
    "race.test.ts": RACY.replace("test.explore(", "test.explore.skip("),
    "other.test.ts": names,
  });
  expect((await skipped.run()).output).not.toContain("orphaned");
});

test("a folder whose file is gone, and that no test seems to continue, is told by the first file", async () => {
  const plain = countingFile('test.explore("another", { executions: 20 }, safe);').replaceAll("counts", "sums");
  const project = projectWith({ "a.test.ts": plain, "b.test.ts": plain });
  const { output } = await project.run();
  expect(output.match(/^heddle: orphaned: .*$/gm)).toEqual([expect.stringContaining("a-test-ts-another-")]);
});
