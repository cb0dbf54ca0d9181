// The address of an actor. Its path says who spawned it (`main/client-1`); paths are unique in an
// execution, so a small edit of the program leaves most of them as they were.

/** The address of an actor. Compare with `===`; print with `String(pid)`. */
export class Pid {
  /** Creation order in its execution. Distinct, but not the same in another interleaving: use `path`. */
  readonly id: number;
  readonly #parent: Pid | undefined;
  readonly #name: string | undefined;
  readonly #ordinal: number;
  /** The names of the actors that this one has spawned, in order; made with the first. */
  #childNames: (string | undefined)[] | undefined = undefined;

  /** @internal */
  constructor(id: number, parent: Pid | undefined, name: string | undefined) {
    this.id = id;
    this.#parent = parent;
    this.#name = name;
    this.#ordinal = parent === undefined ? 0 : parent.#adopt(name);
  }

  /** As which child of its parent it was spawned, from 0. @internal */
  get ordinal(): number {
    return this.#ordinal;
  }

  /** The spawn path, for example `main/client-1`. */
  get path(): string {
    return this.#parent === undefined ? this.label : `${this.#parent.path}/${this.label}`;
  }

  /** The last part of the path; siblings of one name are told apart by a number. */
  get label(): string {
    if (this.#parent === undefined) return this.#name ?? "main";
    const elder = this.#parent.#childNames?.slice(0, this.#ordinal).filter((name) => name === this.#name).length ?? 0;
    if (this.#name === undefined) return `actor-${elder + 1}`;
    return elder === 0 ? this.#name : `${this.#name}-${elder + 1}`;
  }

  #adopt(name: string | undefined): number {
    this.#childNames ??= [];
    return this.#childNames.push(name) - 1;
  }

  toString(): string {
    return `<${this.path}>`;
  }

  toJSON(): string {
    return this.path;
  }
}

Object.defineProperty(Pid.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Pid): string {
    return this.toString();
  },
});
