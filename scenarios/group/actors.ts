// The actors of the Group scenarios: they claim a key, record the results, and wait.

import { join, kill, P, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";

import type { GroupJournal } from "./journal.ts";
import type { CallOptions, FaithfulGroup } from "./v020/faithful-group.ts";
import { ArgumentError } from "./v020/faithful-group.ts";
import type { Meta } from "./v020/shard/entry.ts";
import { RequestFailed } from "./v020/shard/request.ts";

/** A task for an actor of a scenario. */
export type Task = () => Promise<void>;

/** An actor that runs tasks one after the other and waits between them. */
export class Actor {
  readonly pid: Pid;

  private constructor(pid: Pid) {
    this.pid = pid;
  }

  /** Spawns a task actor on the calling actor's node, or with `spawnThere`. */
  static async spawn(name: string, spawnThere: typeof spawn = spawn): Promise<Actor> {
    return new Actor(
      await spawnThere(name, async () => {
        for (;;) {
          const { done, task } = await receive<{ kind: "task"; done?: Pid; task: Task }>({ kind: "task" });
          await task();
          if (done !== undefined) await send(done, { kind: "done", task });
        }
      }),
    );
  }

  /** Sends it a task without waiting. */
  async begins(task: Task): Promise<void> {
    await send(this.pid, { kind: "task", task });
  }

  /** Sends it a task and waits for the result. */
  async does(task: Task): Promise<void> {
    await send(this.pid, { kind: "task", task, done: self() });
    await receive({ kind: "done", task: P.when((other) => other === task) });
  }

  /** Kills it and waits for its exit. */
  async dies(): Promise<void> {
    await kill(this.pid);
    await join(this.pid);
  }
}

/** The calling actor registers and records the reply; without a reply it claims nothing. */
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

/** The calling actor joins and records the reply. */
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

/** The outcome of a call: a result, or one of the two errors that count as replies. */
export async function answerOf(call: () => Promise<{ readonly kind: string }>): Promise<string> {
  try {
    return (await call()).kind;
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof RequestFailed) return error.message;
    throw error;
  }
}
