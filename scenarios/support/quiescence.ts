// Waiting until a scenario has come to rest, to judge what is left.

import { exit, sleep } from "heddle";
import type { Pid, Scenario } from "heddle";

/** With lazy time a timer fires only when nothing else can go on, so that a sleep ends exactly at quiescence. */
export const LAZY: Scenario["options"] = { time: "lazy" };

/** Waits until no other actor can go on and no signal is under way. Sound only in a scenario with the options `LAZY`. */
export async function quiescence(): Promise<void> {
  await sleep(1);
}

/** Ends actors that would wait for ever; those that are dead are left in peace. */
export async function shutDown(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await exit(pid, "shutdown");
}
