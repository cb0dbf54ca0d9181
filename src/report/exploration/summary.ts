// One-line summaries of explorations and of a whole run of `heddle explore`.

import type { Report } from "../../explore/index.ts";
import { basisLine } from "./basis-text.ts";
import { isAsExpected, isCutOff } from "./explored.ts";
import type { Explored } from "./explored.ts";
import { percent, unseenText } from "../layout/percent.ts";

/**
 * The number of scenarios with the expected verdict, and the executions and classes behind it.
 * @param notBegun the number of scenarios that were not explored because of Ctrl-C
 */
export function summaryLine(rows: readonly Explored[], notBegun: number = 0): string {
  const reports = rows.flatMap(({ result }) => (result.kind === "explored" ? [result.report] : []));
  const expected = rows.filter((row) => isAsExpected(row)).length;
  const cutOff = rows.filter((row) => isCutOff(row)).length;
  const unexpected = rows.length - expected - cutOff;
  const verdict = [
    unexpected === 0
      ? `${counted(expected, "scenario")} as expected`
      : `${expected} of ${counted(expected + unexpected, "scenario")} as expected, ${unexpected} not`,
    ...(cutOff === 0 ? [] : [`${cutOff} cut off`]),
    ...(notBegun === 0 ? [] : [`${notBegun} not begun`]),
  ].join(", ");
  const executions = sum(reports, (report) => report.executions);
  const classes = sum(reports, (report) => report.classes);
  return `${verdict}: ${counted(executions, "execution")}, ${counted(classes, "class", "classes")}${coverageText(reports)}`;
}

/** What the classes of a run rest on, in one line; empty if nothing passed. */
export function basisOfRun(rows: readonly Explored[]): string {
  return basisLine(rows.flatMap(({ result }) => (result.kind === "explored" ? [result.report] : [])));
}

/** One exploration in one line: executions, classes, and the chance of unseen classes. */
export function reportLine(report: Report): string {
  const { classes, executions, exhausted, failureRateBound: bound, isSequential } = report;
  if (isSequential) return `${counted(executions, "execution")}, one schedule only: nothing in the program can overlap`;
  const coverage = exhausted
    ? `${provedText([report])}every class was run${samplesText([report])}`
    : `${unseenText(report)} unseen${bound === undefined || bound === 0 ? "" : `, fewer than ${percent(bound)} fail`}`;
  return `${counted(executions, "execution")}, ${counted(classes, "class", "classes")}, ${coverage}`;
}

/** The estimates are meaningful only for explorations that did not stop at a failure. */
function coverageText(reports: readonly Report[]): string {
  const finished = reports.filter(
    ({ counterexamples, executions, isVacuous }) => counterexamples.length === 0 && executions > 0 && !isVacuous,
  );
  const bounds = finished.flatMap(({ failureRateBound }) => failureRateBound ?? []);
  return (
    chanceText(finished.filter(({ estimatedTotal }) => estimatedTotal === undefined)) +
    leftText(finished) +
    boundText(finished, bounds)
  );
}

function chanceText([first, ...others]: readonly Report[]): string {
  if (first === undefined) return "";
  const worst = others.reduce(
    (one, other) => (other.newClassProbability > one.newClassProbability ? other : one),
    first,
  );
  const most = others.length === 0 ? "" : "at most ";
  return `; ${most}${unseenText(worst)} chance that one more execution shows a new class`;
}

/** The estimated number of executions that unfinished exhaustive searches have left. */
function leftText(reports: readonly Report[]): string {
  const left = sum(reports, ({ estimatedTotal = 0, executions }) =>
    Math.max(0, Math.round(estimatedTotal - executions)),
  );
  return left === 0 ? "" : `; about ${counted(left, "execution")} left, by estimate`;
}

/** The confidence bound behind the `passed` verdicts. */
function boundText(reports: readonly Report[], bounds: readonly number[]): string {
  if (bounds.length === 0) return "";
  const worst = Math.max(...bounds);
  if (worst === 0) return `; ${provedText(reports)}every class of what passed was run${samplesText(reports)}`;
  const subject = bounds.length === 1 ? "executions" : "the executions of each scenario that passed";
  return `; with 95 % confidence fewer than ${percent(worst)} of ${subject} fail`;
}

function provedText(reports: readonly Report[]): string {
  return reports.some(({ proof }) => proof !== undefined) ? "proved: " : "";
}

function samplesText(reports: readonly Report[]): string {
  const samples = sum(reports, ({ proof }) => proof?.samples ?? 0);
  return samples === 0 ? "" : `, ${counted(samples, "sample")} ${samples === 1 ? "agrees" : "agree"}`;
}

function sum(reports: readonly Report[], of: (report: Report) => number): number {
  return reports.reduce((total, report) => total + of(report), 0);
}

function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
