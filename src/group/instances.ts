// The groups of an execution, by node and name.

import { UsageError } from "../errors.ts";
import { actingActor, stateOf } from "../kernel/index.ts";
import type { Execution } from "../kernel/index.ts";
import type { Instance } from "./instance.ts";
import { NO_NODE } from "./network.ts";

const GROUPS = Symbol("groups");

/** Name, then node. */
type Instances = Map<string, Map<string, Instance>>;

/**
 * The instance of a group on a node, which may have been stopped.
 * @throws UsageError (`no-group`, `outside-execution`)
 */
export function instanceOn(node: string, name: string): Instance {
  const nodes = instancesOf(actingActor().execution).get(name);
  const instance = nodes?.get(node);
  if (instance !== undefined) return instance;
  const others = [...(nodes?.keys() ?? [])].map(shown).join(", ");
  throw new UsageError(
    `The group ${name} has not been started on ${shown(node)}. It runs on: ${others === "" ? "no node" : others}. Start it there ` +
      "with Group.start, or ask an instance that runs by group.on(node).",
    { code: "no-group" },
  );
}

/**
 * Makes an instance known, in the place of one that has ended.
 * @throws UsageError (`group-exists`)
 */
export function addInstance(instance: Instance): void {
  const { execution, name, node } = instance;
  const groups = instancesOf(execution);
  const nodes = groups.get(name) ?? new Map<string, Instance>();
  groups.set(name, nodes);
  const previous = nodes.get(node);
  if (previous !== undefined && isRunning(previous)) {
    throw new UsageError(
      `The group ${name} runs on ${shown(node)} already. Start it once on each node; the handle of any start serves for all.`,
      { code: "group-exists" },
    );
  }
  nodes.set(node, instance);
}

/** An instance was not started after all. */
export function dropInstance({ execution, name, node }: Instance): void {
  instancesOf(execution).get(name)?.delete(node);
}

/** Whether an instance is being started or has not ended. */
function isRunning({ starter, supervisor }: Instance): boolean {
  return (supervisor ?? starter).isAlive;
}

function instancesOf(execution: Execution): Instances {
  return stateOf<Instances>(execution, GROUPS, () => new Map());
}

function shown(node: string): string {
  return node === NO_NODE ? "the program itself, outside all nodes" : `the node ${node}`;
}
