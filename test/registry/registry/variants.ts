// The registries that must all behave alike: both architectures, with one partition and with eight; and how a conformance
// case is run on each: under 1,000 schedules of the portfolio.

import assert from "node:assert/strict";
import { explore, join, kill, choose, receive, self, send, sleep, spawn } from "heddle";
import type { ExploreOptions, Pid, Program } from "heddle";
import { Registry } from "heddle/registry";
import type { RegistryOptions } from "heddle/registry";

/** One kind of registry. */
export interface Variant {
  readonly name: string;
  readonly architecture: "server" | "shared";
  readonly partitions: number;
}

export const VARIANTS: readonly Variant[] = (["server", "shared"] as const).flatMap((architecture) =>
  [1, 8].map((partitions) => ({
    name: `${architecture}, ${partitions === 1 ? "one partition" : `${partitions} partitions`}`,
    architecture,
    partitions,
  })),
);

/** Those with one partition, for cases in which nothing depends on how many there are. */
export const UNDIVIDED: readonly Variant[] = VARIANTS.filter(({ partitions }) => partitions === 1);

/** Registries of strings to numbers, where nothing else is said. */
export type Names = Registry<string, number>;

/** Starts a registry of a variant. */
export function starter({ architecture, partitions }: Variant) {
  return <Key = string, Value = number>(options: RegistryOptions = {}): Promise<Registry<Key, Value>> =>
    Registry.start<Key, Value>({ architecture, partitions, ...options });
}

/** With lazy time a sleep ends when nothing else can go on. */
export const settle = (): Promise<void> => sleep(1);

/**
 * Explores a case with the portfolio and expects that every execution passes; a case of a single schedule is there for
 * what it asserts itself.
 * @throws the first error that an execution ends with
 */
export async function holds(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  const report = await explore(program, { time: "lazy", executions: 1_000, shrink: false, ...options });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  assert.ok(report.verdict === "passed" || report.vacuous, report.verdict);
  return "holds";
}

/** An actor that registers keys with the values 1, 2 …, and lives until it is told to end. */
export async function holder(registry: Names, name: string, ...keys: readonly string[]): Promise<Pid> {
  const main = self();
  const pid = await spawn(name, async () => {
    for (const [index, key] of keys.entries()) await registry.register(key, index + 1);
    await send(main, "registered");
    await receive("end");
  });
  await receive("registered");
  return pid;
}

/** Tells holders to end, and waits until they have. */
export async function end(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await send(pid, "end");
  for (const pid of pids) await join(pid);
}

/** Lets up to `count` of the actors be killed, whenever the schedule likes, but before all comes to rest. */
export async function killSome(pids: readonly Pid[], count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await spawn("killer", async () => {
      const victim = await choose([...pids, undefined]);
      if (victim !== undefined) await kill(victim);
    });
  }
}
