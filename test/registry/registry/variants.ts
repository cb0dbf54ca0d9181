// The registry configurations that must behave alike: both architectures, each with one partition and with eight.

import { join, kill, choose, receive, self, send, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { Registry } from "heddle/registry";
import type { RegistryOptions } from "heddle/registry";

/** A registry configuration. */
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

/** The variants with one partition, for cases that do not depend on partitioning. */
export const UNDIVIDED: readonly Variant[] = VARIANTS.filter(({ partitions }) => partitions === 1);

/** A registry from strings to numbers. */
export type Names = Registry<string, number>;

/** Starts a registry of a variant. */
export function starter({ architecture, partitions }: Variant) {
  return <Key = string, Value = number>(options: RegistryOptions = {}): Promise<Registry<Key, Value>> =>
    Registry.start<Key, Value>({ architecture, partitions, ...options });
}

/** Waits until no other actor can run: in lazy time a sleep ends only then. */
export const settle = (): Promise<void> => sleep(1);

/** An actor that registers keys with the values 1, 2 …, and lives until `end`. */
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

/** Stops holders and waits for their exits. */
export async function end(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await send(pid, "end");
  for (const pid of pids) await join(pid);
}

/** Kills up to `count` of the actors at points that the schedule chooses, before the program becomes quiescent. */
export async function killSome(pids: readonly Pid[], count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await spawn("killer", async () => {
      const victim = await choose([...pids, undefined]);
      if (victim !== undefined) await kill(victim);
    });
  }
}
