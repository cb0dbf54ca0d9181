// Counterexamples kept as files: what one says, and what it is called.

export { parseEntry, printEntry } from "./entry.ts";
export type { CorpusEntry } from "./entry.ts";
export { CORPUS_FOLDER, fileNameOf, folderNameOf } from "./file-name.ts";
