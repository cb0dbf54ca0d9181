// Races that matter only if they are observed: timeouts, and receives that depend on earlier results.

import { P, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { launch, outlive, tableOf } from "./program.ts";
import type { Entry, Tell } from "./program.ts";

const NOW = { timeout: 0 } as const;

function sending(target: Pid, ...messages: readonly unknown[]): () => Promise<void> {
  return async () => {
    for (const message of messages) await send(target, message);
  };
}

/** Whether the special message is already present decides which messages the receiver takes later. */
async function messages1(report: Tell): Promise<void> {
  const receiver = await spawn(async () => {
    if ((await receive("special", NOW)) === undefined) {
      await receive("special");
      report([await receive(), await receive()]);
    } else {
      await receive("a");
      await receive("c");
      report("at once");
    }
  });
  await launch(sending(receiver, "c"));
  await sending(receiver, "a", "special")();
}

/** After a timeout a receive of any pair, otherwise of some pairs. */
async function diffObs(report: Tell): Promise<void> {
  const main = self();
  const pair = (name: string, value: number) => ({ name, value });
  await launch(
    sending(main, pair("x", 0)),
    sending(main, pair("y", 0)),
    sending(main, pair("x", 1)),
    sending(main, "o"),
  );
  const isThere = (await receive("o", NOW)) !== undefined;
  report([isThere, await receive(isThere ? { name: "x" } : { name: P.string })]);
}

const two = (from: string): { readonly two: string } => ({ two: from });
const one = (from: string): { readonly one: string } => ({ one: from });

/** Two messages race only if one word comes before the other; two operations on a row race in any case. */
function unobserved(words: readonly [string, string], telling: string): (report: Tell) => Promise<void> {
  return async (report) => {
    const shared = await tableOf();
    const main = self();
    const actors = await launch(
      async () => {
        await shared.insert("key", "value");
        await send(main, two("one"));
      },
      async () => {
        await send(main, two("two"));
        await shared.get("key");
      },
      sending(main, words[0]),
      sending(main, words[1]),
    );
    const word = await receive(P.union("dependent", "independent"));
    report([word, word === telling ? await receive({ two: P.string }) : "none"]);
    await outlive(actors);
  };
}

/** Two pairs of messages; which of them race with each other depends on the word and on the first of them. */
function observed(words: readonly [string, string], deep: string): (report: Tell) => Promise<void> {
  return async (report) => {
    const main = self();
    await launch(
      sending(main, one("one"), two("one")),
      sending(main, two("two"), one("two")),
      sending(main, words[0]),
      sending(main, words[1]),
    );
    const word = await receive(P.union("dependent", "independent"));
    if (word !== deep) {
      report([word, await receive({ one: P.string })]);
      return;
    }
    const found = await receive({ two: P.string });
    report([word, found, found.two === "one" ? await receive({ one: P.string }) : "none"]);
  };
}

/** Each actor receives the other's message or gives up at once; only one may give up. */
async function receiveAfter(report: Tell): Promise<void> {
  const main = self();
  const other = await spawn(async () => {
    await send(main, "ok");
    report((await receive("ok", NOW)) ?? "boom");
  });
  await send(other, "ok");
  await receive("ok");
}

/** A message that arrives in time or late, from an actor that has sent to an exiting one. */
async function lateHope(report: Tell): Promise<void> {
  const main = self();
  const idle = await spawn(() => undefined);
  await launch(async () => {
    await send(idle, "ignore");
    await send(main, "hope");
  });
  report((await receive("hope", { timeout: 100 })) ?? "hopeless");
}

/** A second message that arrives in time or not, after a first one. */
async function triggerTheAfter(report: Tell): Promise<void> {
  const receiver = await spawn(async () => {
    await receive("one");
    report((await receive("two", { timeout: 100 })) ?? "one");
  });
  await launch(sending(receiver, "two"), sending(receiver, "one"));
}

/** Receives `count` messages with at most `patience` timeouts, then checks for more. */
async function allowButWait(count: number, patience: number): Promise<void> {
  let [left, tries] = [count, patience];
  while (left > 0) {
    if (tries === 0 || (await receive(P.string, NOW)) !== undefined) {
      if (tries === 0) await receive(P.string);
      left -= 1;
    } else tries -= 1;
  }
  await receive(P.string, NOW);
}

/** No message, one message, two more: each with two spare timeouts. */
async function afterTest(): Promise<void> {
  const main = self();
  await allowButWait(0, 2);
  await launch(sending(main, "ok1"));
  await allowButWait(1, 2);
  await launch(sending(main, "ok2"), sending(main, "ok2"));
  await allowButWait(2, 2);
}

/** Two messages and one spare timeout. */
async function afterTestReduced(): Promise<void> {
  const main = self();
  await launch(sending(main, "ok2"), sending(main, "ok2"));
  await allowButWait(2, 1);
}

/** Three messages, and three receives that each drain the mailbox on timeout. */
async function testAfterSpawns(report: Tell): Promise<void> {
  const main = self();
  await launch(sending(main, "one"), sending(main, "two"), sending(main, "one"));
  const results: unknown[] = [];
  for (let index = 1; index <= 3; index += 1)
    results.push((await receive(P.string, { timeout: 10 })) ?? (await drain()));
  report(results);
}

async function drain(): Promise<readonly string[]> {
  const drained: string[] = [];
  for (;;) {
    const message = await receive(P.string, NOW);
    if (message === undefined) return drained;
    drained.push(message);
  }
}

const TIMERS_SEE_ALL =
  "A time-out is ordered with every message to its actor, also with those that its receive does not want. ";

const CALLED =
  "A receive with a time-out reads the mailbox and sets a timer by the clock when it is called, so a message before the " +
  "call and one after it are two classes. ";

export const observedRaces: readonly Entry[] = [
  {
    name: "messages_1",
    program: messages1,
    classes: 7,
    published: 3,
    note:
      `${TIMERS_SEE_ALL}1 without it. With it, a and c each come before or after: 2 ways of who is first if both do ` +
      "either, 1 if only one comes before: 2 · 2 + 2 · 1.",
  },
  {
    name: "diff_obs",
    program: diffObs,
    classes: 54,
    published: 5,
    note:
      `${CALLED}${TIMERS_SEE_ALL}In time, each pair comes before the call or after it, and one of the first pairs of x ` +
      "is taken: 2 · 6. Too late, each comes before the call, before the time-out or after it, and one of those that " +
      "come first is taken: 27 + 12 + 3.",
  },
  {
    name: "observable_others dep_unobs",
    program: unobserved(["dependent", "independent"], "dependent"),
    classes: 5,
    published: 5,
  },
  {
    name: "observable_others indep_unobs",
    program: unobserved(["independent", "dependent"], "independent"),
    classes: 5,
    published: 5,
  },
  {
    name: "observable_others dep_obs",
    program: observed(["dependent", "independent"], "dependent"),
    classes: 4,
    published: 4,
  },
  {
    name: "observable_others indep_obs",
    program: observed(["independent", "dependent"], "independent"),
    classes: 4,
    published: 4,
  },
  {
    name: "receive_after",
    program: receiveAfter,
    classes: 3,
    published: 2,
    note: `${CALLED}Before the call, in time, too late.`,
  },
  { name: "late_hope", program: lateHope, classes: 2, published: 2 },
  {
    name: "trigger_the_after",
    program: triggerTheAfter,
    classes: 3,
    published: 3,
    note: `${CALLED}The source's run, of an old version, has 3 since it orders the two messages.`,
  },
  {
    name: "after_test",
    program: afterTest,
    classes: 60,
    published: 36,
    note:
      `${CALLED}The first message comes after its first call: 3. As in after_test_reduced, but with two time-outs to ` +
      "spare: 4 + 2 · 4 + 2 · 3 + 2.",
  },
  {
    name: "after_test_reduced",
    program: afterTestReduced,
    classes: 11,
    published: 6,
    note:
      `${CALLED}The last actor is spawned in the step that calls, so only the first message may come before: then the ` +
      "other comes before the next call, in time or too late, 3. Else either is in time and the other as before, " +
      "2 · 3; or both are too late, 2.",
  },
  {
    name: "test_after_spawns",
    program: testAfterSpawns,
    classes: 547,
    published: 247,
    note: CALLED.trim(),
  },
];
