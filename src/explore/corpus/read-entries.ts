// Reads the counterexamples saved in a corpus folder.

import { parseEntry } from "./entry.ts";
import type { CorpusEntry } from "./entry.ts";
import type { Host, StoredFile } from "../setup/host.ts";

/** The recorded steps of a token, if the folder has an entry for it. */
export async function savedSteps(
  host: Host,
  token: string,
  folder: string | URL | undefined,
): Promise<readonly string[] | undefined> {
  if (folder === undefined) return undefined;
  const files = await host.corpusFolder(folder).list();
  const entries = files.flatMap((file) => entryOf(file).entry ?? []);
  return entries.find((entry) => entry.token === token.trim())?.steps;
}

/** The entry in a file, or the reason why it cannot be read. */
export function entryOf(file: StoredFile): { readonly entry: CorpusEntry | undefined; readonly why: string } {
  if ("problem" in file) return { entry: undefined, why: file.problem };
  try {
    return { entry: parseEntry(file.text), why: "" };
  } catch (error) {
    return { entry: undefined, why: error instanceof Error ? error.message : String(error) };
  }
}
