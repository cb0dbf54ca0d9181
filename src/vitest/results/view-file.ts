// The HTML file of a failing test, which shows its execution step by step.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import type { TestContext } from "vitest";

import { headline } from "../../explore/index.ts";
import type { ExploreOptions, Program, Report } from "../../explore/index.ts";
import { createNodeHost, readPackageInfo, readViewerProgram, sourceTextOf } from "../../host/index.ts";
import { viewHtml, viewOf } from "../../view/index.ts";
import type { TestProgram } from "../test-program.ts";

/** The file of a failure: its path, or why there is none. */
export type ViewFile =
  | { readonly path: string; readonly problem?: undefined }
  | { readonly path?: undefined; readonly problem: string };

/**
 * Writes the file of the first counterexample. Whatever goes wrong is in the result: it must not hide the failure.
 * @returns `undefined` without a counterexample
 */
export async function writeViewFile(
  report: Report,
  { options, program, testProgram }: ViewedTest,
): Promise<ViewFile | undefined> {
  const [recorded] = report.counterexamples;
  if (recorded === undefined) return undefined;
  const { checks = [], reset } = options;
  const { name, replayCommand } = testProgram;
  try {
    const view = await viewOf(createNodeHost({ console: "none" }), program, {
      heddle: readPackageInfo().version,
      program: name,
      command: replayCommand(recorded.token),
      folder: process.cwd(),
      read: sourceTextOf,
      recorded,
      replay: { name, checks, ...(reset === undefined ? {} : { reset }) },
    });
    const path = pathFor(report, testProgram);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, viewHtml(view, readViewerProgram()));
    return { path };
  } catch (error) {
    return { problem: headline(error) };
  }
}

/** What is viewed. */
export interface ViewedTest {
  readonly program: Program;
  readonly options: Pick<ExploreOptions, "checks" | "reset">;
  readonly testProgram: TestProgram;
}

/** The line of a failure's text. */
export function viewLine({ path, problem }: ViewFile): string {
  return path === undefined ? `view: not written: ${problem}` : `view: ${pathToFileURL(path).href}`;
}

/** Attaches the file to the test, for reporters. Not every version and runner can, and that is no failure of the test. */
export async function attachView(
  { annotate }: Partial<Pick<TestContext, "annotate">>,
  view: ViewFile | undefined,
): Promise<void> {
  if (view?.path === undefined) return;
  try {
    await annotate?.("the failure step by step", "heddle", { path: view.path, contentType: "text/html" });
  } catch {
    // The path is in the text of the failure.
  }
}

/** Beside the corpus entry; without one, in the folder where tools keep what may be deleted. */
function pathFor({ corpus }: Report, testProgram: TestProgram): string {
  const kept = corpus?.replayed.find(({ state }) => state === "failed")?.file ?? corpus?.saved[0];
  if (corpus !== undefined && kept !== undefined) return resolve(corpus.folder, kept.replace(/\.json$/, ".html"));
  const base = existsSync("node_modules") ? resolve("node_modules", ".heddle") : join(tmpdir(), "heddle");
  return join(base, `${basename(testProgram.corpus)}.html`);
}
