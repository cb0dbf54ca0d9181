// `heddle replay`: the same failure in another process.

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ReplayJson } from "../../src/report/index.ts";
import { debug, folderWith, heddle, startResident, tokensIn } from "./run-heddle.ts";

interface Found {
  readonly runs: readonly { readonly counterexamples: readonly { readonly token: string }[] }[];
}

/** Loses an update, unless it has been fixed. */
const CHANGED = `
import { join, scenario, spawn } from "heddle";
import { cell } from "heddle/memory";

export const changed = scenario({
  name: "changed",
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

const resident = startResident();
afterAll(() => {
  resident.end();
});

let token = "";

beforeAll(async () => {
  const { stdout } = await heddle(["explore", "lost-update.ts", "broken-update", "--strategy", "random"]);
  token = tokensIn(stdout)[0] ?? "";
});

test("replay prints the failure, the turns of the actors and the proof", async () => {
  const { code, stderr, stdout } = await resident.run(["replay", token, "lost-update.ts"]);

  expect(stdout).toBe(
    [
      "broken-update: Error: an update was lost: 1",
      "  in main at lost-update.ts:15",
      "",
      "   1–2  main  spawn one … spawn two                          lost-update.ts:10",
      "     3  one   cell.read(counter) → 0                         lost-update.ts:24",
      "   4–6* two   cell.read(counter) → 0 … exit 'normal'         lost-update.ts:24",
      "   7–8  one   cell.write(counter) 1 … exit 'normal'          lost-update.ts:25",
      "  9–11  main  join(one) → 'normal' … cell.read(counter) → 1  lost-update.ts:12",
      "",
      "Replayed: the same failure after the same 11 steps with 4 context switches. Every step: --trace",
      "",
    ].join("\n"),
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("replay --trace prints each step in its actor's lane with its source line", async () => {
  const { code, stdout } = await resident.run(["replay", token, "lost-update.ts", "--trace"]);

  expect(stdout).toBe(
    [
      " #   main                    one                     two                     source",
      " 1   spawn one                                                               lost-update.ts:10",
      " 2   spawn two                                                               lost-update.ts:11",
      " 3   │                       cell.read(counter) → 0                          lost-update.ts:24",
      " 4*  │                       │                       cell.read(counter) → 0  lost-update.ts:24",
      " 5   │                       │                       cell.write(counter) 1   lost-update.ts:25",
      " 6   │                       │                       exit 'normal'           lost-update.ts:25",
      " 7   │                       cell.write(counter) 1                           lost-update.ts:25",
      " 8   │                       exit 'normal'                                   lost-update.ts:25",
      " 9   join(one) → 'normal'                                                    lost-update.ts:12",
      "10   join(two) → 'normal'                                                    lost-update.ts:13",
      "11   cell.read(counter) → 1                                                  lost-update.ts:14",
      "* differs from the default schedule",
      "",
      "broken-update: Error: an update was lost: 1",
      "  in main at lost-update.ts:15",
      "",
      "Replayed: the same failure after the same 11 steps with 4 context switches.",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});

test("replay --until stops a debugger before the step, and standing there changes nothing", async () => {
  const plain = await heddle(["replay", token, "lost-update.ts"]);
  const debugged = await debug(["replay", token, "lost-update.ts", "--until", "6"]);

  expect(debugged).toBe(`stopped in pauseForDebugger before 6 main/two exit\n${plain.stdout}`);
});

test("replay --until says how to start with a debugger when there is none", async () => {
  const { code, stderr } = await resident.run(["replay", token, "lost-update.ts", "--until", "6"]);

  expect(stderr).toMatch(
    /^heddle: no debugger is attached, so nothing pauses before step 6. Start with: node --inspect-brk /,
  );
  expect(code).toBe(0);
});

test("replay --until refuses a step that does not come", async () => {
  const { code, stderr } = await resident.run(["replay", token, "lost-update.ts", "--until", "60"]);

  expect(stderr).toContain("heddle: There is no step 60: the execution has 11 steps.");
  expect(code).toBe(2);
});

test("replay --continue goes on by seed where the program has changed", async () => {
  const cwd = folderWith({ "changed.ts": CHANGED });
  const { stdout } = await resident.run(["explore", "changed.ts", "--reporter", "json"], { cwd });
  const small = (JSON.parse(stdout) as Found).runs[0]?.counterexamples[0]?.token ?? "";
  const env = { FIXED: "yes" };

  const plain = await resident.run(["replay", small, "changed.ts"], { cwd, env });
  const going = await resident.run(["replay", small, "changed.ts", "--continue"], { cwd, env });

  expect(plain.stderr).toContain(
    "at step 4 (decision 2) the recording takes an operation that the program has not reached",
  );
  expect(plain.code).toBe(1);
  expect(going.stdout).toContain("changed: completed, with no failure");
  expect(going.stdout).toContain("The program has changed: step 4 was ");
  expect(going.code).toBe(1);
});

test("replay --json prints one document, also when the program has changed", async () => {
  const same = await resident.run(["replay", token, "lost-update.ts", "--json"]);
  const cwd = folderWith({ "changed.ts": CHANGED });
  const { stdout } = await resident.run(["explore", "changed.ts"], { cwd });
  const env = { FIXED: "yes" };
  const changed = await resident.run(["replay", tokensIn(stdout).at(-1) ?? "", "changed.ts", "--json"], { cwd, env });

  const document = JSON.parse(same.stdout) as ReplayJson;
  expect(document).toMatchObject({
    version: 3,
    scenario: "broken-update",
    file: "lost-update.ts",
    isSame: true,
    token,
  });
  expect(document.execution).toMatchObject({
    outcome: "violated",
    steps: 11,
    error: { message: "an update was lost: 1" },
  });
  expect(document.execution?.trace).toHaveLength(11);
  expect(same.code).toBe(0);
  expect(JSON.parse(changed.stdout)).toMatchObject({
    isSame: false,
    problem: { name: "ReplayDivergence" },
    divergence: { step: 4 },
    execution: null,
  });
  expect(changed.stderr).toBe("");
  expect(changed.code).toBe(1);
});

test("two processes replay a token to the same text", async () => {
  const replayed = await Promise.all(
    [1, 2].map(() => heddle(["replay", token, "lost-update.ts", "--trace"], { env: { COLUMNS: "80" } })),
  );

  expect(replayed[0]?.stdout).toBe(replayed[1]?.stdout);
  const lanes = replayed[0]?.stdout.split("\n").slice(0, 12) ?? [];
  expect(lanes.every((line) => line.length <= 80)).toBe(true);
  expect(lanes[3]).toContain("│                cell.read(counter) → 0");
});

test("a token finds its scenario in the catalogue", async () => {
  const cwd = folderWith({ "scenarios/index.ts": FAILING.replace("NAME", "catalogued") });

  const explored = await resident.run(["explore"], { cwd });
  const replayed = await resident.run(["replay", tokensIn(explored.stdout)[0] ?? ""], { cwd });

  expect(explored.stdout).toMatch(/(?: {2})?replay: \S+ \S+main\.js replay h2:\S+\n/);
  expect(replayed.stdout).toContain("catalogued: Error: one\n  in main at scenarios/index.ts:5\n");
  expect(replayed.code).toBe(0);
});

test("a program that has changed diverges with exit code 1", async () => {
  const cwd = folderWith({
    "before.ts": FAILING.replace("NAME", "same"),
    "after.ts": FAILING.replace("NAME", "same").replace("=== 1", "=== 2"),
  });

  const { stdout } = await resident.run(["explore", "before.ts"], { cwd });
  const {
    code,
    stderr,
    stdout: replayed,
  } = await resident.run(["replay", tokensIn(stdout)[0] ?? "", "after.ts"], { cwd });

  expect(stderr).toMatch(/^heddle: The program has changed since the token was printed: .*\n$/);
  expect(replayed).toBe("");
  expect(code).toBe(1);
});

const FAILING = `
import { choose, scenario } from "heddle";
export const failing = scenario({ name: "NAME", expected: "violated", program: async () => {
  const value = await choose(2);
  if (value === 1) throw new Error("one");
} });
`;

describe("a token that cannot be used is refused with exit code 2:", () => {
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ["an empty one", () => "", /^heddle: The token is empty\. .*\n$/],
    ["some other text", () => "broken", /^heddle: "broken" is not a token: a token starts with h2:\.\n$/],
    ["one cut short", () => token.slice(0, -3), /^heddle: The token is damaged or cut short: .*\n$/],
    [
      "one altered in one character",
      () => token.replace("broken", "braken"),
      /^heddle: The token is damaged or cut short: its checksum does not match\. .*\n$/,
    ],
    ["one of another version", () => token.replace("h2:", "h1:"), /^heddle: The token has version 1, but .*\n$/],
  ];

  test.each(cases)("%s", async (_case, tokenOf, message) => {
    const { code, stderr, stdout } = await resident.run(["replay", tokenOf(), "lost-update.ts"]);

    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("one of a program that is not there", async () => {
    const { code, stderr } = await resident.run(["replay", token, "unexpected.ts"]);

    expect(stderr).toBe(
      'heddle: The token belongs to the program "broken-update", but there is no scenario with that name in unexpected.ts. ' +
        "Pass the file that exports it: heddle replay <token> <file>\n",
    );
    expect(code).toBe(2);
  });
});
