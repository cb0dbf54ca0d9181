// Replays of the 300 recordings of the real Group v0.2.0 on one node: the same replies and the same inboxes, in every schedule
// tried. With several shards, the events of a turn for several keys are spread over other messages.

import assert from "node:assert/strict";
import { explore, join, kill, P, receive, self, send, sleep, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import { Group } from "heddle/group";
import type { GroupEvent } from "heddle/group";
import { expect, test } from "vitest";
import { recordings } from "./support/recordings.ts";
import type { Recording, Step } from "./support/recordings.ts";

/** A task that one actor runs for another, and the messages received since the last one. */
interface Task {
  readonly run: () => Promise<unknown>;
}

/** The actors by number; each runs the functions sent to it and keeps the messages of the group. */
class NumberedActors {
  readonly #pids: Pid[] = [];
  readonly #inboxes: unknown[][] = [];

  async add(): Promise<void> {
    const inbox: unknown[] = [];
    this.#inboxes.push(inbox);
    this.#pids.push(
      await spawn(async () => {
        for (;;) {
          const message = await receive<{ readonly kind: string } | Task>();
          if ("run" in message) await message.run();
          else inbox.push(message);
        }
      }),
    );
  }

  pid(number: number): Pid {
    const pid = this.#pids[number];
    assert.ok(pid !== undefined);
    return pid;
  }

  number(pid: Pid): number {
    return this.#pids.indexOf(pid);
  }

  /** The result of `ask` in an actor; an error by its name, as in the recordings. */
  async as(number: number, ask: () => Promise<unknown>): Promise<unknown> {
    const main = self();
    const run = async (): Promise<void> => {
      let answer: unknown;
      try {
        answer = await ask();
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        answer = { raised: "ArgumentError" };
      }
      await send(main, { answer });
    };
    await send(this.pid(number), { run } satisfies Task);
    return (await receive({ answer: P.any })).answer;
  }

  /** The messages received by each actor since the last call. */
  takeInboxes(): Record<string, unknown[]> {
    const taken: Record<string, unknown[]> = {};
    for (const [number, inbox] of this.#inboxes.entries()) {
      const messages = inbox.splice(0);
      if (messages.length > 0) taken[number] = messages.map((message) => this.#recorded(message));
    }
    return taken;
  }

  #recorded(message: unknown): unknown {
    const { app, events } = message as { readonly app?: number; readonly events?: readonly GroupEvent[] };
    if (events === undefined) return { app };
    return {
      events: events.map(({ cluster, key, kind, meta, pid, previousMeta, reason }) => ({
        cluster: cluster ?? null,
        key,
        meta,
        pid: this.number(pid),
        previous_meta: previousMeta ?? null,
        reason: typeof reason === "string" ? inElixir(reason) : (reason ?? null),
        type: kind,
      })),
    };
  }
}

/** The word of Group v0.2.0 for a result or a reason. */
function inElixir(word: string): string {
  if (word === "notRegistered") return "undefined";
  return word.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** The result of a step, in the format of the recording. */
async function perform(
  group: Group,
  actors: NumberedActors,
  { by, cluster: given, key = "", meta = {}, op, pattern }: Step,
): Promise<unknown> {
  const cluster = given === null ? {} : { cluster: given };
  const wanted = pattern === "all" ? Group.all : (pattern ?? "");
  const written = async (result: Promise<{ readonly kind: string }>): Promise<unknown> => {
    const { kind } = await result;
    return kind === "ok" ? "ok" : { error: inElixir(kind) };
  };
  switch (op) {
    case "register":
      return written(group.register(key, meta, cluster));
    case "unregister":
      return written(group.unregister(key, cluster));
    case "join":
      return written(group.join(key, meta, cluster));
    case "leave":
      return written(group.leave(key, cluster));
    case "lookup": {
      const found = await group.lookup(key, cluster);
      return found === undefined ? null : [actors.number(found.pid), found.meta];
    }
    case "members":
      return (await group.members(key, cluster)).map((each) => [actors.number(each.pid), each.meta]);
    case "member_count":
      return group.memberCount(key, cluster);
    case "local_member_count":
      return group.localMemberCount(key, cluster);
    case "registry_count":
      return group.registryCount(cluster);
    case "local_registry_count":
      return group.localRegistryCount(cluster);
    case "local_entries":
      return (await group.localEntries()).map((each) => [
        each.kind,
        each.cluster ?? null,
        each.key,
        actors.number(each.pid),
        each.meta,
      ]);
    case "connected":
      return group.isConnected(given ?? "");
    case "monitor":
      return group.monitor(wanted, cluster).then(() => "ok");
    case "demonitor":
      return group.demonitor(wanted, cluster).then(() => "ok");
    case "dispatch":
      return group.dispatch(key, { app: 7 }, cluster).then(() => "ok");
    case "dispatch_local":
      return group.dispatchLocal(key, { app: 8 }, cluster).then(() => "ok");
    case "connect":
      return group.connect(given ?? "").then(() => "ok");
    case "disconnect":
      return group.disconnect(given ?? "").then(() => "ok");
    default:
      throw new Error(`The recordings have an operation ${op} for actor ${by}.`);
  }
}

/** The received messages in a canonical order; with several shards, the events without their messages. */
function comparable(inbox: Readonly<Record<string, readonly unknown[]>>, shards: number): unknown {
  return Object.entries(inbox).map(([number, messages]) => {
    const parts = messages.flatMap((message) => {
      const { events } = message as { readonly events?: readonly unknown[] };
      if (events === undefined) return [message];
      return shards === 1 ? [sorted(events)] : events;
    });
    return [number, sorted(parts)];
  });
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  return values.map((value) => canonical(value)).toSorted();
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

async function replay({ shards, steps }: Recording): Promise<void> {
  const group = await Group.start({ name: "g", shards });
  const actors = new NumberedActors();
  for (let number = 0; number < 3; number += 1) await actors.add();
  for (const [index, step] of steps.entries()) {
    let answer: unknown = "ok";
    if (step.op === "kill") {
      const pid = actors.pid(step.by);
      await kill(pid);
      await join(pid);
      await actors.add();
    } else answer = await actors.as(step.by, () => perform(group, actors, step));
    await sleep(1);
    const what = `${index} ${JSON.stringify(step)}`;
    const expected = Array.isArray(step.result) && step.op !== "lookup" ? sorted(step.result) : step.result;
    assert.deepEqual(Array.isArray(answer) && step.op !== "lookup" ? sorted(answer) : answer, expected, what);
    const inbox = actors.takeInboxes();
    assert.deepEqual(comparable(inbox, shards), comparable(step.inbox, shards), what);
  }
}

test("every recording gives the recorded answers and inboxes in five schedules", async () => {
  const failures: string[] = [];
  for (const [index, recording] of recordings.entries()) {
    const report = await explore(() => replay(recording), { executions: 5, shrink: false, time: "lazy", seed: index });
    const [counterexample] = report.counterexamples;
    // Some recordings have a single schedule.
    if (report.verdict !== "passed" && !report.isVacuous)
      failures.push(`${index}: ${report.verdict} ${String(counterexample?.error)}`);
  }
  expect(failures).toEqual([]);
});
