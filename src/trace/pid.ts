// The addresses of actors. A path names the ancestors of an actor (`main/client-1`). Paths are unique in an
// execution, and a small edit of the program leaves most of them unchanged.

import { must } from "../errors.ts";

/** The address of an actor, a pid in Erlang. Compare with `===`; print with `String(pid)`. */
// Abstract, not of a private constructor: `P.instanceOf(Pid)` takes the former only.
export abstract class Pid {
  /** Creation order in its execution: unique there, but different in other interleavings. Prefer `path`. */
  readonly id: number;
  readonly #parent: Pid | undefined;
  readonly #name: string | undefined;
  readonly #ordinal: number;
  /** The sibling that was spawned before it. */
  readonly #previousSibling: Pid | undefined;
  /** The child that it spawned last. */
  #lastChild: Pid | undefined;
  /** The last part of its path; `undefined` until it is needed. */
  #label: string | undefined;
  /** The last number of children by name, up to the child that was labelled last, and the labels of these. */
  #numbered: Map<string | undefined, number> | undefined;
  #labels: Set<string> | undefined;

  /** @internal */
  constructor(id: number, parent: Pid | undefined, name: string | undefined) {
    this.id = id;
    this.#parent = parent;
    this.#name = name;
    this.#previousSibling = parent === undefined ? undefined : parent.#lastChild;
    this.#ordinal = this.#previousSibling === undefined ? 0 : this.#previousSibling.#ordinal + 1;
    this.#lastChild = undefined;
    this.#label = undefined;
    this.#numbered = undefined;
    this.#labels = undefined;
    if (parent !== undefined) parent.#lastChild = this;
  }

  /** @internal */
  static create(id: number, parent: Pid | undefined, name: string | undefined): Pid {
    return new Made(id, parent, name);
  }

  /** Its index among the children of its parent. @internal */
  get ordinal(): number {
    return this.#ordinal;
  }

  /** The actor that spawned it. @internal */
  get parent(): Pid | undefined {
    return this.#parent;
  }

  /** The spawn path, for example `main/client-1`. */
  get path(): string {
    return this.#parent === undefined ? this.label : `${this.#parent.path}/${this.label}`;
  }

  /** The last part of the path, where `/` in a name is `%2F`; siblings with the same name are numbered. */
  get label(): string {
    if (this.#parent === undefined) return this.#name ?? "main";
    if (this.#label === undefined) this.#parent.#labelChildren();
    return must(this.#label, "a child has a label");
  }

  /** Labels the children that were spawned since the last time: all names cost no more than the number of actors. */
  #labelChildren(): void {
    const numbered = (this.#numbered ??= new Map<string | undefined, number>());
    const labels = (this.#labels ??= new Set<string>());
    const fresh: Pid[] = [];
    for (let child = this.#lastChild; child !== undefined && child.#label === undefined; child = child.#previousSibling)
      fresh.push(child);
    for (const child of fresh.toReversed()) {
      let number = numbered.get(child.#name) ?? 0;
      let label: string;
      do {
        number += 1;
        label = labelOf(child.#name, number);
        // A sibling may bear the very name by its own choice.
      } while (labels.has(label));
      numbered.set(child.#name, number);
      labels.add(label);
      child.#label = label;
    }
  }

  /** The path in angle brackets, for example `<main/client-1>`. */
  toString(): string {
    return `<${this.path}>`;
  }

  /** The path, so that actors in JSON can be told apart. */
  toJSON(): string {
    return this.path;
  }
}

function labelOf(name: string | undefined, number: number): string {
  if (name === undefined) return `actor-${number}`;
  // Otherwise `a/b` would look like the child `b` of `a`.
  const escaped = name.replaceAll("/", "%2F");
  return number === 1 ? escaped : `${escaped}-${number}`;
}

/** The class as one that can be instantiated, which abstract classes cannot to the compiler alone. */
const Made = Pid as unknown as new (id: number, parent: Pid | undefined, name: string | undefined) => Pid;
