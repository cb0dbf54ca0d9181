// A counterexample as a Mermaid sequence diagram, for pull requests, issues and documents that render Mermaid.

import type { Counterexample } from "../explore/index.ts";
import { counted } from "./failure/sizes.ts";
import { rowsOf } from "./lanes/rows.ts";
import type { LaneRow } from "./lanes/rows.ts";
import { sceneOf } from "./lanes/scene.ts";
import type { Scene } from "./lanes/scene.ts";

/** Options for a diagram. */
export interface MermaidOptions {
  /** Whether to show all steps, not only those that happen before the failure. Default: no. */
  readonly all?: boolean | undefined;
}

/** The maximum number of steps; beyond it, unremarkable steps are hidden. */
const MAX_STEPS = 60;
/** A longer text makes the diagram too wide to read. */
const MAX_CHARACTERS = 80;
/** Amber, legible on light and dark pages. */
const HIGHLIGHT = "rect rgba(255, 193, 7, 0.3)";

/**
 * A Mermaid `sequenceDiagram`: a participant for each actor, an arrow for each signal, a note for any other step; the
 * steps of critical pairs are highlighted.
 */
export function mermaidText(counterexample: Counterexample, { all: isAll = false }: MermaidOptions = {}): string {
  const scene = sceneOf(counterexample, isAll);
  const { names, rows } = rowsOf(scene, "", isAll ? undefined : MAX_STEPS);
  const { trace } = counterexample;
  const leftOut = trace.length - scene.steps.length;
  return [
    "sequenceDiagram",
    ...names.map((name, lane) => `  participant p${lane} as ${escaped(name)}`),
    ...(leftOut === 0 ? [] : [`  Note over p0: ${counted(leftOut, "step")} not shown`]),
    ...rows.flatMap((row) => rowLines(row, scene, names.length - 1).map((line) => `  ${line}`)),
  ].join("\n");
}

function rowLines(row: LaneRow, scene: Scene, last: number): readonly string[] {
  const { isCritical, kind, lane, mark, sender } = row;
  if (kind === "gap") return [`Note over p0${last > 0 ? `,p${last}` : ""}: ${escaped(row.text)}`];
  const number = mark.replaceAll(/[ *]/g, "");
  const text = escaped(`${number === "" ? "" : `${number}. `}${shortened(row.text)}`);
  const drawn =
    sender === undefined || sender === lane ? `Note over p${lane}: ${text}` : `p${sender}->>p${lane}: ${text}`;
  if (!isCritical) return [drawn];
  const remarks = remarksOn(Number(number), scene).map((remark) => `  Note right of p${lane}: ${escaped(remark)}`);
  return [HIGHLIGHT, `  ${drawn}`, ...remarks, "end"];
}

/** The remarks at the second step of each pair, or at the first if the failure precedes the second. */
function remarksOn(step: number, { labels, pairs }: Scene): readonly string[] {
  return pairs
    .filter(({ first, second }) => (second.step ?? first.step) === step)
    .map(({ first, reversed, second }) => {
      const otherwise = reversed === undefined ? "passes" : "fails otherwise";
      const later =
        second.step === undefined ? `${labels.get(second.actor) ?? second.actor}: ${second.text}` : `step ${step}`;
      return `${otherwise} if ${later} comes before step ${first.step}`;
    });
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MAX_CHARACTERS ? text : `${characters.slice(0, MAX_CHARACTERS - 1).join("")}…`;
}

/** Mermaid reads `#`, `;`, `%` and line ends; `<`, `>` and quotes could become HTML, and `$$` a formula. */
function escaped(text: string): string {
  return text
    .replaceAll(/[#;%<>"$]/g, (character) => `#${character.codePointAt(0) ?? 0};`)
    .replaceAll(/\s*\r?\n\s*/g, "<br/>");
}
