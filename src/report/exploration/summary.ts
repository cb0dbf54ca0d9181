// One-line summaries of explorations and of a whole run of `heddle explore`.

import type { Report } from "../../explore/index.ts";
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

/** One exploration in one line: executions, classes, and the chance of unseen classes. */
export function reportLine(report: Report): string {
  const { classes, executions, exhausted, failureRateBound: bound } = report;
  const coverage = exhausted
    ? "every class was run"
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
    boundText(bounds)
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
function boundText(bounds: readonly number[]): string {
  if (bounds.length === 0) return "";
  const worst = Math.max(...bounds);
  if (worst === 0) return "; every class of what passed was run";
  const subject = bounds.length === 1 ? "executions" : "the executions of each scenario that passed";
  return `; with 95 % confidence fewer than ${percent(worst)} of ${subject} fail`;
}

function sum(reports: readonly Report[], of: (report: Report) => number): number {
  return reports.reduce((total, report) => total + of(report), 0);
}

function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
