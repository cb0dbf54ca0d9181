// `heddle replay`: the same failure again, in another process.

import { beforeAll, describe, expect, test } from "vitest";

import { folderWith, heddle, tokensIn } from "./run-heddle.ts";

let token = "";

beforeAll(async () => {
  const { stdout } = await heddle(["explore", "lost-update.ts", "broken-update", "--strategy", "random"]);
  token = tokensIn(stdout)[0] ?? "";
});

test("replay prints the failure, the turns of the actors and the proof", async () => {
  const { code, stderr, stdout } = await heddle(["replay", token, "lost-update.ts"]);

  expect(stdout).toBe(
    [
      "broken-update: Error: an update was lost: 1",
      "  in main at lost-update.ts:15",
      "",
      "   1–2  main  spawn one … spawn two                           lost-update.ts:10",
      "     3  one   cell.read(counter) → 0                          lost-update.ts:24",
      "   4–5* two   cell.read(counter) → 0 … cell.write(counter) 1  lost-update.ts:24",
      "     6* one   cell.write(counter) 1                           lost-update.ts:25",
      "     7* two   exit 'normal'                                   lost-update.ts:25",
      "     8  one   exit 'normal'                                   lost-update.ts:25",
      "  9–11  main  join(one) → 'normal' … cell.read(counter) → 1   lost-update.ts:12",
      "",
      "Replayed: the same failure after the same 11 steps with 6 context switches. Every step: --trace",
      "",
    ].join("\n"),
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("replay --trace prints each step in its actor's lane with its source line", async () => {
  const { code, stdout } = await heddle(["replay", token, "lost-update.ts", "--trace"]);

  expect(stdout).toBe(
    [
      " #   main                    one                     two                     source",
      " 1   spawn one                                                               lost-update.ts:10",
      " 2   spawn two                                                               lost-update.ts:11",
      " 3   │                       cell.read(counter) → 0                          lost-update.ts:24",
      " 4*  │                       │                       cell.read(counter) → 0  lost-update.ts:24",
      " 5   │                       │                       cell.write(counter) 1   lost-update.ts:25",
      " 6*  │                       cell.write(counter) 1   │                       lost-update.ts:25",
      " 7*  │                       │                       exit 'normal'           lost-update.ts:25",
      " 8   │                       exit 'normal'                                   lost-update.ts:25",
      " 9   join(one) → 'normal'                                                    lost-update.ts:12",
      "10   join(two) → 'normal'                                                    lost-update.ts:13",
      "11   cell.read(counter) → 1                                                  lost-update.ts:14",
      "* differs from the default schedule",
      "",
      "broken-update: Error: an update was lost: 1",
      "  in main at lost-update.ts:15",
      "",
      "Replayed: the same failure after the same 11 steps with 6 context switches.",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
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

  const explored = await heddle(["explore"], { cwd });
  const replayed = await heddle(["replay", tokensIn(explored.stdout)[0] ?? ""], { cwd });

  expect(explored.stdout).toMatch(/(?: {2})?replay: \S+ \S+main\.js replay h1:\S+\n/);
  expect(replayed.stdout).toContain("catalogued: Error: one\n  in main at scenarios/index.ts:5\n");
  expect(replayed.code).toBe(0);
});

test("a program that has changed diverges with exit code 1", async () => {
  const cwd = folderWith({
    "before.ts": FAILING.replace("NAME", "same"),
    "after.ts": FAILING.replace("NAME", "same").replace("=== 1", "=== 2"),
  });

  const { stdout } = await heddle(["explore", "before.ts"], { cwd });
  const { code, stderr, stdout: replayed } = await heddle(["replay", tokensIn(stdout)[0] ?? "", "after.ts"], { cwd });

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
    ["some other text", () => "broken", /^heddle: "broken" is not a token: a token starts with h1:\.\n$/],
    ["one cut short", () => token.slice(0, -3), /^heddle: The token is damaged or cut short: .*\n$/],
    [
      "one altered in one character",
      () => token.replace("broken", "braken"),
      /^heddle: The token is damaged or cut short: its checksum does not fit\. .*\n$/,
    ],
    ["one of another version", () => token.replace("h1:", "h2:"), /^heddle: The token is of version 2, but .*\n$/],
  ];

  test.each(cases)("%s", async (_case, tokenOf, message) => {
    const { code, stderr, stdout } = await heddle(["replay", tokenOf(), "lost-update.ts"]);

    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("one of a program that is not there", async () => {
    const { code, stderr } = await heddle(["replay", token, "unexpected.ts"]);

    expect(stderr).toBe(
      'heddle: The token is of the program "broken-update", but there is no scenario of that name in unexpected.ts. ' +
        "Give the file that exports it: heddle replay <token> <file>\n",
    );
    expect(code).toBe(2);
  });
});
