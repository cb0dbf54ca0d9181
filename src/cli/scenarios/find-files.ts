// Finds the scenario files of a folder or a pattern.

import { basename, isAbsolute, posix, resolve } from "node:path";

import { convertPathToPattern, globSync, isDynamicPattern } from "tinyglobby";

/** The extensions of a source file, for files that are named in full. */
export const SOURCE: RegExp = /(?<!\.d)\.[cm]?[jt]sx?$/;
/** The extensions that are taken from a folder. */
const IN_FOLDERS = /(?<!\.d)\.m?[jt]s$/;

/** What folders and patterns leave out, unless the pattern names it: the part of a pattern that does so, and the files. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)node_modules(?:\/|$)/, "**/node_modules/**"],
  [/(?:^|\/)dist(?:\/|$)/, "**/dist/**"],
  [/\.test\b/, "**/*.test.*"],
  [/\.spec\b/, "**/*.spec.*"],
  [/\.config\b/, "**/*.config.*"],
];

/** Whether an argument that is no path of a file or folder is a pattern, such as `packages/{one,two}/race.ts`. */
export function isPattern(argument: string): boolean {
  return /[*{]/.test(argument) || (/[/\\.]/.test(argument) && isDynamicPattern(argument));
}

/** The scenario files below a folder, by name, index files last: what they export belongs to the files they import. */
export function filesIn(folder: string, without: readonly string[]): readonly string[] {
  return found({ folder, patterns: ["**"], leftOut: LEFT_OUT.map(([, files]) => files) }, without, IN_FOLDERS);
}

/** The files that match a pattern, and those below the folders that match. */
export function filesMatching(pattern: string, without: readonly string[]): readonly string[] {
  const { folder, rest } = parted(withSlashes(pattern).replace(/\/$/, ""));
  const leftOut = LEFT_OUT.filter(([named]) => !named.test(withSlashes(pattern))).map(([, files]) => files);
  const extensions = /\.[\w{},]+$/.test(pattern) ? SOURCE : IN_FOLDERS;
  return found({ folder: resolve(folder), patterns: [rest, `${rest}/**`], leftOut }, without, extensions);
}

/** Where to look, and for what. */
interface Search {
  readonly folder: string;
  readonly patterns: readonly string[];
  readonly leftOut: readonly string[];
}

function found(
  { folder, leftOut, patterns }: Search,
  without: readonly string[],
  extensions: RegExp,
): readonly string[] {
  return globSync(patterns, {
    cwd: folder,
    ignore: [...leftOut, ...without.map(absolute)],
    absolute: true,
    expandDirectories: false,
  })
    .map((path) => resolve(path))
    .filter((path) => extensions.test(path))
    .toSorted((one, other) => Number(isIndex(one)) - Number(isIndex(other)) || (one < other ? -1 : 1));
}

/** The folder with which a pattern begins and the rest. A `**` does not match above the folder of a search. */
function parted(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split("/");
  const at = pattern.includes("\\") ? 0 : parts.findIndex((part) => /[*?{}()[\]!]/.test(part));
  const folder = parts.slice(0, at).join("/");
  return { folder: at > 0 && folder === "" ? "/" : folder, rest: parts.slice(at).join("/") };
}

/** A pattern relative to the current folder as an absolute one; one that begins with `**` matches anywhere. */
function absolute(pattern: string): string {
  const path = withSlashes(pattern);
  return path.startsWith("**") || isAbsolute(pattern) ? path : posix.join(convertPathToPattern(process.cwd()), path);
}

function isIndex(path: string): boolean {
  return basename(path).startsWith("index.");
}

/** Patterns have slashes on every platform. */
function withSlashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}
