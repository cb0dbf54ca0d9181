// Files: write-file-atomic lets an older write win, node-persist mixes two writes, lockfile gives a stale lock to two.

import assert from "node:assert/strict";
import { promisify } from "node:util";
import { readFileSync } from "node:fs";

import brokenLock from "lockfile-0.4.2";
import fixedLock from "lockfile-1.0.4";

import { join, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { fresh, withModels } from "heddle/models";

import type { Race } from "./race.ts";

type WriteFile = (path: string, data: string, callback: (error?: Error | null) => void) => void;

/** Two writes of one actor, begun one after the other: the later one must win. */
function written(version: string): Program {
  return withModels(["fs"], async () => {
    // It counts its temporary files in a variable of its module.
    const write = promisify(fresh<WriteFile>(`write-file-atomic-${version}`, import.meta.url));
    const other = await spawn("other", () => write("/other.json", "other"));
    await Promise.all([write("/settings.json", "older"), write("/settings.json", "newer")]);
    await join(other);
    assert.equal(readFileSync("/settings.json", "utf8"), "newer", "the later write wins");
  });
}

/** What both versions of node-persist have. */
interface NodePersist {
  create(options: object): Storage;
}

interface Storage {
  init(): Promise<unknown>;
  setItem(key: string, value: unknown): Promise<unknown>;
  getItem(key: string): Promise<unknown>;
}

function stored(version: string): Program {
  return withModels(["fs"], async () => {
    const storage = fresh<NodePersist>(`node-persist-${version}`, import.meta.url).create({
      dir: "/storage",
      expiredInterval: false,
    });
    await storage.init();
    const values = ["a long value", "short"];
    const writers: Pid[] = [];
    for (const value of values) writers.push(await spawn(`writer of ${value}`, () => storage.setItem("key", value)));
    for (const writer of writers) await join(writer);
    const value = await storage.getItem("key").catch(() => "a damaged file");
    assert.ok(values.includes(String(value)), `one of the values is stored, not ${String(value)}`);
  });
}

/** What both versions of lockfile have. */
interface LockFile {
  lock(path: string, options: object, callback: (error?: Error | null) => void): void;
}

function taken(lockFile: LockFile): Program {
  return withModels({ fs: { files: { "/job.lock": "" } } }, async () => {
    let holders = 0;
    const work = async (): Promise<void> => {
      await promisify(lockFile.lock)("/job.lock", { stale: 1_000 });
      holders += 1;
      assert.ok(holders === 1, "one process holds the lock");
    };
    const workers: Pid[] = [];
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    for (const name of ["ada", "bob"]) workers.push(await spawn(name, () => work().catch(ignoreBusy)));
    for (const worker of workers) await join(worker);
  });
}

function ignoreBusy(error: unknown): void {
  if (!(error instanceof Error && "code" in error && (error.code === "EEXIST" || error.code === "ENOENT"))) throw error;
}

export const STORAGE: readonly Race[] = [
  {
    name: "write-file-atomic",
    kind: "storage",
    broken: { version: "2.1.0", program: written("2.1.0") },
    fixed: { version: "2.3.0", program: written("2.3.0") },
    failure: /the later write wins/,
    first: [3, 0, 1],
    sentence:
      "Fails when `main: fs.close(/settings.json.N)` comes before `main: fs.rename(/settings.json.N)` and `main: fs.close answer` before `main: fs.rename(/settings.json.N)` and `main: fs.rename(/settings.json.N)` before `main: fs.rename(/settings.json.N)`; passes when any is the other way round.",
    lines: ["index.js:25", "index.js:71", "index.js:78"],
    classes: undefined,
  },
  {
    name: "node-persist",
    kind: "storage",
    broken: { version: "3.1.0", program: stored("3.1.0") },
    fixed: { version: "3.1.3", program: stored("3.1.3") },
    failure: /one of the values is stored/,
    first: [0, 4, 3],
    sentence:
      "Fails when `writer of short: fs.writeFile(/storage/3c6e0b8a9c15224a8228b9a98ca1531d)` comes before `writer of a long value: fs.writeFile content(/storage/3c6e0b8a9c15224a8228b9a98ca1531d)` and `writer of a long value: fs.writeFile content(/storage/3c6e0b8a9c15224a8228b9a98ca1531d)` before `writer of short: fs.writeFile content(/storage/3c6e0b8a9c15224a8228b9a98ca1531d)`; passes when either is the other way round.",
    lines: ["local-storage.js:254", "local-storage.js:259", "local-storage.js:323", "local-storage.js:302"],
    classes: undefined,
  },
  {
    name: "lockfile",
    kind: "lock",
    broken: { version: "0.4.2", program: taken(brokenLock) },
    fixed: { version: "1.0.4", program: taken(fixedLock) },
    failure: /one process holds the lock/,
    first: [0, 0, 1],
    sentence:
      "Fails when `bob: fs.open answer` comes before `ada: fs.close answer` and `bob: fs.close(/job.lock)` before `ada: fs.close answer` and `bob: fs.close answer` before `ada: fs.close answer`; passes or fails otherwise when any is the other way round.",
    lines: ["lockfile.js:156", "lockfile.js:170", "lockfile.js:61"],
    classes: undefined,
  },
];
