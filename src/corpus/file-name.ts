// Names of files and folders that can be read, that differ when what they stand for differs, and that every file system
// takes: lower case, ASCII, short, no dot at an end, no reserved word.

import { hashText } from "../choice/index.ts";

/** So many characters are legible; the hash after them tells apart what they leave out. */
const MOST_CHARACTERS = 60;

/** The folder beside a test or a scenario that has a folder for each of them. */
export const CORPUS_FOLDER = "__heddle__";

/** The name of the file of a counterexample. */
export function fileNameOf(signature: string): string {
  return `${slugOf(signature)}.json`;
}

/** The name of the folder for the counterexamples of one test. */
export function folderNameOf(testName: string): string {
  return slugOf(testName);
}

function slugOf(text: string): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/^-+|-+$/g, "");
  const hash = (hashText(text) >>> 0).toString(16).padStart(8, "0");
  return words === "" ? hash : `${words}-${hash}`;
}
