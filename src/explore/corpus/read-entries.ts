// Reads what is kept of counterexamples in a folder.

import { parseEntry } from "./entry.ts";
import type { CorpusEntry } from "./entry.ts";
import type { Host, StoredFile } from "../setup/host.ts";

/** What the steps of a token were, if a folder has it. */
export async function keptSteps(
  host: Host,
  token: string,
  place: string | URL | undefined,
): Promise<readonly string[] | undefined> {
  if (place === undefined) return undefined;
  const files = await host.corpusFolder(place).list();
  const entries = files.flatMap((file) => entryOf(file).entry ?? []);
  return entries.find((entry) => entry.token === token.trim())?.steps;
}

/** The entry in a file, or why there is none. */
export function entryOf(file: StoredFile): { readonly entry: CorpusEntry | undefined; readonly why: string } {
  if ("problem" in file) return { entry: undefined, why: file.problem };
  try {
    return { entry: parseEntry(file.text), why: "" };
  } catch (error) {
    return { entry: undefined, why: error instanceof Error ? error.message : String(error) };
  }
}
