// How conformance cases are run, and the actors that they are played by.

import assert from "node:assert/strict";
import { explore, join, kill, receive, self, send, sleep, spawn } from "heddle";
import type { ExploreOptions, Pid, Program } from "heddle";
import type { GroupEvent } from "heddle/group";
import { P } from "ts-pattern";

/**
 * Explores a case with the portfolio, 1,000 schedules where nothing else is said, and expects that every execution passes; a
 * case of a single schedule is there for what it asserts itself.
 * @throws the first error that an execution ends with
 */
export async function holds(program: Program, options: ExploreOptions = {}): Promise<"holds"> {
  const report = await explore(program, { time: "lazy", executions: 1_000, shrink: false, ...options });
  const [counterexample] = report.counterexamples;
  if (counterexample !== undefined) throw counterexample.error;
  assert.ok(report.verdict === "passed" || report.vacuous, report.verdict);
  return "holds";
}

/** With lazy time a sleep ends when nothing else can go on. */
export const settle = (milliseconds: number = 1): Promise<void> => sleep(milliseconds);

/** An actor that does what it is told, one thing after the other, and keeps whatever else reaches it. */
export class Player {
  readonly pid: Pid;
  /** What has reached it, oldest first. */
  readonly inbox: unknown[];

  private constructor(pid: Pid, inbox: unknown[]) {
    this.pid = pid;
    this.inbox = inbox;
  }

  /** @param spawnOn spawns it; default: where the caller is */
  static async start(name: string, spawnOn: typeof spawn = spawn): Promise<Player> {
    const inbox: unknown[] = [];
    const pid = await spawnOn(name, async () => {
      for (;;) {
        const message = (await receive()) as { readonly run?: () => Promise<void> };
        if (message.run === undefined) inbox.push(message);
        else await message.run();
      }
    });
    return new Player(pid, inbox);
  }

  static all(...names: readonly string[]): Promise<Player[]> {
    return names.reduce<Promise<Player[]>>(
      async (players, name) => [...(await players), await Player.start(name)],
      Promise.resolve([]),
    );
  }

  /** Does something and gives the result. @throws what it throws */
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
    const answer = (await receive({ token: P.when((other) => other === token) })) as { error?: unknown; value?: T };
    if ("error" in answer) throw answer.error;
    return answer.value as T;
  }

  /** Does something without anybody waiting for it. @returns where the result will be */
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

  /** What the group has told it, as words, one list for each message; they are taken out of the inbox. */
  told(): readonly (readonly string[])[] {
    const messages = this.inbox.splice(0) as { readonly events: readonly GroupEvent[] }[];
    return messages.map(({ events }) => events.map(words));
  }
}

/** An event in short: `registered a by p1`, with metadata, what it was before, and the reason. */
function words({ cluster, key, meta, pid, previousMeta, reason, type }: GroupEvent): string {
  const parts = [`${type} ${key} ${pid.label}`];
  if (cluster !== undefined) parts.push(`in ${cluster}`);
  const note = (meta as { readonly v?: number }).v;
  if (note !== undefined) parts.push(`v${note}`);
  const before = (previousMeta as { readonly v?: number } | undefined)?.v;
  if (previousMeta !== undefined) parts.push(`was v${before}`);
  if (reason !== undefined) parts.push(`because ${typeof reason === "string" ? reason : reason.kind}`);
  return parts.join(" ");
}

/** The code of the error that something ends with. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return codeFrom(error);
  }
  return "none";
}

/** The code of an error, or the reason for which a call failed. */
export function codeFrom(error: unknown): string {
  const { code, reason } = error as { readonly code?: string; readonly reason?: string };
  return code ?? reason ?? "an error";
}
