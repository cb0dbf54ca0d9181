// Loads the scenarios that a file exports.

import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { CORPUS_FOLDER, folderNameOf } from "../../explore/index.ts";
import { UsageError } from "../../errors.ts";
import { headline, isScenario } from "../../explore/index.ts";
import type { Scenario } from "../../explore/index.ts";
import { PACKAGE_FOLDER } from "../../host/index.ts";
import type { ModuleLoader } from "../../host/index.ts";
import { shortened } from "../../trace/index.ts";

/** A scenario and its file. */
export interface FoundScenario {
  readonly scenario: Scenario;
  /** The path, relative to the current folder if it is inside. */
  readonly file: string;
  /** The URL of the module, for workers. */
  readonly module: string;
}

/**
 * Loads a file and collects the scenarios among its exports, including those in exported arrays.
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
    `${file} exports no scenario. Export the result of scenario():\n\n` +
      '  import { scenario } from "heddle";\n' +
      '  export const lostUpdate = scenario({ name: "lost-update", program: async () => { … } });',
    { code: "no-scenario" },
  );
}

/** The folder for the counterexamples of a scenario, beside its file. */
export function corpusOf({ module, scenario }: FoundScenario): string {
  const path = fileURLToPath(module);
  return join(dirname(path), CORPUS_FOLDER, folderNameOf(`${basename(path)} ${scenario.name}`));
}

/** A path, relative to the current folder if it is inside. */
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
  const rest = message
    .split("\n")
    .slice(1)
    .map((line) => shortened(line));
  const lines = [headline(error), ...rest, ...framesOf(error)].map((line) => `  ${line}`.trimEnd());
  const isSyntax = error instanceof SyntaxError;
  return new UsageError(`${file} ${isSyntax ? "does not compile" : "throws while it loads"}:\n${lines.join("\n")}`, {
    code: isSyntax ? "does-not-compile" : "throws-on-load",
    cause: error,
  });
}

/** The stack frames that concern the file's author. The position of a syntax error is in the first line. */
function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const [first = "", ...lines] = error.stack.split("\n");
  const position = error instanceof SyntaxError ? /^(?:file:\/\/)?(\/.+:\d+)$/.exec(first)?.[1] : undefined;
  const own = ["dist/", "src/"].map((folder) => fileURLToPath(new URL(folder, PACKAGE_FOLDER)));
  const frames = lines.filter(
    (line) => /^ {4}at /.test(line) && !/node:|\/node_modules\//.test(line) && !own.some((root) => line.includes(root)),
  );
  const all = [...(position === undefined ? [] : [`    at ${position}`]), ...frames];
  return all.map((line) => line.replace(/<anonymous> \((.+)\)$/, "$1").replace(`${process.cwd()}/`, ""));
}
