// Statements on ports, on process groups, and on a supervisor that cancels.

import { cancel, kill, now, receive } from "heddle";
import type { Pid } from "heddle";
import { Group } from "heddle/group";
import { ActorExit, CancelSupervisor } from "heddle/otp";
import type { CancelChild, RestartStrategy } from "heddle/otp";
import { port } from "heddle/ports";

import type { Handlers, Plain, Ports } from "./world.ts";

/** On ports, groups and cancelling supervisors; those on the latter two do nothing where the program has none. */
export type OutsideStatement =
  | { readonly do: "port"; readonly latency: keyof Ports; readonly key: keyof Plain }
  | { readonly do: "groupRegister" | "groupJoin" | "groupLeave" | "groupUnregister" | "groupMonitor" }
  | { readonly do: "groupLookup" | "groupMembers" | "groupDispatch" }
  | { readonly do: "cancelled"; readonly child: number; readonly change: "cancel" | "kill" | "list" };

/** The ports of one execution. */
export function createPorts(): Ports {
  const counts = { zero: 0, one: 0 };
  const create = (latency: keyof Ports): Ports["both"] =>
    port(
      async (key: keyof Plain) => {
        counts[key] += 1;
        return counts[key];
      },
      { name: latency, latency, touches: (key) => ({ write: `count ${key}` }) },
    );
  return { both: create("both"), effect: create("effect"), answer: create("answer") };
}

/** Starts a supervisor of one actor or, if it restarts several, two; each ends when it gets a message. */
export function startCanceller(strategy: RestartStrategy): Promise<Pid> {
  const run = async (): Promise<void> => {
    await receive();
    throw new ActorExit("error: asked");
  };
  const first: CancelChild = { id: "0", actor: { run } };
  const children: CancelChild[] =
    strategy === "oneForOne" ? [first] : [first, { id: "1", actor: { run }, restart: "transient" }];
  return CancelSupervisor.start({ strategy, maxRestarts: 1, children });
}

/** What they do. */
export const OUTSIDE: Handlers<OutsideStatement> = {
  port: ({ ports }, _me, { key, latency }) => ports[latency](key),
  groupRegister: async ({ group }) => (await group?.register("key", {}))?.kind,
  groupUnregister: async ({ group }) => (await group?.unregister("key"))?.kind,
  groupJoin: async ({ group }) => (await group?.join("key", {}))?.kind,
  groupLeave: async ({ group }) => (await group?.leave("key"))?.kind,
  groupMonitor: ({ group }) => group?.monitor(Group.all),
  groupLookup: async ({ group }) => (await group?.lookup("key"))?.pid,
  groupMembers: async ({ group }) => (await group?.members("key"))?.length,
  groupDispatch: ({ group }) => group?.dispatch("key", 1),
  async cancelled({ canceller }, _me, { change, child }) {
    if (canceller === undefined) return undefined;
    const children = await CancelSupervisor.children(canceller);
    if (change === "list") return children.map(({ id, pid }) => [id, pid?.path ?? now()]);
    const pid = children[child]?.pid;
    if (pid === undefined) return "no child";
    return change === "kill" ? kill(pid) : cancel(pid);
  },
};
