// The life cycle of nodes: boot, crash, stop and restart; each node has its own clock and names.

import {
  exit,
  isAlive,
  join,
  kill,
  monitor,
  now,
  pause,
  quiescence,
  receive,
  self,
  send,
  sleep,
  spawn,
  trapExit,
} from "heddle";
import type { Pid } from "heddle";
import { cell, table } from "heddle/memory";
import type { SetTable } from "heddle/memory";
import { Cluster, monitorNodes, NodeDown, nodeOf, registerName, sendTo, thisNode, whereisName } from "heddle/cluster";
import { expect, test } from "vitest";

import { everyClass, everySchedule } from "../every-schedule.ts";

test("what an actor on a node spawns runs there too, and the main actor runs on none", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    let inner: string | undefined;
    const outer = await cluster.node("a").spawn("outer", async () => {
      const child = await spawn("inner", () => {
        inner = thisNode();
      });
      await join(child);
    });
    await join(outer);
    report([thisNode() ?? null, nodeOf(outer), inner, outer.path]);
  });

  expect(outcomes).toEqual(['[null,"a","a","main/a/outer"]']);
});

test("run gives what its code returns and throws what it throws", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a"] });
    const value = await cluster.node("a").run(() => thisNode());
    const error = await cluster
      .node("a")
      .run(() => Promise.reject(new Error("broken")))
      .catch(({ message }: Error) => message);
    report([value, error]);
  });

  expect(outcomes).toEqual(['["a","broken"]']);
});

test("a crash ends every actor of the node at once, and those outside who watch them hear of it", async () => {
  const shown = await everySchedule(
    async (report) => {
      const cluster = await Cluster.start({ nodes: ["a"] });
      const node = cluster.node("a");
      const pids: Pid[] = [];
      for (let count = 0; count < 2; count += 1) pids.push(await node.spawn(() => receive()));
      for (const pid of pids) await monitor(pid);
      await node.crash();
      const alive = [await isAlive(pids[0] ?? self()), await isAlive(pids[1] ?? self())];
      const reasons = [(await receive({ kind: "down" })).reason, (await receive({ kind: "down" })).reason];
      report([alive, reasons, node.isUp]);
    },
    { signals: "instant" },
  );

  expect(shown.outcomes).toEqual(['[[false,false],["noconnection","noconnection"],false]']);
});

test("a table goes with the node of its owner", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a"] });
    const opened = cell<SetTable<string, number> | undefined>(undefined);
    await cluster.node("a").spawn(async () => {
      const rows = table<string, number>("rows");
      await rows.insert("one", 1);
      await opened.write(rows);
      await receive();
    });
    await quiescence();
    const rows = await opened.read();
    const before = await rows?.get("one");
    await cluster.node("a").crash();
    report([before, await rows?.get("one").catch(({ name }: Error) => name)]);
  });

  expect(outcomes).toEqual(['[1,"TableGone"]']);
});

test("each incarnation has pids of its own, and one of an earlier incarnation is dead", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a"] });
    const node = cluster.node("a");
    const first = await node.spawn("worker", () => receive());
    await node.restart();
    const second = await node.spawn("worker", () => receive());
    report([first.path, second.path, await isAlive(first), await isAlive(second), node.incarnation]);
    await kill(second);
  });

  expect(outcomes).toEqual(['["main/a/worker","main/a/incarnation-2/worker",false,true,2]']);
});

test("a message to a pid of an earlier incarnation is dropped, and its monitor tells noproc", async () => {
  const { outcomes } = await everyClass(
    async (report) => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      const old = await cluster.node("a").spawn(() => receive());
      await cluster.node("a").restart();
      await quiescence();
      const reason = await cluster.node("b").run(async () => {
        await send(old, "hello");
        await monitor(old);
        return (await receive({ kind: "down" })).reason;
      });
      report(reason);
    },
    { signals: "instant" },
  );

  expect(outcomes).toEqual(['"noproc"']);
});

test("nodes boot before the cluster has started, and again when they are started again", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const log: string[] = [];
    const cluster = await Cluster.start({
      nodes: ["a", "b"],
      boot: ({ incarnation, name }) => {
        log.push(`${name}${incarnation}`);
      },
    });
    await cluster.node("b").restart();
    report(log);
  });

  expect(outcomes).toEqual(['["a1","b1","b2"]']);
});

test("a node that is stopped tells its actors to end, and what they still send arrives before the word of its loss", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const got: unknown[] = [];
    const receiver = await cluster.node("b").spawn(async () => {
      await monitorNodes();
      got.push(await receive(), await receive());
    });
    await quiescence();
    await cluster.node("a").spawn(async () => {
      await trapExit(true);
      const { reason } = await receive({ kind: "exit" });
      await send(receiver, reason);
    });
    await quiescence();
    await cluster.node("a").stop();
    await join(receiver);
    report(got);
  });

  expect(outcomes).toEqual(['["shutdown",{"kind":"nodeDown","node":"a"}]']);
});

test("a node's clock runs ahead by what it was set to", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    await cluster.node("a").skew(500);
    await sleep(10);
    const read = (): readonly number[] => [now(), Date.now()];
    report([now(), await cluster.node("a").run(() => now()), await cluster.node("b").run(() => now()), read().length]);
  });

  expect(outcomes).toEqual(["[10,510,10,2]"]);
});

test("a name is held by one actor of a node at a time, and goes with it", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const result = await cluster.node("a").run(async () => {
      const holder = await spawn(async () => {
        await registerName("service");
        await receive();
      });
      await join(await spawn(() => quiescence()));
      const meanwhile = [await registerName("service"), whereisName("service") === holder];
      await exit(holder, "done");
      await join(holder);
      return [...meanwhile, await registerName("service"), whereisName("service") === self()];
    });
    report([result, await cluster.node("b").run(() => whereisName("service") ?? null)]);
  });

  expect(outcomes).toEqual(["[[false,true,true,true],null]"]);
});

test("a name is gone as soon as its holder has ended, and not before", async () => {
  const shown = await everySchedule(
    async (report) => {
      const node = (await Cluster.start({ nodes: ["a"] })).node("a");
      const holder = await node.spawn(async () => {
        await registerName("name");
        await pause();
      });
      let isFound: boolean | undefined;
      const seeker = await node.spawn(async () => {
        await pause();
        isFound = whereisName("name") !== undefined;
      });
      await join(seeker);
      await join(holder);
      report(isFound);
    },
    { signals: "instant" },
  );

  expect([shown.classes, shown.outcomes]).toEqual([9, ["false", "true"]]);
});

test("a message to a name reaches whoever holds it when it arrives, and is dropped when nobody does", async () => {
  const { outcomes } = await everyClass(
    async (report) => {
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      let got: unknown = "nothing";
      const holder = await cluster.node("b").spawn(async () => {
        await registerName("service");
        got = await receive();
      });
      await cluster.node("a").run(() => sendTo({ name: "service", node: "b" }, "hello"));
      await quiescence();
      report(got);
      await kill(holder);
    },
    { signals: "instant" },
  );

  expect(outcomes).toEqual(['"hello"', '"nothing"']);
});

test("memory that actors of several nodes share is seen by all: only signals cross the network", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a", "b"] });
    const shared = cell(0);
    for (const node of cluster.nodes) await node.run(() => shared.update((value) => value + 1));
    report(await shared.read());
  });

  expect(outcomes).toEqual(["2"]);
});

test("nothing can be run on a node that is down", async () => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a"] });
    await cluster.node("a").crash();
    const errors: unknown[] = [];
    for (const attempt of [() => cluster.node("a").spawn(() => undefined), () => cluster.node("a").run(() => 1)]) {
      try {
        await attempt();
      } catch (error) {
        errors.push(error instanceof NodeDown ? error.message : error);
      }
    }
    await cluster.node("a").crash();
    await cluster.node("a").stop();
    report(errors);
  });

  const text = "The node a is down. Start it again with restart() before running anything on it.";
  expect(outcomes).toEqual([JSON.stringify([text, text])]);
});

test.each([
  ["crash", false],
  ["restart", true],
] as const)("an actor that has its own node end goes no further: %s", async (how, isUp) => {
  const { outcomes } = await everyClass(async (report) => {
    const cluster = await Cluster.start({ nodes: ["a"] });
    const node = cluster.node("a");
    const log: string[] = [];
    const actor = await node.spawn(async () => {
      await node[how]();
      log.push("goes on");
    });
    await join(actor);
    await quiescence();
    report([log, node.isUp]);
  });

  expect(outcomes).toEqual([JSON.stringify([[], isUp])]);
});
