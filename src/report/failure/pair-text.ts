// The explanation of a failure: its sentence, the number of constraints, and the pairs with their lines of source.

import type { Explanation, RacingOperation } from "../../shrink/index.ts";
import { fit, widthOf, wrap } from "../layout/column-fit.ts";
import { sourceLine } from "./failure-text.ts";
import type { Sources } from "./failure-text.ts";
import type { Page } from "../layout/page.ts";
import type { Scene } from "../lanes/scene.ts";
import { namedStepText, sourceText } from "../steps/step-text.ts";

/** Replaces a space at which a line must not break. */
const NO_BREAK_SPACE = "\u00A0";

/** The sentence and the number of ordering constraints; no lines when neither is known. */
export function sentenceLines(explanation: Explanation, { columns, palette }: Page): readonly string[] {
  const sentence =
    explanation.sentence === ""
      ? []
      : wrapCode(asSentence(explanation.sentence), columns).map((line) => palette.strong(line));
  return [...sentence, ...wrap(depthText(explanation), columns).filter((line) => line !== "")];
}

/** The pairs that the scene marks, each with the outcome of the reversed order. */
export function pairLines(scene: Scene, others: number, page: Page, sources: Sources): readonly string[] {
  const lines = scene.pairs.flatMap(({ first, reversed, second }, index) => {
    const otherwise = reversed === undefined ? "it passes" : `it fails otherwise: ${reversed}`;
    const later = second.step === undefined ? "an operation still to come" : `step ${second.step}`;
    const title = `${index + 1}  step ${first.step} before ${later}; the other way round ${otherwise}`;
    const [head = "", ...rest] = wrap(title, page.columns - 3);
    return [
      page.palette.warn(head),
      ...rest.map((line) => page.palette.warn(`   ${line}`)),
      ...[first, second].flatMap((operation) => operationLines(operation, scene, page, sources)),
    ];
  });
  if (others === 0) return lines;
  return [...lines, `and ${others} more ${others === 1 ? "pair" : "pairs"} of steps whose order matters`];
}

/** Wraps text without breaking inside `operations`, unless one is wider than a line. */
export function wrapCode(text: string, columns: number): readonly string[] {
  const joined = text.replaceAll(/`[^`]*`/g, (code) => code.replaceAll(" ", NO_BREAK_SPACE));
  return wrap(joined, columns).map((line) => line.replaceAll(NO_BREAK_SPACE, " "));
}

/** Capitalizes the text and ends it with a period, if it has no end mark. */
export function asSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

function depthText({ criticalPairs, depth }: Explanation): string {
  const found = criticalPairs.length;
  switch (depth) {
    case undefined:
      return found === 0
        ? ""
        : "The order of two steps alone does not decide it: with the same order it can pass as well.";
    case 0:
      return "";
    case 1:
      return "One ordering constraint is enough.";
    default:
      return `${depth} ordering constraints are enough, all of them together.`;
  }
}

/** `3  bob: cell.read(counter) → 0   race.ts:19`, followed by that line of the source. */
function operationLines(operation: RacingOperation, scene: Scene, page: Page, sources: Sources): readonly string[] {
  const { columns, folder, palette } = page;
  const step = scene.steps.find(({ number }) => number === operation.step);
  const actor = scene.labels.get(operation.actor) ?? operation.actor;
  const text = step === undefined ? `${actor}: ${operation.text}` : namedStepText(step, scene.labels);
  const source = sourceText(operation.source, folder);
  const start = `   ${operation.step ?? "–"}  `;
  const room = columns - widthOf(start);
  const isBeside = source !== "" && widthOf(text) + 2 + widthOf(source) <= room;
  const code = sourceLine(operation.source, sources);
  const indent = " ".repeat(widthOf(start));
  return [
    `${start}${fit(text, room).trimEnd()}${isBeside ? `  ${palette.faint(source)}` : ""}`,
    ...(source === "" || isBeside ? [] : [indent + palette.faint(fit(source, room).trimEnd())]),
    ...(code === undefined ? [] : [`${indent}${palette.faint(fit(`│ ${code}`, room).trimEnd())}`]),
  ];
}
