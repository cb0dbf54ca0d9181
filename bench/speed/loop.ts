// Runs one program for some seconds, for a profiler: node --perf-basic-prof build/bench/speed/loop.js clients [strategy]

import type { StrategyName } from "heddle";
import { run } from "./measure.ts";
import { clients, lostUpdate, walkers } from "./programs.ts";

const PROGRAMS = { clients, "lost-update": lostUpdate, walkers: walkers(3, 100_000) };

const name = process.argv[2];
if (name !== "clients" && name !== "lost-update" && name !== "walkers") {
  throw new Error(`Name a program: ${Object.keys(PROGRAMS).join(", ")}.`);
}
const strategy = (process.argv[3] ?? "random") as StrategyName;
const executions = name === "walkers" ? 1 : 50_000;
for (const end = performance.now() + 5_000; performance.now() < end;) {
  await run(PROGRAMS[name], { strategy, executions });
}
