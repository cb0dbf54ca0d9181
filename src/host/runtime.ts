// Runtimes other than Node that run its modules: an exploration there is refused if what it rests on is missing, since it
// would take real time and real random values for its own, or never end.

import { syncBuiltinESMExports } from "node:module";
import timers, { setImmediate as imported } from "node:timers";

import { UsageError } from "../errors.ts";
import { detectDrainMode } from "../kernel/index.ts";
import { hearsOfPromises } from "./attributions.ts";

/** What explorations rest on. */
export interface Requirement {
  /** What does not work without it. */
  readonly missing: string;
  /** Called in a turn of the event loop of its own. */
  readonly isMet: () => boolean;
}

/** Node takes a turn to settle what it tells of promises after a listener was removed. */
const ATTEMPTS = 3;

const RUNTIMES: ReadonlyMap<string, string> = new Map([
  ["bun", "Bun"],
  ["deno", "Deno"],
]);

const REQUIREMENTS: readonly Requirement[] = [
  {
    missing: "functions that are imported by name from modules such as node:timers and node:crypto stay real",
    isMet: replacesNamedImports,
  },
  {
    missing: "microtasks cannot be run synchronously, so that an actor that never yields cannot be stopped",
    isMet: () => detectDrainMode() === "synchronous",
  },
  { missing: "real input cannot be seen by async_hooks", isMet: hearsOfPromises },
];

// Captured before any exploration installs the virtual globals.
const { setImmediate } = timers;

/**
 * @param versions of the runtime. Default: this one's
 * @param requirements Default: those of explorations
 * @throws UsageError (`unsupported-runtime`) with what is missing; never on Node
 */
export async function checkRuntime(
  versions: Readonly<Record<string, string | undefined>> = process.versions,
  requirements: readonly Requirement[] = REQUIREMENTS,
): Promise<void> {
  const key = [...RUNTIMES.keys()].find((name) => versions[name] !== undefined);
  if (key === undefined) return;
  let unmet = requirements;
  for (let attempt = 0; attempt < ATTEMPTS && unmet.length > 0; attempt += 1) unmet = await unmetOf(unmet);
  const missing = unmet.map((requirement) => requirement.missing);
  if (missing.length === 0) return;
  throw new UsageError(
    `heddle does not support ${RUNTIMES.get(key) ?? key} ${versions[key] ?? ""}: ${missing.join("; ")}. Run the exploration ` +
      "with Node 20 or later, the test runner of which may be vitest, jest or node:test.",
    { code: "unsupported-runtime" },
  );
}

/** Those that are not met in the next turn of the event loop. */
function unmetOf(requirements: readonly Requirement[]): Promise<readonly Requirement[]> {
  return new Promise((resolve) => {
    setImmediate(() => {
      resolve(requirements.filter(({ isMet }) => !isMet()));
    });
  });
}

function replacesNamedImports(): boolean {
  const before = timers.setImmediate;
  timers.setImmediate = ((...values: Parameters<typeof before>) => before(...values)) as typeof before;
  syncBuiltinESMExports();
  const isReplaced = imported === timers.setImmediate;
  timers.setImmediate = before;
  syncBuiltinESMExports();
  return isReplaced;
}
