// Registering and looking up names on the node of the calling actor.

import { UsageError } from "../errors.ts";
import { monitorNamed, operate, Operation, requireTask } from "../kernel/index.ts";
import type { Actor, MonitorRef, SharedObject, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { finderOf } from "./address.ts";
import type { NodeName } from "./address.ts";
import { callingIncarnation } from "./calling-node.ts";
import type { Holders } from "./node/names.ts";

/**
 * Registers a name for the calling actor on its node, until it exits. Erlang's `register`.
 * @returns whether it has the name now: false when another living actor has it
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-name`, `no-node`)
 */
export function registerName(name: string): Promise<boolean> {
  checkName(name);
  const { object } = callingIncarnation("registerName").names;
  return operate(REGISTER, object, { name, object });
}

/**
 * The actor that has a name on the calling actor's node. Erlang's `whereis`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `no-node`)
 */
export function whereisName(name: string): Pid | undefined {
  const { names } = callingIncarnation("whereisName");
  return names.holder(name, requireTask())?.pid;
}

/**
 * Monitors the actor that holds a name on a node: one `DownMessage` with `name` and `node` when that actor exits, whoever
 * holds the name then; at once and with reason `noproc` if nobody holds it. By an actor of that node, or of none.
 * Erlang's `monitor(process, {Name, Node})`.
 * @param address a name on the calling actor's node, or on a node
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-name`, `no-node`, `no-cluster`, `unknown-node`;
 *   `remote-actor` from another node)
 */
export function monitorName(address: string | NodeName): Promise<MonitorRef> {
  const named = typeof address === "string" ? { name: address, node: thisNodeName() } : address;
  checkName(named.name);
  return operate(MONITOR_NAME, undefined, { named, find: finderOf(named, "monitorName") });
}

function thisNodeName(): string {
  return callingIncarnation("monitorName").name;
}

function checkName(name: unknown): void {
  if (typeof name === "string" && name !== "") return;
  throw new UsageError(`A name on a node must be a non-empty string, but got ${String(name)}.`, {
    code: "invalid-name",
  });
}

interface Naming {
  readonly name: string;
  readonly object: SharedObject<Holders>;
}

const REGISTER = new Operation<Holders, Naming, boolean>({
  kind: "registerName",
  access: Access.write,
  perform(holders, { name, object }, task) {
    const { actor } = task;
    const holder = holders.get(name);
    if (holder === actor) return true;
    // A holder that has exited keeps the name until it is released.
    if (holder !== undefined) actor.execution.recordAccess(task, holder.life, Access.read);
    if (holder?.isAlive === true) return false;
    holders.set(name, actor);
    (actor.resources ??= []).push({
      label: `name ${name}`,
      object,
      release: () => {
        if (holders.get(name) === actor) holders.delete(name);
      },
    });
    return true;
  },
  show: ({ name }) => [name],
});

interface NameMonitoring {
  readonly named: NodeName;
  readonly find: (cause: Task) => Actor | undefined;
}

const MONITOR_NAME = new Operation<unknown, NameMonitoring, MonitorRef>({
  kind: "monitorName",
  access: Access.none,
  perform: (_state, { find, named }, task) => {
    const { name, node } = named;
    return monitorNamed(find(task), { name, node }, task.actor, task);
  },
  show: ({ named }) => [`${named.name} on ${named.node}`],
});
