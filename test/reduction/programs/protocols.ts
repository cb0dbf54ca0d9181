// Small protocols: rings, workers, a barrier.

import { P, Pid, receive, self, send, spawn } from "heddle";
import { launch, outlive, tableOf } from "./program.ts";
import type { Entry, Shared, Tell } from "./program.ts";

/** Each member of a ring sends its number around and reports the highest one it received to the main actor. */
async function ringLeaderElection(report: Tell): Promise<void> {
  const main = self();
  const count = 3;
  const member = (id: number) => async (): Promise<void> => {
    const { link } = await receive({ link: P.instanceOf(Pid) });
    await send(link, id);
    let leader = id;
    for (;;) {
      const other = await receive(P.number);
      if (other === id) break;
      await send(link, other);
      leader = Math.max(leader, other);
    }
    await send(main, { leader });
  };
  const members = await launch(...Array.from({ length: count }, (_, index) => member(index + 1)));
  for (const [index, pid] of members.entries()) await send(pid, { link: members[(index + 1) % count] });
  const leaders: unknown[] = [];
  for (const _ of members) leaders.push(await receive({ leader: P.number }));
  report(leaders);
}

/** Each spawns its successor, the last one's successor is the main actor; some propose themselves. */
async function ringSymmetric(report: Tell): Promise<void> {
  const [count, leaders] = [10, [2, 3, 9]];
  const first = self();
  const member = async (id: number): Promise<void> => {
    const link = id === count ? first : await spawn(() => member(id + 1));
    let leader = 0;
    if (leaders.includes(id)) {
      await send(link, id);
      leader = id;
    }
    for (;;) {
      const message = await receive(P.union(P.number, { leader: P.number }));
      if (typeof message !== "number") {
        if (id !== leader) await send(link, message);
        break;
      }
      if (message !== id) {
        await send(link, message);
        leader = Math.max(leader, message);
      } else if (id === leader) await send(link, { leader });
    }
    if (id === 1) report(leader);
  };
  await member(1);
}

/** Two workers wait for each other before they reply; either may be notified first. */
async function syncStart(): Promise<void> {
  const main = self();
  const shared = await tableOf();
  const worker = (number: number) => async (): Promise<void> => {
    await receive("ok");
    const pids = ((await shared.get("pids")) as readonly Pid[]).filter((pid) => pid !== self());
    for (const pid of pids) await send(pid, "ok");
    for (const _ of pids) await receive("ok");
    await shared.insert(self().path, number);
    await send(main, "ok");
  };
  const pids = await launch(worker(1), worker(2));
  await shared.insert("pids", pids);
  for (const pid of pids) await send(pid, "ok");
  for (const _ of pids) await receive("ok");
  for (const pid of pids) await shared.get(pid.path);
}

/** Two senders to several receivers, which read only after both have sent. */
function preemption(count: number): () => Promise<void> {
  return async () => {
    const main = self();
    const receiver = async (): Promise<void> => {
      await receive("go");
      await receive(P.number);
      await receive(P.number);
    };
    const receivers = await launch(...Array.from({ length: count }, () => receiver));
    const sender = (number: number) => async (): Promise<void> => {
      for (const pid of receivers) await send(pid, number);
      await send(main, { sender: number });
    };
    await launch(sender(0), sender(1));
    await receive({ sender: 0 });
    await receive({ sender: 1 });
    for (const pid of receivers) await send(pid, "go");
  };
}

/** Requests work and sends the result, until there is none. */
async function work(server: Pid): Promise<void> {
  for (;;) {
    await send(server, { from: self() });
    const task = await receive(P.union({ work: P.number }, "no work"));
    if (task === "no work") break;
    await send(server, { result: task.work + 10 });
  }
  await send(server, "exit");
}

/** A server distributes two items to two workers, then their results, and so on. */
function workers2(retries: number): (report: Tell) => Promise<void> {
  return async (report) => {
    const main = self();
    const server = await spawn(async () => {
      let [items, left, alive]: [readonly number[], number, number] = [[1, 2], retries, 2];
      while (alive > 0) {
        const message = await receive(P.union("exit", { from: P.instanceOf(Pid) }));
        if (message === "exit") {
          alive -= 1;
          continue;
        }
        if (items.length === 0 && left > 0) {
          items = await results();
          left -= 1;
        }
        const [item, ...others] = items;
        items = others;
        await send(message.from, item === undefined ? "no work" : { work: item });
      }
      await send(main, await results());
    });
    await launch(
      () => work(server),
      () => work(server),
    );
    report((await receive(P.array(P.number))).toSorted());
  };
}

async function results(): Promise<readonly number[]> {
  const second = await receive({ result: P.number });
  const first = await receive({ result: P.number });
  return [first.result, second.result];
}

/** Two actors set a pointer to a row, increment their own counters, and add to the row that the pointer then names. */
function sharedPointer(rounds: number): (report: Tell) => Promise<void> {
  return async (report) => {
    const shared = await tableOf({ x: 3, y: 4, c1: 0, c2: 0, p: "nothing" });
    const actors = await launch(
      pointing(shared, { own: "y", other: "x", counter: "c1", amount: 3, rounds }),
      pointing(shared, { own: "x", other: "y", counter: "c2", amount: 2, rounds }),
    );
    await outlive(actors);
    report([await shared.get("x"), await shared.get("y")]);
  };
}

interface Pointing {
  readonly own: string;
  readonly other: string;
  readonly counter: string;
  readonly amount: number;
  readonly rounds: number;
}

function pointing(shared: Shared, { own, other, counter, amount, rounds }: Pointing): () => Promise<void> {
  return async () => {
    await shared.insert("p", own);
    for (let round = 0; round < rounds; round += 1) {
      const count = await shared.get(counter);
      await shared.insert(counter, Number(count) + Number(await shared.get(other)));
    }
    const key = await shared.get("p");
    await shared.insert(key, Number(await shared.get(key)) + amount);
    await shared.get("x");
    await shared.get("y");
  };
}

export const protocols: readonly Entry[] = [
  {
    name: "ring_leader_election",
    program: ringLeaderElection,
    settings: { signals: "pairwise" },
    classes: 6,
    published: 1,
    note: "3 members tell their leader in any order: 3! = 6. In the source, receives of equal messages commute.",
  },
  { name: "ring_leader_election_symmetric", program: ringSymmetric, classes: 1, published: 1, isLarge: true },
  { name: "sync_start", program: syncStart, settings: { signals: "pairwise" }, classes: 6, published: 6 },
  { name: "preemption", program: preemption(2), classes: 4, published: 4 },
  { name: "workers_2", program: workers2(2), classes: 1296, published: 1296, isLarge: true },
  { name: "shared_ptr", program: sharedPointer(25), classes: 222, published: 222, isLarge: true },
];
