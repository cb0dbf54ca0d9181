// The addresses of actors. A path names the ancestors of an actor (`main/client-1`). Paths are unique in an
// execution, and a small edit of the program leaves most of them unchanged.

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
  /** The number of siblings of the same name that were spawned before it; −1 until it is needed. */
  #namesakes: number;
  /** The number of children by name, up to the child that was numbered last. */
  #numbered: Map<string | undefined, number> | undefined;

  /** @internal */
  constructor(id: number, parent: Pid | undefined, name: string | undefined) {
    this.id = id;
    this.#parent = parent;
    this.#name = name;
    this.#previousSibling = parent === undefined ? undefined : parent.#lastChild;
    this.#ordinal = this.#previousSibling === undefined ? 0 : this.#previousSibling.#ordinal + 1;
    this.#lastChild = undefined;
    this.#namesakes = -1;
    this.#numbered = undefined;
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

  /** The last part of the path; siblings with the same name are numbered. */
  get label(): string {
    if (this.#parent === undefined) return this.#name ?? "main";
    if (this.#namesakes === -1) this.#parent.#numberChildren();
    const namesakes = this.#namesakes;
    if (this.#name === undefined) return `actor-${namesakes + 1}`;
    return namesakes === 0 ? this.#name : `${this.#name}-${namesakes + 1}`;
  }

  /** Numbers the children that were spawned since the last time: all names cost no more than the number of actors. */
  #numberChildren(): void {
    this.#numbered ??= new Map();
    const fresh: Pid[] = [];
    for (let child = this.#lastChild; child !== undefined && child.#namesakes < 0; child = child.#previousSibling)
      fresh.push(child);
    for (const child of fresh.toReversed()) {
      child.#namesakes = this.#numbered.get(child.#name) ?? 0;
      this.#numbered.set(child.#name, child.#namesakes + 1);
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

/** The class as one that can be instantiated, which abstract classes cannot to the compiler alone. */
const Made = Pid as unknown as new (id: number, parent: Pid | undefined, name: string | undefined) => Pid;
