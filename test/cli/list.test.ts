// `heddle list`.

import { afterAll, expect, test } from "vitest";

import { folderWith, heddle, scenarioSource, startResident } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

test("list shows name, expectation and summary of each scenario of a file", async () => {
  const { code, stderr, stdout } = await resident.run(["list", "lost-update.ts"]);

  expect(stdout).toBe(
    [
      "scenario       expected  summary",
      "broken-update  violated  reads, then writes",
      "fixed-update   passed    increments in one operation",
      "",
    ].join("\n"),
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("a name beside a file picks from the file", async () => {
  const { stdout } = await resident.run(["list", "lost-update.ts", "fixed-update"]);

  expect(stdout).toContain("fixed-update");
  expect(stdout).not.toContain("broken-update");
});

test("without a file the catalogue of the current folder is listed", async () => {
  const cwd = folderWith({
    "scenarios/index.ts": 'export * from "./one";\nexport * from "./two.ts";\n',
    "scenarios/one.ts": scenarioSource("one").replace("only", "first"),
    "scenarios/two.ts": scenarioSource("two").replace("only", "second"),
  });

  const all = await resident.run(["list"], { cwd });
  const named = await resident.run(["list", "two"], { cwd });
  const unknown = await resident.run(["explore", "tow"], { cwd });

  expect(all.stdout).toBe("scenario  expected  summary\none       passed\ntwo       passed\n");
  expect(named.stdout).toBe("scenario  expected  summary\ntwo       passed\n");
  expect(unknown.stderr).toBe(
    'heddle: There is no scenario "tow". Did you mean two? List the scenarios with: heddle list\n',
  );
  expect(unknown.code).toBe(2);
});

test("output that nobody reads to its end is no error", async () => {
  const { code, stderr } = await heddle(["list", "lost-update.ts"], {
    onStart: (child) => child.stdout?.destroy(),
  });

  expect(stderr).toBe("");
  expect(code).toBe(0);
});
