// The names of one node: who can be sent to without knowing its pid. A name goes with its holder.

import { mix } from "../../choice/index.ts";
import { SharedObject } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";

/** Who holds which name; one that has ended keeps it until it is released. */
export type Holders = Map<string, Actor>;

const NAMES = 0x90e2;

/** The names of one incarnation. */
export class NodeNames {
  readonly object: SharedObject<Holders>;

  constructor(node: Actor) {
    this.object = new SharedObject<Holders>(mix(node.key, NAMES), `names of ${node.pid.label}`, new Map());
  }

  /** Who holds a name and is alive. */
  holder(name: string): Actor | undefined {
    const actor = this.object.state.get(name);
    return actor?.isAlive === true ? actor : undefined;
  }
}
