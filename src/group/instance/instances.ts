// The groups of an execution, by node and name.

import { hashText, mix } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";
import { actingActor, requireTask, SharedObject, stateOf } from "../../kernel/index.ts";
import type { Execution } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "./instance.ts";
import { NO_NODE } from "./node-names.ts";

const GROUPS = Symbol("groups");
const SEAT = 0x6209;

/** Where the instance of a name on a node is, if there is one. */
interface Seat {
  /** Written by who starts it, read by who asks it. */
  readonly object: SharedObject;
  instance: Instance | undefined;
}

/** Name, then node. */
type Seats = Map<string, Map<string, Seat>>;

/**
 * The instance of a group on a node, which may have been stopped.
 * @throws UsageError (`no-group`, `outside-execution`)
 */
export function instanceOn(node: string, name: string): Instance {
  const { execution } = actingActor();
  const { instance, object } = seatOf(execution, node, name);
  execution.recordAccess(requireTask(), object, Access.read);
  if (instance !== undefined) return instance;
  const others = [...(seatsOf(execution).get(name) ?? [])].filter(([, seat]) => seat.instance !== undefined);
  const known = others.map(([other]) => shown(other)).join(", ");
  throw new UsageError(
    `The group ${name} has not been started on ${shown(node)}. It runs on: ${known === "" ? "no node" : known}. Start it there ` +
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
  const seat = seatOf(execution, node, name);
  execution.recordAccess(requireTask(), seat.object, Access.write);
  if (seat.instance !== undefined && isRunning(seat.instance)) {
    throw new UsageError(
      `The group ${name} runs on ${shown(node)} already. Start it once on each node; the handle of any start serves for all.`,
      { code: "group-exists" },
    );
  }
  seat.instance = instance;
}

/** An instance was not started after all. */
export function dropInstance(instance: Instance): void {
  const { execution, name, node } = instance;
  const seat = seatOf(execution, node, name);
  execution.recordAccess(requireTask(), seat.object, Access.write);
  if (seat.instance === instance) seat.instance = undefined;
}

/** Whether an instance is being started or has not ended. */
function isRunning({ execution, starter, supervisor }: Instance): boolean {
  const actor = supervisor ?? starter;
  execution.recordAccess(requireTask(), actor.life, Access.read);
  return actor.isAlive;
}

function seatOf(execution: Execution, node: string, name: string): Seat {
  const seats = seatsOf(execution);
  let nodes = seats.get(name);
  if (nodes === undefined) {
    nodes = new Map();
    seats.set(name, nodes);
  }
  let seat = nodes.get(node);
  if (seat === undefined) {
    const key = mix(mix(hashText(name), SEAT), hashText(node));
    seat = { object: new SharedObject(key, `group ${name}`, undefined), instance: undefined };
    nodes.set(node, seat);
  }
  return seat;
}

function seatsOf(execution: Execution): Seats {
  return stateOf<Seats>(execution, GROUPS, () => new Map());
}

function shown(node: string): string {
  return node === NO_NODE ? "the program itself, outside all nodes" : `the node ${node}`;
}
