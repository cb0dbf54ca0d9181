// Exploration with a corpus: saved counterexamples are replayed first and new ones are saved afterwards. The executions
// explored in between are the same with and without a corpus.

import { entropyOf, parseSeed, parseToken, printToken } from "../choice/index.ts";
import type { Token } from "../choice/index.ts";
import { printable, printEntry } from "./corpus/entry.ts";
import type { CorpusEntry } from "./corpus/entry.ts";
import { fileNameOf, freeName } from "./corpus/file-name.ts";
import { FollowSchedule } from "../strategy/index.ts";
import { stepLabel } from "../trace/index.ts";
import type { CorpusReplay } from "./corpus/corpus-report.ts";
import { counterexampleOf, errorOf, headline, shrunkBy } from "./failures/counterexample.ts";
import type { Counterexample } from "./failures/counterexample.ts";
import type { Report } from "./search/report.ts";
import type { Program } from "./setup/program.ts";
import type { CorpusFolder, Host, StoredFile } from "./setup/host.ts";
import { entryOf } from "./corpus/read-entries.ts";
import { ExplorationResults } from "./search/results.ts";
import type { Plan } from "./setup/options.ts";
import { requestOf } from "./failures/replay.ts";
import type { KnownCounterexample } from "./failures/findings.ts";
import { hashSignature } from "./execution/signature.ts";
import { traceRun } from "./execution/traced-run.ts";
import type { TracedRun } from "./execution/traced-run.ts";

/** The result of replaying an entry. */
interface ReplayedEntry extends Pick<CorpusReplay, "error" | "state" | "why"> {
  /** Set if it still fails. */
  readonly failing: FailingEntry | undefined;
}

interface FailingEntry extends KnownCounterexample {
  /** Whether it is the recorded bug. */
  readonly isSame: boolean;
}

/** A replayed corpus file. */
interface Replayed extends CorpusReplay, ReplayedEntry {
  readonly entry: CorpusEntry | undefined;
}

/**
 * Replays the corpus of the plan, explores unless the replays found enough, and saves new counterexamples.
 * @param explore runs the exploration; its results begin with the counterexamples of the corpus
 */
export async function withCorpus(
  host: Host,
  program: Program,
  plan: Plan,
  explore: (results: ExplorationResults) => Promise<Report>,
): Promise<Report> {
  if (plan.corpus === undefined) return explore(new ExplorationResults(host, program, plan));
  const folder = host.corpusFolder(plan.corpus);
  const stored = await folder.list();
  const files = await replayAll(host, program, plan, stored);
  const failing = firstOfEach(files.flatMap((file) => file.failing ?? []));
  const known: FailingEntry[] = [];
  for (const entry of failing.slice(0, plan.stopAfter)) {
    known.push({ ...entry, counterexample: await shrunkOf(host, program, plan, entry.counterexample) });
  }
  const results = new ExplorationResults(host, program, plan, known);
  const isEnough = known.length === plan.stopAfter;
  const report = isEnough ? results.report() : await explore(results);
  // A saved schedule may now fail with a different bug, which then counts as new.
  const found = [
    ...known.filter(({ isSame }) => !isSame).map(({ counterexample }) => counterexample),
    ...report.counterexamples.slice(known.length),
  ];
  // Files that are stale, or fail with a different bug, may be overwritten; all others are kept.
  const replaceable = files.filter(isReplaceable).map(({ file }) => file);
  const taken = new Set(stored.map(({ name }) => name).filter((name) => !replaceable.includes(name)));
  await saveStates(folder, files);
  const written = await saveAll(folder, plan.name, found, taken);
  const replayed = files
    .filter(({ file, state }) => state !== "stale" || !written.saved.includes(file))
    .map(({ error, file, isNews, state, why }) => ({
      file: printable(file),
      state,
      isNews,
      error: error === undefined ? undefined : printable(error),
      why: why === undefined ? undefined : printable(why),
    }));
  return { ...report, corpus: { folder: folder.name, replayed, ...written } };
}

function isReplaceable({ failing, state }: Replayed): boolean {
  return state === "stale" || failing?.isSame === false;
}

async function replayAll(
  host: Host,
  program: Program,
  plan: Plan,
  files: readonly StoredFile[],
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const file of files) {
    if (plan.signal?.aborted === true) break;
    const read = entryOf(file);
    if (read.entry === undefined) {
      replayed.push({ ...DAMAGED, file: file.name, why: read.why });
    } else if (read.entry.program === plan.name) {
      const { entry } = read;
      const now = await replayEntry(host, program, plan, entry);
      const isNews = (now.state === "fixed") !== (entry.fixed === true);
      replayed.push({ file: file.name, entry, isNews, ...now });
    }
  }
  return replayed;
}

const DAMAGED = {
  state: "damaged",
  isNews: true,
  error: undefined,
  failing: undefined,
  entry: undefined,
} as const;

/**
 * Records in each file whether it is fixed, so that a change is reported once. After a failed write it is reported
 * again.
 */
async function saveStates(folder: CorpusFolder, files: readonly Replayed[]): Promise<void> {
  for (const { entry, file, isNews, state } of files) {
    if (!isNews || entry === undefined || state === "stale") continue;
    await folder.write(file, printEntry({ ...entry, fixed: state === "fixed" }));
  }
}

async function replayEntry(
  host: Host,
  program: Program,
  { checks, name, reset }: Plan,
  { error, steps, token }: CorpusEntry,
): Promise<ReplayedEntry> {
  const { fingerprint, recording, settings } = parseToken(token);
  const { deviations, entropy } = recording.kind === "plan" ? recording : { deviations: [], entropy: 0 };
  const strategy = new FollowSchedule(deviations, new FollowSchedule([]));
  const run = await traceRun(host, { program, settings, strategy, index: 0, entropy, checks, reset });
  const isFailure = errorOf(run.outcome) !== undefined;
  const isSame = hashSignature(run.signature) === fingerprint.failure;
  // A livelock counts only once its cycle was repeated many times. This was verified when the entry was recorded.
  if (isFailure && (run.outcome.kind !== "livelocked" || isSame)) {
    const origin = { program: name, strategy: "", seed: "", index: -1, settings };
    const counterexample = counterexampleOf(run, origin);
    const current = isSame ? error : headline(counterexample.error);
    const failing = { counterexample, isSame, located: run.signature.located };
    return { state: "failed", error: current, why: undefined, failing };
  }
  // The choices may fit although the program takes other steps between them; then the interleaving has not been tried.
  const why = differenceOf(steps, run) ?? misfitOf(strategy);
  return { state: why === undefined ? "fixed" : "stale", error, why, failing: undefined };
}

/** Shrinks a counterexample of the corpus. It is already small, but explaining it needs current executions. */
async function shrunkOf(
  host: Host,
  program: Program,
  { checks, name, reruns, reset, signal }: Plan,
  counterexample: Counterexample,
): Promise<Counterexample> {
  if (reruns === 0) return counterexample;
  const token = parseToken(counterexample.token);
  const request = { ...requestOf(program, token, { checks, reset }), name, reruns, signal };
  const { shrinkRun } = await import("./failures/shrink-run.ts");
  return shrunkBy(await shrinkRun(host, await traceRun(host, request), request), counterexample);
}

/**
 * Describes the first step that differs from the recorded one; `undefined` if all recorded steps were followed and the
 * program then completed.
 */
function differenceOf(before: readonly string[], run: TracedRun): string | undefined {
  const now = run.steps.map((step) => stepLabel(step));
  const at = before.findIndex((label, index) => label !== now[index]);
  if (at !== -1) return `step ${at + 1} was ${before[at] ?? ""}, now it is ${now[at] ?? "the end"}`;
  return run.outcome.kind === "completed" ? undefined : `its outcome is now "${run.outcome.kind}"`;
}

/** Describes a choice that does not fit although all steps are the same: a drawn value that is out of bounds now. */
function misfitOf({ divergence }: FollowSchedule): string | undefined {
  if (divergence === undefined) return undefined;
  return `at step ${divergence.step} it took ${divergence.expected}, now ${divergence.actual}`;
}

/** The first of several entries that fail at the same place, preferably one that is known to. */
function firstOfEach(entries: readonly FailingEntry[]): readonly FailingEntry[] {
  const first = new Map<string, FailingEntry>();
  for (const entry of entries) {
    const earlier = first.get(entry.located);
    if (earlier === undefined || (!earlier.isSame && entry.isSame)) first.set(entry.located, entry);
  }
  return [...first.values()];
}

/** @param taken names of files that must not be overwritten */
async function saveAll(
  folder: CorpusFolder,
  program: string,
  found: readonly Counterexample[],
  taken: Set<string>,
): Promise<{ readonly saved: readonly string[]; readonly unsaved: readonly { signature: string; why: string }[] }> {
  const saved: string[] = [];
  const unsaved: { signature: string; why: string }[] = [];
  for (const counterexample of found) {
    const { signature } = counterexample;
    const file = freeName(fileNameOf(program, signature), taken);
    taken.add(file);
    const why = await folder.write(file, printEntry(entryFor(program, counterexample)));
    if (why === undefined) saved.push(file);
    else unsaved.push({ signature, why });
  }
  return { saved, unsaved };
}

function entryFor(program: string, counterexample: Counterexample): Omit<CorpusEntry, "version"> {
  const { deviations, error, explanation, original, token, trace } = counterexample;
  return {
    program,
    signature: original.signature,
    error: headline(error),
    sentence: explanation?.sentence,
    token: printToken(asPlan(parseToken(token), deviations)),
    steps: trace.map((step) => stepLabel(step)),
  };
}

/** Converts a token to one of deviations, which survives small edits of the program; a seed token does not. */
function asPlan(token: Token, deviations: Counterexample["deviations"]): Token {
  const { recording } = token;
  if (recording.kind === "plan") return token;
  const entropy = entropyOf(parseSeed(recording.seed), recording.index);
  return { ...token, recording: { kind: "plan", deviations, entropy } };
}
