// The allocations of an execution, in a separate process whose young generation is too large to be collected meanwhile:
// node --expose-gc --min-semi-space-size=128 --max-semi-space-size=128. Prints bytes.

import { run } from "./measure.ts";
import { clients } from "./programs.ts";

async function growth(executions: number): Promise<number> {
  if (globalThis.gc === undefined) throw new Error("Run with --expose-gc: npm run bench does.");
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await run(clients, { strategy: "random", executions });
  return process.memoryUsage().heapUsed - before;
}

await run(clients, { strategy: "random", executions: 100_000 });
const ofFew = await growth(100);
const ofMany = await growth(5_100);
console.log((ofMany - ofFew) / 5_000);
