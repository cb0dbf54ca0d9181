// An execution as lanes: one column per actor, one row per step, arrows for signals, brackets for critical pairs, and
// the source position of each step at the right.

import type { Step } from "../../trace/index.ts";
import { bracketLines } from "./brackets.ts";
import { cutKeepingResult, cutStart, fit, widthOf } from "../layout/column-fit.ts";
import { ARROW_END, planLanes, rightmost } from "./lane-plan.ts";
import type { LanePlan } from "./lane-plan.ts";
import { pageOf } from "../layout/page.ts";
import type { Page, PageOptions } from "../layout/page.ts";
import { rowsOf } from "./rows.ts";
import type { LaneRow, LaneRows } from "./rows.ts";
import { plainScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const GAP = "  ";
/** The maximum share of the page for source positions, */
const SOURCE_SHARE = 1 / 4;
/** unless that is too little for the name of a file. */
const MIN_SOURCE = 12;
/** A narrower page shows no source positions. */
const MIN_COLUMNS_WITH_SOURCE = 60;

/** The steps of a trace as lanes, with a legend when a step deviates from the default schedule. */
export function laneText(trace: readonly Step[], options: PageOptions = {}): string {
  return sceneText(plainScene(trace), pageOf(options));
}

/**
 * A scene as lanes.
 * @param maxSteps the maximum number of steps to show
 */
export function sceneText(scene: Scene, page: Page, maxSteps?: number): string {
  const drawn = rowsOf(scene, page.folder, maxSteps);
  const { rows, spans } = drawn;
  const frame = frameOf(drawn, page);
  const lanes = laneLines(drawn, frame.room);
  const gutters = bracketLines(rows.length, spans);
  const head = headLine(" ".repeat(widthOf(gutters[0] ?? "")), lanes.head, frame);
  const lines = rows.map((row, index) =>
    line(row, gutters[index] ?? "", lanes.body[index] ?? { before: "", text: "", after: "" }, frame),
  );
  const legend = rows.some(({ isDeviation }) => isDeviation) ? ["* differs from the default schedule"] : [];
  return [head, ...lines, ...legend.map((text) => page.palette.faint(text))].join("\n");
}

/** The widths of all columns. */
interface Frame {
  readonly numberWidth: number;
  readonly timeWidth: number;
  readonly sourceWidth: number;
  /** For all lanes together. */
  readonly room: number;
  readonly palette: Page["palette"];
}

function frameOf({ rows, spans }: LaneRows, { columns, palette }: Page): Frame {
  const gutterWidth = widthOf(bracketLines(rows.length, spans)[0] ?? "");
  const timeWidth = Math.max(0, ...rows.map(({ time }) => widthOf(time)));
  const numberWidth = Math.max(2, ...rows.map(({ mark }) => widthOf(mark)));
  const sourceRoom = columns < MIN_COLUMNS_WITH_SOURCE ? 0 : Math.max(MIN_SOURCE, Math.floor(columns * SOURCE_SHARE));
  const sourceWidth = Math.min(sourceRoom, Math.max(0, ...rows.map(({ source }) => widthOf(source))));
  const fixed = [gutterWidth, numberWidth, GAP.length];
  if (timeWidth > 0) fixed.push(GAP.length + timeWidth);
  if (sourceWidth > 0) fixed.push(GAP.length + sourceWidth);
  const room = columns - fixed.reduce((sum, width) => sum + width, 0);
  return { numberWidth, timeWidth, sourceWidth, room, palette };
}

/** The parts of one row: lifelines and an arrow, its text, more lifelines. */
interface LaneLine {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

interface LaneLines {
  readonly head: string;
  readonly body: readonly LaneLine[];
}

function laneLines({ lives, names, rows }: LaneRows, room: number): LaneLines {
  const plan = planLanes(names, rows, room);
  if (plan === undefined) return oneColumn(names, rows, room);
  const head = names.map((name, lane) => fit(name, widthAt(plan, lane))).join("");
  return { head, body: rows.map((row, index) => laneLine(row, plan, (lane) => isWithin(lives[lane], index))) };
}

function laneLine(row: LaneRow, plan: LanePlan, isAlive: (lane: number) => boolean): LaneLine {
  const { starts, width } = plan;
  const cells = Array.from({ length: width }, () => " ");
  for (const [lane, start] of starts.entries()) if (isAlive(lane)) cells[start] = "│";
  const right = starts[rightmost(row)] ?? 0;
  if (row.sender !== undefined) drawArrow(cells, starts[row.sender] ?? 0, starts[row.lane] ?? 0);
  const begin = right + (row.sender === undefined ? 0 : ARROW_END);
  const text = cutKeepingResult(row.text, width - begin);
  const end = begin + widthOf(text);
  return {
    before: cells.slice(0, begin).join(""),
    text,
    // A lifeline directly after the text would read as part of it.
    after: end < width ? ` ${cells.slice(end + 1).join("")}` : "",
  };
}

/** Draws an arrow from the sender to the receiver; a sender that has ended since has no lifeline. */
function drawArrow(cells: string[], from: number, to: number): void {
  const isAlive = cells[from] === "│";
  if (from === to) cells[to] = "▶";
  else if (from < to) {
    cells.fill("─", from + 1, to);
    cells[from] = isAlive ? "├" : "╶";
    cells[to] = "▶";
  } else {
    cells.fill("─", to + 1, from);
    cells[from] = isAlive ? "┤" : "╴";
    cells[to] = "◀";
  }
}

/** The layout for too many actors: a single column in which the actor precedes its operation. */
function oneColumn(names: readonly string[], rows: readonly LaneRow[], room: number): LaneLines {
  const name = (lane: number): string => names[lane] ?? "";
  const texts = rows.map(({ kind, lane, sender, text }) => {
    if (kind === "gap") return text;
    return `${sender === undefined ? "" : `${name(sender)}→`}${name(lane)}: ${text}`;
  });
  const width = Math.min(room, Math.max("actor".length, ...texts.map((text) => widthOf(text))));
  const body = texts.map((text) => ({ before: "", text: fit(cutKeepingResult(text, width), width), after: "" }));
  return { head: fit("actor", width), body };
}

function widthAt({ starts, width }: LanePlan, lane: number): number {
  return (starts[lane + 1] ?? width) - (starts[lane] ?? 0);
}

function isWithin(life: readonly [number, number] | undefined, index: number): boolean {
  return life !== undefined && life[0] <= index && index <= life[1];
}

function headLine(gutter: string, lanes: string, { numberWidth, palette, sourceWidth, timeWidth }: Frame): string {
  const time = timeWidth === 0 ? "" : GAP + fit("time", timeWidth);
  const source = sourceWidth === 0 ? "" : `${GAP}source`;
  const number = fit("#".padStart(numberWidth - 1), numberWidth);
  return palette.strong(`${gutter}${number}${time}${lanes === "" ? "" : GAP}${lanes}${source}`.trimEnd());
}

function line(row: LaneRow, gutter: string, lanes: LaneLine, frame: Frame): string {
  const { numberWidth, palette, sourceWidth, timeWidth } = frame;
  const isBare = row.source === "" || sourceWidth === 0;
  const after = isBare ? lanes.after.trimEnd() : lanes.after;
  const text = isBare && after === "" ? lanes.text.trimEnd() : lanes.text;
  const mark = row.mark.padStart(numberWidth);
  return [
    painted(gutter, palette.warn),
    painted(mark, row.isDeviation ? palette.warn : plain),
    timeWidth === 0 ? "" : GAP + row.time.padStart(timeWidth),
    GAP,
    painted(lanes.before, row.sender === undefined ? palette.faint : plain),
    painted(text, textPaint(row, palette)),
    painted(after, palette.faint),
    isBare ? "" : GAP + palette.faint(cutSource(row.source, sourceWidth)),
  ].join("");
}

function textPaint({ isCritical, kind }: LaneRow, palette: Page["palette"]): (text: string) => string {
  if (kind === "ending") return palette.bad;
  if (kind === "gap") return palette.faint;
  return isCritical ? palette.strong : plain;
}

function plain(text: string): string {
  return text;
}

/** Applies a color, except to blank text. */
function painted(text: string, paint: (text: string) => string): string {
  return text.trim() === "" ? text : paint(text);
}

/** Shortens a source position: its folders are dropped before its file name is cut. */
function cutSource(source: string, width: number): string {
  return widthOf(source) <= width ? source : cutStart(source.slice(source.search(/[^/\\]*$/)), width);
}
