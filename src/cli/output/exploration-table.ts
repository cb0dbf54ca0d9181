// Tables of explorations and of scenarios, one row each.

import Table from "cli-table3";

import type { Scenario } from "../../explore/index.ts";
import { isAsExpected, isCutOff, unseenText } from "../../report/index.ts";
import type { Explored, Palette } from "../../report/index.ts";

/** Lines without borders: a token can be copied, and a table of many rows stays calm. */
const PLAIN = {
  chars: Object.fromEntries(
    [
      "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right",
      "left left-mid mid mid-mid right right-mid",
    ]
      .flatMap((names) => names.split(" "))
      .map((name) => [name, ""]),
  ),
  style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
};

const HEAD = [
  "scenario",
  "verdict",
  "expected",
  "first failure",
  "steps",
  "executions",
  "unseen",
  "per second",
  "token",
];

/** The table of explorations: the token, which may be long, comes last. */
export function explorationTable(rows: readonly Explored[], palette: Palette): string {
  return draw(
    HEAD,
    ["left", "left", "left", "right", "right", "right", "right", "right", "left"],
    rows.map((row) => cellsOf(row, palette)),
    palette,
  );
}

/** The table of scenarios that could be explored. */
export function scenarioTable(
  scenarios: readonly Pick<Scenario, "name" | "expected" | "summary">[],
  palette: Palette,
): string {
  const rows = scenarios.map(({ expected, name, summary }) => [name, expected, summary]);
  return draw(["scenario", "expected", "summary"], ["left", "left", "left"], rows, palette);
}

function draw(
  head: readonly string[],
  colAligns: ("left" | "right")[],
  rows: readonly (readonly string[])[],
  palette: Palette,
): string {
  const table = new Table({ ...PLAIN, chars: { ...PLAIN.chars, middle: "  " }, colAligns });
  table.push(
    head.map((text) => palette.strong(text)),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function cellsOf(explored: Explored, palette: Palette): readonly string[] {
  const { result, scenario } = explored;
  const isExpected = isAsExpected(explored);
  const unexpected = isCutOff(explored) ? "-" : palette.bad(`no, ${scenario.expected}`);
  const expected = isExpected ? palette.good("yes") : unexpected;
  if (result.kind === "failed") return [scenario.name, palette.bad("error"), expected, "-", "-", "-", "-", "-", "-"];
  const { counterexamples, elapsedMs, executions, isVacuous, verdict } = result.report;
  const isCounted = counterexamples.length === 0 && executions > 0 && !isVacuous;
  const [first] = counterexamples;
  return [
    scenario.name,
    isExpected || isCutOff(explored) ? verdict : palette.bad(verdict),
    expected,
    first === undefined ? "-" : whole(first.index + 1),
    first === undefined ? "-" : whole(first.steps),
    whole(executions),
    isCounted ? unseenText(result.report) : "-",
    whole((executions / Math.max(elapsedMs, 0.001)) * 1_000),
    first?.token ?? "-",
  ];
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
