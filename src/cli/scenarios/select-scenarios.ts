// Selects the scenarios of a command: those of its files and names, or all of scenarios/index.ts in the current folder.

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { UsageError } from "../../errors.ts";
import type { ModuleLoader } from "../../host/index.ts";
import { filesIn, filesMatching, isPattern, SOURCE } from "./find-files.ts";
import { loadScenarios, nameOf } from "./scenario-file.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { suggestion } from "./suggest.ts";

/** A file that was found through a folder or a pattern and cannot be loaded. */
export interface UnloadableFile {
  readonly file: string;
  readonly error: UsageError;
}

/** The scenarios of a command. */
export interface ScenarioSelection {
  readonly scenarios: readonly FoundScenario[];
  /** Files that cannot be loaded, which does not keep the others from running. */
  readonly unloadable: readonly UnloadableFile[];
  /** Files of folders and patterns that export no scenario. */
  readonly skipped: readonly string[];
  /** The files or the folder that were searched, as text. */
  readonly source: string;
  /** Whether a scenario is from the default file, so that later commands find it without a file argument. */
  readonly isDefault: (found: FoundScenario) => boolean;
}

/** The files of an argument. */
interface FileSet {
  /** The argument, for messages. */
  readonly name: string;
  readonly files: readonly string[];
  /** Whether it names a single file. */
  readonly isExplicit: boolean;
}

type Loaded = Pick<ScenarioSelection, "scenarios" | "unloadable" | "skipped">;

const DEFAULT_FOLDER = "scenarios";
const LEFT_OUT_TEXT = "node_modules, dist, tests and configurations";

/**
 * Finds scenarios. An argument is a file, a folder, a pattern, a pattern after `!` of files to leave out, or a name;
 * names select among the scenarios of the given files, or else of scenarios/index.ts. Without arguments all scenarios of
 * scenarios/index.ts are selected.
 * @throws UsageError for files and names that cannot be found or loaded, and for two scenarios with the same name
 */
export async function selectScenarios(loader: ModuleLoader, args: readonly string[]): Promise<ScenarioSelection> {
  const without = args.filter((argument) => argument.startsWith("!")).map((argument) => argument.slice(1));
  const others = args.filter((argument) => !argument.startsWith("!"));
  const paths = others.filter((argument) => isPath(argument));
  const names = others.filter((argument) => !isPath(argument));
  const given = await loadAll(
    loader,
    paths.map((path) => filesAt(path, without)),
  );
  const isChosen = ({ scenario }: FoundScenario): boolean => names.includes(scenario.name);
  const chosen = given.scenarios.some(isChosen) ? given.scenarios.filter(isChosen) : given.scenarios;
  const missing = names.filter((name) => !given.scenarios.some(({ scenario }) => scenario.name === name));
  if (paths.length > 0 && missing.length === 0) {
    return {
      ...given,
      scenarios: chosen,
      source: paths.map((path) => nameOf(resolve(path))).join(", "),
      isDefault: () => false,
    };
  }
  const hasOther = paths.length > 0 && kindOf(DEFAULT_FOLDER) === undefined;
  const defaults = await loadAll(loader, hasOther ? [] : [defaultFiles(missing, without)]);
  for (const name of missing) requireName(name, [...given.scenarios, ...defaults.scenarios]);
  const fromDefaults = missing.length === 0 ? defaults.scenarios : defaults.scenarios.filter(isChosen);
  const scenarios = [...chosen, ...fromDefaults];
  requireDistinct(scenarios);
  return {
    scenarios,
    unloadable: [...given.unloadable, ...defaults.unloadable],
    skipped: [...given.skipped, ...defaults.skipped],
    source: DEFAULT_FOLDER,
    isDefault: (found) => defaults.scenarios.includes(found),
  };
}

/** Whether an argument is a path: it looks like a file or a pattern, even if that does not exist, or is a folder. */
function isPath(argument: string): boolean {
  return /[/\\]/.test(argument) || SOURCE.test(argument) || kindOf(argument) === "folder" || isPattern(argument);
}

async function loadAll(loader: ModuleLoader, sets: readonly FileSet[]): Promise<Loaded> {
  const scenarios: FoundScenario[] = [];
  const unloadable: UnloadableFile[] = [];
  const skipped: string[] = [];
  const explicit = new Set(sets.filter(({ isExplicit }) => isExplicit).flatMap(({ files }) => files));
  for (const file of new Set(sets.flatMap(({ files }) => files))) {
    const loaded = await loadScenarios(loader, file).catch((error: unknown) => {
      if (explicit.has(file) || !(error instanceof UsageError)) throw error;
      if (error.code === "no-scenario") skipped.push(nameOf(file));
      else unloadable.push({ file: nameOf(file), error });
      return [];
    });
    for (const each of loaded) {
      if (!scenarios.some(({ scenario }) => scenario === each.scenario)) scenarios.push(each);
    }
  }
  for (const set of sets) requireScenarios(set, skipped);
  requireDistinct(scenarios);
  return { scenarios, unloadable, skipped };
}

/** The files of a path: the path itself, or those of a folder or a pattern. */
function filesAt(path: string, without: readonly string[]): FileSet {
  const full = resolve(path);
  switch (kindOf(full)) {
    case "file":
      return { name: path, files: [full], isExplicit: true };
    case "folder": {
      const files = filesIn(full, without);
      if (files.length > 0) return { name: path, files, isExplicit: false };
      throw new UsageError(
        `The folder ${path} has no files that could export scenarios: *.ts, *.mts, *.js and *.mjs, without ${LEFT_OUT_TEXT}.`,
        { code: "no-file" },
      );
    }
    case undefined:
      if (isPattern(path)) return matching(path, without);
      throw new UsageError(`The file ${path} does not exist.${suggestion(basename(full), siblingsOf(full))}`, {
        code: "no-file",
      });
  }
}

function matching(pattern: string, without: readonly string[]): FileSet {
  const files = filesMatching(pattern, without);
  if (files.length > 0) return { name: pattern, files, isExplicit: false };
  throw new UsageError(
    `No file matches ${pattern}. A pattern is relative to the current folder, and leaves out ${LEFT_OUT_TEXT} unless it ` +
      "names them.",
    { code: "no-file" },
  );
}

function siblingsOf(path: string): readonly string[] {
  const folder = dirname(path);
  return kindOf(folder) === "folder" ? readdirSync(folder).filter((name) => SOURCE.test(name)) : [];
}

/** The index of the default folder, or all its files if there is none. */
function defaultFiles(names: readonly string[], without: readonly string[]): FileSet {
  if (kindOf(DEFAULT_FOLDER) === "folder") {
    const index = readdirSync(DEFAULT_FOLDER).find((name) => name.startsWith("index.") && SOURCE.test(name));
    return filesAt(index === undefined ? DEFAULT_FOLDER : join(DEFAULT_FOLDER, index), without);
  }
  const [name] = names;
  const why = name === undefined ? "No file was given" : `"${name}" is not a file`;
  throw new UsageError(
    `${why}, and the current folder has no ${DEFAULT_FOLDER}/index.ts. ` +
      "Pass a file that exports scenarios, for example: heddle explore ./my-scenarios.ts",
    { code: "no-catalogue" },
  );
}

function kindOf(path: string): "file" | "folder" | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? "folder" : "file";
}

/** @throws UsageError (`no-scenario`) if all files of a folder or a pattern were skipped */
function requireScenarios({ files, name }: FileSet, skipped: readonly string[]): void {
  if (files.some((file) => !skipped.includes(nameOf(file)))) return;
  const subject = files.length === 1 ? `The file of ${name} exports` : `The ${files.length} files of ${name} export`;
  throw new UsageError(`${subject} no scenario. Export the result of scenario().`, { code: "no-scenario" });
}

function requireName(name: string, known: readonly FoundScenario[]): void {
  if (known.some(({ scenario }) => scenario.name === name)) return;
  const near = suggestion(
    name,
    known.map(({ scenario }) => scenario.name),
  );
  throw new UsageError(`There is no scenario "${name}".${near} List the scenarios with: heddle list`, {
    code: "unknown-scenario",
  });
}

function requireDistinct(found: readonly FoundScenario[]): void {
  const files = new Map<string, string>();
  for (const { file, scenario } of found) {
    const other = files.get(scenario.name);
    if (other !== undefined) {
      const where = other === file ? `${file} exports two` : `${other} and ${file} each have one`;
      throw new UsageError(
        `Two scenarios are named "${scenario.name}": ${where}. A name must identify the scenario of a token; ` +
          "rename one, or pass only one of the files.",
        { code: "duplicate-scenario" },
      );
    }
    files.set(scenario.name, file);
  }
}
