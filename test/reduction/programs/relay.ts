// Actors that hand one message on when they have done their work, from the last to the first and then to the main actor,
// which so outlives their work without seeing who was first.

import { receive, send, spawn } from "heddle";
import type { Pid } from "heddle";

/** Spawns an actor for each body; each then waits for the message and hands it to the one before it. */
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

/** Sets the message going, does something and waits until all have handed it on. */
export async function start(last: Pid, meanwhile: () => unknown = () => undefined): Promise<void> {
  await send(last, "ok");
  await meanwhile();
  await receive("ok");
}
