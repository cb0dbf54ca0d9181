// Names of corpus files and folders: legible, distinct for distinct counterexamples, and valid in every file system:
// lower case, ASCII, short, no trailing dot, no reserved word.

import { hashText } from "../../choice/index.ts";

/** The length of the legible part; the hash after it distinguishes names that are equal up to there. */
const MAX_CHARACTERS = 60;

/** The folder beside a test or scenario file, with a subfolder for each test or scenario. */
export const CORPUS_FOLDER = "__heddle__";

/** The file name of a counterexample. Programs may share a folder. */
export function fileNameOf(program: string, signature: string): string {
  return `${slugOf(signature, `${program}\n${signature}`)}.json`;
}

/** A file name that is not taken: the name itself, or with a number, as for equal failures on different lines. */
export function freeName(file: string, taken: ReadonlySet<string>): string {
  let name = file;
  for (let number = 2; taken.has(name); number += 1) name = file.replace(/(?=\.json$)/, `-${number}`);
  return name;
}

/** The folder name for the counterexamples of one test. */
export function folderNameOf(testName: string): string {
  return slugOf(testName);
}

/** @param whole the text that is hashed */
function slugOf(text: string, whole: string = text): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_CHARACTERS)
    .replaceAll(/^-+|-+$/g, "");
  const hash = (hashText(whole) >>> 0).toString(16).padStart(8, "0");
  return words === "" ? hash : `${words}-${hash}`;
}
