// Corpus files on disk. A file is written under a temporary name and then renamed, so that concurrent readers and
// writers see either the old or the new content, never a part.

import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import type { CorpusFolder, StoredFile } from "../explore/index.ts";

const EXTENSION = ".json";

/** Opens a folder of corpus files, which need not exist. */
export function openCorpusFolder(folder: string | URL): CorpusFolder {
  const path = pathOf(folder);
  return {
    name: nameOf(path),
    list: () => listFiles(path),
    write: (file, text) => writeAtomically(path, file, text),
  };
}

function pathOf(folder: string | URL): string {
  return String(folder).startsWith("file:") ? fileURLToPath(folder) : resolve(String(folder));
}

/** The path relative to the current folder, if it is inside it. */
function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name === "" || name.startsWith("..") ? path : name;
}

async function listFiles(path: string): Promise<readonly StoredFile[]> {
  const names = await readdir(path).catch(noFolder);
  if (names instanceof Error) return [{ name: "", problem: problemOf(names) }];
  const files = names.filter((name) => name.endsWith(EXTENSION) && !name.startsWith(".")).toSorted();
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

/** The files of a folder that cannot be read: none if it does not exist yet; any other error is returned. */
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
