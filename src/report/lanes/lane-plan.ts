// The positions of lanes. A row has one actor, so its text may extend to the right over other lanes: lanes are as wide
// as their texts where there is room, and as narrow as their names where there is not.

import { widthOf } from "../layout/column-fit.ts";
import type { LaneRow } from "./rows.ts";

/** The start column of each lane and the total width. */
export interface LanePlan {
  readonly starts: readonly number[];
  readonly width: number;
}

/** The distance from the start of an arrow's head to its text. */
export const ARROW_END = 2;

const GAP = 2;
/** The minimum width of every lane but the last. */
const MIN_LANE = 8;
/** With less room for its texts than this, a lane is unreadable. */
const MIN_TEXT = 24;

/** The lanes within `room` characters; `undefined` when there are too many actors for separate lanes. */
export function planLanes(names: readonly string[], rows: readonly LaneRow[], room: number): LanePlan | undefined {
  const texts = names.map((name, lane) =>
    Math.max(widthOf(name), ...rows.filter((row) => rightmost(row) === lane).map((row) => textWidth(row))),
  );
  let cap = Math.max(MIN_LANE, ...texts);
  let plan = planOf(names, texts, cap);
  while (plan.width > room && cap > MIN_LANE) {
    cap -= 1;
    plan = planOf(names, texts, cap);
  }
  if (plan.width <= room) return plan;
  const last = plan.starts.at(-1) ?? 0;
  return last + MIN_TEXT > room ? undefined : { ...plan, width: room };
}

/** The lane to the right of which a row's text is placed. */
export function rightmost({ lane, sender = lane }: LaneRow): number {
  return Math.max(lane, sender);
}

/** Lays out lanes no wider than `cap`, except for longer names. */
function planOf(names: readonly string[], texts: readonly number[], cap: number): LanePlan {
  const starts: number[] = [];
  let start = 0;
  let width = 0;
  for (const [lane, text] of texts.entries()) {
    starts.push(start);
    width = Math.max(width, start + text);
    start += Math.max(MIN_LANE, widthOf(names[lane] ?? ""), Math.min(text, cap)) + GAP;
  }
  return { starts, width };
}

function textWidth({ sender, text }: LaneRow): number {
  return widthOf(text) + (sender === undefined ? 0 : ARROW_END);
}
