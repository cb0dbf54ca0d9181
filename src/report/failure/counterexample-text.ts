// A counterexample as text, from the error to the command that replays it; readable without the source.

import type { Counterexample } from "../../explore/index.ts";
import { wrap } from "../layout/column-fit.ts";
import { failureText } from "./failure-text.ts";
import type { Sources } from "./failure-text.ts";
import { sceneText } from "../lanes/lanes.ts";
import { pageOf } from "../layout/page.ts";
import type { Page, PageOptions } from "../layout/page.ts";
import { outputLines } from "./output-text.ts";
import { pairLines, sentenceLines } from "./pair-text.ts";
import { sceneOf } from "../lanes/scene.ts";
import { counted, sizeLines } from "./sizes.ts";

/** Options for the text of a counterexample. */
export interface CounterexampleTextOptions extends PageOptions, Sources {
  /** The name of what failed, for example of a scenario or a test. Default: none. */
  readonly title?: string | undefined;
  /** Whether to begin with the error and its position; test runners show these themselves. Default: yes. */
  readonly error?: boolean | undefined;
  /** The command that replays the token. Default: none. */
  readonly command?: string | undefined;
  /** Whether to show all steps, not only those that happen before the failure. Default: no. */
  readonly all?: boolean | undefined;
  /** The option that shows all steps, for example `--all`, as a hint to the reader. Default: no hint. */
  readonly allWith?: string | undefined;
}

/** In a longer slice, steps that are irrelevant to the failure are hidden. */
const MAX_STEPS = 60;

/**
 * A counterexample as text and lanes. No line is wider than the page, except the token and the command, which can be
 * copied, and what the program printed.
 * @example console.log(counterexampleText(found, { columns: 120, command: "npx heddle replay …" }));
 */
export function counterexampleText(counterexample: Counterexample, options: CounterexampleTextOptions = {}): string {
  const { all: isAll = false, allWith, command, error: showsError = true, title = "" } = options;
  const { explanation, token, trace } = counterexample;
  const page = pageOf(options);
  const scene = sceneOf(counterexample, isAll);
  const leftOut = trace.length - scene.steps.length;
  const lanes = sceneText(scene, page, isAll ? undefined : MAX_STEPS);
  const others = Math.max(0, (explanation?.depth ?? explanation?.criticalPairs.length ?? 0) - scene.pairs.length);
  const paragraphs = [
    showsError ? failureText(counterexample, title, page, options) : "",
    explanation === undefined ? "" : sentenceLines(explanation, page).join("\n"),
    trace.length === 0
      ? ""
      : [lanes, ...leftOutLines(leftOut, allWith, page), ...neededLines(counterexample, page)].join("\n"),
    pairLines(scene, others, page, options).join("\n"),
    outputLines(counterexample.output, page).join("\n"),
    sizeLines(counterexample, page.columns).join("\n"),
    [`token: ${token}`, ...(command === undefined ? [] : [`replay: ${command}`])].join("\n"),
  ];
  return paragraphs.filter((text) => text !== "").join("\n\n");
}

function neededLines({ explanation }: Counterexample, { columns, palette }: Page): readonly string[] {
  if (explanation?.needsAllSteps !== true) return [];
  const text =
    "All steps are shown: without those that seem to have no influence, the execution does not fail in this way. Actors share " +
    "state that heddle does not see.";
  return wrap(text, columns).map((line) => palette.faint(line));
}

function leftOutLines(count: number, allWith: string | undefined, { columns, palette }: Page): readonly string[] {
  if (count === 0) return [];
  const steps = count === 1 ? "1 step that does" : `${counted(count, "step")} that do`;
  const hint = allWith === undefined ? "" : `: ${allWith}`;
  return wrap(`${steps} not lead to the failure ${count === 1 ? "is" : "are"} not shown${hint}`, columns).map((line) =>
    palette.faint(line),
  );
}
