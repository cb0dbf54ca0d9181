// Tokens and corpus files outlive edits that leave the program as it is: five scenarios, before and after.

import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { install } from "../vitest/run-vitest.ts";
import type { Installation } from "../vitest/run-vitest.ts";
import { folderWith, startResident, tokensIn } from "./run-heddle.ts";

const HEAD = `import assert from "node:assert/strict";
import { exit, isAlive, join, receive, scenario, send, spawn } from "heddle";
import { always, peek } from "heddle/check";
import { cell, mutex } from "heddle/memory";
import { Registry } from "heddle/registry";
`;

/** A generated message, a function in a local variable, a lost name, a deadlock, a rule and a crash with values. */
const SCENARIOS: readonly string[] = [
  `export const lostUpdate = scenario({
  name: "lost-update",
  program: async () => {
    const total = cell(0, "counter");
    const add = async () => total.write((await total.read()) + 1);
    for (const pid of [await spawn("one", add), await spawn("two", add)]) await join(pid);
    assert.equal(await total.read(), 2);
  },
});
`,
  `export const staleOwner = scenario({
  name: "stale-owner",
  program: async () => {
    const names = await Registry.start({ keys: "unique" });
    await spawn("owner", async () => {
      await names.register("db", 1);
    });
    const found = await names.lookup("db");
    const check = async (pid) => {
      if (!(await isAlive(pid))) throw new Error("the key 'db' belongs to " + pid + ", which is dead");
    };
    if (found[0] !== undefined) await check(found[0][0]);
  },
});
`,
  `export const deadlock = scenario({
  name: "deadlock",
  program: async () => {
    const first = mutex("left");
    const second = mutex("right");
    const both = (one, other) => () => one.run(() => other.run(async () => {}));
    const pids = [await spawn("a", both(first, second)), await spawn("b", both(second, first))];
    for (const pid of pids) await join(pid);
  },
});
`,
  `export const overdrawn = scenario({
  name: "overdrawn",
  program: async () => {
    const total = cell(10, "balance");
    always("the balance is positive", () => peek(total) >= 0);
    const take = async () => {
      if ((await total.read()) >= 10) await total.update((value) => value - 10);
    };
    for (const pid of [await spawn("ann", take), await spawn("ben", take)]) await join(pid);
  },
});
`,
  `export const unexpected = scenario({
  name: "unexpected",
  program: async () => {
    const server = await spawn("server", async () => {
      const message = await receive();
      if (message.text === "late") message.missing.call();
    });
    const pids = [];
    for (const text of ["early", "late"]) pids.push(await spawn(text, () => send(server, { kind: "say", text })));
    for (const pid of [...pids, server]) await join(pid);
  },
});
`,
];

const BEFORE = [HEAD, ...SCENARIOS].join("\n");

/** Imports and comments, another order, other names of local variables, also of those that hold functions. */
const AFTER = [
  '// A comment.\nimport { sep } from "node:path";\n',
  HEAD,
  "/** The separator. */\nexport const separator = sep;\n",
  ...SCENARIOS.toReversed(),
]
  .join("\n")
  .replaceAll(/(program: async \(\) => \{|throw|assert\.equal)/g, "// A comment.\n    // Another.\n    $1")
  .replaceAll(/\b(total|names|found|first|second|both|message|add|check|take|pids|pid)\b(?!['"])/g, "$1Renamed");

const TESTS = `import { test } from "heddle/vitest";
import * as races from "./races.ts";
for (const race of [races.lostUpdate, races.staleOwner, races.deadlock, races.overdrawn, races.unexpected]) {
  test.explore(race.name, race);
}
`;

const NAMES = ["lost-update", "stale-owner", "deadlock", "overdrawn", "unexpected"];

test("the edits change every scenario", () => {
  expect(AFTER).not.toContain(SCENARIOS[0]);
  expect(AFTER.match(/Renamed/g)?.length).toBeGreaterThan(40);
});

test("with the command, tokens and corpus replay, and nothing else is saved", async () => {
  const resident = startResident();
  onTestFinished(() => {
    resident.end();
  });
  const before = folderWith({ "races.ts": BEFORE });
  const cwd = folderWith({ "races.ts": AFTER });

  const { stdout } = await resident.run(["explore", "races.ts", "--corpus"], { cwd: before });
  cpSync(join(before, "__heddle__"), join(cwd, "__heddle__"), { recursive: true });
  const explored = await resident.run(["explore", "races.ts", "--corpus"], { cwd });

  expect(explored.stderr).toBe("");
  expect(explored.stdout).toContain("0 of 5 scenarios as expected, 5 not: 0 executions");
  expect(explored.stdout).not.toMatch(/^(?:saved|stale|fixed): /m);
  for (const name of NAMES) {
    const token = tokensIn(stdout).find((text) => text.split(":")[1] === name) ?? "";
    expect(tokensIn(explored.stdout)).toContain(token);
    const replayed = await resident.run(["replay", token, "races.ts"], { cwd });
    expect(replayed.stdout, name).toContain("Replayed: the same failure after the same");
  }
});

describe("with vitest", () => {
  let installation: Installation;
  beforeAll(() => {
    installation = install();
  });
  afterAll(() => {
    installation.remove();
  });

  test("corpus and tokens replay, also when the tests are moved", async () => {
    const project = installation.project({ "races.ts": BEFORE, "races.test.ts": TESTS });
    const { output } = await project.run();
    const tokens = [...output.matchAll(/^replay: HEDDLE_REPLAY=(\S+) /gm)].map(([, token = ""]) => token);
    const files = project.corpus();
    writeFileSync(join(project.folder, "races.ts"), AFTER);
    writeFileSync(join(project.folder, "races.test.ts"), `// Moved.\n\n\n${TESTS.replace("races.deadlock, ", "")}`);
    project.write("races.test.ts", `${project.read("races.test.ts")}\ntest.explore("stuck", races.deadlock);\n`);

    const { output: outputAfter, tests } = await project.run();

    expect(outputAfter).not.toMatch(/^(?:heddle: )?(?:stale|orphaned): /m);
    expect(tokens).toHaveLength(5);
    expect([...tests.values()].map(({ meta }) => meta)).toEqual(
      Array.from({ length: 5 }, () =>
        expect.objectContaining({ heddle: expect.objectContaining({ executions: 0, verdict: "violated" }) }),
      ),
    );
    expect(project.corpus()).toEqual(files);
    for (const token of tokens) {
      const replayed = await project.run({ env: { HEDDLE_REPLAY: token } });
      expect(replayed.output).toContain("Replayed: the same failure after the same");
    }
  });
});
