// `npm run conformance`: runs generated scripts on the real Erlang and on heddle, compares the outcomes, and records
// them. Needs `elixir`. Every outcome of the real thing must be one of heddle's; those of heddle's that were not seen are
// led to by delays, and what is left is listed with the rule that allows it.

import { FAMILIES, generateScript } from "./generate.ts";
import { outcomesOnHeddle } from "./outcomes.ts";
import type { HeddleOutcomes } from "./outcomes.ts";
import { writeRecordings } from "./recording.ts";
import type { Recording } from "./recording.ts";
import { ruleFor } from "./rules.ts";
import type { Family, Script } from "./script.ts";
import { runOnErlang } from "./to-elixir.ts";
import type { Seen } from "./to-elixir.ts";

/** The number of scripts of each family: 200. */
const SCRIPTS: Readonly<Record<Family, number>> = {
  processes: 60,
  names: 25,
  servers: 40,
  supervisors: 30,
  tasks: 25,
  registries: 20,
};

/** Runs of each script in which the real thing orders by itself. */
const RUNS = 50;

/** Runs in which delays lead it to one outcome. */
const LED_RUNS = 4;

/** A script with more classes is replaced by the next. */
const MAX_EXECUTIONS = 2_500;

interface Explored {
  readonly script: Script;
  readonly lazy: HeddleOutcomes;
  readonly competing: HeddleOutcomes;
  /** With lazy time, and signals that arrive as they are sent. */
  readonly instant: HeddleOutcomes;
}

/** The scripts whose every class heddle runs within the limit. */
async function exploredScripts(family: Family, count: number): Promise<readonly Explored[]> {
  const explored: Explored[] = [];
  for (let index = 0; explored.length < count; index++) {
    const script = generateScript(family, index);
    const executions = MAX_EXECUTIONS;
    const competing = await outcomesOnHeddle(script, { executions, time: "competing" });
    if (!competing.isComplete) continue;
    const lazy = await outcomesOnHeddle(script, { executions, time: "lazy" });
    const instant = await outcomesOnHeddle(script, { executions, time: "lazy", signals: "instant" });
    if (lazy.isComplete) explored.push({ script, lazy, competing, instant });
  }
  return explored;
}

async function main(): Promise<void> {
  const chosen = process.argv.slice(2);
  const families = FAMILIES.filter((family) => chosen.length === 0 || chosen.includes(family));
  const explored: Explored[] = [];
  for (const family of families) explored.push(...(await exploredScripts(family, SCRIPTS[family])));
  const seen = runOnErlang(explored.map(({ script }) => ({ script, runs: RUNS, orders: [] })));
  const led = runOnErlang(
    explored
      .map(({ script, lazy, instant }) => {
        const known = seen.get(script.id);
        const orders = [...lazy.outcomes]
          .filter(([outcome]) => known?.has(outcome) !== true)
          .map(([outcome, order]) => instant.outcomes.get(outcome) ?? order);
        return { script, runs: orders.length === 0 ? 0 : LED_RUNS, orders };
      })
      .filter(({ orders }) => orders.length > 0),
  );
  const recordings: Recording[] = [];
  let isWrong = false;
  for (const one of explored) {
    const recording = compared(one, seen, led);
    recordings.push(recording);
    isWrong = report(one, recording) || isWrong;
  }
  writeRecordings(recordings);
  summarize(recordings);
  if (isWrong) process.exitCode = 1;
}

function compared({ script, lazy, competing, instant }: Explored, seen: Seen, led: Seen): Recording {
  const free = seen.get(script.id) ?? new Map<string, number>();
  const steered = [...(led.get(script.id) ?? new Map<string, number>()).keys()].filter((outcome) => !free.has(outcome));
  const left = [...lazy.outcomes.keys()].filter((outcome) => !free.has(outcome) && !steered.includes(outcome));
  return {
    script,
    executions: { lazy: lazy.executions, competing: competing.executions },
    seen: Object.fromEntries([...free].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    led: steered.toSorted(),
    unseen: Object.fromEntries(
      left
        .toSorted()
        .map((outcome) => [
          outcome,
          ruleFor(outcome, { instructions: Object.values(script.processes).flat(), instant }),
        ]),
    ),
  };
}

/** Prints what is wrong with a script, or to be looked at. */
function report({ competing }: Explored, { script, seen, led, unseen }: Recording): boolean {
  const missing = [...Object.keys(seen), ...led].filter((outcome) => !competing.outcomes.has(outcome));
  const narrow = Object.entries(unseen).filter(([, rule]) => rule === "narrow");
  if (missing.length === 0 && narrow.length === 0) return false;
  print(JSON.stringify(script));
  for (const outcome of missing) print(`  MISSING in heddle (${seen[outcome] ?? 0} free runs): ${outcome}`);
  for (const [outcome] of narrow) print(`  not seen: ${outcome}`);
  return missing.length > 0;
}

function summarize(recordings: readonly Recording[]): void {
  for (const family of FAMILIES) {
    const own = recordings.filter(({ script }) => script.family === family);
    if (own.length === 0) continue;
    const seen = own.reduce((sum, one) => sum + Object.keys(one.seen).length, 0);
    const led = own.reduce((sum, one) => sum + one.led.length, 0);
    const rules = own.flatMap((one) => Object.values(one.unseen));
    const open = rules.filter((rule) => rule === "narrow").length;
    print(
      `${family}: ${own.length} scripts, ${seen} outcomes seen, ${led} led to, ${rules.length} not seen (${open} narrow)`,
    );
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
