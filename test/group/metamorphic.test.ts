// Metamorphic properties: the number of shards, buffer sizes, an idle node and node names make no difference.

import assert from "node:assert/strict";
import { explore, kill, quiescence, receive, send } from "heddle";
import type { Pid } from "heddle";
import { Cluster } from "heddle/cluster";
import { Group } from "heddle/group";
import type { GroupMessage, GroupOptions } from "heddle/group";
import fc from "fast-check";
import { expect, test } from "vitest";

import { keysIn, workloads } from "./support/workload.ts";
import type { Action, Workload } from "./support/workload.ts";

/** The configuration of a run. */
interface Setup {
  readonly names: readonly string[];
  readonly options: Partial<GroupOptions>;
}

/** The observations of a run: the final rows of every node, and the events of the first node by key. */
interface Seen {
  readonly views: readonly (readonly string[])[];
  readonly told: Readonly<Record<string, readonly string[]>>;
}

const OK = { timeout: Number.POSITIVE_INFINITY };
const PLAIN: Setup = { names: ["n1", "n2"], options: {} };

/** Runs the actions of a workload one at a time, each at quiescence, so that only the actions and their actors matter. */
async function inOrder({ processes }: Workload, { names, options }: Setup): Promise<Seen> {
  let seen: Seen = { views: [], told: {} };
  const program = async (): Promise<void> => {
    const told: Record<string, string[]> = {};
    const cluster = await Cluster.start({
      nodes: names,
      boot: async () => {
        await Group.start({ name: "g", log: false, ...options });
      },
    });
    const group = Group.named("g");
    const [first] = cluster.nodes;
    assert.ok(first !== undefined);
    await quiescence();
    await first.spawn("observer", async () => {
      await group.monitor(Group.all);
      for (;;) {
        const { events } = await receive<GroupMessage>();
        for (const { key, kind, meta, pid, reason } of events) {
          (told[key] ??= []).push(`${kind} ${pid.label} ${JSON.stringify(meta)} ${JSON.stringify(reason ?? null)}`);
        }
      }
    });
    const pids: Pid[] = [];
    for (const [index, { node }] of processes.entries()) {
      const home = cluster.nodes[node % 2] ?? first;
      pids.push(
        await home.spawn(`p${index}`, async () => {
          for (;;) await perform(group, await receive<Action>());
        }),
      );
    }
    const rounds = Math.max(...processes.map(({ actions }) => actions.length));
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { actions }] of processes.entries()) {
        const next = actions[round];
        const pid = pids[index];
        if (next === undefined || pid === undefined) continue;
        await send(pid, { ...next, cluster: undefined });
        await quiescence();
      }
    }
    for (const pid of pids.slice(0, 1)) await kill(pid);
    await quiescence();
    const views: string[][] = [];
    for (const node of cluster.nodes) views.push(await viewOf(group.on(node)));
    seen = { views: views.slice(0, 2), told };
  };
  const report = await explore(program, { executions: 1, strategy: "round-robin", time: "lazy", shrink: false });
  expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
  expect(report.verdict).toBe("passed");
  return seen;
}

async function perform(group: Group, { key, op, v }: Action): Promise<void> {
  if (op === "register") await group.register(key, { v }, OK);
  if (op === "unregister") await group.unregister(key, OK);
  if (op === "join") await group.join(key, { v }, OK);
  if (op === "leave") await group.leave(key, OK);
}

async function viewOf(group: Group): Promise<string[]> {
  const rows: string[] = [];
  for (const key of [...keysIn(undefined), ...keysIn("game")]) {
    const holder = await group.lookup(key);
    if (holder !== undefined) rows.push(`${key} = ${holder.pid.label} ${JSON.stringify(holder.meta)}`);
    for (const { meta, pid } of await group.members(key)) rows.push(`${key} + ${pid.label} ${JSON.stringify(meta)}`);
  }
  return rows.toSorted();
}

test.each<readonly [string, readonly Setup[]]>([
  ["how many shards there are", [1, 2, 4, 8].map((shards) => ({ ...PLAIN, options: { shards } }))],
  [
    "what is buffered",
    [1, 64].map((size) => ({
      ...PLAIN,
      options: {
        replicatedSenderBufferSize: size,
        replicatedPgReceiverBufferSize: size,
        replicatedRegistryReceiverBufferSize: size,
      },
    })),
  ],
  ["a node that stands by", [PLAIN, { ...PLAIN, names: ["n1", "n2", "idle"] }]],
  ["how the nodes are called", [PLAIN, { ...PLAIN, names: ["n2", "n1"] }]],
])("it makes no difference %s", async (_what, setups) => {
  let histories = 0;
  const property = fc.asyncProperty(workloads, async (workload) => {
    const [reference, ...others] = setups;
    assert.ok(reference !== undefined);
    const expected = await inOrder(workload, reference);
    expect(expected.views[0]).toEqual(expected.views[1]);
    for (const other of others) expect(await inOrder(workload, other)).toEqual(expected);
    histories += 1;
  });
  await fc.assert(property, { numRuns: 25, seed: 2_026 });
  expect(histories).toBe(25);
});
