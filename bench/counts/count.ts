// Counts that do not depend on the machine. `node --expose-gc --single-threaded --min-semi-space-size=128
// --max-semi-space-size=128 build/bench/counts/count.js` prints them as JSON; index.ts compares them with those of the
// repository. The flags make bytes repeat to half a percent: nothing is compiled or collected beside the program.

import { createHook } from "node:async_hooks";

import type { Program } from "heddle";

import { median, run } from "../speed/measure.ts";
import { clients, indexer, lastzero, lostUpdate, rally, readers } from "../speed/programs.ts";
import type { Counts } from "./compare.ts";

const PROGRAMS: Readonly<Record<string, Program>> = {
  "lost update": lostUpdate,
  "3 clients × 4 operations": clients,
  "100 messages to synchronous handlers": rally(100),
};

const REDUCED: Readonly<Record<string, Program>> = {
  "lastzero(8)": lastzero(8),
  "readers(8)": readers(8),
  "indexer(12)": indexer(12),
};

/** Executions before anything is measured, until the engine has compiled what is hot. */
const WARM_UP = 20_000;
const EXECUTIONS = 1_000;
/** Each measurement is one of so many more executions beside this many, so that beginning an exploration does not count. */
const FEWER = 100;
const ROUNDS = 7;

const explored = (program: Program, executions: number): ReturnType<typeof run> =>
  run(program, { strategy: "random", executions, seed: "counts" });

/** What `measure` counts in one of many executions. */
async function perExecution(measure: (executions: number) => Promise<number>): Promise<number> {
  const more = await measure(FEWER + EXECUTIONS);
  return (more - (await measure(FEWER))) / EXECUTIONS;
}

function steps(program: Program): Promise<number> {
  return perExecution(async (executions) => (await explored(program, executions)).steps);
}

/** Bytes allocated, with what samples of executions need besides. */
async function bytes(program: Program): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("Run with --expose-gc: npm run bench:counts does.");
  await explored(program, WARM_UP);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(
      await perExecution(async (executions) => {
        gc();
        const before = process.memoryUsage().heapUsed;
        await explored(program, executions);
        return process.memoryUsage().heapUsed - before;
      }),
    );
  }
  return median(rounds);
}

/** Promises created, those of the program included. Comes last: a hook for promises slows the process down for good. */
function promises(program: Program): Promise<number> {
  return perExecution(async (executions) => {
    let created = 0;
    const hook = createHook({
      init: (_id, type) => {
        if (type === "PROMISE") created += 1;
      },
    }).enable();
    await explored(program, executions);
    hook.disable();
    return created;
  });
}

async function reduced(program: Program): Promise<number> {
  return (await run(program, { strategy: "dpor", executions: 1_000_000 })).executions;
}

async function count(): Promise<Counts> {
  const counted: Record<string, number> = {};
  const each = async (what: string, measure: (program: Program) => Promise<number>): Promise<void> => {
    for (const [name, program] of Object.entries(PROGRAMS)) counted[`${what}: ${name}`] = await measure(program);
  };
  await each("bytes for an execution", bytes);
  await each("steps of an execution", steps);
  for (const [name, program] of Object.entries(REDUCED))
    counted[`executions of dpor: ${name}`] = await reduced(program);
  await each("promises for an execution", promises);
  return counted;
}

process.stdout.write(JSON.stringify(await count()));
