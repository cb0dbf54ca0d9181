// Corpus files on disk. A file is written under a name of its own and then renamed, so that whoever reads or writes the
// same one at the same time sees either the old or the new, never a part.

import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import type { CorpusFolder, StoredFile } from "../explore/index.ts";

const ENDING = ".json";

/** A folder of corpus files; it need not exist. */
export function openCorpusFolder(place: string | URL): CorpusFolder {
  const path = pathOf(place);
  return {
    name: nameOf(path),
    list: () => listFiles(path),
    write: (file, text) => writeAtomically(path, file, text),
  };
}

function pathOf(place: string | URL): string {
  return String(place).startsWith("file:") ? fileURLToPath(place) : resolve(String(place));
}

/** As a person in the current folder would give it. */
function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name === "" || name.startsWith("..") ? path : name;
}

async function listFiles(path: string): Promise<readonly StoredFile[]> {
  const names = await readdir(path).catch(noFolder);
  if (names instanceof Error) return [{ name: "", problem: problemOf(names) }];
  const files = names.filter((name) => name.endsWith(ENDING) && !name.startsWith(".")).toSorted();
  return Promise.all(
    files.map(async (name): Promise<StoredFile> => {
      try {
        return { name, text: await readFile(join(path, name), "utf8") };
      } catch (error) {
        return { name, problem: problemOf(error) };
      }
    }),
  );
}

/** A folder that does not exist yet has no files; any other error is one. */
function noFolder(error: unknown): readonly string[] | Error {
  const isAbsent = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
  return isAbsent || !(error instanceof Error) ? [] : error;
}

async function writeAtomically(path: string, file: string, text: string): Promise<string | undefined> {
  const draft = join(path, `.${randomUUID()}.tmp`);
  try {
    await mkdir(path, { recursive: true });
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, join(path, file));
    return undefined;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    return problemOf(error);
  }
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
