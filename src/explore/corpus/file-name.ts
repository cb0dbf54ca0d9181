// Names of files and folders that can be read, that differ when what they stand for differs, and that every file system
// takes: lower case, ASCII, short, no dot at an end, no reserved word.

import { hashText } from "../../choice/index.ts";

/** So many characters are legible; the hash after them tells apart what they leave out. */
const MOST_CHARACTERS = 60;

/** The folder beside a test or a scenario that has a folder for each of them. */
export const CORPUS_FOLDER = "__heddle__";

/** The name of the file of a counterexample. Programs may share a folder. */
export function fileNameOf(program: string, signature: string): string {
  return `${slugOf(signature, `${program}\n${signature}`)}.json`;
}

/** The name of the folder for the counterexamples of one test. */
export function folderNameOf(testName: string): string {
  return slugOf(testName);
}

/** @param whole what the hash is of */
function slugOf(text: string, whole: string = text): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/^-+|-+$/g, "");
  const hash = (hashText(whole) >>> 0).toString(16).padStart(8, "0");
  return words === "" ? hash : `${words}-${hash}`;
}
