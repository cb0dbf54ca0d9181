// A trace in short: one line per turn, with the actor and its first and last operation.

import { labelActors } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { cutKeepingResult, fit, widthOf } from "../layout/column-fit.ts";
import { pageOf } from "../layout/page.ts";
import type { PageOptions } from "../layout/page.ts";
import { sourceText, stepText } from "./step-text.ts";

/** The minimum width of the text column. */
const MIN_TEXT = 20;

/** Consecutive steps of one task. */
interface Turn {
  readonly first: Step;
  readonly last: Step;
}

/** The turns of a trace, one per line; a turn begins at each switch to another task. */
export function switchText(trace: readonly Step[], options: PageOptions = {}): string {
  const { columns, folder, palette } = pageOf(options);
  const labels = labelActors(trace);
  const turns = turnsOf(trace);
  const numbers = turns.map(({ first, last }) =>
    first === last ? String(first.number) : `${first.number}–${last.number}`,
  );
  const names = turns.map(({ first }) => labels.get(first.actor) ?? first.actor);
  const numberWidth = Math.max(0, ...numbers.map((text) => widthOf(text)));
  const nameWidth = Math.max(0, ...names.map((text) => widthOf(text)));
  const texts = turns.map(({ first, last }) => ({
    head: stepText(first, labels),
    tail: first === last ? "" : ` … ${stepText(last, labels)}`,
  }));
  const sources = turns.map(({ first }) => sourceText(first.source, folder));
  const fixed = numberWidth + nameWidth + Math.max(0, ...sources.map((source) => widthOf(source))) + 7;
  const textWidth = Math.min(
    Math.max(MIN_TEXT, columns - fixed),
    Math.max(0, ...texts.map(({ head, tail }) => widthOf(head + tail))),
  );
  const lines = turns.map(({ first }, index) => {
    const mark = first.isDeviation ? "*" : " ";
    const source = sources[index] ?? "";
    const { head = "", tail = "" } = texts[index] ?? {};
    const text = fit(cutBoth(head, tail, textWidth), textWidth);
    const start = `  ${(numbers[index] ?? "").padStart(numberWidth)}${mark} ${fit(names[index] ?? "", nameWidth)}  ${text}`;
    const shown = source === "" ? start.trimEnd() : start;
    return (first.isDeviation ? palette.warn(shown) : shown) + (source === "" ? "" : `  ${palette.faint(source)}`);
  });
  return lines.join("\n");
}

/** Cuts the first step's text before the last one's: the end of a turn is the more informative part. */
function cutBoth(head: string, tail: string, width: number): string {
  if (widthOf(head + tail) <= width) return head + tail;
  const end = cutKeepingResult(tail, Math.max(Math.floor((2 * width) / 3), width - widthOf(head)));
  return cutKeepingResult(head, width - widthOf(end)) + end;
}

function turnsOf(trace: readonly Step[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const step of trace) {
    const turn = turns.at(-1);
    if (turn?.first.who === step.who) turns[turns.length - 1] = { first: turn.first, last: step };
    else turns.push({ first: step, last: step });
  }
  return turns;
}
