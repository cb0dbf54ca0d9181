// Where the lanes of a picture begin. A row has one actor, so its text may run on to the right, over the lanes of others:
// lanes are as wide as their texts where there is room, and as narrow as their names where there is not.

import { widthOf } from "../layout/column-fit.ts";
import type { LaneRow } from "./rows.ts";

/** Where lanes begin, and how wide all of them are together. */
export interface LanePlan {
  readonly starts: readonly number[];
  readonly width: number;
}

/** What stands between the end of an arrow and its text, the arrow's end included. */
export const ARROW_END = 2;

const GAP = 2;
/** No lane but the last is narrower. */
const LEAST_LANE = 8;
/** A lane whose texts get less room than this tells nothing. */
const LEAST_TEXT = 24;

/** The lanes within `room` characters; `undefined` when so many actors have to share one column. */
export function planLanes(names: readonly string[], rows: readonly LaneRow[], room: number): LanePlan | undefined {
  const texts = names.map((name, lane) =>
    Math.max(widthOf(name), ...rows.filter((row) => rightmost(row) === lane).map((row) => textWidth(row))),
  );
  let cap = Math.max(LEAST_LANE, ...texts);
  let plan = planOf(names, texts, cap);
  while (plan.width > room && cap > LEAST_LANE) {
    cap -= 1;
    plan = planOf(names, texts, cap);
  }
  if (plan.width <= room) return plan;
  const last = plan.starts.at(-1) ?? 0;
  return last + LEAST_TEXT > room ? undefined : { ...plan, width: room };
}

/** The lane right of which a row's text stands. */
export function rightmost({ lane, sender = lane }: LaneRow): number {
  return Math.max(lane, sender);
}

/** No lane wider than `cap`, but for its name. */
function planOf(names: readonly string[], texts: readonly number[], cap: number): LanePlan {
  const starts: number[] = [];
  let start = 0;
  let width = 0;
  for (const [lane, text] of texts.entries()) {
    starts.push(start);
    width = Math.max(width, start + text);
    start += Math.max(LEAST_LANE, widthOf(names[lane] ?? ""), Math.min(text, cap)) + GAP;
  }
  return { starts, width };
}

function textWidth({ sender, text }: LaneRow): number {
  return widthOf(text) + (sender === undefined ? 0 : ARROW_END);
}
