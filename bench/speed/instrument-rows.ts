// What instrumentation costs: outside of executions, in a step of plain code, with plain state tracked, and to transform.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join as joinPath } from "node:path";
import { pathToFileURL } from "node:url";

import { join, spawn } from "heddle";
import type { Program } from "heddle";
import { instrumentation } from "heddle/instrument";

import { floor } from "./floor.ts";
import { inTurn, perExecution, perStep, perStepOfMany, race } from "./measure.ts";
import { timed } from "./execution-rows.ts";
import { withFastCheck } from "./programs.ts";
import { ns, perSecond, ROUNDS, times } from "./row.ts";
import type { Row } from "./row.ts";

const LOOP = "export async function loop(count) { for (let index = 0; index < count; index += 1) await index; }\n";

const ACCOUNT = `export class Account {
  constructor() { this.balance = 0; }
  async read() { return this.balance; }
  async deposit(amount) {
    const before = await this.read();
    this.balance = before + amount;
  }
}
export const create = () => new Account();
`;

interface Account {
  deposit(amount: number): Promise<void>;
}

interface Loaded {
  readonly loop: (count: number) => Promise<void>;
  readonly create: () => Account;
}

type Manner = "plain" | "awaits" | "state";

/** What says which files are instrumented, and which of them tell their state. */
const GLOBALS = ["__heddleInstrumented", "__heddleStateFiles"];

/** Loads the code in one manner; the returned function says that no other code is there. */
async function load(manner: Manner, folder: string): Promise<Loaded & { readonly alone: () => void }> {
  for (const key of GLOBALS) Reflect.deleteProperty(globalThis, key);
  const file = joinPath(folder, `${manner}.mjs`);
  const source = LOOP + ACCOUNT;
  const { transform } = instrumentation({ state: manner === "state" });
  writeFileSync(file, manner === "plain" ? source : (transform(source, file)?.code ?? source));
  const module = (await import(pathToFileURL(file).href)) as Loaded;
  const found = GLOBALS.map((key) => [key, Reflect.get(globalThis, key) as unknown] as const);
  return {
    ...module,
    alone() {
      for (const [key, value] of found) Reflect.set(globalThis, key, value);
    },
  };
}

/** Actors of plain code that share nothing. */
function walking({ alone, loop }: Awaited<ReturnType<typeof load>>, count: number): Program {
  alone();
  return async () => {
    const actors = [await spawn(() => loop(count)), await spawn(() => loop(count)), await spawn(() => loop(count))];
    for (const actor of actors) await join(actor);
  };
}

/** Actors of plain code that share an account. */
function depositing({ alone, create }: Awaited<ReturnType<typeof load>>, deposits: number): Program {
  alone();
  return async () => {
    const account = create();
    const body = async (): Promise<void> => {
      for (let index = 0; index < deposits; index += 1) await account.deposit(1);
    };
    const actors = [await spawn(body), await spawn(body), await spawn(body)];
    for (const actor of actors) await join(actor);
  };
}

export async function instrumentRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(joinPath(process.cwd(), "build", "instrumented-"));
  try {
    const [plain, awaits, state] = [
      await load("plain", folder),
      await load("awaits", folder),
      await load("state", folder),
    ];
    const outside = (loop: Loaded["loop"]) => async (): Promise<number> => {
      const start = performance.now();
      await loop(300_000);
      return ((performance.now() - start) * 1e6) / 300_000;
    };
    const cost = await race(
      {
        floor: () => inTurn(() => floor(200_000)),
        plain: outside(plain.loop),
        instrumented: outside(awaits.loop),
        step: () => perStep(walking(awaits, 100_000), "random"),
        awaits: () => perStepOfMany(depositing(awaits, 20), "random", 2_000),
        state: () => perStepOfMany(depositing(state, 20), "random", 2_000),
        lostUpdate: () => perExecution(depositing(awaits, 1), 30_000),
        waitFor: timed(withFastCheck(3, 1, "waitFor"), 8_000),
      },
      ROUNDS,
    );
    return [
      row("an instrumented await outside of executions", cost.instrumented, cost.plain, {
        limit: 1.3,
        of: "a plain one",
      }),
      row("a step of instrumented code, random, relaxed", cost.step, cost.floor, { limit: 2.2, of: "the floor" }),
      row("the same with plain state tracked", cost.state, cost.awaits, { limit: 1.5, of: "awaits alone" }),
      {
        what: "a lost update of 3 clients in plain code",
        measured: `${perSecond(cost.lostUpdate)} = ${times(cost.waitFor / cost.lostUpdate)} fc.scheduler with waitFor`,
        target: "≥ 6 ×",
        isMet: cost.waitFor >= 6 * cost.lostUpdate,
      },
      transformRow(false, 8),
      transformRow(true, undefined),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(
  what: string,
  one: number,
  other: number,
  { limit, of }: { readonly limit: number; readonly of: string },
): Row {
  return {
    what,
    measured: `${ns(one)} = ${times(one / other)} ${of}`,
    target: `≤ ${limit} ×`,
    isMet: one <= limit * other,
  };
}

/** Megabytes of source a second: the code of vitest. */
function transformRow(state: boolean, limit: number | undefined): Row {
  const vitest = joinPath(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "dist", "chunks");
  const sources = readdirSync(vitest)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(joinPath(vitest, name), "utf8"));
  const { transform } = instrumentation({ state });
  const file = joinPath(process.cwd(), "bundle.js");
  const pass = (): number => {
    const before = process.cpuUsage();
    for (const source of sources) transform(source, file);
    const { system, user } = process.cpuUsage(before);
    return (system + user) / 1e3;
  };
  pass();
  const elapsed = Math.min(pass(), pass(), pass());
  const speed = sources.join("").length / 1e3 / elapsed;
  return {
    what: `the transform${state ? ", with plain state" : ""}`,
    measured: `${speed.toFixed(1)} MB of source a second of CPU`,
    target: limit === undefined ? "" : `≥ ${limit} MB/s`,
    isMet: limit === undefined || speed >= limit,
  };
}
