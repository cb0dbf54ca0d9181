// The functions of node:fs that are modelled, and what each touches.

import { files } from "./file-system.ts";
import type { FileSystem, Touches } from "./file-system.ts";

/** How a function treats what an argument names. */
type Use = "read" | "write" | "entry" | "create" | "list" | "open" | "descriptor";

/** What each function does to its arguments, in their order. */
export const FUNCTIONS: Readonly<Record<string, readonly Use[]>> = {
  access: ["read"],
  appendFile: ["create"],
  chmod: ["write"],
  chown: ["write"],
  close: ["descriptor"],
  copyFile: ["read", "create"],
  exists: ["read"],
  fchmod: ["write"],
  fchown: ["write"],
  fdatasync: ["read"],
  fstat: ["read"],
  fsync: ["read"],
  ftruncate: ["write"],
  futimes: ["write"],
  lchown: ["write"],
  link: ["read", "entry"],
  lstat: ["read"],
  lutimes: ["write"],
  mkdir: ["entry"],
  mkdtemp: ["entry"],
  open: ["open"],
  read: ["descriptor"],
  readFile: ["read"],
  readdir: ["list"],
  readlink: ["read"],
  readv: ["descriptor"],
  realpath: ["read"],
  rename: ["entry", "entry"],
  rm: ["entry"],
  rmdir: ["entry"],
  stat: ["read"],
  symlink: [],
  truncate: ["write"],
  unlink: ["entry"],
  utimes: ["write"],
  write: ["descriptor"],
  writeFile: ["create"],
  writev: ["descriptor"],
};

/** What a call touches. It may be asked when the call is issued, and is asked when it takes effect. */
export function touchesOf(name: string, values: readonly unknown[]): Touches {
  const system = files();
  // A link is another name of a file, so that paths no longer tell files apart.
  if (name === "symlink") return entry(system, values[1]);
  const parts = (FUNCTIONS[name] ?? []).map((use, at) => touch(system, use, values[at], values[at + 1]));
  const recursive = name === "mkdir" && isRecursive(values[1]) ? missingFolders(system, values[0]) : [];
  const all = [...parts, ...recursive];
  return { read: all.flatMap(({ read }) => read), write: all.flatMap(({ write }) => write) };
}

function touch(system: FileSystem, use: Use, target: unknown, next: unknown): Touches {
  const path = system.pathOf(target);
  const { above, node } = system.touch(path);
  switch (use) {
    case "read":
      return { read: [node, ...above], write: [] };
    case "list":
      return { read: [node, `${node}/*`, ...above], write: [] };
    case "write":
      return { read: above, write: [node] };
    case "descriptor":
      return { read: [], write: [node] };
    case "entry":
      return entry(system, target);
    case "create":
      return system.exists(path) ? { read: above, write: [node] } : entry(system, target);
    case "open": {
      // The number of a descriptor depends on those that are open.
      const { read, write } =
        next === undefined || next === "r" || next === 0
          ? { read: [node, ...above], write: [] }
          : touch(system, "create", target, undefined);
      return { read, write: [...write, "descriptors"] };
    }
  }
}

/** What creates, moves or removes an entry of a folder. */
function entry(system: FileSystem, target: unknown): Touches {
  const { above, entries, node } = system.touch(system.pathOf(target));
  return { read: above, write: [node, entries] };
}

function missingFolders(system: FileSystem, target: unknown): readonly Touches[] {
  const { above } = system.touch(system.pathOf(target));
  return above.filter((folder) => !system.exists(folder)).map((folder) => entry(system, folder));
}

function isRecursive(options: unknown): boolean {
  return typeof options === "object" && options !== null && "recursive" in options && options.recursive === true;
}
