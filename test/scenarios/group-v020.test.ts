// Replays of the 300 recordings of Group v0.2.0 on one node: the model gives the same replies and sends the same messages.

import assert from "node:assert/strict";
import { explore, join, kill, P, receive, self, send, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { expect, test } from "vitest";

import { ArgumentError, FaithfulGroup } from "../../scenarios/group/v020/faithful-group.ts";
import type { GroupEvent, GroupMessage } from "../../scenarios/group/v020/events.ts";
import { recordings } from "../group/support/recordings.ts";
import type { Recording, Step } from "../group/support/recordings.ts";

/** The actors by number; each runs the functions sent to it and keeps all other messages. */
class NumberedActors {
  readonly pids: Pid[] = [];
  readonly #inbox = new Map<number, unknown[]>();

  async add(): Promise<void> {
    const number = this.pids.length;
    this.pids.push(
      await spawn(async () => {
        for (;;) {
          const message = await receive();
          if (typeof message === "function") await (message as () => Promise<void>)();
          else this.#inbox.set(number, [...(this.#inbox.get(number) ?? []), this.#shown(message)]);
        }
      }),
    );
  }

  pid(number: number): Pid {
    const pid = this.pids[number];
    assert.ok(pid !== undefined);
    return pid;
  }

  number(pid: Pid): number {
    return this.pids.indexOf(pid);
  }

  /** The result of `ask` in an actor. */
  async as(number: number, ask: () => Promise<unknown>): Promise<unknown> {
    const main = self();
    await send(this.pid(number), async () => {
      let answer: unknown;
      try {
        answer = await ask();
      } catch (error) {
        assert.ok(error instanceof ArgumentError, String(error));
        answer = { raised: "ArgumentError" };
      }
      await send(main, { answer });
    });
    return (await receive({ answer: P.any })).answer;
  }

  /** The messages of each actor since the last call, sorted: there is no order across shards. */
  received(): Record<string, unknown[]> {
    const received = Object.fromEntries(
      [...this.#inbox].map(([number, messages]) => [number, messages.toSorted(inOrder)]),
    );
    this.#inbox.clear();
    return received;
  }

  #shown(message: unknown): unknown {
    if ((message as { kind?: unknown }).kind !== "group") return { app: message };
    const events = (message as GroupMessage).events.map((event: GroupEvent) => ({
      cluster: event.cluster,
      key: event.key,
      meta: event.meta,
      pid: this.number(event.pid),
      previous_meta: event.previousMeta ?? null,
      reason: event.reason ?? null,
      type: event.kind,
    }));
    return { events };
  }
}

function inOrder(one: unknown, other: unknown): number {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The result of a step, in the format of the recording. */
async function perform(group: FaithfulGroup, actors: NumberedActors, step: Step): Promise<unknown> {
  const { cluster, key = "", meta = {}, op, pattern = "" } = step;
  const options = { cluster };
  const numbered = ({ meta: own, pid }: { meta: unknown; pid: Pid }): unknown[] => [actors.number(pid), own];
  switch (op) {
    case "register":
      return shown(await group.register(key, meta, options));
    case "unregister":
      return shown(await group.unregister(key, options));
    case "join":
      return shown(await group.join(key, meta, options));
    case "leave":
      return shown(await group.leave(key, options));
    case "monitor":
      return shown(await group.monitor(pattern, options));
    case "demonitor":
      return shown(await group.demonitor(pattern, options));
    case "connect":
      return shown(await group.connect(cluster ?? ""));
    case "disconnect":
      return shown(await group.disconnect(cluster ?? ""));
    case "connected":
      return group.isConnected(cluster ?? "");
    case "dispatch":
      return shown(await group.dispatch(key, messageOf(step), options));
    case "dispatch_local":
      return shown(await group.dispatchLocal(key, messageOf(step), options));
    case "lookup": {
      const found = await group.lookup(key, options);
      return found === undefined ? null : numbered(found);
    }
    case "members":
      return (await group.members(key, options)).map(numbered).toSorted(inOrder);
    case "member_count":
      return group.memberCount(key, options);
    case "local_member_count":
      return group.localMemberCount(key, options);
    case "registry_count":
      return group.registryCount(options);
    case "local_registry_count":
      return group.localRegistryCount(options);
    case "local_entries": {
      const rows = (kind: string, entries: Awaited<ReturnType<FaithfulGroup["registrations"]>>): unknown[] =>
        entries.map((entry) => [kind, entry.cluster, entry.key, actors.number(entry.pid), entry.meta]);
      return [...rows("registry", await group.registrations()), ...rows("pg", await group.memberships())].toSorted(
        inOrder,
      );
    }
    default:
      throw new Error(`no such operation: ${op}`);
  }
}

function shown({ kind }: { readonly kind: string }): unknown {
  return kind === "ok" ? "ok" : { error: kind };
}

/** The message of a dispatch, which is recorded with its receivers and not with the step. */
function messageOf({ inbox }: Step): unknown {
  for (const messages of Object.values(inbox)) {
    for (const message of messages) if ("app" in (message as object)) return (message as { app: unknown }).app;
  }
  return "unheard";
}

async function replayed({ shards, steps }: Recording, number: number): Promise<void> {
  const group = await FaithfulGroup.start({ shards });
  const actors = new NumberedActors();
  for (let count = 0; count < 3; count += 1) await actors.add();
  for (const [index, step] of steps.entries()) {
    let result: unknown = "ok";
    if (step.op === "kill") {
      await kill(actors.pid(step.by));
      await join(actors.pid(step.by));
      await actors.add();
    } else {
      result = await actors.as(step.by, () => perform(group, actors, step));
    }
    await sleep(1);
    const where = `recording ${number}, step ${index}: ${JSON.stringify(step)}`;
    assert.deepEqual(
      Array.isArray(step.result) && step.op !== "lookup" ? sortedRows(result) : result,
      expected(step),
      where,
    );
    assert.deepEqual(actors.received(), step.inbox, where);
  }
  for (const pid of actors.pids) await kill(pid);
  await group.stop();
}

function expected({ op, result }: Step): unknown {
  return Array.isArray(result) && op !== "lookup" ? sortedRows(result) : result;
}

function sortedRows(rows: unknown): unknown {
  return (rows as unknown[]).toSorted(inOrder);
}

const TOGETHER = 10;

test("the model of Group v0.2.0 answers and tells as it does on one node", async () => {
  expect(recordings.length).toBe(300);
  for (let first = 0; first < recordings.length; first += TOGETHER) {
    const some = recordings.slice(first, first + TOGETHER);
    // Operations run one at a time, so that every schedule must give the same result.
    const report = await explore(
      async () => {
        for (const [index, recording] of some.entries()) await replayed(recording, first + index);
      },
      { executions: 1, time: "lazy", maxSteps: 100_000, shrink: false },
    );
    expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
    expect(report).toMatchObject({ undecided: 0, leaks: [] });
  }
});
