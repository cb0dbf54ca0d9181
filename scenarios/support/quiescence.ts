// Waiting for quiescence, to check the final state of a scenario.

import { exit, sleep } from "heddle";
import type { Pid, Scenario } from "heddle";

/** In lazy time a timer fires only when no actor can run, so that a sleep ends exactly at quiescence. */
export const LAZY: Scenario["options"] = { time: "lazy" };

/** Waits until no other actor can run and no signal is in flight. Sound only in a scenario with the options `LAZY`. */
export async function quiescence(): Promise<void> {
  await sleep(1);
}

/** Stops actors that would wait forever; ignores dead ones. */
export async function shutDown(...pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await exit(pid, "shutdown");
}
