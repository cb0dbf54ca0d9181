// Roots and rests as plain data that means the same in every thread: hashes in place of small integers. Each event is
// written once; all else are numbers that refer to it, since sequences share most of their events.

import { must } from "../../errors.ts";
import type { Access } from "../../trace/index.ts";
import type { Event } from "./event.ts";
import type { PathStep, SearchRest, SearchRoot } from "./frontier.ts";
import type { Names } from "./names.ts";
import type { Node } from "./search.ts";
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

/** Roots and rests that can be sent: the events, and the numbers that tell how they hang together. */
export interface Portable {
  readonly events: readonly PortableEvent[];
  readonly shape: Float64Array;
}

const SENDERS = 0x1_0000;

/** Translates to and from the numbers of one search. */
export class Translator {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  packRoot({ guide, nodes, path }: SearchRoot): Portable {
    const writer = new Writer(this.#names);
    writer.path(path);
    writer.nodes(nodes);
    writer.branches(guide === undefined ? [] : [guide]);
    return writer.portable();
  }

  unpackRoot(portable: Portable): SearchRoot {
    const reader = new Reader(this.#names, portable);
    return { path: reader.path(), nodes: reader.nodes(), guide: reader.branches()[0] };
  }

  packRest({ escapes, nodes, path }: SearchRest): Portable {
    const writer = new Writer(this.#names);
    writer.path(path);
    writer.nodes(nodes);
    writer.list(escapes, ({ at, sequence }) => {
      writer.number(at);
      writer.events(sequence);
    });
    return writer.portable();
  }

  unpackRest(portable: Portable): SearchRest {
    const reader = new Reader(this.#names, portable);
    const path = reader.path();
    const nodes = reader.nodes();
    const escapes = reader.list(() => ({ at: reader.number(), sequence: reader.events() }));
    return { kind: "rest", path, nodes, escapes };
  }
}

/** Writes one root or rest. */
class Writer {
  readonly #names: Names;
  readonly #indices: Map<Event, number> = new Map();
  readonly #events: PortableEvent[] = [];
  readonly #shape: number[] = [];

  constructor(names: Names) {
    this.#names = names;
  }

  number(value: number): void {
    this.#shape.push(value);
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.#shape.push(items.length);
    for (const item of items) write(item);
  }

  events(events: readonly Event[]): void {
    this.list(events, (event) => {
      this.#event(event);
    });
  }

  path(path: readonly PathStep[]): void {
    this.list(path, ({ event, message, slot }) => {
      this.#event(event);
      this.#shape.push(slot, message);
    });
  }

  nodes(nodes: readonly Node[]): void {
    this.list(nodes, ({ branches, sleep }) => {
      this.events(sleep);
      this.branches(branches);
    });
  }

  /** Each branch before its children; not by recursion, since chains are as long as executions. */
  branches(branches: readonly Branch[]): void {
    this.#shape.push(branches.length);
    const open = branches.toReversed();
    for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
      this.#event(branch.event);
      this.#shape.push(branch.children.length);
      open.push(...branch.children.toReversed());
    }
  }

  portable(): Portable {
    return { events: this.#events, shape: Float64Array.from(this.#shape) };
  }

  #event(event: Event): void {
    let index = this.#indices.get(event);
    if (index === undefined) {
      index = this.#events.length;
      this.#indices.set(event, index);
      this.#events.push(this.#pack(event));
    }
    this.#shape.push(index);
  }

  #pack(event: Event): PortableEvent {
    const isMessage = event.isTake && event.alternative >= 0;
    return {
      ...event,
      process: this.#process(event.process),
      object: this.#object(event.object),
      parent: this.#object(event.parent),
      also: this.#object(event.also),
      touches: event.touches?.map(({ access, object }) => ({ access, object: this.#object(object) })),
      lives: event.lives?.map((life) => this.#object(life)),
      alternative: isMessage ? Math.floor(event.alternative / SENDERS) : event.alternative,
      sender: isMessage ? this.#process(event.alternative % SENDERS) : undefined,
    };
  }

  #process(process: number): PortableProcess {
    return { key: this.#names.keys[process] ?? 0, owner: this.#names.owners[process] ?? 0 };
  }

  #object(object: number): number | undefined {
    return object < 0 ? undefined : this.#names.objectKeys[object];
  }
}

/** Reads what a writer wrote, in the same order. */
class Reader {
  readonly #names: Names;
  readonly #events: readonly Event[];
  readonly #shape: Float64Array;
  #next = 0;

  constructor(names: Names, { events, shape }: Portable) {
    this.#names = names;
    this.#events = events.map((event) => this.#unpack(event));
    this.#shape = shape;
  }

  number(): number {
    this.#next += 1;
    return this.#shape[this.#next - 1] ?? 0;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.number() }, read);
  }

  events(): Event[] {
    return this.list(() => this.#event());
  }

  path(): PathStep[] {
    return this.list(() => ({ event: this.#event(), slot: this.number(), message: this.number() }));
  }

  nodes(): Node[] {
    return this.list(() => ({ sleep: this.events(), branches: this.branches() }));
  }

  branches(): Branch[] {
    const branches: Branch[] = [];
    const open = [{ siblings: branches, left: this.number() }];
    for (let parent = open.at(-1); parent !== undefined; parent = open.at(-1)) {
      if (parent.left === 0) {
        open.pop();
        continue;
      }
      parent.left -= 1;
      const branch: Branch = { event: this.#event(), children: [] };
      parent.siblings.push(branch);
      open.push({ siblings: branch.children, left: this.number() });
    }
    return branches;
  }

  #event(): Event {
    return must(this.#events[this.number()], "an event that is referred to was sent");
  }

  #unpack(packed: PortableEvent): Event {
    const { sender, ...event } = packed;
    const also = this.#object(event.also);
    if (event.deadline >= 0) this.#names.clock = also;
    return {
      ...event,
      process: this.#process(event.process),
      object: this.#object(event.object),
      parent: this.#object(event.parent),
      also,
      touches: event.touches?.map(({ access, object }) => ({ access, object: this.#object(object) })),
      lives: event.lives?.map((life) => this.#object(life)),
      alternative: sender === undefined ? event.alternative : event.alternative * SENDERS + this.#process(sender),
    };
  }

  #process({ key, owner }: PortableProcess): number {
    return this.#names.process(key, owner);
  }

  #object(key: number | undefined): number {
    return key === undefined ? -1 : this.#names.object(key);
  }
}
