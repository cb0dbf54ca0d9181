// The faults of Group v0.2.0 break the promises that the group which ships keeps: the same generated form of history, the same
// judge. The report names the window, and the one remedy that closes it makes the promise hold again.

import { explore } from "heddle";
import type { Report } from "heddle";
import { counterexampleText } from "heddle/report";
import { expect, test } from "vitest";

import type { Fix } from "../../scenarios/group/v020/options.ts";
import { judged } from "./support/invariant-oracle.ts";
import type { Judging } from "./support/invariant-oracle.ts";
import { startFaithful, startGroup } from "./support/variants.ts";
import { GAME } from "./support/workload.ts";
import type { Act, Workload } from "./support/workload.ts";

interface Window {
  /** What the report calls it. */
  readonly name: string;
  /** The promise that is broken. */
  readonly promise: string;
  readonly fixes: readonly Fix[];
  readonly processes: Workload["processes"];
  readonly blows?: Workload["blows"];
  readonly nodes?: number;
  readonly observing?: NonNullable<Judging["observing"]>;
}

function act(op: Act["op"], v: number = 1, cluster?: typeof GAME): Act {
  return { op, key: cluster === undefined ? "a" : `${cluster}/a`, v, cluster };
}

const WINDOWS: readonly Window[] = [
  {
    name: "G1-zombie-after-remote-wins",
    promise: "GI3, GI13",
    fixes: ["authoritative-unregister"],
    processes: [
      { node: 0, acts: [act("register")] },
      { node: 1, acts: [act("register"), act("unregister")] },
    ],
  },
  {
    name: "G2-mutual-kill-by-update",
    promise: "GI14",
    fixes: ["rank-at-registration"],
    processes: [
      { node: 0, acts: [act("register"), act("wait"), act("wait"), act("register", 2)] },
      { node: 1, acts: [act("wait"), act("register")] },
    ],
  },
  {
    name: "G9-unpaired-events",
    promise: "GI8",
    fixes: ["paired-events"],
    nodes: 3,
    observing: "in the end",
    processes: [
      { node: 0, acts: [act("register")] },
      { node: 1, acts: [act("wait"), act("register")] },
    ],
  },
  {
    name: "G28-executed-after-disconnect",
    promise: "GI5",
    fixes: ["membership-in-turn"],
    processes: [{ node: 0, acts: [act("join", 1, GAME)] }],
    blows: [{ kind: "disconnect", node: 0 }],
  },
  {
    name: "G31-batch-after-disconnect",
    promise: "GI5",
    fixes: ["membership-at-apply", "purge-on-disconnect"],
    processes: [{ node: 0, acts: [act("join", 1, GAME)] }],
    blows: [{ kind: "disconnect", node: 1 }],
  },
];

/** Runs the history of a window on a group. */
function run(
  { blows = [], name, nodes = 2, observing = "not at all", processes }: Window,
  start = startGroup,
): Promise<Report> {
  const workload: Workload = { nodes, shards: 1, buffer: 1, order: "nodes", processes, blows, late: [] };
  return explore(() => judged(workload, start, { observing }), {
    name,
    strategy: "random",
    seed: "faithful",
    executions: 120,
    stopAfter: 20,
    shrink: false,
  });
}

/** The promises that were broken, each once. */
function brokenIn({ counterexamples }: Report): readonly string[] {
  return [
    ...new Set(
      counterexamples.map(
        ({ error }) => /\((?<promise>GI.*?)\)/.exec(String(error))?.groups?.["promise"] ?? String(error),
      ),
    ),
  ];
}

test.each(WINDOWS)("$name breaks $promise in Group v0.2.0, and its remedy mends it", async (window) => {
  const broken = await run(window, startFaithful());
  const mended = await run(window, startFaithful(...window.fixes));
  const shipped = await run(window);

  expect(brokenIn(broken)).toContain(window.promise);
  expect(broken.counterexamples.map((each) => counterexampleText(each)).join()).toContain(window.name);
  expect(brokenIn(mended)).not.toContain(window.promise);
  expect([shipped.verdict, brokenIn(shipped)]).toEqual(["passed", []]);
});
