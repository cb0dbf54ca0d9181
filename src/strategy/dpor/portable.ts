// Events, nodes and roots as plain data that means the same in every thread: hashes in place of small integers.

import type { Access } from "../../trace/index.ts";
import type { Event } from "./event.ts";
import type { PathStep, SearchRest, SearchRoot } from "./frontier.ts";
import type { Names } from "./names.ts";
import type { Branch } from "./wakeup-tree.ts";

/** A process, or the sender of a message. */
interface PortableProcess {
  readonly key: number;
  readonly owner: number;
}

/** An event with the hashes of its objects. */
interface PortableEvent extends Omit<Event, "process" | "object" | "parent" | "also" | "touches" | "lives"> {
  readonly process: PortableProcess;
  readonly object: number | undefined;
  readonly parent: number | undefined;
  readonly also: number | undefined;
  readonly touches: readonly { readonly object: number | undefined; readonly access: Access }[] | undefined;
  readonly lives: readonly (number | undefined)[] | undefined;
  /** Whose message it took. */
  readonly sender: PortableProcess | undefined;
}

/** A branch and all below it, each event before its children; long chains would nest too deep. */
type PortableBranch = readonly { readonly event: PortableEvent; readonly children: number }[];

interface PortableNode {
  readonly sleep: readonly PortableEvent[];
  readonly branches: readonly PortableBranch[];
}

interface PortableStep {
  readonly event: PortableEvent;
  readonly slot: number;
  readonly message: number;
}

/** A root that can be sent. */
export interface PortableRoot {
  readonly path: readonly PortableStep[];
  readonly nodes: readonly PortableNode[];
  readonly guide: PortableBranch | undefined;
}

/** A rest that can be sent. */
export interface PortableRest {
  readonly path: readonly PortableStep[];
  readonly nodes: readonly PortableNode[];
  readonly escapes: readonly { readonly at: number; readonly sequence: readonly PortableEvent[] }[];
}

const SENDERS = 0x1_0000;

/** Translates to and from the numbers of one search. */
export class Translator {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  packRoot({ guide, nodes, path }: SearchRoot): PortableRoot {
    return {
      path: path.map((step) => this.#packStep(step)),
      nodes: nodes.map((node) => this.#packNode(node)),
      guide: guide === undefined ? undefined : this.#packBranch(guide),
    };
  }

  unpackRoot({ guide, nodes, path }: PortableRoot): SearchRoot {
    return {
      path: path.map((step) => this.#unpackStep(step)),
      nodes: nodes.map((node) => this.#unpackNode(node)),
      guide: guide === undefined ? undefined : this.#unpackBranch(guide),
    };
  }

  packRest({ escapes, nodes, path }: SearchRest): PortableRest {
    return {
      path: path.map((step) => this.#packStep(step)),
      nodes: nodes.map((node) => this.#packNode(node)),
      escapes: escapes.map(({ at, sequence }) => ({ at, sequence: sequence.map((event) => this.#packEvent(event)) })),
    };
  }

  unpackRest({ escapes, nodes, path }: PortableRest): SearchRest {
    return {
      kind: "rest",
      path: path.map((step) => this.#unpackStep(step)),
      nodes: nodes.map((node) => this.#unpackNode(node)),
      escapes: escapes.map(({ at, sequence }) => ({ at, sequence: sequence.map((event) => this.#unpackEvent(event)) })),
    };
  }

  #packStep({ event, message, slot }: PathStep): PortableStep {
    return { event: this.#packEvent(event), slot, message };
  }

  #unpackStep({ event, message, slot }: PortableStep): PathStep {
    return { event: this.#unpackEvent(event), slot, message };
  }

  #packNode({ branches, sleep }: SearchRoot["nodes"][number]): PortableNode {
    return {
      sleep: sleep.map((event) => this.#packEvent(event)),
      branches: branches.map((branch) => this.#packBranch(branch)),
    };
  }

  #unpackNode({ branches, sleep }: PortableNode): SearchRoot["nodes"][number] {
    return {
      sleep: sleep.map((event) => this.#unpackEvent(event)),
      branches: branches.map((branch) => this.#unpackBranch(branch)),
    };
  }

  #packBranch(branch: Branch): PortableBranch {
    const packed: { event: PortableEvent; children: number }[] = [];
    const open = [branch];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      packed.push({ event: this.#packEvent(next.event), children: next.children.length });
      open.push(...next.children.toReversed());
    }
    return packed;
  }

  #unpackBranch(packed: PortableBranch): Branch {
    const root: Branch[] = [];
    // Whose children are being read, and how many are still to come.
    const open = [{ children: root, left: 1 }];
    for (const { children, event } of packed) {
      while ((open.at(-1)?.left ?? 1) === 0) open.pop();
      const parent = open.at(-1);
      const branch: Branch = { event: this.#unpackEvent(event), children: [] };
      parent?.children.push(branch);
      if (parent !== undefined) parent.left -= 1;
      open.push({ children: branch.children, left: children });
    }
    const [branch] = root;
    if (branch === undefined) throw new RangeError("A branch has an event.");
    return branch;
  }

  #packEvent(event: Event): PortableEvent {
    const isMessage = event.isTake && event.alternative >= 0;
    return {
      ...event,
      process: this.#packProcess(event.process),
      object: this.#packObject(event.object),
      parent: this.#packObject(event.parent),
      also: this.#packObject(event.also),
      touches: event.touches?.map(({ access, object }) => ({ access, object: this.#packObject(object) })),
      lives: event.lives?.map((life) => this.#packObject(life)),
      alternative: isMessage ? Math.floor(event.alternative / SENDERS) : event.alternative,
      sender: isMessage ? this.#packProcess(event.alternative % SENDERS) : undefined,
    };
  }

  #unpackEvent(packed: PortableEvent): Event {
    const { sender, ...event } = packed;
    const also = this.#unpackObject(event.also);
    if (event.deadline >= 0) this.#names.clock = also;
    return {
      ...event,
      process: this.#unpackProcess(event.process),
      object: this.#unpackObject(event.object),
      parent: this.#unpackObject(event.parent),
      also,
      touches: event.touches?.map(({ access, object }) => ({ access, object: this.#unpackObject(object) })),
      lives: event.lives?.map((life) => this.#unpackObject(life)),
      alternative:
        sender === undefined ? event.alternative : event.alternative * SENDERS + this.#unpackProcess(sender),
    };
  }

  #packProcess(process: number): PortableProcess {
    return { key: this.#names.keys[process] ?? 0, owner: this.#names.owners[process] ?? 0 };
  }

  #unpackProcess({ key, owner }: PortableProcess): number {
    return this.#names.process(key, owner);
  }

  #packObject(object: number): number | undefined {
    return object < 0 ? undefined : this.#names.objectKeys[object];
  }

  #unpackObject(key: number | undefined): number {
    return key === undefined ? -1 : this.#names.object(key);
  }
}
