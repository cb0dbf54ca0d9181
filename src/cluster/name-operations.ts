// Registering and looking up names on the node of the calling actor.

import { UsageError } from "../errors.ts";
import { operate, Operation, requireTask } from "../kernel/index.ts";
import type { SharedObject } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
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
