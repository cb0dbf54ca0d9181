// A run as JUnit XML, in the form that Jenkins, GitLab and most others read: a suite for each file, a case for each
// scenario.

import type { ProgramOutput } from "../../explore/index.ts";
import { isAsExpected, isCutOff } from "./explored.ts";
import type { Explored } from "./explored.ts";
import { findingText } from "./finding.ts";
import type { FindingContext } from "./finding.ts";
import { unexpectedText } from "./unexpected.ts";

/** A case of a suite, as XML. */
interface Case {
  readonly file: string;
  readonly kind: "passed" | "failure" | "error" | "skipped";
  readonly seconds: number;
  readonly xml: string;
}

/** The file of scenarios that were found without one. */
const CATALOG = "scenarios";
const WIDTH = 120;
/** Codes that color a terminal. */
const TERMINAL_CODES = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;?]*[ -/]*[@-~]`, "g");

/**
 * A run as JUnit XML.
 * @param notBegun the scenarios that were not explored because of Ctrl-C
 */
export function junitText(
  rows: readonly Explored[],
  notBegun: readonly Pick<Explored, "file" | "scenario">[],
  context: FindingContext,
): string {
  const cases = [...rows.map((row) => caseOf(row, { ...context, columns: WIDTH })), ...notBegun.map(skippedCase)];
  const files = [...new Set(cases.map(({ file }) => file))];
  const suites = files.flatMap((file) => {
    const own = cases.filter((each) => each.file === file);
    return [`  <testsuite name="${escaped(file)}" ${totals(own)}>`, ...own.map(({ xml }) => xml), "  </testsuite>"];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="heddle" ${totals(cases)}>`,
    ...suites,
    "</testsuites>",
  ].join("\n");
}

function totals(cases: readonly Case[]): string {
  const count = (kind: Case["kind"]): number => cases.filter((each) => each.kind === kind).length;
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
  return (
    `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" ` +
    `time="${seconds.toFixed(3)}"`
  );
}

function caseOf(row: Explored, context: FindingContext): Case {
  const { result } = row;
  const kind = kindOf(row);
  const seconds = result.kind === "explored" ? result.report.elapsedMs / 1_000 : 0;
  const text = findingText(row, context);
  const children = [
    ...(kind === "passed" || kind === "skipped" ? [] : [outcomeElement(kind, row, text)]),
    ...(kind === "skipped" ? ['      <skipped message="interrupted"/>'] : []),
    ...(kind === "passed" && text !== "" ? [element("system-out", text)] : []),
    ...(kind === "failure" ? outputElements(row) : []),
  ];
  return { file: row.file ?? CATALOG, kind, seconds, xml: caseElement(row, seconds, children) };
}

function skippedCase({ file, scenario }: Pick<Explored, "file" | "scenario">): Case {
  const xml = caseElement({ file, scenario }, 0, ['      <skipped message="not begun"/>']);
  return { file: file ?? CATALOG, kind: "skipped", seconds: 0, xml };
}

function kindOf(row: Explored): Case["kind"] {
  if (row.result.kind === "failed") return "error";
  if (isCutOff(row)) return "skipped";
  return isAsExpected(row) ? "passed" : "failure";
}

function caseElement(
  { file = CATALOG, scenario }: Pick<Explored, "file" | "scenario">,
  seconds: number,
  children: readonly string[],
): string {
  const start = `    <testcase name="${escaped(scenario.name)}" classname="${escaped(file)}" time="${seconds.toFixed(3)}"`;
  return children.length === 0 ? `${start}/>` : [`${start}>`, ...children, "    </testcase>"].join("\n");
}

function outcomeElement(kind: "failure" | "error", row: Explored, text: string): string {
  const { result } = row;
  const [first] = result.kind === "explored" ? result.report.counterexamples : [];
  const error = result.kind === "failed" ? result.error : first?.error;
  const verdict = result.kind === "explored" ? result.report.verdict : "error";
  const type = error instanceof Error ? error.name : verdict;
  return element(kind, text, ` message="${escaped(unexpectedText(row))}" type="${escaped(type)}"`);
}

/** What the program printed in the first failing execution. */
function outputElements({ result }: Explored): readonly string[] {
  const [first] = result.kind === "explored" ? result.report.counterexamples : [];
  const output = first?.output;
  return (["stdout", "stderr"] as const).flatMap((stream) => {
    const text = textOf(output, stream);
    return text === "" ? [] : [element(stream === "stdout" ? "system-out" : "system-err", text)];
  });
}

function textOf(output: ProgramOutput | undefined, stream: "stdout" | "stderr"): string {
  const parts = output?.parts.filter((part) => part.stream === stream) ?? [];
  return parts.map(({ text }) => text).join("");
}

function element(name: string, text: string, attributes: string = ""): string {
  return `      <${name}${attributes}>${escaped(text, false)}</${name}>`;
}

/** The text without the characters that XML cannot contain, and with the others that have a meaning escaped. */
function escaped(text: string, isAttribute: boolean = true): string {
  const clean = text
    .replace(TERMINAL_CODES, "")
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
  const inText = clean
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
  if (!isAttribute) return inText;
  return inText.replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
