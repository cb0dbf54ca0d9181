// Messages to one mailbox: two executions differ only in the messages that their receives take.

import { P, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { launch, outlive, tableOf, unlessGone } from "./program.ts";
import type { Entry, Tell } from "./program.ts";

/** Code that sends messages to one actor. */
function sending(target: Pid, ...messages: readonly unknown[]): () => Promise<void> {
  return async () => {
    for (const message of messages) await send(target, message);
  };
}

/** Two senders, each with a receiver; only the receivers' messages race. */
async function independentReceivers(report: Tell): Promise<void> {
  const main = self();
  const forward = (number: number) => async (): Promise<void> => {
    await receive("ok");
    await send(main, number);
  };
  const [first, second] = [await spawn(forward(1)), await spawn(forward(2))];
  await launch(sending(first, "ok"), sending(second, "ok"));
  report([await receive(), await receive()]);
}

/** Three senders, and a receiver that takes their messages in a fixed order. */
async function indifferentSenders(): Promise<void> {
  const main = self();
  await launch(sending(main, "msg1"), sending(main, "msg2"), sending(main, "msg3"));
  await receive("msg1");
  await receive("msg2");
  await receive("msg3");
}

/** A receiver that takes an a, then the oldest message. */
function orderOf(first: string, second: string): (report: Tell) => Promise<void> {
  return async (report) => {
    const receiver = await spawn(async () => {
      await receive("a");
      report(await receive());
    });
    await launch(sending(receiver, first), sending(receiver, second));
  };
}

/** A receiver that takes an a, then a b, then any message. */
async function receiveOrder3(report: Tell): Promise<void> {
  const receiver = await spawn(async () => {
    await receive("a");
    await receive("b");
    report(await receive());
  });
  await launch(sending(receiver, "b"), sending(receiver, "c", "a"));
}

/** Two senders with different messages. */
async function noObservers(): Promise<void> {
  const main = self();
  await launch(sending(main, 1), sending(main, 2));
  await receive(1);
  await receive(2);
}

/** Two messages each, one of which is equal for both. */
function sameMessages(order: (name: string) => readonly string[]): (report: Tell) => Promise<void> {
  return async (report) => {
    const main = self();
    await launch(sending(main, ...order("a")), sending(main, ...order("b")));
    await receive("unlock");
    report(await receive(P.union("a", "b")));
  };
}

/** Equal messages, one of them after a write that the receiver reads; then the receiver exits, and with it the table. */
async function sendItEts(report: Tell): Promise<void> {
  const shared = await tableOf();
  const main = self();
  await launch(
    async () => {
      const isThere = await unlessGone(async () => {
        await shared.insert("x", 1);
        return true;
      });
      if (isThere === true) await send(main, "ok");
    },
    sending(main, "ok"),
  );
  await receive("ok");
  report(await shared.get("x"));
}

const foo = { kind: "foo" } as const;
const bar = { kind: "bar" } as const;

/** One sender of two kinds, another of one; the receiver takes a kind first. */
function receivePats(other: "foo" | "bar", first: "foo" | "bar"): (report: Tell) => Promise<void> {
  return async (report) => {
    const main = self();
    await launch(sending(main, { ...foo, from: 1 }, { ...bar, from: 1 }), sending(main, { kind: other, from: 2 }));
    report([await receive({ kind: first }), await receive({ kind: first === "foo" ? "bar" : "foo" })]);
  };
}

/** More senders are spawned when a beta is first; then the receiver takes one more alpha or two. */
function receivePatterns(count: number): () => Promise<void> {
  return async () => {
    const main = self();
    await launch(sending(main, "alpha"), sending(main, "beta"));
    if ((await receive(P.union("alpha", "beta"))) === "alpha") return;
    await receive("alpha");
    await launch(sending(main, "alpha"), sending(main, "alpha"), sending(main, "beta"));
    for (let index = 0; index < count; index += 1) await receive("alpha");
  };
}

/** Three senders that read and write a row after they have sent, and a receiver of all three. */
async function receiveDeps(report: Tell): Promise<void> {
  const shared = await tableOf();
  const main = self();
  const act = (number: number) => async (): Promise<void> => {
    await send(main, number);
    if (number === 1 || (await shared.get("k")) === 1) await shared.insert("k", number);
  };
  const pids = await launch(act(1), act(2), act(3));
  for (const _ of pids) await receive();
  const found = await shared.get("k");
  await outlive(pids);
  report(found);
}

/** Messages caused by others, and a receiver of three of them. */
async function stress(): Promise<void> {
  const main = self();
  const receiver = await spawn(async () => {
    for (let count = 0; count < 3; count += 1) await receive();
    await send(main, "ok");
  });
  await spawn(async () => {
    await launch(sending(receiver, "ok1"), sending(main, "ok"), sending(main, "ok"));
  });
  await receive("ok");
  await receive("ok");
  await launch(sending(receiver, "ok2"), sending(receiver, "ok2"));
  await receive("ok");
}

/** Two readers of a row that an actor writes after it has started them by messages. */
async function priorities(): Promise<void> {
  const shared = await tableOf();
  const main = self();
  const look = async (): Promise<void> => {
    await shared.get("y");
    await shared.get("x");
  };
  const reader = await spawn(async () => {
    await receive("ok");
    await send(main, "ok");
    await look();
  });
  const writer = await spawn(async () => {
    await send(reader, "ok");
    await shared.insert("x", 42);
  });
  await receive("ok");
  await look();
  await outlive([reader, writer]);
}

/** One direct message and one through other actors, from one sender. */
function proxies(count: number, isLateFirst: boolean): (report: Tell) => Promise<void> {
  return async (report) => {
    const main = self();
    let last = main;
    for (let index = 0; index < count; index += 1) {
      const next = last;
      last = await spawn(async () => {
        await send(next, await receive());
      });
    }
    const both = [sending(main, "hello"), sending(last, "world")];
    await spawn(async () => {
      for (const step of isLateFirst ? both.toReversed() : both) await step();
    });
    report([await receive(), await receive()]);
  };
}

/** Two senders, and a receiver of both messages. */
async function spawnedSenders(report: Tell): Promise<void> {
  const receiver = await spawn(async () => {
    report([await receive(), await receive()]);
  });
  await launch(sending(receiver, "one"), sending(receiver, "two"));
}

export const messages: readonly Entry[] = [
  { name: "independent_receivers", program: independentReceivers, classes: 2, published: 2 },
  { name: "indifferent_senders", program: indifferentSenders, classes: 1, published: 1 },
  { name: "receive_order 1", program: orderOf("a", "b"), classes: 1, published: 1 },
  { name: "receive_order 2", program: orderOf("b", "a"), classes: 1, published: 1 },
  { name: "receive_order 3", program: receiveOrder3, classes: 1, published: 1 },
  {
    name: "no_observers",
    program: noObservers,
    classes: 1,
    published: 2,
    note: "The source's test switches off what receives want; here they always count.",
  },
  { name: "same_messages_2", program: sameMessages((name) => ["unlock", name]), classes: 4, published: 4 },
  { name: "same_messages_3", program: sameMessages((name) => [name, "unlock"]), classes: 4, published: 4 },
  { name: "same_messages_4", program: sendItEts, classes: 4, published: 4 },
  { name: "send_it_ets", program: sendItEts, classes: 4, published: 4 },
  { name: "receive_pats 1", program: receivePats("foo", "foo"), classes: 2, published: 2 },
  { name: "receive_pats 2", program: receivePats("foo", "bar"), classes: 2, published: 2 },
  { name: "receive_pats 3", program: receivePats("bar", "foo"), classes: 2, published: 2 },
  { name: "receive_pats 4", program: receivePats("bar", "bar"), classes: 2, published: 2 },
  { name: "receive_patterns 1", program: receivePatterns(2), classes: 3, published: 3 },
  { name: "receive_patterns 2", program: receivePatterns(1), classes: 3, published: 3 },
  {
    name: "receive_deps",
    program: receiveDeps,
    classes: 132,
    published: 144,
    note:
      "6 orders of the messages, and for each 22 of the reads and writes: 2 if nobody reads the 1, 3 each if one does " +
      "and the other is early, 3 each if the other is late, 8 if both do. The source's figure is of an old version.",
  },
  { name: "stress", program: stress, classes: 12, published: 12, isLarge: true },
  { name: "priorities", program: priorities, classes: 4, published: 4 },
  { name: "proxy 3", program: proxies(3, false), settings: { signals: "pairwise" }, classes: 2, published: 2 },
  { name: "proxy2 3", program: proxies(3, true), settings: { signals: "pairwise" }, classes: 2, published: 2 },
  {
    name: "proxy",
    program: proxies(100, false),
    settings: { signals: "pairwise" },
    classes: 2,
    published: 2,
    isLarge: true,
  },
  {
    name: "proxy2",
    program: proxies(100, true),
    settings: { signals: "pairwise" },
    classes: 2,
    published: 2,
    isLarge: true,
  },
  { name: "spawned_senders", program: spawnedSenders, classes: 2, published: 2 },
];
