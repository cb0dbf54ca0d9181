// Actors that run the functions sent to them, for the conformance cases of a group.

import { join, kill, P, receive, self, send, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import type { GroupEvent } from "heddle/group";

/** Waits until no other actor can run: in lazy time a sleep ends only then. */
export const settle = (milliseconds: number = 1): Promise<void> => sleep(milliseconds);

/** An actor that runs the functions sent to it in order and keeps all other messages. */
export class ActorDriver {
  readonly pid: Pid;
  /** The messages it has received, oldest first. */
  readonly inbox: unknown[];

  private constructor(pid: Pid, inbox: unknown[]) {
    this.pid = pid;
    this.inbox = inbox;
  }

  /** @param spawnOn spawns the actor; default: on the node of the caller */
  static async start(name: string, spawnOn: typeof spawn = spawn): Promise<ActorDriver> {
    const inbox: unknown[] = [];
    const pid = await spawnOn(name, async () => {
      for (;;) {
        const message = await receive<{ readonly run?: () => Promise<void> }>();
        if (message.run === undefined) inbox.push(message);
        else await message.run();
      }
    });
    return new ActorDriver(pid, inbox);
  }

  static all(...names: readonly string[]): Promise<ActorDriver[]> {
    return names.reduce<Promise<ActorDriver[]>>(
      async (drivers, name) => [...(await drivers), await ActorDriver.start(name)],
      Promise.resolve([]),
    );
  }

  /** Runs `work` in the actor and returns its result. @throws the error that `work` throws */
  async do<T>(work: () => Promise<T>): Promise<T> {
    const main = self();
    const token = {};
    await send(this.pid, {
      run: async () => {
        try {
          await send(main, { token, value: await work() });
        } catch (error) {
          await send(main, { token, error });
        }
      },
    });
    const answer = await receive<{ token: object; error?: unknown; value?: T }>({
      token: P.when((other) => other === token),
    });
    if ("error" in answer) throw answer.error;
    return answer.value as T;
  }

  /** Starts `work` in the actor without waiting. @returns an object that receives the result */
  async begin<T>(work: () => Promise<T>): Promise<{ result?: T; error?: unknown }> {
    const outcome: { result?: T; error?: unknown } = {};
    await send(this.pid, {
      run: async () => {
        try {
          outcome.result = await work();
        } catch (error) {
          outcome.error = error;
        }
      },
    });
    return outcome;
  }

  async kill(): Promise<void> {
    await kill(this.pid);
    await join(this.pid);
  }

  /** Removes the group messages from the inbox and returns their events as text, one list per message. */
  events(): readonly (readonly string[])[] {
    const messages = this.inbox.splice(0) as { readonly events: readonly GroupEvent[] }[];
    return messages.map(({ events }) => events.map(eventText));
  }
}

/** An event as text: `registered a p1`, with its metadata, previous metadata and reason. */
function eventText({ cluster, key, kind, meta, pid, previousMeta, reason }: GroupEvent): string {
  const parts = [`${kind} ${key} ${pid.label}`];
  if (cluster !== undefined) parts.push(`in ${cluster}`);
  const note = (meta as { readonly v?: number }).v;
  if (note !== undefined) parts.push(`v${note}`);
  const before = (previousMeta as { readonly v?: number } | undefined)?.v;
  if (previousMeta !== undefined) parts.push(`was v${before}`);
  if (reason !== undefined) parts.push(`because ${typeof reason === "string" ? reason : reason.kind}`);
  return parts.join(" ");
}

/** The code of the error that `work` throws, or `none`. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return codeFrom(error);
  }
  return "none";
}

/** The code of an error, or the reason of a failed call. */
export function codeFrom(error: unknown): string {
  const { code, reason } = error as { readonly code?: string; readonly reason?: string };
  return code ?? reason ?? "an error";
}
