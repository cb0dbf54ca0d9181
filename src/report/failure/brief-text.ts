// A counterexample in a few lines: why it fails, and the steps whose order decides it.

import type { Counterexample } from "../../explore/index.ts";
import { pageOf } from "../layout/page.ts";
import type { PageOptions } from "../layout/page.ts";
import { sceneText } from "../lanes/lanes.ts";
import { sceneOf, stepsOf } from "../lanes/scene.ts";
import type { Scene } from "../lanes/scene.ts";
import { sentenceLines } from "./pair-text.ts";

/** Without pairs, the last steps are shown. */
const LAST_STEPS = 4;
/** What is longer is cut, and the rest is in the whole text. */
const MOST_SENTENCE_LINES = 3;

/** The sentence and the smallest lanes: the steps of the critical pairs. At most 10 lines. */
export function briefText(counterexample: Counterexample, options: PageOptions = {}): string {
  const page = pageOf(options);
  const { explanation } = counterexample;
  // How many constraints there are is in the whole text.
  const sentence = explanation === undefined ? [] : sentenceLines({ ...explanation, depth: 0 }, page);
  const cut = sentence.length > MOST_SENTENCE_LINES ? [...sentence.slice(0, MOST_SENTENCE_LINES - 1), "…"] : sentence;
  const scene = decisiveOf(sceneOf(counterexample, false));
  return [...cut, ...(scene.steps.length === 0 ? [] : [sceneText(scene, page)])].join("\n");
}

/** The scene without the steps that do not decide. The error, above, says how it ends; brackets would take the room of the lanes. */
function decisiveOf(scene: Scene): Scene {
  const critical = new Set(scene.pairs.flatMap(stepsOf));
  const steps =
    critical.size === 0 ? scene.steps.slice(-LAST_STEPS) : scene.steps.filter((step) => critical.has(step.number));
  return {
    ...scene,
    pairs: [],
    steps: steps.map((step) => ({ ...step, isDeviation: false })),
    endings: [],
  };
}
