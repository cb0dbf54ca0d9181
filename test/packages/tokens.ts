// Prints the tokens of explorations of real packages, a line for each program: what its executions did, as seen by a process
// of its own.

import { stdout } from "node:process";

import { explore } from "heddle";
import type { ExploreOptions, Program } from "heddle";

import { DRIVERS } from "./drivers.ts";
import { electing } from "./races/leaders.ts";
import { limited } from "./races/limiter.ts";
import { RACES } from "./races/races.ts";
import { sharedBy, WORK } from "./shared-by-actors.ts";

const SEEDS = ["1", "2", "3", "4", "5"];

/** The execution that comes first by each seed has a token, since it fails. */
async function print(name: string, program: Program, options: ExploreOptions = {}): Promise<void> {
  const failing: Program = async () => {
    await program();
    throw new Error("the end");
  };
  const tokens: string[] = [];
  for (const seed of SEEDS) {
    const settings = { ...options, executions: 1, seed, strategy: "random", shrink: false } as const;
    const { brokenOff, counterexamples } = await explore(failing, settings);
    tokens.push(counterexamples[0]?.token ?? String(brokenOff));
  }
  stdout.write(`${name} ${tokens.join(" ")}\n`);
}

for (const { broken, fixed, name, options } of RACES) {
  for (const { program, version } of [broken, fixed]) await print(`${name}-${version}`, program, options);
}
for (const version of ["2.1.0", "4.0.0"] as const) await print(`limiter-${version}`, limited(version, new Set()));
await print("broadcast-channel", electing, { clocks: "own", faults: { stall: 2 } });
for (const driver of DRIVERS) {
  const { time = "competing" } = driver;
  for (const [what, work] of Object.entries(WORK))
    await print(`${driver.name}-${what}`, sharedBy(2, driver, work), { time });
}
