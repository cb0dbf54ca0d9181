// The summary of each broken scenario: the critical pairs of operations, and their number.

import assert from "node:assert/strict";

import { explore } from "heddle";
import { expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";

test("every broken scenario is explained in a sentence", async () => {
  const lines: string[] = [];
  for (const { expected, name, options, program } of scenarios) {
    if (expected !== "violated") continue;
    const [found] = (await explore(program, { ...options, name })).counterexamples;
    assert(found?.explanation !== undefined);
    lines.push(`${name} (${found.explanation.depth}): ${found.explanation.sentence}`);
  }
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "lost-update (2): Fails when \`alice: cell.read(counter)\` comes before \`bob: cell.write(counter)\` and \`bob: cell.read(counter)\` before \`alice: cell.write(counter)\`; passes when either is the other way round.
    lookup-or-start (2): Fails when \`alice: cell.read(worker)\` comes before \`bob: cell.write(worker)\` and \`bob: cell.read(worker)\` before \`alice: cell.write(worker)\`; passes when either is the other way round.
    r1-stale-lookup (1): Fails when \`registry: request lookup from client\` comes before \`registry: DOWN(owner)\`; passes the other way round.
    r2-restart-beats-cleanup (1): Fails when \`registry: request from worker-2\` comes before \`registry: DOWN(worker)\`; passes the other way round.
    r3-late-cleanup-kills-successor (1): Fails when \`registry: request register from worker-2\` comes before \`registry: DOWN(worker)\`; passes the other way round.
    r4-takeover-double-claim (2): Fails when \`alice: table.get(owners[db])\` comes before \`bob: table.delete(owners[db])\` and \`bob: table.insertNew(owners[db])\` before \`alice: table.delete(owners[db])\`; passes when either is the other way round.
    r5-lookup-or-start (2): Fails when \`alice: table.get(owners[db])\` comes before \`bob/worker: table.insertNew(owners[db])\` and \`bob/worker: table.insertNew(owners[db])\` before \`alice/worker: table.insertNew(owners[db])\`; passes or fails otherwise when either is the other way round.
    r6-failed-register-clobbers (3): Fails when \`holder: table.deleteExact(owners[db])\` comes before \`worker: table.insertNew(owners[db])\` and \`worker: table.insertNew(owners[db])\` before \`worker#1: table.insertNew(owners[db])\` and \`worker#1: table.deleteExact(owned[worker])\` before \`worker: KILL from main\`; passes when any is the other way round.
    r7-write-order (2): Fails when \`worker: table.insertNew(owners[db])\` comes before \`worker: KILL from main\` and \`worker: KILL from main\` before \`worker: table.insert(owned[worker])\`; passes when either is the other way round.
    r8-monitor-lost (1): Fails when \`registry: demonitor(worker)\` comes before \`registry: DOWN(worker)\`; passes the other way round.
    r9-two-monitors (2): Fails when \`registry: request register from worker\` comes before \`registry: request subscribe from main\` and \`registry: request subscribe from main\` before \`registry: DOWN(worker)\`; passes when either is the other way round.
    r10-register-then-die (2): Fails when \`worker: send(registry)\` comes before \`worker: KILL from main\` and \`worker: KILL from main\` before \`registry: monitor(worker)\`; passes when either is the other way round.
    r12-dispatch-mutates (1): Fails when \`once: cell.update(listeners)\` comes before \`main: cell.read(listeners)\`; passes the other way round.
    r14-listener-order (1): Fails when \`listener: register from second\` comes before \`listener: unregister from first\`; passes the other way round.
    r17-lock-granted-late (2): Fails when \`server: lock from waiter\` comes before \`server: lock from third\` and \`waiter#1: timer(waiter)\` before \`waiter: granted from server\`; passes when either is the other way round.
    r20-partition-crash (1): Fails when \`partition: send(worker)\` comes before \`partition: KILL from main\`; passes the other way round.
    r21-update-resurrects (2): Fails when \`owner: send(writer)\` comes before \`owner: KILL from main\` and \`successor: table.insertNew(owners[db])\` before \`writer: table.insert(owners[db])\`; passes when either is the other way round.
    r22-on-behalf (2): Fails when \`proxy: table.get(owned[worker])\` comes before \`worker: table.insert(owned[worker])\` and \`worker: table.insert(owned[worker])\` before \`proxy: table.insert(owned[worker])\`; passes or fails otherwise when either is the other way round.
    f3-restart-cannot-reregister (0): Fails in every order that was tried.
    f4-overlapping-restart (1): Fails when \`worker-2: names.register(names[db])\` comes before \`worker: names.unregister(names[db])\`; passes the other way round.
    f5-unregister-hits-successor (3): Fails when \`old: names.whereis(names[db])\` comes before \`new: names.unregister(names[db])\` and \`new: names.unregister(names[db])\` before \`old: names.unregister(names[db])\` and \`new: names.register(names[db])\` before \`old: names.unregister(names[db])\`; passes when any is the other way round.
    f6-double-start (2): Fails when \`alice: names.whereis(names[db])\` comes before \`bob: names.register(names[db])\` and \`bob: names.whereis(names[db])\` before \`alice: names.register(names[db])\`; passes when either is the other way round.
    f7-takeover-gap (2): Fails when \`heir: names.unregister(names[db])\` comes before \`rival: names.register(names[db])\` and \`rival: names.register(names[db])\` before \`heir: names.register(names[db])\`; passes when either is the other way round.
    f8-stale-sibling (3): Fails when \`server: names.register(names[server])\` comes before \`client-2: names.whereis(names[server])\` and \`client-2: names.whereis(names[server])\` before \`server: names.unregister(names[server])\` and \`server: CANCEL from supervisor\` before \`server: receive(server)\`; passes when any is the other way round.
    f9-terminate-raises (1): Fails when \`main: names.unregister(names[db])\` comes before \`worker: names.unregister(names[db])\`; passes the other way round.
    f10-cancelled-before-ready (2): Fails when \`worker: names.register(names[db])\` comes before \`worker: CANCEL from main\` and \`worker: CANCEL from main\` before \`worker: pause\`; passes when either is the other way round.
    f11-zombie-children (0): Fails in every order that was tried.
    f13-lost-wake-up (2): Fails when \`owner: cell.read(buffer)\` comes before \`sender: cell.update(buffer)\` and \`sender: cell.read(isWaiting)\` before \`owner: cell.write(isWaiting)\`; passes when either is the other way round.
    f14-lost-on-timeout (2): Fails when \`worker: receive(worker)\` comes before \`worker: CANCEL from time-out\` and \`worker: CANCEL from time-out\` before \`worker: pause\`; passes when either is the other way round.
    k1-restart-twin (0): Fails in every order that was tried.
    k2-dead-hit (1): Fails when \`main: table.get(rows[db])\` comes before \`registry: table.deleteExact(rows[db])\`; passes the other way round.
    k3-late-down-deletes-successor (2): Fails when \`registry: request from main\` comes before \`registry: DOWN(worker)\` and \`registry: table.delete(rows[db])\` before \`main: table.get(rows[db])\`; passes when either is the other way round.
    k4-stolen-table (1): Fails when \`caller: cell.compareAndSet(named)\` comes before \`registry: cell.compareAndSet(named)\`; passes the other way round.
    k5-caller-panics (2): Fails when \`caller: cell.read(reki)\` comes before \`main: cell.write(reki)\` and \`registry: KILL from main\` before \`registry: send(caller)\`; passes when either is the other way round.
    k6-started-for-nobody (1): Fails when \`caller#1: timer(caller)\` comes before \`registry: sleep\`; passes the other way round.
    k7-head-of-line (1): Fails when \`registry: { from: <main/alice>, milliseconds: 600… from alice\` comes before \`registry: { from: <main/bob>, milliseconds: 1 } from bob\`; passes the other way round.
    k8-reentrant-start (1): Fails when \`registry: call { key: 'web', start: [AsyncFunctio… from alice\` comes before \`registry: call { key: 'db', start: [AsyncFunction… from bob\`; passes the other way round.
    k10-crashes-add-up (1): Fails when \`log: KILL from factory\` comes before \`log: isAlive from main\`; passes the other way round.
    k11-one-actor-two-keys (1): Fails when \`registry: request from bob\` comes before \`registry: request from alice\`; passes the other way round.
    k12-key-is-a-pid (1): Fails when \`registry: table.insert(actors[worker])\` comes before \`main: table.get(actors[worker])\`; passes the other way round.
    k13-one-for-one (0): Fails in every order that was tried.
    k14-unsupervised (2): Fails when \`starter/worker: isAlive from starter-2/worker\` comes before \`starter/worker: EXIT(starter)\` and \`starter-2/worker: reply from starter/worker\` before \`starter-2/worker: EXIT(starter-2)\`; passes when either is the other way round.
    k15-killed-between-rows (2): Fails when \`registry: table.insert(rows[db])\` comes before \`registry: KILL from main\` and \`registry: KILL from main\` before \`registry: table.insert(keys[worker])\`; passes when either is the other way round.
    k16-anonymous (1): Fails when \`alice/registry: table.insertNew(tables[reki])\` comes before \`bob/registry: table.insertNew(tables[reki])\`; passes or fails otherwise the other way round.
    real-async-mutex-0.2.4 (1): Fails when \`main: spawn third\` comes before \`second: cell.write(counter)\`; passes the other way round.
    real-p-memoize-6.0.1 (2): Fails when \`alice: table.has(cache[db])\` comes before \`bob: table.insert(cache[db])\` and \`bob: table.has(cache[db])\` before \`alice: table.insert(cache[db])\`; passes when either is the other way round.
    real-lru-cache-7.16.1 (1): Fails when \`main: spawn bob\` comes before \`alice: sleep\`; passes the other way round."
  `);
});
