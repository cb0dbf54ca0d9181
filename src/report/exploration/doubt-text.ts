// Why a search that was finished is no proof, as text: the two steps that were taken for independent and what to do, or
// the class that was lost.

import type { DependentSteps, Doubt } from "../../explore/index.ts";
import { labelActors } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { namedStepText, sourceText } from "../steps/step-text.ts";

/** The doubt, a title first. */
export function doubtLines(doubt: Doubt, folder: string = ""): readonly string[] {
  const { kind, token, trace } = doubt;
  if (kind === "lostClass") {
    return [
      `no proof: an execution of ${trace.length} steps belongs to none of the classes that were run`,
      "  Code that shares state which heddle does not see calls other operations in another order: put that state into",
      "  shared(…) or a cell. If all of it is seen, the reduction has lost a class, a defect of heddle: please report it",
      "  with the program and the token. --strategy dfs runs every schedule, without the reduction.",
      `  execution: ${token}`,
    ];
  }
  return [
    "no proof: the program does something else when independent steps change places",
    ...stepLines(doubt, folder),
    "  The code that runs in these steps shares state that heddle does not see. Put it into shared(…) or a cell, or give",
    "  the points a footprint: pause({ touches: … }). --strategy dfs runs every schedule, without this assumption.",
    `  execution: ${token}`,
  ];
}

function stepLines({ differs, steps, trace }: DependentSteps, folder: string): readonly string[] {
  const labels = labelActors(trace);
  const line = (step: Step): string => `${namedStepText(step, labels)}  ${sourceText(step.source, folder)}`.trimEnd();
  const pair =
    steps === undefined
      ? []
      : ["  taken for independent:", ...steps.map((step) => `    ${step.number}  ${line(step)}`)];
  if (differs === undefined) return pair;
  const [one, other] = differs;
  return [
    ...pair,
    `  in this order: ${one === undefined ? "no such step" : line(one)}`,
    `  in the other:  ${other === undefined ? "no such step" : line(other)}`,
  ];
}
