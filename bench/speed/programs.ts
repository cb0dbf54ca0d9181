// The timed programs, with the same test for fast-check's scheduler where there is one.

import fc from "fast-check";
import { join, pause, self, send, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { cell, table } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";

/** Three actors, one increment each: reads, writes and joins of actors that main spawned. */
export const lostUpdate: Program = async () => {
  const counter = cell(0);
  const increment = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  const first = await spawn(increment);
  const second = await spawn(increment);
  const third = await spawn(increment);
  await join(first);
  await join(second);
  await join(third);
};

/** Three clients with four operations each on one cell, awaited together. */
export const clients: Program = async () => {
  const counter = cell(0);
  const client = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
    await counter.write((await counter.read()) + 1);
  };
  await Promise.all([client(), client(), client()]);
};

/** `count` actors that take `steps` steps each. */
export function walkers(count: number, steps: number): Program {
  return async () => {
    const walk = async (): Promise<void> => {
      for (let step = 0; step < steps; step += 1) await pause();
    };
    for (let index = 0; index < count; index += 1) await spawn(walk);
  };
}

interface Rally {
  readonly info: { readonly kind: "ball"; readonly from: Pid };
}

/** Two servers with synchronous handlers that exchange `messages` messages. */
export function rally(messages: number): Program {
  return async () => {
    let left = messages;
    const player: ServerModule<Rally, undefined> = {
      init: () => ({ state: undefined }),
      handleInfo(message, state) {
        left -= 1;
        if (left > 0 && message.kind === "ball") void send(message.from, { kind: "ball", from: self() });
        return { state };
      },
    };
    const { pid: first } = await GenServer.start(player);
    const { pid: second } = await GenServer.start(player);
    await send(first, { kind: "ball", from: second });
  };
}

/** One actor writes; `count` others each read a separate row, then the written one. */
export function readers(count: number): Program {
  return together(() => {
    const [own, written] = [table("own"), cell(0)];
    const read = (index: number) => async (): Promise<void> => {
      await own.get(index);
      await written.read();
    };
    return [() => written.write(42), ...upTo(count).map(read)];
  });
}

/** One actor searches the last zero from above, the others each set an element to one more than the element below. */
export function lastzero(count: number): Program {
  return together(() => {
    const places = Array.from({ length: count + 1 }, () => cell(0));
    const search = async (): Promise<void> => {
      for (let index = count; index > 0; index -= 1) if ((await places[index]?.read()) === 0) return;
    };
    const raise = (index: number) => async (): Promise<void> => {
      await places[index]?.write(((await places[index - 1]?.read()) ?? 0) + 1);
    };
    return [search, ...upTo(count).map(raise)];
  });
}

/** Actors insert four words each into one hash table; with twelve actors or more, some words collide. */
export function indexer(count: number): Program {
  return together(() => {
    const slots = table("slots");
    return upTo(count).map((number) => async () => {
      for (let message = 1; message <= 4; message += 1) {
        const word = message * 11 + number - 1;
        for (let slot = (word * 7) % 128; !(await slots.insertNew(slot, word));) slot = (slot + 1) % 128;
      }
    });
  });
}

/** Main spawns an actor for each body and joins them. */
function together(bodies: () => readonly (() => unknown)[]): Program {
  return async () => {
    const pids = [];
    for (const body of bodies()) pids.push(await spawn(body));
    for (const pid of pids) await join(pid);
  };
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The same test for fast-check's scheduler: `clients` times `increments` on one variable. */
export function withFastCheck(clientCount: number, increments: number, wait: "waitFor" | "waitAll") {
  return async (executions: number): Promise<void> => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        let value = 0;
        const read = scheduler.scheduleFunction(async () => value);
        const write = scheduler.scheduleFunction(async (next: number) => {
          value = next;
        });
        const client = async (): Promise<void> => {
          for (let round = 0; round < increments; round += 1) await write((await read()) + 1);
        };
        const all = Promise.all(Array.from({ length: clientCount }, client));
        await (wait === "waitFor" ? scheduler.waitFor(all) : scheduler.waitAll());
      }),
      { numRuns: executions, seed: 1 },
    );
  };
}
