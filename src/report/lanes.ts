// A trace as lanes: one column an actor, one row a step, the source position of each step at the right.

import { labelActors } from "../trace/index.ts";
import type { Step } from "../trace/index.ts";
import { cutKeepingResult, cutStart, fit, shareRoom, widthOf } from "./column-fit.ts";
import type { Palette } from "./palette.ts";
import { sourceText, stepText, timeText } from "./step-text.ts";

/** How lanes are shown. */
export interface LaneOptions {
  /** The width of the page in characters. */
  readonly columns: number;
  /** Source positions are shown relative to it; no separator at its end. */
  readonly folder: string;
  readonly palette: Palette;
}

const GAP = "  ";
/** A lane narrower than this tells nothing: then all actors share one column. */
const LEAST_LANE = 12;
/** At most this part of the page is for source positions. */
const SOURCE_PART = 1 / 4;

/** One row of the page before it has widths. */
interface Row {
  readonly mark: string;
  readonly time: string;
  readonly lane: number;
  readonly text: string;
  readonly source: string;
  readonly isDeviation: boolean;
}

/** The steps of a trace as lanes, with a legend when a step deviates from the default schedule. */
export function laneText(trace: readonly Step[], options: LaneOptions): string {
  const labels = labelActors(trace);
  const actors = [...labels.keys()].filter((path) => trace.some(({ actor }) => actor === path));
  const rows = rowsOf(trace, labels, actors, options.folder);
  const timeWidth = Math.max(0, ...rows.map(({ time }) => widthOf(time)));
  const numberWidth = String(trace.length).length + 1;
  const fixed = numberWidth + (timeWidth === 0 ? 0 : timeWidth + GAP.length);
  const sourceRoom = Math.max(LEAST_LANE, Math.floor(options.columns * SOURCE_PART));
  const sourceWidth = Math.min(sourceRoom, Math.max(0, ...rows.map(({ source }) => widthOf(source))));
  const room = options.columns - fixed - sourceWidth - GAP.length;
  const names = actors.map((path) => labels.get(path) ?? path);
  const page = { numberWidth, timeWidth, sourceWidth, palette: options.palette };
  const text =
    room < actors.length * (LEAST_LANE + GAP.length)
      ? oneColumn(rows, names, { ...page, room })
      : manyColumns(rows, names, { ...page, room });
  const hasDeviation = rows.some(({ isDeviation }) => isDeviation);
  return hasDeviation ? `${text}\n${options.palette.faint("* differs from the default schedule")}` : text;
}

function rowsOf(
  trace: readonly Step[],
  labels: ReadonlyMap<string, string>,
  actors: readonly string[],
  folder: string,
): readonly Row[] {
  return trace.map((step, index) => ({
    mark: `${step.number}${step.isDeviation ? "*" : " "}`,
    time: step.time === (trace[index - 1]?.time ?? 0) ? "" : timeText(step.time),
    lane: actors.indexOf(step.actor),
    text: stepText(step, labels),
    source: sourceText(step.source, folder),
    isDeviation: step.isDeviation,
  }));
}

interface Page {
  readonly numberWidth: number;
  readonly timeWidth: number;
  readonly sourceWidth: number;
  readonly palette: Palette;
  /** For all lanes together, the gaps between them included. */
  readonly room: number;
}

function manyColumns(rows: readonly Row[], names: readonly string[], page: Page): string {
  const wanted = names.map((name, lane) =>
    Math.max(widthOf(name), ...rows.filter((row) => row.lane === lane).map(({ text }) => widthOf(text))),
  );
  const widths = shareRoom(wanted, page.room - GAP.length * names.length);
  const lanes = (at: (lane: number) => string): string =>
    widths.map((width, lane) => GAP + fit(at(lane), width)).join("");
  const body = rows.map((row) =>
    line(
      row,
      lanes((lane) => (lane === row.lane ? cutKeepingResult(row.text, widths[lane] ?? 0) : "")),
      page,
    ),
  );
  return [
    header(
      lanes((lane) => names[lane] ?? ""),
      page,
    ),
    ...body,
  ].join("\n");
}

/** Too many actors for columns: the actor's name stands before what it did. */
function oneColumn(rows: readonly Row[], names: readonly string[], page: Page): string {
  const texts = rows.map(({ lane, text }) => `${names[lane] ?? ""}: ${text}`);
  const width = Math.min(
    Math.max(LEAST_LANE, page.room - GAP.length),
    Math.max("actor".length, ...texts.map((text) => widthOf(text))),
  );
  const body = rows.map((row, index) => line(row, GAP + fit(texts[index] ?? "", width), page));
  return [header(GAP + fit("actor", width), page), ...body].join("\n");
}

function header(lanes: string, { numberWidth, palette, sourceWidth, timeWidth }: Page): string {
  const time = timeWidth === 0 ? "" : GAP + fit("time", timeWidth);
  const source = sourceWidth === 0 ? "" : `${GAP}source`;
  return palette.strong(`${fit("#".padStart(numberWidth - 1), numberWidth)}${time}${lanes}${source}`.trimEnd());
}

function line(row: Row, lanes: string, { numberWidth, palette, sourceWidth, timeWidth }: Page): string {
  const time = timeWidth === 0 ? "" : GAP + row.time.padStart(timeWidth);
  const source = row.source === "" ? "" : GAP + palette.faint(cutSource(row.source, sourceWidth));
  const left = `${row.mark.padStart(numberWidth)}${time}${lanes}`;
  const text = source === "" ? left.trimEnd() : left;
  return (row.isDeviation ? palette.warn(text) : text) + source;
}

/** Its folders go before the end of its name does. */
function cutSource(source: string, width: number): string {
  return widthOf(source) <= width ? source : cutStart(source.slice(source.search(/[^/\\]*$/)), width);
}
