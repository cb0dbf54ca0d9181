// The text of a failing test in a real vitest run: a few lines, or all of them.

import { afterAll, beforeAll, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, RunResult } from "./run-vitest.ts";

const TWO = countingFile(`
test.explore("loses an update", racy);
test.explore("two ways", { stopAfter: 2, corpus: false, view: false }, async () => {
  const order = [];
  const note = (name) => async () => { await pause(); order.push(name); };
  const workers = [await spawn("a", note("a")), await spawn("b", note("b"))];
  for (const worker of workers) await join(worker);
  if (order[0] === "b") throw new RangeError("b was first");
  throw new TypeError("a was first");
});
`);

let installation: Installation;
let run: RunResult;

beforeAll(async () => {
  installation = install();
  run = await installation.project({ "race.test.ts": TWO }).run({ env: { HEDDLE_DETAIL: "" } });
});
afterAll(() => {
  installation.remove();
});

/** The lines for a failing test under its title, without what differs from run to run. */
function linesOf({ output }: RunResult, title: string): readonly string[] {
  const [, text = ""] = output.split(` > ${title}\n`).slice(-2);
  return text
    .slice(0, text.search(/⎯\[\d/))
    .split("\n")
    .map((line) =>
      line
        .trimEnd()
        .replace(/h2:\S+/, "<token>")
        .replace(/file:\S+\//, "<folder>/")
        .replace(/-\w{8}\.html/, ".html"),
    )
    .filter((line) => !line.startsWith("⎯"));
}

test("a failure is the assertion, the sentence, the decisive steps, the file and one command", () => {
  const lines = linesOf(run, "loses an update");

  expect(lines.slice(lines.indexOf("Caused by: Interleaving:"))).toEqual([
    "Caused by: Interleaving:",
    "Fails when `w0: cell.read(counter)` comes before `w1: cell.write(counter)` and `w1: cell.read(counter)` before",
    "`w0: cell.write(counter)`; passes when either is the other way round.",
    "#   w0                      w1                      source",
    "3   cell.read(counter) → 0                          race.test.ts:16",
    "4   │                       cell.read(counter) → 0  race.test.ts:16",
    "5   │                       cell.write(counter) 1   race.test.ts:16",
    "7   cell.write(counter) 1                           race.test.ts:16",
    "view: <folder>/assertionerror-in-main-at-race-test-ts-the-counter-expected.html",
    "replay: HEDDLE_REPLAY=<token> npx vitest run race.test.ts -t 'loses an update'",
    " ❯ heddle",
    "   ↳ the failure step by step",
    "",
  ]);
});

test("further failures are counted", () => {
  expect(linesOf(run, "two ways")).toContain("and 1 other failure: HEDDLE_DETAIL=full");
});

test("another detail is refused", async () => {
  const project = installation.project({ "race.test.ts": TWO });

  const { tests } = await project.run({ env: { HEDDLE_DETAIL: "all" } });

  expect(tests.get("loses an update")?.message).toContain('HEDDLE_DETAIL must be brief or full, but it is "all".');
});
