// The scenarios that a file exports, or why there are none.

import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { CORPUS_FOLDER, folderNameOf } from "../explore/index.ts";
import { UsageError } from "../errors.ts";
import { headline, isScenario } from "../explore/index.ts";
import type { Scenario } from "../explore/index.ts";
import { PACKAGE_FOLDER } from "../host/index.ts";
import type { ModuleLoader } from "../host/index.ts";

/** A scenario and the file that it came from. */
export interface FoundScenario {
  readonly scenario: Scenario;
  /** As a person would give it. */
  readonly file: string;
  /** For workers, which load it too. */
  readonly module: string;
}

/**
 * Loads a file and collects the scenarios among its exports, lists of them included.
 * @throws UsageError (`does-not-compile`, `throws-on-load`, `no-scenario`)
 */
export async function loadScenarios(loader: ModuleLoader, path: string): Promise<readonly FoundScenario[]> {
  const file = nameOf(path);
  const module = pathToFileURL(path).href;
  const exported = await loader.load(module).catch((error: unknown) => {
    throw loadError(file, error);
  });
  const scenarios = [...new Set(Object.values(exported).flat().filter(isScenario))];
  if (scenarios.length > 0) return scenarios.map((scenario) => ({ scenario, file, module }));
  throw new UsageError(
    `${file} exports no scenario. Export what scenario() makes:\n\n` +
      '  import { scenario } from "heddle";\n' +
      '  export const lostUpdate = scenario({ name: "lost-update", program: async () => { … } });',
    { code: "no-scenario" },
  );
}

/** Where the counterexamples of a scenario are kept: beside its file. */
export function corpusOf({ module, scenario }: FoundScenario): string {
  const path = fileURLToPath(module);
  return join(dirname(path), CORPUS_FOLDER, folderNameOf(`${basename(path)} ${scenario.name}`));
}

/** A path as a person would give it: relative to the current folder when it is inside. */
export function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name === "" || name.startsWith("..") ? path : name;
}

function loadError(file: string, error: unknown): UsageError {
  const message = error instanceof Error ? error.message : "";
  const problems = [...message.matchAll(/^(.+:\d+:\d+): ERROR: (.+)$/gm)];
  if (problems.length > 0) {
    const lines = problems.map(([, position = "", problem = ""]) => `  ${nameOf(position)}: ${problem}`);
    return new UsageError(`${file} does not compile:\n${lines.join("\n")}`, { code: "does-not-compile", cause: error });
  }
  const rest = message.split("\n").slice(1);
  const lines = [headline(error), ...rest, ...framesOf(error)].map((line) => `  ${line}`.trimEnd());
  const isSyntax = error instanceof SyntaxError;
  return new UsageError(
    `${file} ${isSyntax ? "does not compile" : "throws while it is loaded"}:\n${lines.join("\n")}`,
    { code: isSyntax ? "does-not-compile" : "throws-on-load", cause: error },
  );
}

/** Where an error was thrown, as far as it concerns the file's author. A syntax error tells it in its first line. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const [first = "", ...lines] = error.stack.split("\n");
  const place = error instanceof SyntaxError ? /^(?:file:\/\/)?(\/.+:\d+)$/.exec(first)?.[1] : undefined;
  const own = ["dist/", "src/"].map((folder) => fileURLToPath(new URL(folder, PACKAGE_FOLDER)));
  const frames = lines.filter(
    (line) => /^ {4}at /.test(line) && !/node:|\/node_modules\//.test(line) && !own.some((root) => line.includes(root)),
  );
  const all = [...(place === undefined ? [] : [`    at ${place}`]), ...frames];
  return all.map((line) => line.replace(/<anonymous> \((.+)\)$/, "$1").replace(`${process.cwd()}/`, ""));
}
