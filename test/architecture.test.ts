// The layering rules: allowed imports between layers, only through entry points, and between the folders of a layer.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const SCENARIOS = fileURLToPath(new URL("../scenarios", import.meta.url));

/** The layers bottom-up, each with the layers it may import; every layer may import `errors.ts`. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  choice: [],
  trace: [],
  strategy: ["choice", "trace"],
  kernel: ["choice", "trace", "strategy"],
  memory: ["choice", "trace", "kernel"],
  otp: ["choice", "trace", "kernel"],
  fault: ["choice", "trace", "kernel"],
  instrument: ["trace"],
  ports: ["choice", "trace", "kernel", "fault"],
  models: ["choice", "trace", "kernel", "fault", "ports"],
  cluster: ["choice", "trace", "kernel", "fault"],
  registry: ["choice", "trace", "kernel", "memory", "otp"],
  group: ["choice", "trace", "kernel", "otp", "cluster"],
  shrink: ["choice", "trace", "strategy", "kernel"],
  explore: ["choice", "trace", "strategy", "kernel", "fault", "shrink"],
  report: ["choice", "trace", "kernel", "shrink", "explore"],
  view: ["trace", "shrink", "explore", "report"],
  host: ["choice", "trace", "kernel", "explore", "instrument"],
  check: ["choice", "trace", "kernel", "memory", "explore"],
  assert: ["explore", "report", "host"],
  vitest: ["choice", "strategy", "explore", "report", "view", "host", "assert"],
  "fast-check": ["choice", "trace", "strategy", "kernel", "explore", "report", "host", "check"],
  cli: ["choice", "trace", "strategy", "instrument", "explore", "report", "view", "host"],
};

/**
 * The folders within a layer bottom-up, each with those whose values it may import; types are unrestricted. The files at the
 * top of a layer may import from all of its folders, and no folder imports from them.
 */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  strategy: {
    conflicts: [],
    priorities: [],
    feedback: ["conflicts", "priorities"],
    replay: [],
    exhaustive: ["replay"],
    "exhaustive/dpor/events": [],
    "exhaustive/dpor/races": ["exhaustive/dpor/events"],
    "exhaustive/dpor/wakeup": ["exhaustive/dpor/events"],
    "exhaustive/dpor": ["exhaustive/dpor/events", "exhaustive/dpor/races", "exhaustive/dpor/wakeup"],
    sampling: ["conflicts", "priorities", "feedback"],
  },
  kernel: {
    operations: [],
    time: ["operations"],
    signals: ["operations"],
    messages: ["operations", "time", "signals"],
    rules: ["operations", "messages"],
    "plain-state": ["operations"],
    execution: ["operations", "time", "rules", "plain-state"],
    actors: ["operations", "time", "signals", "messages", "plain-state"],
  },
  instrument: { state: [] },
  memory: { locks: [] },
  otp: { server: [], supervisor: ["server"], task: [], cancel: ["supervisor", "task"] },
  cluster: { node: [], network: ["node"] },
  models: { install: [], fs: ["install"], net: ["install"] },
  registry: { registry: [], "name-table": [], reki: [] },
  group: {
    tables: [],
    instance: ["tables"],
    replication: ["instance"],
    membership: ["instance"],
    client: ["tables", "instance", "replication"],
    shard: ["tables", "instance", "replication"],
  },
  explore: {
    setup: [],
    workers: [],
    corpus: [],
    liveness: [],
    states: [],
    execution: ["setup", "liveness"],
    failures: ["setup", "corpus", "liveness", "states", "execution"],
    proof: ["execution", "failures"],
    search: ["workers", "execution", "failures", "proof"],
  },
  report: {
    layout: [],
    steps: ["layout"],
    lanes: ["layout", "steps"],
    failure: ["layout", "steps", "lanes"],
    exploration: ["layout", "steps", "failure"],
  },
  view: { app: [] },
  host: { source: [], virtual: [], modules: [], workers: [] },
  vitest: { results: [] },
  cli: { output: [], scenarios: ["output"], jobs: ["scenarios"] },
  check: { history: [], rules: ["history"], checks: [], linearizability: ["history"], models: ["history"] },
};

/** The maximum number of files in one folder. */
const MOST_FILES = 17;

/** Files with an allowed top-level `let`: the kernel's current task. */
const MUTABLE_MODULES = ["kernel/operations/current.ts"];
/** Files with an allowed `declare`: the host function that drains microtasks, and the augmentation of vitest's types. */
const DECLARING_MODULES = ["kernel/execution/drain.ts", "vitest/augmentation.ts"];

interface Import {
  readonly file: string;
  readonly target: string;
  /** Whether only types are imported, which do not exist at run time. */
  readonly isOfTypes: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/"))
  .toSorted();

function read(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

function importsOf(file: string): readonly Import[] {
  const text = read(file);
  const matches = text.matchAll(/^(?:import|export)( type)?\b[^;]*?\bfrom "(\.[^"]+)";/gms);
  const lazy = text.matchAll(/\bimport\(()"(\.[^"]+)"\)/g);
  const imports = [...matches, ...[...lazy].map(([all, , path]) => [all, undefined, path] as const)];
  return imports.map(([, type, path = ""]) => {
    const target = relative(SRC, resolve(SRC, dirname(file), path));
    return { file, target: target.split(sep).join("/"), isOfTypes: type !== undefined };
  });
}

/** The first folder of a path; empty for the files of `src` itself. */
function layerOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

/** The folder of a file within its layer; empty for the files at the top of the layer. */
function folderOf(file: string): string {
  return file.split("/").slice(1, -1).join("/");
}

function told({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

const imports = files.flatMap(importsOf);

describe("layers", () => {
  const across = imports.filter(({ file, target }) => layerOf(target) !== "" && layerOf(file) !== layerOf(target));

  test("are the folders of src", () => {
    const folders = new Set(files.map(layerOf).filter((layer) => layer !== ""));
    expect([...folders].toSorted()).toEqual(Object.keys(LAYERS).toSorted());
  });

  test("import only those below them", () => {
    const violations = across
      .filter(({ file }) => layerOf(file) !== "")
      .filter(({ file, target }) => LAYERS[layerOf(file)]?.includes(layerOf(target)) !== true);
    expect(violations.map(told)).toEqual([]);
  });

  test("are entered through their entry points", () => {
    const violations = across.filter(({ target }) => target !== `${layerOf(target)}/index.ts`);
    expect(violations.map(told)).toEqual([]);
  });

  test("have entry points of a header and re-exports alone", () => {
    const entryPoints = files.filter((file) => /^[^/]+\/index\.ts$/.test(file));
    expect(entryPoints.length).toBe(Object.keys(LAYERS).length - 1);
    for (const entryPoint of entryPoints) {
      const code = read(entryPoint)
        .replaceAll(/^(?:\/\/.*|\/\*\* @internal \*\/)$/gm, "")
        .replaceAll(/export (?:type )?(?:\{[^}]*\}|\* as \w+) from "[^"]+";/g, "");
      expect(code.trim(), entryPoint).toBe("");
    }
  });
});

describe("folders of a layer", () => {
  const within = imports
    .filter(({ file, target }) => layerOf(file) === layerOf(target) && folderOf(file) !== folderOf(target))
    .filter(({ file }) => folderOf(file) !== "");

  test("are those of the table", () => {
    const folders = new Set(files.filter((file) => folderOf(file) !== "").map((file) => dirname(file)));
    const listed = Object.entries(FOLDERS).flatMap(([layer, names]) =>
      Object.keys(names).map((name) => `${layer}/${name}`),
    );
    expect([...folders].toSorted()).toEqual(listed.toSorted());
  });

  test("import values only from those that the table allows", () => {
    const violations = within
      .filter(({ isOfTypes }) => !isOfTypes)
      .filter(({ file, target }) => FOLDERS[layerOf(file)]?.[folderOf(file)]?.includes(folderOf(target)) !== true);
    expect(violations.map(told)).toEqual([]);
  });

  test("stand in the table in an order in which each imports only those before it", () => {
    for (const [layer, folders] of Object.entries(FOLDERS)) {
      const names = Object.keys(folders);
      for (const [at, name] of names.entries()) {
        const later = (folders[name] ?? []).filter((other) => !names.slice(0, at).includes(other));
        expect(later, `${layer}/${name}`).toEqual([]);
      }
    }
  });

  test("import from each folder that the table allows", () => {
    const used = new Set(
      within
        .filter(({ isOfTypes }) => !isOfTypes)
        .map(({ file, target }) => `${layerOf(file)}/${folderOf(file)} → ${folderOf(target)}`),
    );
    const unused = Object.entries(FOLDERS).flatMap(([layer, folders]) =>
      Object.entries(folders).flatMap(([name, others]) =>
        others.map((other) => `${layer}/${name} → ${other}`).filter((arrow) => !used.has(arrow)),
      ),
    );
    expect(unused).toEqual([]);
  });
});

test("no folder of src or scenarios holds too many files", () => {
  const crowded = [SRC, SCENARIOS]
    .flatMap((root) => readdirSync(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .reduce(
      (counts, { parentPath }) => counts.set(parentPath, (counts.get(parentPath) ?? 0) + 1),
      new Map<string, number>(),
    );
  expect([...crowded].filter(([, count]) => count > MOST_FILES)).toEqual([]);
});

test("packages that only the command needs are imported by the command alone", () => {
  const PACKAGES = ["cli-progress", "cli-table3", "commander", "open", "tinyglobby", "tsx"];
  const importing = files.filter((file) => PACKAGES.some((name) => new RegExp(`from "${name}[/"]`).test(read(file))));
  expect(importing.filter((file) => layerOf(file) !== "cli")).toEqual([]);
  // A worker compiles the program that it loads; nothing that users import reaches the loader without running it.
  const dynamic = files.filter((file) => /import\("(?!\.)/.test(read(file)));
  expect(dynamic).toEqual(["cli/output/browser.ts", "host/modules/module-loader.ts"]);
});

test("only the declared modules hold state or declare host functions", () => {
  const mutable = files.filter((file) => /^(?:export )?let /m.test(read(file)));
  expect(mutable).toEqual(MUTABLE_MODULES);
  const declaring = files.filter((file) => /^declare /m.test(read(file)));
  expect(declaring).toEqual(DECLARING_MODULES);
});

test("every file opens with what it is", () => {
  const silent = files.filter((file) => !/^(?:#!.*\n)?\/\/ \S/.test(read(file)));
  expect(silent).toEqual([]);
});
