// The actors of the Group scenarios: they claim a key, write down what they are told, and wait.

import { join, kill, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";

import type { GroupJournal } from "./journal.ts";
import type { CallOptions, FaithfulGroup } from "./v020/faithful-group.ts";
import { ArgumentError } from "./v020/faithful-group.ts";
import type { Meta } from "./v020/shard/entry.ts";
import { RequestFailed } from "./v020/shard/request.ts";

/** What an actor of a scenario is told to do. */
export type Task = () => Promise<void>;

/** An actor that does one task after the other; until it is told the next, it waits. */
export class Actor {
  readonly pid: Pid;

  private constructor(pid: Pid) {
    this.pid = pid;
  }

  /** Spawns one on the calling actor's node, or where `spawnThere` does. */
  static async spawn(name: string, spawnThere: typeof spawn = spawn): Promise<Actor> {
    return new Actor(
      await spawnThere(name, async () => {
        for (;;) {
          const { done, task } = (await receive({ kind: "task" })) as unknown as { done?: Pid; task: Task };
          await task();
          if (done !== undefined) await send(done, { kind: "done", task });
        }
      }),
    );
  }

  /** Lets it do something, sooner or later. */
  async begins(task: Task): Promise<void> {
    await send(this.pid, { kind: "task", task });
  }

  /** Lets it do something and waits until it has. */
  async does(task: Task): Promise<void> {
    await send(this.pid, { kind: "task", task, done: self() });
    await receive({ kind: "done", task });
  }

  /** Kills it and waits until it is dead. */
  async dies(): Promise<void> {
    await kill(this.pid);
    await join(this.pid);
  }
}

/** The calling actor registers, and notes what it is told; what it is not told, for whatever reason, it does not claim. */
export async function registers(
  journal: GroupJournal,
  group: FaithfulGroup,
  key: string,
  options: CallOptions & { readonly meta?: Meta } = {},
): Promise<string> {
  const result = await answerOf(() => group.register(key, options.meta ?? {}, options));
  if (result === "ok") journal.holds("registered", key, options.cluster);
  else journal.write(`${self().path} is told: ${result}`);
  return result;
}

/** The calling actor joins, and notes what it is told. */
export async function joins(
  journal: GroupJournal,
  group: FaithfulGroup,
  key: string,
  options: CallOptions = {},
): Promise<string> {
  const result = await answerOf(() => group.join(key, {}, options));
  if (result === "ok") journal.holds("joined", key, options.cluster);
  else journal.write(`${self().path} is told: ${result}`);
  return result;
}

/** How a call ends: with a result, or with one of the two errors that are answers too. */
export async function answerOf(call: () => Promise<{ readonly kind: string }>): Promise<string> {
  try {
    return (await call()).kind;
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof RequestFailed) return error.message;
    throw error;
  }
}
