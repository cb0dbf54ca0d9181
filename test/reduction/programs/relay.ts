// Actors that pass on one message after their work, from the last to the first and then to the main actor,
// which thus outlives their work without observing its order.

import { receive, send, spawn } from "heddle";
import type { Pid } from "heddle";

/** Spawns an actor for each body; each then waits for the message and passes it to its predecessor. */
export async function relay(first: Pid, bodies: readonly (() => unknown)[]): Promise<Pid> {
  let previous = first;
  for (const body of bodies) {
    const next = previous;
    previous = await spawn(async () => {
      await body();
      await receive("ok");
      await send(next, "ok");
    });
  }
  return previous;
}

/** Sends the first message, runs `work` and waits until all have passed it on. */
export async function start(last: Pid, meanwhile: () => unknown = () => undefined): Promise<void> {
  await send(last, "ok");
  await meanwhile();
  await receive("ok");
}
