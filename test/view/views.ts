// Documents of scenarios of the catalog, and the HTML files made of them.

import { explore } from "heddle";

import { recordOn } from "../../src/explore/index.ts";
import type { Counterexample, RecordedExecution, Scenario } from "../../src/explore/index.ts";
import { nodeHost, readViewerProgram, sourceTextOf } from "../../src/host/index.ts";
import { must } from "../../src/errors.ts";
import { viewHtml, viewOf } from "../../src/view/index.ts";
import type { ViewDocument } from "../../src/view/index.ts";
import { scenarios } from "../../scenarios/index.ts";

/** Twelve scenarios: cells, locks, mailboxes, links, timers, registries, nodes, deadlocks. */
export const VIEWED: readonly string[] = [
  "lost-update",
  "lookup-or-start",
  "r1-stale-lookup",
  "r3-late-cleanup-kills-successor",
  "r4-takeover-double-claim",
  "r12-dispatch-mutates",
  "f5-unregister-hits-successor",
  "f11-zombie-children",
  "f13-lost-wake-up",
  "k3-late-down-deletes-successor",
  "k5-caller-panics",
  "k15-killed-between-rows",
];

/** A viewed failure. */
export interface Viewed {
  readonly scenario: Scenario;
  readonly counterexample: Counterexample;
  readonly view: ViewDocument;
  /** The replay that the document was made from, run once more. */
  readonly replayed: RecordedExecution;
}

/** Finds the failure of a scenario and makes its document. */
export async function viewed(name: string): Promise<Viewed> {
  const scenario = must(
    scenarios.find((one) => one.name === name),
    "a scenario of the catalog",
  );
  const report = await explore(scenario);
  const counterexample = must(report.counterexamples[0], "a broken scenario fails");
  const replay = { name, checks: scenario.options.checks ?? [] };
  const view = await viewOf(nodeHost, scenario.program, {
    heddle: "0.0.0",
    program: name,
    folder: process.cwd(),
    read: sourceTextOf,
    recorded: counterexample,
    replay,
  });
  return {
    scenario,
    counterexample,
    view,
    replayed: await recordOn(nodeHost, scenario.program, counterexample.token, replay),
  };
}

/** The file of a document. */
export function fileOf(view: ViewDocument): string {
  return viewHtml(view, readViewerProgram());
}
