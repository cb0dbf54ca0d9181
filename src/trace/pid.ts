// The address of an actor. Its path says who spawned it (`main/client-1`); paths are unique in an
// execution, so a small edit of the program leaves most of them as they were.

/** The address of an actor. Compare with `===`; print with `String(pid)`. */
export class Pid {
  /** Creation order in its execution. Distinct, but not the same in another interleaving: use `path`. */
  readonly id: number;
  readonly #parent: Pid | undefined;
  readonly #name: string | undefined;
  readonly #ordinal: number;
  /** The sibling that was spawned before it. */
  readonly #elder: Pid | undefined;
  /** The actor that it spawned last. */
  #youngest: Pid | undefined;

  /** @internal */
  constructor(id: number, parent: Pid | undefined, name: string | undefined) {
    this.id = id;
    this.#parent = parent;
    this.#name = name;
    this.#elder = parent === undefined ? undefined : parent.#youngest;
    this.#ordinal = this.#elder === undefined ? 0 : this.#elder.#ordinal + 1;
    this.#youngest = undefined;
    if (parent !== undefined) parent.#youngest = this;
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
    let namesakes = 0;
    for (let elder = this.#elder; elder !== undefined; elder = elder.#elder) {
      if (elder.#name === this.#name) namesakes += 1;
    }
    if (this.#name === undefined) return `actor-${namesakes + 1}`;
    return namesakes === 0 ? this.#name : `${this.#name}-${namesakes + 1}`;
  }

  toString(): string {
    return `<${this.path}>`;
  }

  toJSON(): string {
    return this.path;
  }
}
