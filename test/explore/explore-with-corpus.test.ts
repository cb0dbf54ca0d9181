// Explorations with a corpus: earlier findings are replayed first, new ones are saved.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { pathToFileURL } from "node:url";

import { choose, explore, join, pause, replay, spawn, UsageError } from "heddle";
import type { ExploreOptions, Program, Report } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, onTestFinished, test } from "vitest";

import { corpusLines } from "../../src/report/index.ts";

type Increment = (counter: ReturnType<typeof cell<number>>) => Promise<void>;

/** Two actors that increment a counter, always in the same source lines, so that a failure has the same signature. */
const counting = (increment: Increment) => async (): Promise<void> => {
  const counter = cell(0, "counter");
  const workers = [await spawn("a", () => increment(counter)), await spawn("b", () => increment(counter))];
  for (const worker of workers) await join(worker);
  assert.equal(await counter.read(), 2);
};

const racy = counting(async (counter) => counter.write((await counter.read()) + 1));
const fixed = counting(async (counter) => {
  await counter.update((value) => value + 1);
});
/** A correct program with as many choices of the same kinds as `racy`. */
let isTolerant = false;
const tolerant = counting(async (counter) => {
  const value = await counter.read();
  await counter.write(isTolerant ? 2 : value + 1);
});

/** Loses an update of alice or of bob; after the fix, only one of the two. */
const halfMended: Program = async () => {
  const counter = cell(0, "counter");
  const seen: number[] = [];
  const increment = async (): Promise<void> => {
    seen.push(await counter.read());
    await pause();
  };
  const workers = [await spawn("a", increment), await spawn("b", increment), await spawn("c", () => counter.write(1))];
  for (const worker of workers) await join(worker);
  const [one = 0, other = 0] = seen;
  const isBroken = isTolerant ? one === 0 && other === 1 : one === 0 && other === 0;
  assert.ok(!isBroken, "broken");
};

/** Two programs with the same failure, but no schedule in common. */
const longer: Program = async () => {
  const counter = cell(0, "counter");
  const increment = async (): Promise<void> => {
    const value = isTolerant ? await counter.update((now) => now) : await counter.read();
    await counter.write(value + 1);
  };
  const workers = [await spawn("a", increment), await spawn("b", increment)];
  for (const worker of workers) await join(worker);
  assert.equal(await counter.read(), 2);
};

/** Loses an update, with two different errors. */
const otherwise: Program = async () => {
  const counter = cell(0, "counter");
  const increment = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  const workers = [await spawn("a", increment), await spawn("b", increment)];
  for (const worker of workers) await join(worker);
  if ((await counter.read()) === 2) return;
  throw isTolerant ? new TypeError("too few") : new RangeError("too few");
};

function folder(): string {
  const path = mkdtempSync(joinPath(tmpdir(), "heddle-corpus-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

const OPTIONS: ExploreOptions = { name: "counting", executions: 200 };

function statesOf({ corpus }: Report): readonly string[] {
  return (corpus?.replayed ?? []).map(({ state }) => state);
}

describe("an exploration with a corpus", () => {
  test("keeps what it finds in a file", async () => {
    const corpus = joinPath(folder(), "new", "folder");

    const report = await explore(racy, { ...OPTIONS, corpus });

    const [file = ""] = report.corpus?.saved ?? [];
    expect(readdirSync(corpus)).toEqual([file]);
    const entry = JSON.parse(readFileSync(joinPath(corpus, file), "utf8")) as { token: string };
    expect(entry).toMatchObject({ version: 1, program: "counting", signature: report.counterexamples[0]?.signature });
    expect(entry.token).toMatch(/^h2:counting:plan:/);
    await expect(replay(racy, entry.token, { name: "counting" })).resolves.toBeDefined();
  });

  test("replays what is in the folder first, and is over if that is enough", async () => {
    const corpus = pathToFileURL(folder());
    const before = await explore(racy, { ...OPTIONS, corpus });

    const after = await explore(racy, { ...OPTIONS, corpus });

    expect(after).toMatchObject({ verdict: "violated", executions: 0 });
    expect(after.counterexamples[0]).toMatchObject({ index: -1, signature: before.counterexamples[0]?.signature });
    expect(statesOf(after)).toEqual(["failed"]);
    expect(after.corpus?.saved).toEqual([]);
  });

  test("explores the same as without", async () => {
    const corpus = folder();
    await explore(racy, { ...OPTIONS, corpus });

    const plain = await explore(fixed, OPTIONS);
    const withCorpus = await explore(fixed, { ...OPTIONS, corpus });

    expect({ ...withCorpus, corpus: undefined, elapsedMs: 0 }).toEqual({ ...plain, elapsedMs: 0 });
  });

  test("counts what it knows when more is wanted, and tells it once", async () => {
    const corpus = folder();
    await explore(racy, { ...OPTIONS, corpus });

    const report = await explore(racy, { ...OPTIONS, corpus, stopAfter: 2 });

    expect(report).toMatchObject({ verdict: "violated", executions: 200 });
    expect(report.counterexamples.map(({ index }) => index)).toEqual([-1]);
    expect(report.corpus?.saved).toEqual([]);
  });

  test("passes over the entries of other programs", async () => {
    const corpus = folder();
    await explore(racy, { ...OPTIONS, corpus });

    const report = await explore(racy, { ...OPTIONS, corpus, name: "other" });

    expect(report.corpus?.replayed).toEqual([]);
    expect(readdirSync(corpus).length).toBe(2);
  });
});

describe("an entry", () => {
  test("whose choices fit and pass is fixed, and stays", async () => {
    const corpus = folder();
    await explore(tolerant, { ...OPTIONS, corpus });
    isTolerant = true;

    const report = await explore(tolerant, { ...OPTIONS, corpus });

    expect(report.verdict).toBe("passed");
    expect(statesOf(report)).toEqual(["fixed"]);
    assert(report.corpus !== undefined);
    expect(corpusLines(report.corpus)[0]).toMatch(/^fixed: .*\.json \(AssertionError: .*\) passes now; kept as/);
    expect(readdirSync(corpus).length).toBe(1);
  });

  test("that is fixed is news once, and again when it fails", async () => {
    const corpus = folder();
    isTolerant = false;
    await explore(tolerant, { ...OPTIONS, corpus });
    const states: unknown[] = [];
    for (const tolerance of [true, true, false, false]) {
      isTolerant = tolerance;
      const report = await explore(tolerant, { ...OPTIONS, corpus });
      states.push(report.corpus?.replayed.map(({ isNews, state }) => ({ state, isNews })));
    }

    expect(states.flat()).toEqual([
      { state: "fixed", isNews: true },
      { state: "fixed", isNews: false },
      { state: "failed", isNews: true },
      { state: "failed", isNews: false },
    ]);
  });

  test("that is fixed stays when the same failure is found under another schedule", async () => {
    const corpus = folder();
    isTolerant = false;
    const first = await explore(halfMended, { ...OPTIONS, corpus });
    isTolerant = true;

    const second = await explore(halfMended, { ...OPTIONS, corpus, seed: "another" });

    expect(statesOf(second)).toEqual(["fixed"]);
    const [before = ""] = first.corpus?.saved ?? [];
    expect(second.corpus?.saved).toEqual([before.replace(".json", "-2.json")]);
    expect(readdirSync(corpus).toSorted()).toEqual([before, before.replace(".json", "-2.json")].toSorted());
    const third = await explore(halfMended, { ...OPTIONS, corpus });
    expect(statesOf(third).toSorted()).toEqual(["failed", "fixed"]);
  });

  test("that is stale is not named for dropping when its file holds a new schedule", async () => {
    const corpus = folder();
    isTolerant = false;
    const first = await explore(longer, { ...OPTIONS, corpus });
    isTolerant = true;

    const { corpus: report } = await explore(longer, { ...OPTIONS, corpus });

    expect(report?.saved).toEqual(first.corpus?.saved);
    expect(report?.replayed).toEqual([]);
  });

  test("that fails as another bug now is kept as a new one", async () => {
    const corpus = folder();
    isTolerant = false;
    await explore(otherwise, { ...OPTIONS, corpus });
    isTolerant = true;

    const report = await explore(otherwise, { ...OPTIONS, corpus });

    expect(report.corpus?.replayed).toMatchObject([{ state: "failed", error: "TypeError: too few" }]);
    expect(report.corpus?.saved).toHaveLength(1);
    expect(readdirSync(corpus).length).toBe(2);
  });

  test("whose choices no longer fit is stale, told with where it differs and how to drop it", async () => {
    const corpus = folder();
    await explore(racy, { ...OPTIONS, corpus });

    const report = await explore(fixed, { ...OPTIONS, corpus });

    expect(report.verdict).toBe("passed");
    expect(statesOf(report)).toEqual(["stale"]);
    expect(report.corpus?.replayed[0]?.why).toMatch(/^step \d+ was main\/\w cell\.read\(counter\), now it is /);
    assert(report.corpus !== undefined);
    expect(corpusLines(report.corpus)[0]).toMatch(/^stale: .* drop it: npx heddle corpus drop \S+\.json$/);
    expect(readdirSync(corpus).length).toBe(1);
  });

  test("whose choices fit, but whose steps were not followed, is stale and not fixed", async () => {
    const corpus = folder();
    isTolerant = false;
    const guarded = counting(async (counter) => {
      const value = await counter.read();
      if (isTolerant) await counter.update((now) => now + 1);
      else await counter.write(value + 1);
    });
    await explore(guarded, { ...OPTIONS, corpus });
    isTolerant = true;

    const report = await explore(guarded, { ...OPTIONS, corpus });

    expect(report.verdict).toBe("passed");
    expect(report.corpus?.replayed).toMatchObject([
      { state: "stale", why: expect.stringMatching(/^step \d+ was main\/\w cell\.write.*, now it is .*cell\.update/) },
    ]);
  });

  test("with an equal signature, of a failure on another line, has a file of its own", async () => {
    const corpus = folder();
    const program: Program = async () => {
      const value = await choose(3);
      if (value === 1) throw new Error("value 1 is wrong");
      if (value === 2) throw new Error("value 2 is wrong");
    };
    const first = await explore(program, { ...OPTIONS, corpus });
    const second = await explore(program, { ...OPTIONS, corpus, stopAfter: 2 });
    const third = await explore(program, { ...OPTIONS, corpus, stopAfter: 2 });

    const [file = ""] = first.corpus?.saved ?? [];
    expect(second.corpus?.saved).toEqual([file.replace(".json", "-2.json")]);
    expect(third).toMatchObject({ executions: 0, corpus: { saved: [] } });
    expect(statesOf(third)).toEqual(["failed", "failed"]);
    expect(third.counterexamples).toHaveLength(2);
  });

  test("that is damaged is told, passed over, and never written to", async () => {
    const corpus = folder();
    await explore(racy, { ...OPTIONS, corpus });
    const [file = ""] = readdirSync(corpus);
    writeFileSync(joinPath(corpus, file), "{");
    writeFileSync(joinPath(corpus, "notes.txt"), "no corpus file");

    const report = await explore(racy, { ...OPTIONS, corpus });

    expect(report.corpus?.replayed).toMatchObject([
      { file, state: "damaged", why: expect.stringContaining("not JSON") },
    ]);
    expect(readFileSync(joinPath(corpus, file), "utf8")).toBe("{");
    expect(report.corpus?.saved).toEqual([file.replace(".json", "-2.json")]);
  });
});

test("a folder that cannot be written leaves the verdict as it is and says why", async () => {
  const parent = folder();
  const file = joinPath(parent, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o444);

  const report = await explore(racy, { ...OPTIONS, corpus: joinPath(file, "corpus") });

  expect(report.verdict).toBe("violated");
  expect(report.corpus?.unsaved).toMatchObject([{ why: expect.stringContaining("ENOTDIR") }]);
  expect(existsSync(joinPath(file, "corpus"))).toBe(false);
});

test("a corpus that is no path is refused", async () => {
  await expect(explore(racy, { corpus: "" })).rejects.toThrow(UsageError);
});
