// Small integers for tasks and objects, which the kernel identifies by hashes that are the same in every execution.

/** The numbers assigned so far in one search. */
export class EventNames {
  readonly #processes: Map<number, number> = new Map();
  readonly #objects: Map<number, number> = new Map();
  /** The hash and the actor of each process. */
  readonly keys: number[] = [];
  readonly owners: number[] = [];
  /** The number of the clock once a timer has been seen; −1 before. */
  clock = -1;
  /** The hash of each object. */
  readonly objectKeys: number[] = [];

  process(key: number, owner: number): number {
    const known = this.#processes.get(key);
    if (known !== undefined) return known;
    const process = this.keys.length;
    this.#processes.set(key, process);
    this.keys.push(key);
    this.owners.push(owner);
    return process;
  }

  object(key: number): number {
    const known = this.#objects.get(key);
    if (known !== undefined) return known;
    const object = this.objectKeys.length;
    this.#objects.set(key, object);
    this.objectKeys.push(key);
    return object;
  }
}
