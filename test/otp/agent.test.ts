// Agent: a state that functions access one at a time.

import assert from "node:assert/strict";

import { join, monitor, pause, self, sleep, spawn } from "heddle";
import type { Pid } from "heddle";
import { Agent, CallFailed, Supervisor } from "heddle/otp";
import { expect, test } from "vitest";

import { allOutcomes, textOf } from "./all-outcomes.ts";

const LAZY = { time: "lazy" } as const;

test("functions run in the agent, see the state and replace it", async () => {
  const found = await allOutcomes(async (report) => {
    const agent = await Agent.start(() => 1, { name: "agent" });
    const where: string = await Agent.get(agent, () => self().path);
    await Agent.update(agent, (state) => state + 1);
    await Agent.cast(agent, (state) => state * 10);
    const before: string = await Agent.getAndUpdate(agent, (state) => [`was ${state}`, state + 1]);
    report(`${where} ${before} ${await Agent.get(agent, (state) => state)}`);
    await Agent.stop(agent);
    await assert.rejects(
      Agent.get(agent, (state) => state),
      CallFailed,
    );
  });
  expect(found).toEqual({ executions: 1, outcomes: ["main/agent was 20 21"] });
});

test("an update is atomic, even if its function takes several steps", async () => {
  const found = await allOutcomes(async (report) => {
    const agent = await Agent.start(() => Promise.resolve(0));
    const workers: Pid[] = [];
    for (const amount of [1, 10]) {
      workers.push(
        await spawn(() =>
          Agent.update(agent, async (state) => {
            await pause();
            return state + amount;
          }),
        ),
      );
    }
    for (const worker of workers) await join(worker);
    report(String(await Agent.get(agent, (state) => state)));
  });
  expect(found).toEqual({ executions: 4, outcomes: ["11"] });
});

test("a timeout fails the caller, and a function that throws stops the agent", async () => {
  const found = await allOutcomes(async (report) => {
    const reasonOf = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => "none",
        (error: unknown) => (error instanceof CallFailed ? textOf(error.reason) : "other"),
      );
    const agent = await Agent.start(() => 0);
    const reasons = [await reasonOf(Agent.update(agent, () => sleep(2).then(() => 5), { timeout: 1 }))];
    reasons.push(String(await Agent.get(agent, (state) => state)));
    const fail = (): never => {
      throw new RangeError("no luck");
    };
    // Monitored, so that its crash is handled.
    await monitor(agent.pid);
    reasons.push(await reasonOf(Agent.get(agent, fail)));
    report(reasons.join());
  }, LAZY);
  expect(found.outcomes).toEqual(["timeout,5,crashed: RangeError: no luck"]);
});

test("an agent under a supervisor begins anew", async () => {
  const found = await allOutcomes(async (report) => {
    let agent: { readonly pid: Pid } | undefined;
    await Supervisor.start({
      strategy: "oneForOne",
      children: [
        {
          id: "agent",
          start: async () => {
            agent = await Agent.startLink(() => "new");
            return agent;
          },
        },
      ],
    });
    assert.ok(agent !== undefined);
    await Agent.update(agent.pid, () => "old");
    await Agent.stop(agent.pid);
    await sleep(1);
    report(String(await Agent.get(agent.pid, (state) => state)));
  }, LAZY);
  expect(found.outcomes).toEqual(["new"]);
});
