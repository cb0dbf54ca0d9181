// Abandoned operations: an actor does not receive the result of a wait that it has given up.

import assert from "node:assert/strict";
import { explore, join, receive, send, spawn } from "heddle";
import { GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { expect, test } from "vitest";

interface HintingProtocol {
  call: { request: "get"; reply: number };
}

/** Sends its caller a message before it replies. */
const hinting: ServerModule<HintingProtocol, number> = {
  init: () => ({ state: 0 }),
  async handleCall(_asked, { caller }, state) {
    await send(caller, "enough");
    return { reply: 1, state };
  },
};

test("a reply that comes when the actor has returned does not keep it from its end", async () => {
  const report = await explore(
    async () => {
      const server = await GenServer.start(hinting, undefined, { name: "server" });
      const caller = await spawn("caller", () => Promise.race([GenServer.call(server, "get"), receive("enough")]));
      assert.equal(await join(caller), "normal");
    },
    { strategy: "random", executions: 1_000, shrink: false },
  );
  expect(report.counterexamples.map(({ error }) => error)).toEqual([]);
  expect(report).toMatchObject({ verdict: "passed", leaks: [] });
});
