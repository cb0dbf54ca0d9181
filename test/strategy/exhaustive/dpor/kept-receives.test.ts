// A receive in the common prefix of two executions keeps all candidate messages: without some of them,
// a search made receives take messages that cannot be first.

import { explore, join, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { expect, test } from "vitest";

interface Message {
  readonly kind: "lock" | "unlock" | "end";
  readonly from: Pid;
}

/** A lock server; one of its two users requests with a timeout, and always unlocks. */
async function program(): Promise<void> {
  const server = await spawn("server", async () => {
    let queue: readonly Pid[] = [];
    for (;;) {
      const { from, kind } = await receive<Message>();
      if (kind === "end") return;
      const [holder] = queue;
      queue = kind === "lock" ? [...queue, from] : queue.filter((pid) => pid !== from);
      const [next] = queue;
      if (next !== undefined && next !== holder) await send(next, { kind: "granted" });
    }
  });
  const user = (timeout: number) => async (): Promise<void> => {
    await send(server, { kind: "lock", from: self() });
    await receive({ kind: "granted" }, { timeout });
    await send(server, { kind: "unlock", from: self() });
  };
  const patient = await spawn("patient", user(Number.POSITIVE_INFINITY));
  const hasty = await spawn("hasty", user(5));
  await join(patient);
  await join(hasty);
  await send(server, { kind: "end" });
}

test("a lock with a waiter that may give up has 21 classes, by search and by sampling", async () => {
  const searched = await explore(program, { strategy: "dpor", executions: 1_000 });
  const sampled = await explore(program, { strategy: "pos", executions: 20_000 });

  expect(searched).toMatchObject({ verdict: "passed", exhausted: true, executions: 21, classes: 21, redundant: 0 });
  expect(sampled).toMatchObject({ verdict: "passed", classes: 21 });
});
