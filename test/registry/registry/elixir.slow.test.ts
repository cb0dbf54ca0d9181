// Replays of 300 recordings of Elixir's Registry: both architectures give the same answers.

import { readFileSync } from "node:fs";

import assert from "node:assert/strict";
import { explore, join, kill, P, receive, self, send, sleep, spawn, UsageError } from "heddle";
import type { Pid } from "heddle";
import { Registry } from "heddle/registry";
import { expect, test } from "vitest";

interface Step {
  readonly by: number;
  readonly op: string;
  readonly key?: string;
  readonly of?: number;
  readonly value?: unknown;
  readonly pattern?: unknown;
  readonly result: unknown;
}

interface Recording {
  readonly keys: "unique" | "duplicate";
  readonly partitions: number;
  readonly steps: readonly Step[];
}

const recordings = JSON.parse(
  readFileSync(new URL("recordings/elixir-registry.json", import.meta.url), "utf8"),
) as readonly Recording[];

/** `"_"` matches anything, `"$1"` twice a pair of equal values. */
function patternOf(recorded: unknown): P.Pattern<unknown> {
  if (recorded === "_") return P._;
  if (!Array.isArray(recorded)) return recorded as number;
  if (recorded[0] === "$1") return P.when((value) => Array.isArray(value) && value[0] === value[1]);
  return recorded.map(patternOf) as unknown as P.Pattern<unknown>;
}

/** The actors by number; each runs the functions sent to it. */
class NumberedActors {
  readonly pids: Pid[] = [];

  async add(): Promise<void> {
    this.pids.push(
      await spawn(async () => {
        for (;;) await (await receive<() => Promise<void>>())();
      }),
    );
  }

  pid(number: number | undefined): Pid {
    const pid = this.pids[number ?? -1];
    assert.ok(pid !== undefined);
    return pid;
  }

  number(pid: Pid | undefined): number | null {
    return pid === undefined ? null : this.pids.indexOf(pid);
  }

  /** The result of `ask` in an actor; `raised` for a usage error. */
  async as(number: number, ask: () => Promise<unknown>): Promise<unknown> {
    const main = self();
    await send(this.pid(number), async () => {
      let answer: unknown;
      try {
        answer = await ask();
      } catch (error) {
        assert.ok(error instanceof UsageError);
        answer = "raised";
      }
      await send(main, { answer });
    });
    return (await receive({ answer: P.any })).answer;
  }
}

/** The result of a step, in the format of the recording. */
async function perform(registry: Registry<string>, actors: NumberedActors, step: Step): Promise<unknown> {
  const { key = "", op, pattern, value } = step;
  const numbered = (entries: readonly (readonly [Pid, unknown])[]): unknown =>
    sorted(entries.map(([pid, each]) => [actors.number(pid), each]));
  switch (op) {
    case "register": {
      const registered = await registry.register(key, value);
      return registered.kind === "ok" ? "ok" : { already_registered: actors.number(registered.pid) };
    }
    case "unregister":
      return registry.unregister(key).then(() => "ok");
    case "unregister_match":
      return registry.unregisterMatch(key, patternOf(pattern)).then(() => "ok");
    case "lookup":
      return numbered(await registry.lookup(key));
    case "match":
      return numbered(await registry.match(key, patternOf(pattern)));
    case "count_match":
      return registry.countMatch(key, patternOf(pattern));
    case "dispatch": {
      const reached: (readonly [Pid, unknown])[] = [];
      await registry.dispatch(key, (entries) => reached.push(...entries));
      return numbered(reached);
    }
    case "values":
      return sorted(await registry.values(key, actors.pid(step.of)));
    case "keys":
      return sorted(await registry.keys(actors.pid(step.of)));
    case "count":
      return registry.count();
    case "select":
      return sorted(await registry.select({}, (row) => [row.key, actors.number(row.pid), row.value]));
    case "whereis":
      return actors.number(await registry.whereis(key));
    case "update_value": {
      const updated = await registry.updateValue(key, () => value);
      return updated.kind === "ok" ? [updated.value, updated.previous] : "error";
    }
    case "meta": {
      const found = await registry.meta(key);
      return found.kind === "ok" ? { ok: found.value } : "error";
    }
    case "put_meta":
      return registry.putMeta(key, value).then(() => "ok");
    case "delete_meta":
      return registry.deleteMeta(key).then(() => "ok");
    default:
      throw new Error(`no such operation: ${op}`);
  }
}

/** In the order of Erlang's terms: numbers before pairs, lists item by item. */
function sorted(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted(compare);
}

function compare(one: unknown, other: unknown): number {
  if (Array.isArray(one) && Array.isArray(other)) {
    for (const [index, item] of one.entries()) {
      const order = compare(item, other[index]);
      if (order !== 0) return order;
    }
    return 0;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return Array.isArray(one) ? 1 : -1;
  const [left, right] = [one as number, other as number];
  return left < right ? -1 : left > right ? 1 : 0;
}

async function replayed({ keys, partitions, steps }: Recording, architecture: "server" | "shared"): Promise<void> {
  const registry = await Registry.start<string>({ keys, partitions, architecture });
  const actors = new NumberedActors();
  for (let count = 0; count < 3; count += 1) await actors.add();
  for (const [index, step] of steps.entries()) {
    let result: unknown = "ok";
    if (step.op === "kill") {
      await kill(actors.pid(step.by));
      await join(actors.pid(step.by));
      await sleep(1);
      await actors.add();
    } else {
      result = await actors.as(step.by, () => perform(registry, actors, step));
    }
    assert.deepEqual(result, step.result, `step ${index}: ${JSON.stringify(step)}`);
  }
  for (const pid of actors.pids) await kill(pid);
}

test.each(["server", "shared"] as const)("the %s architecture answers as Elixir does", async (architecture) => {
  const differing: string[] = [];
  for (const [index, recording] of recordings.entries()) {
    // Cleanup is awaited and operations run one at a time, so that every schedule must give the same answers.
    const report = await explore(() => replayed(recording, architecture), {
      executions: 5,
      time: "lazy",
      shrink: false,
    });
    for (const { error } of report.counterexamples) differing.push(`recording ${index}: ${String(error)}`);
  }
  expect(recordings.length).toBe(300);
  expect(differing).toEqual([]);
});
