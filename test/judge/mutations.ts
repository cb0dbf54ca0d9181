// Tests the judge: takes out of a copy of the repository what mended a lost class, and judges programs there until one
// differs that does not differ here. `npx tsx test/judge/mutations.ts [SEED] [PROGRAMS] [NAME] [PROFILES]`;
// fails unless each mutation is found.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { judge } from "./compare.ts";
import type { DifferenceKind } from "./compare.ts";
import type { Case } from "./enumerate.ts";
import { MUTATIONS } from "./mutation-list.ts";
import type { Mutation } from "./mutation-list.ts";

/** A line of `findings.ts`. */
interface Line {
  readonly judged: number;
  readonly profile: string;
  readonly kind: DifferenceKind;
  readonly generated: Case;
}

const ROOT = join(import.meta.dirname, "../..");
const LIMIT = 2_000;
const EXAMPLE_LIMIT = 20_000;

const [seed = "1", programs = "3000", only = "", profiles] = process.argv.slice(2);
const copy = copyOf();
let isAnyMissed = false;
process.stdout.write("| mutation | programs | profile | kind |\n| --- | --- | --- | --- |\n");
try {
  for (const mutation of MUTATIONS.filter(({ name }) => name.includes(only))) {
    const restore = mutate(mutation);
    const found = await firstFinding(mutation);
    restore();
    isAnyMissed ||= found === undefined;
    const result =
      found === undefined ? `not in ${programs} | – | –` : `${found.judged} | ${found.profile} | ${found.kind}`;
    process.stdout.write(`| ${mutation.name} | ${result} |\n`);
    if (process.env["SHOW"] !== undefined) process.stdout.write(`${JSON.stringify(found?.generated)}\n`);
  }
} finally {
  rmSync(copy, { recursive: true });
}
if (isAnyMissed) process.exitCode = 1;

/** A copy of the repository, without what a judgement does not need. */
function copyOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "judge-"));
  for (const part of ["src", "test/judge", "package.json", "tsconfig.json"]) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Changes the copy; returns how to change it back. */
function mutate({ file, name, replacement, text }: Mutation): () => void {
  const path = join(copy, file);
  const before = readFileSync(path, "utf8");
  const parts = before.split(text);
  if (parts.length !== 2) {
    throw new Error(
      `The text of the mutation “${name}” occurs ${parts.length - 1} times in ${file}, not once. The code has changed: ` +
        "take out there what makes the difference now.",
    );
  }
  writeFileSync(path, parts.join(replacement));
  return () => {
    writeFileSync(path, before);
  };
}

/** The first program that differs in the copy, and not here. */
async function firstFinding({ example, profiles: own }: Mutation): Promise<Line | undefined> {
  const names = profiles ?? own?.join(",");
  const alone = example === undefined ? [] : [JSON.stringify(example)];
  const script = join(copy, "test/judge/findings.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, seed, programs, names ?? "", ...alone], {
    cwd: copy,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      const here = await judge(line.generated, { limit: example === undefined ? LIMIT : EXAMPLE_LIMIT });
      if (here?.differences.every(({ kind }) => kind !== line.kind) === true) return line;
    }
    return undefined;
  } finally {
    child.kill();
  }
}
