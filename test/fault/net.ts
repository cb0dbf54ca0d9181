// Faults of a test's own, made as the floors above make theirs: a wire that is cut and heals, and a group of actors that
// crashes as one.

import { spawn } from "heddle";
import type { Pid } from "heddle";

import { Fault, faultsOf } from "../../src/fault/index.ts";
import type { Threat } from "../../src/fault/index.ts";
import { actingActor, actorOf, createObject, operate, Operation, watchDeath } from "../../src/kernel/index.ts";
import type { Actor, SharedObject } from "../../src/kernel/index.ts";
import { Access } from "../../src/trace/index.ts";

interface Wire {
  isUp: boolean;
}

/** Something that a fault may cut, for a while. */
export interface FragileWire {
  /** Whether it is up. */
  look(): Promise<boolean>;
  /** Cuts it or heals it by hand: no fault cuts it while it is cut by hand. */
  set(isUp: boolean): Promise<void>;
  /** What may cut it; `undefined` if nothing may. */
  readonly threat: Threat<Wire> | undefined;
}

/** A wire of the calling actor, up. */
export function createWire(label: string): FragileWire {
  const actor = actingActor();
  const object = createObject<Wire>(label, { isUp: true });
  const threat = faultsOf(actor.execution).threaten(actor, CUT, object, label);
  return {
    look: () => operate(LOOK, object, undefined),
    set: (isUp) => operate(SET, object, { isUp, threat }),
    threat,
  };
}

const CUT: Fault<Wire, string> = new Fault<Wire, string>({
  kind: "cut",
  costs: "cut",
  strike(wire, _label, threat) {
    wire.isUp = false;
    threat.follow(HEAL, undefined);
  },
  show: (label) => [label],
});

const HEAL: Fault<Wire> = new Fault<Wire>({
  kind: "heal",
  strike(wire, _argument, threat) {
    wire.isUp = true;
    threat.arm();
  },
});

const LOOK = new Operation<Wire, undefined, boolean>({
  kind: "wire.look",
  access: Access.read,
  perform: ({ isUp }) => isUp,
});

const SET = new Operation<Wire, { readonly isUp: boolean; readonly threat: Threat<Wire> | undefined }, void>({
  kind: "wire.set",
  access: Access.write,
  perform(wire, { isUp, threat }) {
    wire.isUp = isUp;
    if (isUp) threat?.arm();
    else threat?.cancel();
  },
});

interface Group {
  readonly members: Actor[];
}

/** Actors that a fault may end together. The calling actor must outlive them. */
export interface FragileGroup {
  /** Spawns a member. */
  add(name: string, body: () => unknown): Promise<Pid>;
}

/** A group without members. */
export function createGroup(label: string): FragileGroup {
  const actor = actingActor();
  const object = createObject<Group>(label, { members: [] });
  faultsOf(actor.execution).threaten(actor, CRASH, object, undefined);
  return {
    add: (name, body) =>
      spawn(name, () => {
        join(object);
        return body();
      }),
  };
}

/** The calling actor becomes a member. What a crash would end depends on who is one, and who still is. */
function join(group: SharedObject<Group>): void {
  const member = actingActor();
  member.execution.touch(member.task, group, Access.read);
  group.state.members.push(actorOf(member.pid));
  watchDeath(member.pid, (cause) => {
    member.execution.touch(cause, group, Access.read);
  });
}

const CRASH: Fault<Group> = new Fault<Group>({
  kind: "crash",
  costs: "crash",
  strike({ members }, _argument, threat) {
    for (const member of members) threat.end(member, "crashed");
  },
});
