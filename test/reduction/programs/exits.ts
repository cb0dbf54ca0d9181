// Exits, exit signals, monitors, and names that an exit frees.

import { exit, join, kill, monitor, P, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { launch, outlive, put, tableOf, unlessGone } from "./program.ts";
import type { Entry, Shared, Tell } from "./program.ts";

/** An actor that waits for a signal to exit. */
function waiting(): Promise<Pid> {
  return spawn(async () => {
    await receive("never");
  });
}

/** Three signals to a waiting actor. */
async function manyKill(): Promise<void> {
  const victim = await waiting();
  await launch(
    () => exit(victim, "not_normal"),
    () => exit(victim, "also_not_normal"),
    () => exit(victim, "not_normal"),
  );
}

/** Two signals to an actor, one after a write that its watcher reads; then the watcher exits, and with it the table. */
async function manyKill2(report: Tell): Promise<void> {
  const shared = await tableOf();
  const victim = await waiting();
  await monitor(victim);
  await launch(
    async () => {
      const isThere = await unlessGone(async () => {
        await shared.insert("foo", 1);
        return true;
      });
      if (isThere === true) await exit(victim, "not_normal");
    },
    () => exit(victim, "not_normal"),
  );
  await receive({ kind: "down", pid: victim });
  report(await shared.get("foo"));
}

/** A reader is killed by another reader while a third actor writes. */
async function sourceKiller(): Promise<void> {
  const shared = await tableOf();
  const victim = await spawn(async () => {
    await shared.get("v");
    await shared.get("k");
  });
  const others = await launch(put(shared, "k", 1), async () => {
    await shared.get("k");
    await kill(victim);
  });
  await outlive([...others, victim]);
}

/** A receiver and its sender, each with an actor that kills it. */
async function killRunningWaiting(): Promise<void> {
  const receiver = await spawn(async () => {
    await receive("ok");
  });
  const sender = await spawn(() => send(receiver, "ok"));
  await launch(
    () => exit(receiver, "abnormal"),
    () => exit(sender, "abnormal"),
  );
}

/** One actor receives a foo and a bar and waits for a kill, which may come earlier. */
function receiveExit(...senders: readonly ((victim: Pid) => () => Promise<void>)[]): () => Promise<void> {
  return async () => {
    const victim = await spawn(async () => {
      await receive("foo");
      await receive("bar");
      await receive("never");
    });
    await launch(...senders.map((sender) => sender(victim)));
  };
}

function sends(...messages: readonly string[]): (victim: Pid) => () => Promise<void> {
  return (victim) => async () => {
    for (const message of messages) await (message === "die" ? exit(victim, "die") : send(victim, message));
  };
}

/** Two actors that exit, and monitors of both. */
async function manyMonitors(): Promise<void> {
  const actors = await launch(
    () => undefined,
    () => undefined,
  );
  for (const actor of actors) await monitor(actor);
  await outlive(actors);
}

/** Frees the name of the calling actor, which is about to exit. */
async function leave(names: Shared): Promise<void> {
  await names.deleteExact("bank", self());
}

/** A name changes hands while an actor sends to it. */
async function registerAgain(report: Tell): Promise<void> {
  const names = await tableOf();
  const bank = self();
  await names.insert("bank", bank);
  const customer = await spawn(async () => {
    const holder = await names.get("bank");
    if (holder !== undefined) await send(holder as Pid, "money");
  });
  const robber = await spawn(async () => {
    if ((await names.take("bank")) === undefined) return;
    await names.insertNew("bank", self());
    if ((await receive("money", { timeout: 0 })) !== undefined) report("robber");
    await leave(names);
  });
  await outlive([customer, robber]);
}

/** A server is started, stopped and started again; with a name, the second start may find the name taken. */
function restart(hasName: boolean): (report: Tell) => Promise<void> {
  return async (report) => {
    const names = await tableOf();
    const main = self();
    const server = async (): Promise<void> => {
      if (hasName && !(await names.insertNew("server", self()))) {
        await send(main, "taken");
        return;
      }
      await send(main, "started");
      await receive("stop");
      await send(main, "stopped");
      if (hasName) await names.delete("server");
    };
    const actors: Pid[] = [];
    for (let index = 0; index < 2; index += 1) {
      const actor = await spawn(server);
      actors.push(actor);
      const answer = await receive(P.union("taken", "started"));
      report(answer);
      if (answer === "taken") break;
      await send(actor, "stop");
      await receive("stopped");
    }
    for (const actor of actors) await join(actor);
  };
}

const SIGNALS_TO_THE_DEAD =
  "Signals to an actor always write its life, also when it has ended: the source takes those that come later for equal.";

const SEVEN =
  "The sender sends and exits, sends and is killed, or is killed first; after the first two the receiver takes the " +
  "message and exits, takes it and is killed, or is killed before: 3 · 2 + 1. The source says so too, but runs 9.";

const NO_BANK =
  "The bank does not wait for money that may never come, so the source's case is left out in which it takes it and " +
  "ends before it is robbed.";

const BY_WHAT_WAS_TAKEN =
  "Told apart by how much the victim took before its end. The source also orders the signal and the messages.";

export const exits: readonly Entry[] = [
  { name: "many_kill", program: manyKill, classes: 6, published: 3, note: SIGNALS_TO_THE_DEAD },
  { name: "many_kill_2", program: manyKill2, classes: 4, published: 4 },
  { name: "source_killer", program: sourceKiller, classes: 12, published: 12 },
  { name: "kill_running_waiting", program: killRunningWaiting, classes: 7, published: 9, note: SEVEN },
  {
    name: "receive_exit",
    program: receiveExit(sends("bar"), sends("foo", "die")),
    classes: 3,
    published: 8,
    note: BY_WHAT_WAS_TAKEN,
  },
  {
    name: "receive_exit 2",
    program: receiveExit(sends("die"), sends("foo"), sends("bar")),
    classes: 3,
    published: 7,
    note: BY_WHAT_WAS_TAKEN,
  },
  {
    name: "many_monitors",
    program: manyMonitors,
    classes: 4,
    published: 6,
    note: "Each exit before or after its monitor: 2 · 2. The source's run also orders two messages that nobody takes.",
  },
  { name: "register_again", program: registerAgain, classes: 5, published: 6, note: NO_BANK },
  { name: "gen_server_bug: register", program: restart(true), classes: 2, published: 2 },
  { name: "gen_server_bug: without register", program: restart(false), classes: 1, published: 1 },
];
