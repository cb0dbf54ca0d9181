// The names of a node: addresses of actors that do not require a pid. A name is released when its holder exits.

import { mix } from "../../choice/index.ts";
import { SharedObject } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";

/** The holder of each name; a holder that has exited keeps its name until it is released. */
export type Holders = Map<string, Actor>;

const NAMES = 0x90e2;

/** The names of one incarnation. */
export class NodeNames {
  readonly object: SharedObject<Holders>;

  constructor(node: Actor) {
    this.object = new SharedObject<Holders>(mix(node.key, NAMES), `names of ${node.pid.label}`, new Map());
  }

  /** The living holder of a name; `cause` looks it up. */
  holder(name: string, cause: Task): Actor | undefined {
    const { execution } = cause.actor;
    execution.recordAccess(cause, this.object, Access.read);
    const actor = this.object.state.get(name);
    if (actor !== undefined) execution.recordAccess(cause, actor.life, Access.read);
    return actor?.isAlive === true ? actor : undefined;
  }
}
