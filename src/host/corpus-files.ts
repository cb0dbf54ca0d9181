// Corpus files on disk. A file is written under a temporary name and then renamed, so that concurrent readers and
// writers see either the old or the new content, never a part. What stands in a folder may come from anybody: links that
// lead out of it are not followed, and what is no file is not read, since a pipe would be waited for.

import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { hashText } from "../choice/index.ts";
import { UsageError } from "../errors.ts";
import type { CorpusFolder, StoredFile } from "../explore/index.ts";

// Captured before any exploration installs the virtual globals.
const kill = process.kill.bind(process);
const now = Date.now.bind(Date);

const EXTENSION = ".json";
/** The name of a draft: the machine and the process that write it, and a random part. */
const DRAFT = /^\.([0-9a-f]+)-(\d+)-[0-9a-f-]{36}\.tmp$/;
const MACHINE = (hashText(hostname()) >>> 0).toString(16);
/** Milliseconds after which a draft is no longer being written, whoever wrote it. */
const ABANDONED_MS = 3_600_000;

/** Opens a folder of corpus files, which need not exist. */
export function openCorpusFolder(folder: string | URL): CorpusFolder {
  const path = pathOf(folder);
  return {
    name: nameOf(path),
    list: () => listFiles(path),
    write: (file, text) => writeAtomically(path, file, text),
  };
}

/** @throws UsageError (`invalid-option`) for the URL of something that is no file */
function pathOf(folder: string | URL): string {
  const text = String(folder);
  if (text.startsWith("file:")) return fileURLToPath(text);
  if (folder instanceof URL || /^[a-z][a-z+.-]+:\/\//i.test(text)) {
    throw new UsageError(`The corpus must be a folder: a path, or a URL that begins with file:, but it is ${text}.`, {
      code: "invalid-option",
    });
  }
  return resolve(text);
}

/** The path relative to the current folder, if it is inside it. */
function nameOf(path: string): string {
  const name = relative(process.cwd(), path);
  return name === "" || name.startsWith("..") ? path : name;
}

async function listFiles(path: string): Promise<readonly StoredFile[]> {
  const names = await readdir(path).catch(noFolder);
  if (names instanceof Error) return [{ name: "", problem: problemOf(names) }];
  await Promise.all(names.filter((name) => DRAFT.test(name)).map((name) => removeAbandoned(path, name)));
  const files = names.filter((name) => name.endsWith(EXTENSION) && !name.startsWith(".")).toSorted();
  return Promise.all(
    files.map(async (name): Promise<StoredFile> => {
      try {
        return { name, text: await readCorpusFile(join(path, name)) };
      } catch (error) {
        return { name, problem: problemOf(error) };
      }
    }),
  );
}

/**
 * The text of a corpus file.
 * @throws Error if it is no file, or a link that leads out of its folder
 */
export async function readCorpusFile(path: string): Promise<string> {
  const [real, folder] = await Promise.all([realpath(path), realpath(dirname(path))]);
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw new Error("it is a link that leads out of the folder, and was not followed");
  }
  // Without waiting: opening a pipe would wait for whoever writes to it.
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (status.isDirectory()) throw new Error("it is a folder, not a file");
    if (!status.isFile()) throw new Error("it is a pipe, a socket or a device, not a file");
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** Removes a draft whose writer has been killed. */
async function removeAbandoned(path: string, name: string): Promise<void> {
  const [, machine, writer] = DRAFT.exec(name) ?? [];
  const draft = join(path, name);
  const isDead = machine === MACHINE && !isRunning(Number(writer));
  const written = isDead ? undefined : await stat(draft).catch(() => undefined);
  if (isDead || (written !== undefined && written.mtimeMs < now() - ABANDONED_MS)) {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The files of a folder that cannot be read: none if it does not exist yet; any other error is returned. */
function noFolder(error: unknown): readonly string[] | Error {
  const isAbsent = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
  return isAbsent || !(error instanceof Error) ? [] : error;
}

async function writeAtomically(path: string, file: string, text: string): Promise<string | undefined> {
  const draft = join(path, `.${MACHINE}-${process.pid}-${randomUUID()}.tmp`);
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
