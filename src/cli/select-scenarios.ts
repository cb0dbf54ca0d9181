// Which scenarios a command is about: those of the files and the names it is given, or the whole catalogue of the
// current folder.

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
  /** Where they were looked for, in words. */
  readonly place: string;
  /** Whether they are those of the catalogue, so that a later command needs no file to find them. */
  readonly isCatalogue: (found: FoundScenario) => boolean;
}

const CATALOGUE_FOLDER = "scenarios";
const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * Finds scenarios. An argument is a file, a folder or a name; names choose among the scenarios of the files given
 * with them, else of the catalogue. No argument means the whole catalogue.
 * @throws UsageError for whatever cannot be found or loaded, and for two scenarios of one name
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
      place: paths.map((path) => nameOf(resolve(path))).join(", "),
      isCatalogue: () => false,
    };
  }
  const hasOther = paths.length > 0 && kindOf(CATALOGUE_FOLDER) === undefined;
  const catalogue = hasOther ? [] : await loadAll(loader, [catalogueFile(missing)]);
  for (const name of missing) requireName(name, [...given, ...catalogue]);
  const fromCatalogue = missing.length === 0 ? catalogue : catalogue.filter(isChosen);
  const scenarios = [...chosen, ...fromCatalogue];
  requireDistinct(scenarios);
  return { scenarios, place: CATALOGUE_FOLDER, isCatalogue: (found) => catalogue.includes(found) };
}

/** A word that looks like a file is one, whether it exists or not; a bare word may be a folder. */
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

/** The file that a path means: itself, or a folder's index. */
function fileAt(path: string): string {
  const full = resolve(path);
  const kind = kindOf(full);
  if (kind === "file") return full;
  if (kind === undefined) {
    throw new UsageError(`There is no file ${path}.${suggestion(basename(full), siblingsOf(full))}`, {
      code: "no-file",
    });
  }
  const index = readdirSync(full).find((name) => name.startsWith("index.") && SOURCE.test(name));
  if (index !== undefined) return join(full, index);
  throw new UsageError(`The folder ${path} has no index.ts that exports its scenarios. Give one of its files.`, {
    code: "no-file",
  });
}

function siblingsOf(path: string): readonly string[] {
  const folder = dirname(path);
  return kindOf(folder) === "folder" ? readdirSync(folder).filter((name) => SOURCE.test(name)) : [];
}

function catalogueFile(names: readonly string[]): string {
  if (kindOf(CATALOGUE_FOLDER) === "folder") return fileAt(CATALOGUE_FOLDER);
  const [name] = names;
  const why = name === undefined ? "No file is given" : `"${name}" is no file`;
  throw new UsageError(
    `${why}, and the current folder has no ${CATALOGUE_FOLDER}/index.ts to look in. ` +
      "Give a file that exports scenarios, for example: heddle explore ./my-scenarios.ts",
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
  throw new UsageError(`There is no scenario "${name}".${near} See them with: heddle list`, {
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
        `Two scenarios are called "${scenario.name}": ${where}. A name must tell which one a token belongs to; ` +
          "rename one, or give only one of the files.",
        { code: "duplicate-scenario" },
      );
    }
    files.set(scenario.name, file);
  }
}
