// The windows of Group v0.2.0: each broken program is found, every failure is a violation of its own rule, and its token
// replays it; each fixed version holds.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explore, replay } from "heddle";
import { describe, expect, test } from "vitest";

import { groupScenarios } from "../../scenarios/group.ts";

const IS_NIGHT = process.env["HEDDLE_NIGHTLY"] !== undefined;

/** Executions of each strategy for a fixed version. One takes a millisecond or two. */
const EXECUTIONS = IS_NIGHT ? 5_000 : 75;

/** Executions in which only the named window may be found. */
const FAILING = IS_NIGHT ? 500 : 20;

const TIMEOUT = 600_000 + EXECUTIONS * 20;

/** The rule that a scenario violates, and the execution in which the portfolio finds it with the default seed. */
interface Finding {
  readonly rule: RegExp;
  readonly index: number;
}

const FINDINGS: Readonly<Record<string, Finding>> = {
  "g1-zombie-after-remote-wins": { rule: /^GI13: b lists main\/a\/pa for db, which is dead/, index: 4 },
  "g2-mutual-kill-by-update": { rule: /^GI14: nobody is left/, index: 20 },
  "g3-mutual-kill-by-tie": { rule: /^GI14: nobody is left/, index: 1 },
  "g4-resolver-ping-pong": { rule: /^GI16: the nodes have decided 11 times/, index: 1 },
  "g5-dead-winner": { rule: /^GI14: main\/b\/pb wins db .*, and is dead/, index: 16 },
  "g6-resolver-with-effects": { rule: /^GI14: .*shard has crashed in its resolver/, index: 1 },
  "g7-reason-by-node": { rule: /^GI14: pa is ended (for|2 times)/, index: 4 },
  "g8-trapping-loser": { rule: /^GI14: .* and .* are left/, index: 4 },
  "g9-unpaired-events": { rule: /^GI8: by its events the watcher believes that main\/a\/pa is registered/, index: 0 },
  "g11-control-overtakes-death": { rule: /^GI13: a lists main\/b\/pb for db, which is dead/, index: 0 },
  "g12-control-overtakes-disconnect": { rule: /^GI17: a lists main\/b\/pb for room, but b has left game/, index: 5 },
  "g13-control-overtakes-nodedown": { rule: /^GI17: a lists main\/b\/pb for db, but b is down/, index: 0 },
  "g14-snapshot-overtakes-update": { rule: /^GI12: for a db has version 2/, index: 0 },
  "g15-down-overtakes-request": { rule: /^GI7: the end of late gives no reason/, index: 4 },
  "g16-dead-holder-blocks": { rule: /^GI6: db is taken, but its holder was dead/, index: 9 },
  "g18-shard-crash-mid-request": { rule: /^GI13: a lists main\/a\/caller for db, which has given it up/, index: 23 },
  "g19-crash-between-indexes": { rule: /^GI13: alone lists main\/worker for db, which is dead/, index: 131 },
  "g20-replacement-gap": { rule: /^GI1: the reader found main\/a\/pa for db and then nobody/, index: 17 },
  "g21-orphan-deletes-winner": { rule: /^GI13: a does not list main\/b\/pb for db/, index: 2 },
  "g22-new-shard-before-old-down": { rule: /^GI13: b does not list main\/a\/pa for db/, index: 6 },
  "g23-one-shard-unroutes-all": { rule: /^GI13: b does not list main\/a\/pa for room in game/, index: 1 },
  "g24-late-greeting": { rule: /^GI18: for a b is a node, but it is down/, index: 8 },
  "g25-late-down-after-heal": { rule: /^GI13: a does not list main\/b\/pb for db/, index: 165 },
  "g26-connect-during-discovery": { rule: /^GI13: . does not list main\/.\/p. for room in game/, index: 11 },
  "g28-executed-after-disconnect": { rule: /^GI5: alone has left game, but lists main\/joiner/, index: 1 },
  "g29-disconnect-overtakes-batch": { rule: /^GI17: b lists main\/a\/pa for room, but a has left game/, index: 7 },
  "g30-reconnect-resurrects": { rule: /^GI13: a lists main\/b\/pb for room in game, which is dead/, index: 0 },
  "g31-batch-after-disconnect": { rule: /^GI5: a lists main\/b\/pb for room, but has left game/, index: 1 },
  "g32-disconnect-half-done": { rule: /^GI5: alone has left game, but lists main\/member/, index: 0 },
  "g33-half-a-membership": { rule: /^GI18: for a b is a node, but it is down/, index: 82 },
  "g34-reconnect-overtakes-disconnect": { rule: /^GI18: a is in game, but for b its nodes are b/, index: 13 },
  "g35-lease-against-interest": { rule: /^GI13: alone does not list main\/joiner for room in game/, index: 1 },
  "g36-lease-comes-back": { rule: /^GI19: game was connected for good, but is leased/, index: 0 },
  "g37-lease-never-written": { rule: /^GI19: game was connected for a time, but has no lease/, index: 0 },
  "g38-lost-on-a-busy-link": { rule: /^GI12: a lists second, which b did later, but not first/, index: 15 },
  "g39-refused-by-the-gone": { rule: /^D\.4 45: a has begun to connect b again/, index: 1 },
  "g40-clock-ahead": { rule: /^GI14: for . db is main\/a\/pa's, but pb is newer/, index: 0 },
  "g41-two-dispatch-lanes": { rule: /^GI21: worker was sent 1,2 and received/, index: 0 },
  "g44-subscriptions-die": { rule: /^GI7: the watcher has subscribed, but does not hear/, index: 0 },
  "g45-told-before-visible": { rule: /^GI4: the caller was told that db is registered, and finds nobody/, index: 0 },
};

const broken = groupScenarios
  .filter(({ expected }) => expected === "violated")
  .map((scenario) => {
    const finding = FINDINGS[scenario.name];
    if (finding === undefined) throw new Error(`${scenario.name} is missing in FINDINGS`);
    return { ...scenario, finding };
  });
const fixed = groupScenarios.filter(({ expected }) => expected === "passed");

test.each(broken)("the portfolio finds $name in a known execution", async ({ finding, name, options, program }) => {
  const report = await explore(program, { ...options, name, executions: 2_000, shrink: false });

  expect(report.counterexamples.map(({ index }) => index)).toEqual([finding.index]);
});

// In the daytime run it suffices that an exploration repeats each failing execution and compares the two.
test.runIf(IS_NIGHT).each(broken)("the token of $name replays it", async ({ name, options, program }) => {
  const report = await explore(program, { ...options, name, executions: 2_000, shrink: false });
  const [found] = report.counterexamples;
  assert(found !== undefined);

  const again = await replay(program, found.token, { name });

  expect(again.signature).toBe(found.signature);
  expect(again.trace).toEqual(found.trace);
});

test.each(broken)("nothing is found in $name but the named window", async ({ finding, name, options, program }) => {
  const report = await explore(program, {
    ...options,
    name,
    strategy: "pct",
    executions: FAILING,
    stopAfter: FAILING,
    shrink: false,
  });

  expect(report).toMatchObject({ executions: FAILING, undecided: 0 });
  const messages = report.counterexamples.map(({ error }) => (error instanceof Error ? error.message : String(error)));
  for (const message of messages) expect(message).toMatch(finding.rule);
});

describe.each(["random", "pct"] as const)(`${EXECUTIONS} executions of %s`, (strategy) => {
  test.each(fixed)(
    "do not break $name",
    async ({ name, options, program }) => {
      const report = await explore(program, { ...options, name, strategy, executions: EXECUTIONS, shrink: false });

      expect(report.counterexamples.map(({ error, token }) => [token, error])).toEqual([]);
      expect(report).toMatchObject({ verdict: "passed", executions: EXECUTIONS, leaks: [] });
    },
    TIMEOUT,
  );
});

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${folder}${file}`, "utf8"));

test.each(broken)("$name says how small it gets", { timeout: 600_000 }, async ({ name, options, program }) => {
  const text = files.find((file) => file.includes(`name: "${name}"`)) ?? "";
  const [, deviations, switches] =
    /It takes (\d+) deviations? from the default schedule and (\d+) context switch/.exec(text) ?? [];
  assert(deviations !== undefined && switches !== undefined, `${name} does not say how small it gets`);
  if (!IS_NIGHT) return;

  const [found] = (await explore(program, { ...options, name, executions: 2_000 })).counterexamples;

  expect(found?.deviations.length).toBe(Number(deviations));
  expect(found?.switches).toBe(Number(switches));
});
