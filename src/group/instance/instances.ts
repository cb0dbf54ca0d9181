// The groups of an execution, by node and name.

import { hashText, mix } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";
import { actingActor, requireTask, SharedObject, stateOf } from "../../kernel/index.ts";
import type { Actor, Execution } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "./instance.ts";
import { NO_NODE } from "./node-names.ts";

const GROUPS = Symbol("groups");
const SLOT = 0x6209;

/** The instance of a name on a node, if there is one. */
interface InstanceSlot {
  /** Written when the instance is started, read by its clients. */
  readonly object: SharedObject;
  instance: Instance | undefined;
}

/** By name, then by node. */
type InstanceSlots = Map<string, Map<string, InstanceSlot>>;

/**
 * The instance of a group on a node, which may have been stopped.
 * @throws UsageError (`no-group`, `outside-execution`)
 */
export function instanceOn(node: string, name: string): Instance {
  const { execution } = actingActor();
  const { instance, object } = slotOf(execution, node, name);
  execution.recordAccess(requireTask(), object, Access.read);
  if (instance !== undefined) return instance;
  const others = [...(slotsOf(execution).get(name) ?? [])].filter(([, slot]) => slot.instance !== undefined);
  const known = others.map(([other]) => shown(other)).join(", ");
  throw new UsageError(
    `The group ${name} has not been started on ${shown(node)}. It runs on: ${known === "" ? "no node" : known}. Start it there ` +
      "with Group.start, or use a running instance with group.on(node).",
    { code: "no-group" },
  );
}

/**
 * Registers an instance, replacing one that has ended.
 * @throws UsageError (`group-exists`)
 */
export function addInstance(instance: Instance): void {
  const { execution, name, node } = instance;
  const slot = slotOf(execution, node, name);
  execution.recordAccess(requireTask(), slot.object, Access.write);
  if (slot.instance !== undefined && isRunning(slot.instance)) {
    throw new UsageError(
      `The group ${name} is already running on ${shown(node)}. Start it once on each node; any handle serves all nodes.`,
      { code: "group-exists" },
    );
  }
  slot.instance = instance;
}

/** An instance has started: from here on its supervisor says whether it runs. */
export function openInstance(instance: Instance, supervisor: Actor): void {
  const { execution, name, node } = instance;
  execution.recordAccess(requireTask(), slotOf(execution, node, name).object, Access.write);
  instance.touchServers(Access.write);
  instance.supervisor = supervisor;
}

/** Removes an instance that failed to start. */
export function dropInstance(instance: Instance): void {
  const { execution, name, node } = instance;
  const slot = slotOf(execution, node, name);
  execution.recordAccess(requireTask(), slot.object, Access.write);
  if (slot.instance === instance) slot.instance = undefined;
}

/** Whether an instance is starting or running. */
function isRunning({ execution, starter, supervisor }: Instance): boolean {
  const actor = supervisor ?? starter;
  execution.recordAccess(requireTask(), actor.life, Access.read);
  return actor.isAlive;
}

function slotOf(execution: Execution, node: string, name: string): InstanceSlot {
  const slots = slotsOf(execution);
  let nodes = slots.get(name);
  if (nodes === undefined) {
    nodes = new Map();
    slots.set(name, nodes);
  }
  let slot = nodes.get(node);
  if (slot === undefined) {
    const key = mix(mix(hashText(name), SLOT), hashText(node));
    slot = { object: new SharedObject(key, `group ${name}`, undefined), instance: undefined };
    nodes.set(node, slot);
  }
  return slot;
}

function slotsOf(execution: Execution): InstanceSlots {
  return stateOf<InstanceSlots>(execution, GROUPS, () => new Map());
}

function shown(node: string): string {
  return node === NO_NODE ? "the program itself, outside all nodes" : `node ${node}`;
}
