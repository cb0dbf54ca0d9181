// The files of one execution, in memory, and what calls touch of them.

import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { UsageError } from "../../errors.ts";
import { actingExecution, stateOf } from "../../kernel/index.ts";
import { hashText } from "../../choice/index.ts";
import { activeModels, whileLoading } from "../install/active.ts";

/** The synchronous functions of the file system, by name. */
export type SyncFunctions = Record<string, (...values: readonly unknown[]) => unknown>;

/** What memfs exports, of which heddle has no types unless it is installed. */
interface Memfs {
  readonly Volume: { fromJSON(files: Readonly<Record<string, string>>, cwd: string): object };
  readonly createFsFromVolume: (volume: object) => SyncFunctions;
}

const INODE = 0x1d0e;
/** After the standard streams. */
const FIRST_DESCRIPTOR = 3;

/** What a call touches, as texts. */
export interface Touches {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The files of one execution. */
export class FileSystem {
  readonly sync: SyncFunctions;
  /** The open files, by the lowest numbers: those of memfs go on from one execution to the next. */
  readonly #open = new Map<number, { readonly path: string; readonly descriptor: number }>();
  /** The inode numbers that a program sees. Those of memfs depend on the order in which files were created. */
  readonly #inodes = new Map<number, number>();
  readonly #given = new Set<number>();
  #hasLinks = false;

  constructor(initial: Readonly<Record<string, string>>) {
    const { Volume, createFsFromVolume } = loadMemfs();
    this.sync = createFsFromVolume(Volume.fromJSON(initial, process.cwd()));
    for (const folder of [process.cwd(), tmpdir()]) this.do("mkdir", folder, { recursive: true });
  }

  /** Calls a synchronous function. */
  do(name: string, ...values: readonly unknown[]): unknown {
    const called = this.sync[`${name}Sync`];
    if (called === undefined) throw new Error(`memfs has no ${name}Sync`);
    if (name === "symlink" || name === "link") this.#hasLinks = true;
    const [target, ...others] = values;
    const result = called(typeof target === "number" ? (this.#open.get(target)?.descriptor ?? -1) : target, ...others);
    if (name === "open") return this.#opened(this.pathOf(target), result as number);
    if (name === "rename") this.#renamed(this.pathOf(target), this.pathOf(others[0]));
    if (name === "close") this.#open.delete(target as number);
    return isStats(result) ? this.#withInode(result, this.pathOf(target)) : result;
  }

  exists(path: unknown): boolean {
    return this.do("exists", path) === true;
  }

  /** The absolute path of what a call names: a path, a URL or an open file. */
  pathOf(target: unknown): string {
    if (typeof target === "number") return this.#open.get(target)?.path ?? `descriptor ${target}`;
    const path = target instanceof URL ? fileURLToPath(target) : resolve(String(target));
    return this.#hasLinks ? this.#real(path) : path;
  }

  /** A node is touched together with the folders on the way to it, which may be moved and removed. */
  touch(path: string): { readonly node: string; readonly above: readonly string[]; readonly entries: string } {
    const above: string[] = [];
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) above.push(folder);
    return { node: path, above, entries: join(dirname(path), "*") };
  }

  /** The path with symbolic links resolved, as far as it exists. */
  #real(path: string): string {
    try {
      return String(this.do("realpath", path));
    } catch {
      const folder = dirname(path);
      return folder === path ? path : join(this.#real(folder), path.split(sep).at(-1) ?? "");
    }
  }

  #opened(path: string, descriptor: number): number {
    let lowest = FIRST_DESCRIPTOR;
    while (this.#open.has(lowest)) lowest += 1;
    this.#open.set(lowest, { path, descriptor });
    return lowest;
  }

  /** Open files go with their names. */
  #renamed(from: string, to: string): void {
    for (const [number, { descriptor, path }] of this.#open)
      if (path === from || path.startsWith(`${from}${sep}`))
        this.#open.set(number, { path: `${to}${path.slice(from.length)}`, descriptor });
  }

  #withInode(stats: { ino: number }, path: string): unknown {
    let ino = this.#inodes.get(stats.ino);
    if (ino === undefined) {
      ino = hashText(path, INODE);
      while (this.#given.has(ino)) ino += 1;
      this.#given.add(ino);
      this.#inodes.set(stats.ino, ino);
    }
    stats.ino = ino;
    return stats;
  }
}

const KEY = Symbol("files");

/** The files of the execution whose code runs. */
export function files(): FileSystem {
  const execution = actingExecution();
  const initial = activeModels()?.fs;
  if (execution === undefined || initial === undefined) throw new Error("the model of fs is called in an execution");
  return stateOf(execution, KEY, () => new FileSystem(initial));
}

const LOADED: { memfs?: Memfs } = {};

/** Loads memfs, which is an optional peer. @throws UsageError (`model-needs-package`) */
export function loadMemfs(): Memfs {
  try {
    const require = createRequire(import.meta.url);
    LOADED.memfs ??= whileLoading(() => require("memfs") as Memfs);
    return LOADED.memfs;
  } catch (error) {
    throw new UsageError("The model of fs needs the package memfs. Install it: npm install --save-dev memfs", {
      code: "model-needs-package",
      cause: error,
    });
  }
}

function isStats(value: unknown): value is { ino: number } {
  return typeof value === "object" && value !== null && "ino" in value && typeof value.ino === "number";
}
