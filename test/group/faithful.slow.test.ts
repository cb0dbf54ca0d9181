// The bugs of Group v0.2.0 violate invariants that the shipped group keeps, under the same form of workload and the same oracle.
// The report names the race window, and the fix for that window restores the invariant.

import { explore } from "heddle";
import type { Report } from "heddle";
import { counterexampleText } from "heddle/report";
import { expect, test } from "vitest";

import type { Fix } from "../../scenarios/group/v020/options.ts";
import { InvariantOracle } from "./support/invariant-oracle.ts";
import type { OracleOptions } from "./support/invariant-oracle.ts";
import { startFaithful, startGroup } from "./support/variants.ts";
import { GAME } from "./support/workload.ts";
import type { Action, Workload } from "./support/workload.ts";

interface Window {
  /** Its name in the report. */
  readonly name: string;
  /** The invariant that it violates, as in the messages of the oracle. */
  readonly invariant: string;
  readonly fixes: readonly Fix[];
  readonly processes: Workload["processes"];
  readonly faults?: Workload["faults"];
  readonly nodes?: number;
  readonly observing?: NonNullable<OracleOptions["observing"]>;
}

function action(op: Action["op"], v: number = 1, cluster?: typeof GAME): Action {
  return { op, key: cluster === undefined ? "a" : `${cluster}/a`, v, cluster };
}

const WINDOWS: readonly Window[] = [
  {
    name: "G1-zombie-after-remote-wins",
    invariant: "no ghost rows",
    fixes: ["authoritative-unregister"],
    processes: [
      { node: 0, actions: [action("register")] },
      { node: 1, actions: [action("register"), action("unregister")] },
    ],
  },
  {
    name: "G2-mutual-kill-by-update",
    invariant: "one survivor",
    fixes: ["rank-at-registration"],
    processes: [
      { node: 0, actions: [action("register"), action("wait"), action("wait"), action("register", 2)] },
      { node: 1, actions: [action("wait"), action("register")] },
    ],
  },
  {
    name: "G9-unpaired-events",
    invariant: "events match rows",
    fixes: ["paired-events"],
    nodes: 3,
    observing: "in the end",
    processes: [
      { node: 0, actions: [action("register")] },
      { node: 1, actions: [action("wait"), action("register")] },
    ],
  },
  {
    name: "G28-executed-after-disconnect",
    invariant: "no rows after disconnect",
    fixes: ["membership-in-turn"],
    processes: [{ node: 0, actions: [action("join", 1, GAME)] }],
    faults: [{ kind: "disconnect", node: 0 }],
  },
  {
    name: "G31-batch-after-disconnect",
    invariant: "no rows after disconnect",
    fixes: ["membership-at-apply", "purge-on-disconnect"],
    processes: [{ node: 0, actions: [action("join", 1, GAME)] }],
    faults: [{ kind: "disconnect", node: 1 }],
  },
];

/** Explores the workload of a window on a group. */
function run(
  { faults = [], name, nodes = 2, observing = "not at all", processes }: Window,
  start = startGroup,
): Promise<Report> {
  const workload: Workload = { nodes, shards: 1, buffer: 1, order: "nodes", processes, faults, late: [] };
  return explore(() => InvariantOracle.run(workload, start, { observing }), {
    name,
    strategy: "random",
    seed: "faithful",
    executions: 120,
    stopAfter: 20,
    shrink: false,
  });
}

/** The distinct invariants that were violated. */
function violatedIn({ counterexamples }: Report): readonly string[] {
  return [
    ...new Set(
      counterexamples.map(
        ({ error }) => /\((?<invariant>[^()]*)\)$/m.exec(String(error))?.groups?.["invariant"] ?? String(error),
      ),
    ),
  ];
}

test.each(WINDOWS)("$name violates '$invariant' in Group v0.2.0, and its fix restores it", async (window) => {
  const broken = await run(window, startFaithful());
  const fixed = await run(window, startFaithful(...window.fixes));
  const shipped = await run(window);

  expect(violatedIn(broken)).toContain(window.invariant);
  expect(broken.counterexamples.map((each) => counterexampleText(each)).join()).toContain(window.name);
  expect(violatedIn(fixed)).not.toContain(window.invariant);
  expect([shipped.verdict, violatedIn(shipped)]).toEqual(["passed", []]);
});
