// Failing executions for reports: real traces with handwritten explanations.

import { fileURLToPath } from "node:url";

import { explore, join, spawn } from "heddle";
import type { Counterexample, ExploreOptions, Program } from "heddle";
import { mutex } from "heddle/memory";
import type { Step } from "heddle/report";

import { createNodeHost, sourceTextOf } from "../../src/host/index.ts";
import type { Sources } from "../../src/report/index.ts";
import type { CriticalPair, Explanation, RacingOperation } from "../../src/shrink/index.ts";
import { objectText } from "../../src/trace/index.ts";
import { lateCleanupKillsSuccessor } from "../../scenarios/registry/r03-late-cleanup-kills-successor.ts";
import { lostUpdate as lostUpdateScenario } from "../../scenarios/basics/lost-update.ts";

const host = createNodeHost();

/** The source files of the examples. */
export const sources: Sources & { readonly folder: string } = {
  folder: fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, ""),
  positionOf: (error) => host.positionOf(error),
  textOf: sourceTextOf,
};

/** Two clients that increment by a read and a write. */
export async function lostUpdate(): Promise<Counterexample> {
  const found = await failing(lostUpdateScenario.program, { name: "lost-update", strategy: "dpor" });
  return explained(found, {
    pairs: [
      [4, 7],
      [3, 5],
    ],
    depth: 2,
    sentence:
      "fails when `bob: cell.read(counter)` comes before `alice: cell.write(counter) 1` and `alice: cell.read(counter)` " +
      "before `bob: cell.write(counter) 1`; passes when either comes the other way round",
    slice: [1, 2, 3, 4, 5, 7, 8, 9, 11],
  });
}

/** A registry whose late cleanup removes the successor of a dead worker. */
export async function lateCleanup(): Promise<Counterexample> {
  const { options, program } = lateCleanupKillsSuccessor;
  const found = await failing(program, { ...options, name: "late-cleanup", strategy: "dpor" });
  const { trace } = found;
  const isRegister = (step: Step): boolean =>
    step.kind === "deliver" && step.actor === "main/registry" && step.sender === "main/worker-2";
  const isDown = (step: Step): boolean =>
    step.kind === "deliver" && step.actor === "main/registry" && step.signal?.kind === "down";
  return explained(found, {
    pairs: [[numberOf(trace, isRegister), numberOf(trace, isDown)]],
    depth: 1,
    sentence:
      "fails when `registry: request of worker-2` comes before `registry: DOWN(worker)`; passes the other way round",
    slice: trace.filter(({ kind }) => kind !== "sleep").map(({ number }) => number),
  });
}

/** Two actors that take two locks in opposite orders. */
export async function deadlock(): Promise<Counterexample> {
  const found = await failing(oppositeOrders, { name: "opposite-orders", strategy: "dpor" });
  const { trace } = found;
  const [first = 0, second = 0] = trace.filter(({ kind }) => kind === "mutex.acquire").map(({ number }) => number);
  return explained(found, {
    pairs: [[first, second]],
    depth: 1,
    sentence: "",
    slice: trace.map(({ number }) => number),
  });
}

async function oppositeOrders(): Promise<void> {
  const [left, right] = [mutex("left"), mutex("right")];
  const alice = await spawn("alice", async () => {
    await left.acquire();
    await right.acquire();
    await right.release();
    await left.release();
  });
  const bob = await spawn("bob", async () => {
    await right.acquire();
    await left.acquire();
    await left.release();
    await right.release();
  });
  await join(alice);
  await join(bob);
}

/** A handwritten explanation of an execution. */
export interface Words extends Pick<Explanation, "depth" | "sentence" | "slice"> {
  /** The steps of each pair. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly isMinimal?: boolean;
}

/** The token of the execution in the other order. */
const REVERSED = "h2:reversed";

/** A counterexample with an explanation; the execution it was shrunk from is longer. */
export function explained(found: Counterexample, { isMinimal = true, pairs, ...words }: Words): Counterexample {
  const criticalPairs = pairs.map(([first, second]): CriticalPair => {
    const [one, other] = [racing(found.trace, first), racing(found.trace, second)];
    return { first: one, second: other, reversed: undefined, reversedToken: REVERSED };
  });
  const original = { ...found.original, steps: 57, switches: 31 };
  return {
    ...found,
    index: 29,
    original,
    explanation: { ...words, criticalPairs, needsAllSteps: false },
    reruns: 212,
    isMinimal,
  };
}

function racing(trace: readonly Step[], number: number): RacingOperation {
  const step = trace[number - 1];
  if (step === undefined) throw new Error(`no step ${number}`);
  const { actor, kind, object, source, task, who } = step;
  const name = object === undefined ? undefined : objectText(object);
  return { step: number, actor, task, who, kind, object: name, text: `${kind}(${name ?? ""})`, source };
}

async function failing(program: Program, options: ExploreOptions): Promise<Counterexample> {
  const [found] = (await explore(program, { ...options, executions: 1_000, shrink: false })).counterexamples;
  if (found === undefined) throw new Error("nothing fails");
  return found;
}

function numberOf(trace: readonly Step[], isIt: (step: Step) => boolean): number {
  return trace.find(isIt)?.number ?? 0;
}
