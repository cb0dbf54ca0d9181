// Selects the scenarios of a command: those of its files and names, or all of scenarios/index.ts in the current folder.

import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { UsageError } from "../errors.ts";
import type { ModuleLoader } from "../host/index.ts";
import { loadScenarios, nameOf } from "./scenario-file.ts";
import type { FoundScenario } from "./scenario-file.ts";
import { suggestion } from "./suggest.ts";

/** The scenarios of a command. */
export interface ScenarioSelection {
  readonly scenarios: readonly FoundScenario[];
  /** The files or the folder that were searched, as text. */
  readonly source: string;
  /** Whether a scenario is from the default file, so that later commands find it without a file argument. */
  readonly isDefault: (found: FoundScenario) => boolean;
}

const DEFAULT_FOLDER = "scenarios";
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * Finds scenarios. An argument is a file, a folder or a name; names select among the scenarios of the given files, or
 * else of scenarios/index.ts. Without arguments all scenarios of scenarios/index.ts are selected.
 * @throws UsageError for files and names that cannot be found or loaded, and for two scenarios with the same name
 */
export async function selectScenarios(loader: ModuleLoader, args: readonly string[]): Promise<ScenarioSelection> {
  const paths = args.filter((argument) => isPath(argument));
  const names = args.filter((argument) => !isPath(argument));
  const given = await loadAll(loader, paths.map(fileAt));
  const isChosen = ({ scenario }: FoundScenario): boolean => names.includes(scenario.name);
  const chosen = given.some(isChosen) ? given.filter(isChosen) : given;
  const missing = names.filter((name) => !given.some(({ scenario }) => scenario.name === name));
  if (paths.length > 0 && missing.length === 0) {
    return {
      scenarios: chosen,
      source: paths.map((path) => nameOf(resolve(path))).join(", "),
      isDefault: () => false,
    };
  }
  const hasOther = paths.length > 0 && kindOf(DEFAULT_FOLDER) === undefined;
  const defaults = hasOther ? [] : await loadAll(loader, [defaultFile(missing)]);
  for (const name of missing) requireName(name, [...given, ...defaults]);
  const fromDefaults = missing.length === 0 ? defaults : defaults.filter(isChosen);
  const scenarios = [...chosen, ...fromDefaults];
  requireDistinct(scenarios);
  return { scenarios, source: DEFAULT_FOLDER, isDefault: (found) => defaults.includes(found) };
}

/** Whether an argument is a path: it looks like a file, even if that does not exist, or is an existing folder. */
function isPath(argument: string): boolean {
  return /[/\\]/.test(argument) || SOURCE.test(argument) || kindOf(argument) === "folder";
}

async function loadAll(loader: ModuleLoader, files: readonly string[]): Promise<readonly FoundScenario[]> {
  const found: FoundScenario[] = [];
  for (const file of new Set(files)) {
    for (const each of await loadScenarios(loader, file)) {
      if (!found.some(({ scenario }) => scenario === each.scenario)) found.push(each);
    }
  }
  requireDistinct(found);
  return found;
}

/** The file of a path: the path itself, or the index of a folder. */
function fileAt(path: string): string {
  const full = resolve(path);
  const kind = kindOf(full);
  if (kind === "file") return full;
  if (kind === undefined) {
    throw new UsageError(`The file ${path} does not exist.${suggestion(basename(full), siblingsOf(full))}`, {
      code: "no-file",
    });
  }
  const index = readdirSync(full).find((name) => name.startsWith("index.") && SOURCE.test(name));
  if (index !== undefined) return join(full, index);
  throw new UsageError(`The folder ${path} has no index.ts that exports its scenarios. Pass one of its files.`, {
    code: "no-file",
  });
}

function siblingsOf(path: string): readonly string[] {
  const folder = dirname(path);
  return kindOf(folder) === "folder" ? readdirSync(folder).filter((name) => SOURCE.test(name)) : [];
}

function defaultFile(names: readonly string[]): string {
  if (kindOf(DEFAULT_FOLDER) === "folder") return fileAt(DEFAULT_FOLDER);
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
