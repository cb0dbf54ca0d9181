// Happens-before as vector clocks, one row per event: for each process the last of its events that comes before, plus
// one. Mattern, "Virtual time and global states of distributed systems" (1989).

/** The rows of one execution; those of a shared prefix are kept for the next one. */
export class Clocks {
  #rows: Int32Array = new Int32Array(0);
  #width = 16;

  /** Allocates `events` rows of at least `processes` entries. */
  reserve(events: number, processes: number): void {
    let width = this.#width;
    while (width < processes) width *= 2;
    if (width === this.#width && events * width <= this.#rows.length) return;
    const before = this.#rows.length / this.#width;
    const rows = new Int32Array(Math.max(events, before, 64) * 2 * width);
    for (let event = 0; event < before; event += 1) {
      rows.set(this.#rows.subarray(event * this.#width, (event + 1) * this.#width), event * width);
    }
    this.#rows = rows;
    this.#width = width;
  }

  clear(event: number): void {
    this.#rows.fill(0, event * this.#width, (event + 1) * this.#width);
  }

  /** Orders `cause`, and everything before it, before `event`. */
  join(event: number, cause: number): void {
    const to = event * this.#width;
    const from = cause * this.#width;
    for (let process = 0; process < this.#width; process += 1) {
      const known = this.#rows[from + process] ?? 0;
      if (known > (this.#rows[to + process] ?? 0)) this.#rows[to + process] = known;
    }
  }

  /** Records `event` as the latest of its own process. */
  tick(event: number, process: number): void {
    this.#rows[event * this.#width + process] = event + 1;
  }

  /**
   * The first process of which `event` comes after an event that is not done yet; −1 if there is none.
   * @param done for each process, the number of its last event that is done, plus one
   * @param from the process to begin with
   */
  firstMissing(event: number, done: Int32Array, own: number, from: number): number {
    const row = event * this.#width;
    for (let process = from; process < done.length; process += 1) {
      if (process !== own && (this.#rows[row + process] ?? 0) > (done[process] ?? 0)) return process;
    }
    return -1;
  }

  /** The last event of a process that comes before `event` or is the same; −1 for none. */
  latest(event: number, process: number): number {
    return (this.#rows[event * this.#width + process] ?? 0) - 1;
  }

  /** Whether `cause`, an event of `process`, comes before `event` or is the same. */
  isOrdered(event: number, cause: number, process: number): boolean {
    return (this.#rows[event * this.#width + process] ?? 0) > cause;
  }
}
