// Documented and accepted behavior of Group v0.2.0: each occurs on the model, and the documented workaround works. Also
// behavior of the model that no window and no recording shows.

import { explore, receive, scenario, sleep } from "heddle";
import type { Program, Report } from "heddle";
import { expect, test } from "vitest";

import { Actor, answerOf, joins, registers } from "../../scenarios/group/actors.ts";
import { GroupJournal } from "../../scenarios/group/journal.ts";
import { World } from "../../scenarios/group/world.ts";
import type { GroupMessage } from "../../scenarios/group/v020/events.ts";
import { ArgumentError, FaithfulGroup } from "../../scenarios/group/v020/faithful-group.ts";
import { LAZY, quiescence } from "../../scenarios/support/quiescence.ts";

const EXECUTIONS = 100;
/** With those that are run again to see whether they stand alone. */
const RUNS = EXECUTIONS + 3;

/** The results of a program with their counts; every execution passes. */
async function outcomes(program: () => Promise<string>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const counting: Program = async () => {
    const outcome = await program();
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  };
  const { options } = scenario({ name: "documented", program: counting, options: LAZY });
  const report: Report = await explore(counting, {
    ...options,
    strategy: "pct",
    executions: EXECUTIONS,
    shrink: false,
  });
  expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
  expect(report).toMatchObject({ executions: EXECUTIONS, undecided: 0, leaks: [] });
  return counts;
}

test("G10: two nodes may both answer ok, and in the end one of the two is left", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    const world = await World.start({ nodes: ["a", "b"] });
    const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
    const answers: string[] = [];
    for (const [index, name] of ["a", "b"].entries()) {
      await actors[index]?.begins(async () => {
        answers.push(await registers(journal, world.group(name), "db"));
      });
    }
    await quiescence();
    await journal.expectOneSurvivor("db");
    await journal.expectTrue(world.group("a"), world.group("b"));
    await world.end(...actors);
    return answers.toSorted().join();
  });

  expect(Object.keys(counts).toSorted()).toEqual(["ok", "ok,ok", "ok,taken"]);
});

/** A caller times out, and its request is performed later. */
async function lateRegistration(escape: boolean): Promise<string> {
  const group = await FaithfulGroup.start();
  const caller = await Actor.spawn("caller");
  await group.suspend();
  await quiescence();
  await caller.does(async () => {
    await answerOf(() => group.register("db", {}, { timeout: 10 }));
  });
  await group.resume();
  if (escape) {
    await caller.does(async () => {
      await group.unregister("db");
    });
  }
  await quiescence();
  const found = await group.lookup("db");
  await caller.dies();
  await group.stop();
  return found === undefined ? "not registered" : "registered";
}

test("G17: who has given up waiting is registered all the same, and can take it back", async () => {
  expect(await outcomes(() => lateRegistration(false))).toEqual({ registered: RUNS });
  expect(await outcomes(() => lateRegistration(true))).toEqual({ "not registered": RUNS });
});

test("G17: a late answer reaches nobody who has given up waiting", async () => {
  const counts = await outcomes(async () => {
    const group = await FaithfulGroup.start();
    await group.suspend();
    await quiescence();
    const answer = await answerOf(() => group.register("db", {}, { timeout: 10 }));
    await group.resume();
    await quiescence();
    const stray = await receive({ kind: "group_reply" }, { timeout: 1 });
    await group.stop();
    return `${answer} ${stray === undefined ? "nothing" : "something"} came later`;
  });

  expect(counts).toEqual({ "The shard did not answer: timeout. nothing came later": RUNS });
});

test("G27: who joins while its node connects is listed on all nodes in the end", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    const world = await World.start({ nodes: ["a", "b"] });
    const [a, b] = [world.group("a"), world.group("b")];
    await world.on("b", () => b.connect("game"));
    await quiescence();
    const pa = await world.actor("a", "pa");
    let seen = "";
    await pa.does(async () => {
      await a.connect("game");
      await joins(journal, a, "room", { cluster: "game" });
      seen = (await b.members("room", { cluster: "game" })).length === 0 ? "not yet" : "at once";
    });
    await quiescence();
    await journal.expectTrue(a, b);
    await world.end(pa);
    return seen;
  });

  expect(Object.keys(counts)).toContain("not yet");
});

/** The visibility of a buffered operation for a reader, before and after its own write. */
async function gathered(escape: boolean): Promise<string> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { receiverBuffer: 64, receiverInterval: 50 } });
  const [pa, pb] = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  await pb.does(async () => {
    await registers(journal, world.group("b"), "db");
  });
  await quiescence();
  if (escape) {
    await pa.does(async () => {
      await registers(journal, world.group("a"), "other");
    });
  }
  const found = await world.group("a").lookup("db");
  await sleep(100);
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(pa, pb);
  return found === undefined ? "not seen" : "seen";
}

test("G42: what is gathered is not seen, and a write of the reader makes it seen", async () => {
  expect(await outcomes(() => gathered(false))).toEqual({ "not seen": RUNS });
  expect(await outcomes(() => gathered(true))).toEqual({ seen: RUNS });
});

test("G43: who subscribes while somebody joins may hear nothing; who then reads knows all the same", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    const group = await FaithfulGroup.start();
    const [member, watcher] = [await Actor.spawn("member"), await Actor.spawn("watcher")];
    let read = 0;
    let heard = 0;
    await member.begins(async () => {
      await joins(journal, group, "room");
    });
    await watcher.does(async () => {
      await group.monitor("room");
      read = (await group.members("room")).length;
    });
    await watcher.begins(async () => {
      for (;;) {
        const { events } = await receive<GroupMessage>({ kind: "group" });
        heard += events.filter(({ kind: type }) => type === "joined").length;
      }
    });
    await quiescence();
    await member.dies();
    await watcher.dies();
    await group.stop();
    return `heard ${heard > 0 ? "it" : "nothing"}, read ${read}`;
  });

  expect(Object.keys(counts).toSorted()).toEqual(["heard it, read 0", "heard it, read 1", "heard nothing, read 1"]);
});

test("what a node gathers before it sends arrives in one message", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    const group = { senderBuffer: 3, senderInterval: 5, receiverBuffer: 3, receiverInterval: 5 };
    const world = await World.start({ nodes: ["a", "b"], group });
    const [watcher, pb] = [await world.actor("a", "watcher"), await world.actor("b", "pb")];
    const sizes: number[] = [];
    await watcher.does(async () => {
      await world.group("a").monitor("all");
    });
    await watcher.begins(async () => {
      for (;;) sizes.push((await receive<GroupMessage>({ kind: "group" })).events.length);
    });
    await pb.does(async () => {
      for (const key of ["one", "two", "three", "four"]) await registers(journal, world.group("b"), key);
    });
    await sleep(20);
    await journal.expectTrue(world.group("a"), world.group("b"));
    await world.end(watcher, pb);
    return sizes.join();
  });

  expect(counts).toEqual({ "3,1": RUNS });
});

test("a lookup finds nobody when the instance is stopped, and when the metadata cannot be extracted", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    let isBroken = false;
    const group = await FaithfulGroup.start({
      extractMeta: ({ shown }) => {
        if (isBroken) throw new ArgumentError("no such field");
        return { shown };
      },
    });
    const worker = await Actor.spawn("worker");
    await worker.does(async () => {
      await registers(journal, group, "db", { meta: { shown: 1, hidden: 2 } });
    });
    const found = (await group.lookup("db"))?.meta;
    isBroken = true;
    const broken = await group.lookup("db");
    isBroken = false;
    await group.stop();
    await quiescence();
    const stopped = await group.lookup("db");
    await worker.dies();
    return JSON.stringify({ found, broken, stopped });
  });

  expect(counts).toEqual({ '{"found":{"shown":1}}': RUNS });
});

test("a lease that is over ends the connection, unless the node has a use for the cluster", async () => {
  const counts = await outcomes(async () => {
    const journal = new GroupJournal();
    const group = await FaithfulGroup.start();
    const member = await Actor.spawn("member");
    await group.connect("game", { ttl: 50 });
    await member.does(async () => {
      await joins(journal, group, "room", { cluster: "game" });
    });
    await sleep(70);
    const inUse = await group.isConnected("game");
    await member.dies();
    await sleep(70);
    const unused = await group.isConnected("game");
    const leases = await group.leases();
    await group.stop();
    return `${inUse ? "connected" : "left"}, then ${unused ? "connected" : "left"}, ${leases.length} leases`;
  });

  expect(counts).toEqual({ "connected, then left, 0 leases": RUNS });
});
