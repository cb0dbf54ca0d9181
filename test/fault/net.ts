// Faults for tests, defined like those of the upper layers: a wire that is cut and heals, and a group of actors that
// crashes as one.

import { spawn } from "heddle";
import type { Pid } from "heddle";

import { Fault, faultsOf } from "../../src/fault/index.ts";
import type { ArmedFault } from "../../src/fault/index.ts";
import { actingActor, actorOf, createObject, operate, Operation, onExit } from "../../src/kernel/index.ts";
import type { Actor, SharedObject } from "../../src/kernel/index.ts";
import { Access } from "../../src/trace/index.ts";

interface Wire {
  isUp: boolean;
}

/** A connection that a fault may cut temporarily. */
export interface FragileWire {
  /** Whether it is up. */
  look(): Promise<boolean>;
  /** Cuts or heals it explicitly: no fault cuts it while it is cut explicitly. */
  set(isUp: boolean): Promise<void>;
  /** The fault that may cut it; `undefined` if none may. */
  readonly armed: ArmedFault<Wire> | undefined;
}

/** Creates a wire of the calling actor, up. */
export function createWire(label: string): FragileWire {
  const actor = actingActor();
  const object = createObject<Wire>(label, { isUp: true });
  const armed = faultsOf(actor.execution).arm(actor, CUT, object, label);
  return {
    look: () => operate(LOOK, object, undefined),
    set: (isUp) => operate(SET, object, { isUp, armed }),
    armed,
  };
}

const CUT: Fault<Wire, string> = new Fault<Wire, string>({
  kind: "cut",
  budgetKind: "cut",
  inject(wire, _label, armed) {
    wire.isUp = false;
    armed.armRecovery(HEAL, undefined);
  },
  show: (label) => [label],
});

const HEAL: Fault<Wire> = new Fault<Wire>({
  kind: "heal",
  inject(wire, _argument, armed) {
    wire.isUp = true;
    armed.arm();
  },
});

const LOOK = new Operation<Wire, undefined, boolean>({
  kind: "wire.look",
  access: Access.read,
  perform: ({ isUp }) => isUp,
});

const SET = new Operation<Wire, { readonly isUp: boolean; readonly armed: ArmedFault<Wire> | undefined }, void>({
  kind: "wire.set",
  access: Access.write,
  perform(wire, { isUp, armed }) {
    wire.isUp = isUp;
    if (isUp) armed?.arm();
    else armed?.cancel();
  },
});

interface Group {
  readonly members: Actor[];
}

/** Actors that a fault may kill together. The calling actor must outlive them. */
export interface FragileGroup {
  /** Spawns a member. */
  add(name: string, body: () => unknown): Promise<Pid>;
}

/** A group without members. */
export function createGroup(label: string): FragileGroup {
  const actor = actingActor();
  const object = createObject<Group>(label, { members: [] });
  faultsOf(actor.execution).arm(actor, CRASH, object, undefined);
  return {
    add: (name, body) =>
      spawn(name, () => {
        join(object);
        return body();
      }),
  };
}

/** Adds the calling actor. The effect of a crash depends on the current members. */
function join(group: SharedObject<Group>): void {
  const member = actingActor();
  member.execution.recordAccess(member.task, group, Access.read);
  group.state.members.push(actorOf(member.pid));
  onExit(member.pid, (cause) => {
    member.execution.recordAccess(cause, group, Access.read);
  });
}

const CRASH: Fault<Group> = new Fault<Group>({
  kind: "crash",
  budgetKind: "crash",
  inject({ members }, _argument, armed) {
    for (const member of members) armed.end(member, "crashed");
  },
});
