// Each broken scenario is found, and every failure is a violation of its own rule.

import { explore, replay } from "heddle";
import { describe, expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";

/** The rule that a scenario violates, and the execution in which each strategy finds it with the default seed. */
interface Finding {
  readonly rule: RegExp;
  readonly random: number;
  readonly pct: number;
}

const FINDINGS: Readonly<Record<string, Finding>> = {
  "lost-update": { rule: /^an update was lost/, random: 1, pct: 4 },
  "lookup-or-start": { rule: /^KI1: .* both serve db/, random: 1, pct: 1 },
  "r1-stale-lookup": { rule: /^R1: the job was lost/, random: 20, pct: 6 },
  "r2-restart-beats-cleanup": { rule: /^RI7: main\/worker-2 was refused db for main\/worker, dead/, random: 2, pct: 9 },
  "r3-late-cleanup-kills-successor": { rule: /^RI5: main\/worker-2 lives and owns db/, random: 2, pct: 9 },
  "r4-takeover-double-claim": { rule: /^RI2: .* alive and both own db/, random: 0, pct: 0 },
  "r5-lookup-or-start": { rule: /^KI1: .* both serve db/, random: 1, pct: 3 },
  "r6-failed-register-clobbers": { rule: /^RI3: db still belongs to main\/worker/, random: 1, pct: 3 },
  "r7-write-order": { rule: /^RI3: db still belongs to main\/worker/, random: 6, pct: 14 },
  "r8-monitor-lost": { rule: /^RI3: db still belongs to main\/worker/, random: 0, pct: 1 },
  "r9-two-monitors": { rule: /^RI3: db still belongs to main\/worker/, random: 0, pct: 0 },
  "r10-register-then-die": { rule: /^RI3: db still belongs to main\/worker/, random: 0, pct: 0 },
  "r12-dispatch-mutates": { rule: /^RI11: /, random: 2, pct: 0 },
  "r14-listener-order": { rule: /^RI13: the events say who owns the key/, random: 1, pct: 3 },
  "r17-lock-granted-late": {
    rule: /^No actor can make progress:\n(.*\n)*  main\/third waits in receive/,
    random: 3,
    pct: 1,
  },
  "r20-partition-crash": { rule: /^RI5: main\/worker lives and owns db, but a lookup finds nobody/, random: 3, pct: 1 },
  "r21-update-resurrects": { rule: /^RI5: main\/successor lives and owns db, but .* main\/owner/, random: 303, pct: 0 },
  "r22-on-behalf": { rule: /^RI3: (db|web) still belongs to main\/worker/, random: 1, pct: 7 },
  "f3-restart-cannot-reregister": { rule: /^RI3: db still belongs to main\/supervisor\/worker,/, random: 0, pct: 0 },
  "f4-overlapping-restart": { rule: /^RI5: main\/supervisor\/worker-2 lives and owns db/, random: 2, pct: 0 },
  "f5-unregister-hits-successor": { rule: /^RI5: main\/new lives and owns db/, random: 7, pct: 7 },
  "f6-double-start": { rule: /^KI1: .* both serve db/, random: 1, pct: 4 },
  "f7-takeover-gap": { rule: /^RI5: main\/heir lives and owns db/, random: 1, pct: 7 },
  "f8-stale-sibling": { rule: /^R1: the job was lost/, random: 2, pct: 1 },
  "f9-terminate-raises": { rule: /^R1: the restart was lost/, random: 2, pct: 1 },
  "f10-cancelled-before-ready": { rule: /^RI3: db still belongs to main\/worker/, random: 7, pct: 2 },
  "f11-zombie-children": { rule: /^KI1: .* both serve db/, random: 0, pct: 0 },
  "f13-lost-wake-up": { rule: /^R1: the job was lost/, random: 7, pct: 7 },
  "f14-lost-on-timeout": { rule: /^R1: the job was lost/, random: 12, pct: 8 },
  "k1-restart-twin": { rule: /^KI1: .* both serve db/, random: 0, pct: 0 },
  "k2-dead-hit": { rule: /^KI2: main was given main\/registry\/worker, dead before it asked/, random: 1, pct: 2 },
  "k3-late-down-deletes-successor": { rule: /^KI1: .*worker-2 and .*worker-3 both serve db/, random: 2, pct: 2 },
  "k4-stolen-table": { rule: /^KI6: the registry cannot start: its table belongs to main\/caller/, random: 0, pct: 0 },
  "k5-caller-panics": { rule: /^KI6: the caller crashes/, random: 0, pct: 0 },
  "k6-started-for-nobody": {
    rule: /^K6: main\/registry\/worker serves db, but nobody was given it/,
    random: 0,
    pct: 0,
  },
  "k7-head-of-line": { rule: /^KI6: main\/bob timed out/, random: 0, pct: 0 },
  "k8-reentrant-start": {
    rule: /^No actor can make progress:\n(.*\n)*  main\/factory waits in call\(registry\) for main\/registry/,
    random: 2,
    pct: 1,
  },
  "k10-crashes-add-up": { rule: /^KI7: main\/log ended, since others crashed/, random: 11, pct: 10 },
  "k11-one-actor-two-keys": { rule: /^RI3: db still belongs to main\/registry\/worker/, random: 1, pct: 1 },
  "k12-key-is-a-pid": { rule: /^KI2: main was given no actor, but db/, random: 0, pct: 1 },
  "k13-one-for-one": { rule: /^KI1: .* both serve db/, random: 0, pct: 0 },
  "k14-unsupervised": { rule: /^KI1: .* both serve db/, random: 0, pct: 0 },
  "k15-killed-between-rows": { rule: /^RI3: db still belongs to main\/registry\/worker/, random: 15, pct: 7 },
  "k16-anonymous": { rule: /^KI6: the registry of main\/(alice|bob) cannot start/, random: 0, pct: 0 },
  "real-async-mutex-0.2.4": {
    rule: /^No actor can make progress:\n(.*\n)*  main\/fourth waits for a promise/,
    random: 0,
    pct: 0,
  },
  "real-p-memoize-6.0.1": { rule: /^concurrent calls for one key execute once/, random: 0, pct: 0 },
  "real-lru-cache-7.16.1": { rule: /^a fetch gives the value or an error/, random: 1, pct: 4 },
};

const broken = scenarios
  .filter(({ expected }) => expected === "violated")
  .map((scenario) => {
    const finding = FINDINGS[scenario.name];
    if (finding === undefined) throw new Error(`${scenario.name} is missing in FINDINGS`);
    return { ...scenario, finding };
  });

describe.each(["random", "pct"] as const)("%s", (strategy) => {
  test.each(broken)("finds $name in a known execution", async ({ name, options, program, finding }) => {
    const report = await explore(program, { ...options, name, strategy, shrink: false });

    expect(report.verdict).toBe("violated");
    expect(report.counterexamples[0]?.index).toBe(finding[strategy]);
  });

  test.each(broken)("finds nothing in $name but the named race", async ({ name, options, program, finding }) => {
    const report = await explore(program, {
      ...options,
      name,
      strategy,
      executions: 60,
      stopAfter: 60,
      shrink: false,
    });

    expect(report).toMatchObject({ executions: 60, undecided: 0 });
    const messages = report.counterexamples.map(({ error }) => (error instanceof Error ? error.message : error));
    for (const message of messages) expect(message).toMatch(finding.rule);
  });

  test.each(broken)("gives a token that replays $name", async ({ name, options, program }) => {
    const report = await explore(program, { ...options, name, strategy, shrink: false });
    const [found] = report.counterexamples;

    const again = await replay(program, found?.token ?? "", { name });

    expect(again.signature).toBe(found?.signature);
    expect(again.trace).toEqual(found?.trace);
    expect(found?.steps).toBeLessThan(45);
  });
});
