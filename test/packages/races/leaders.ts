// A race of timers of different processes: broadcast-channel elects two leaders if one of its tabs is held up. No version
// has fixed it.

import assert from "node:assert/strict";

import { BroadcastChannel, createLeaderElection } from "broadcast-channel";
import type { LeaderElector } from "broadcast-channel";
import { join, sleep, spawn } from "heddle";
import type { Pid, Program } from "heddle";

// The package leaves it behind as a global when it is loaded.
Reflect.deleteProperty(globalThis, "regeneratorRuntime");

/** Two tabs want to lead, and are there for a second. */
export const electing: Program = async () => {
  const electors: LeaderElector[] = [];
  let leaders = 0;
  const tab = async (): Promise<void> => {
    const channel = new BroadcastChannel("tabs", { type: "simulate" });
    const elector = createLeaderElection(channel);
    electors.push(elector);
    void elector.awaitLeadership().then(() => {
      leaders = Math.max(leaders, electors.filter(({ isLeader }) => isLeader).length);
    });
    await sleep(1_000);
    await elector.die();
    await channel.close();
  };
  const tabs: Pid[] = [await spawn("first", tab), await spawn("second", tab)];
  for (const pid of tabs) await join(pid);
  assert.ok(leaders <= 1, "two tabs lead");
};
