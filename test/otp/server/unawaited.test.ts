// Operations that a handler starts and does not await.

import assert from "node:assert/strict";

import { sleep } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { GenServer } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { expect, test } from "vitest";

import { allSchedules } from "../../kernel/all-schedules.ts";

interface Notes {
  readonly cast: number;
}

/** Records each cast without awaiting the write, in a synchronous or an asynchronous handler. */
function scribe(isAsync: boolean): ServerModule<Notes, Cell<number>, Cell<number>> {
  return {
    init: (sum) => ({ state: sum }),
    handleCast: (note, sum) => {
      void sum.update((value) => value + note);
      return isAsync ? Promise.resolve({ state: sum }) : { state: sum };
    },
  };
}

test.each([false, true])("are performed, and later messages handled (asynchronous: %s)", async (isAsync) => {
  const { outcomes, executions } = await allSchedules(
    async (report) => {
      const sum = cell(0);
      const server = await GenServer.start(scribe(isAsync), sum);
      await GenServer.cast(server, 1);
      await GenServer.cast(server, 10);
      await GenServer.cast(server, 100);
      await sleep(1);
      const value = await sum.read();
      assert.equal(value, 111);
      report(value);
    },
    { time: "lazy" },
  );
  expect(outcomes).toEqual(["111"]);
  // Main's casts interleave with their deliveries and with the writes that these start, equally in both kinds of handler.
  expect(executions).toBe(106);
});
