// Holds the floors: who may import whom, only through doors, and what only the roof may touch.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** The floors from the ground up, each with those it may import; `errors.ts` belongs to all. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  choice: [],
  trace: [],
  strategy: ["choice", "trace"],
  kernel: ["choice", "trace", "strategy"],
  memory: ["choice", "trace", "kernel"],
  otp: ["choice", "trace", "kernel"],
  fault: ["choice", "trace", "kernel"],
  cluster: ["choice", "trace", "kernel", "fault"],
  registry: ["choice", "trace", "kernel", "memory", "otp"],
  group: ["choice", "trace", "kernel", "otp", "cluster"],
  shrink: ["choice", "trace", "strategy", "kernel"],
  corpus: ["choice"],
  explore: ["choice", "trace", "strategy", "kernel", "fault", "shrink", "corpus"],
  report: ["choice", "trace", "shrink", "explore"],
  host: ["choice", "trace", "kernel", "explore"],
  check: ["choice", "trace", "kernel", "memory", "explore", "host"],
  vitest: ["choice", "corpus", "explore", "report", "host"],
  "fast-check": ["choice", "trace", "strategy", "kernel", "explore", "report", "host", "check"],
  cli: ["choice", "trace", "strategy", "corpus", "explore", "report", "host"],
};

/** Where `let` at the top of a module is allowed: the kernel's current task. */
const MUTABLE_MODULES = ["kernel/current.ts"];
/** Where a host function may be declared: the drain; and where vitest's types are added to. */
const DECLARING_MODULES = ["kernel/quiescence.ts", "vitest/augmentation.ts"];

interface Import {
  readonly file: string;
  readonly floor: string;
  readonly target: string;
  readonly targetFloor: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/"))
  .toSorted();

function read(file: string): string {
  return readFileSync(join(SRC, file), "utf8");
}

function importsOf(file: string): readonly Import[] {
  const matches = read(file).matchAll(/^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)";/gms);
  return [...matches].map((match) => {
    const target = relative(SRC, resolve(SRC, dirname(file), match[1] ?? ""))
      .split(sep)
      .join("/");
    return { file, floor: floorOf(file), target, targetFloor: floorOf(target) };
  });
}

function floorOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

const imports = files.flatMap(importsOf);

describe("floors", () => {
  test("are the folders of src", () => {
    const folders = new Set(files.map(floorOf).filter((floor) => floor !== ""));
    expect([...folders].toSorted()).toEqual(Object.keys(FLOORS).toSorted());
  });

  test("import only those below them", () => {
    const violations = imports
      .filter(({ floor, targetFloor }) => floor !== "" && targetFloor !== "" && floor !== targetFloor)
      .filter(({ floor, targetFloor }) => FLOORS[floor]?.includes(targetFloor) !== true);
    expect(violations.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test("are entered through their doors", () => {
    const violations = imports
      .filter(({ floor, targetFloor }) => floor !== targetFloor && targetFloor !== "")
      .filter(({ target, targetFloor }) => target !== `${targetFloor}/index.ts`);
    expect(violations.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test("have doors that only open: a header and re-exports", () => {
    const doors = files.filter((file) => /^[^/]+\/index\.ts$/.test(file));
    expect(doors.length).toBe(Object.keys(FLOORS).length - 1);
    for (const door of doors) {
      const code = read(door)
        .replaceAll(/^(?:\/\/.*|\/\*\* @internal \*\/)$/gm, "")
        .replaceAll(/export (?:type )?(?:\{[^}]*\}|\* as \w+) from "[^"]+";/g, "");
      expect(code.trim(), door).toBe("");
    }
  });
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
