// Happens-before as vector clocks, one row per event: for each process the last of its events that comes before, plus
// one. Mattern, "Virtual time and global states of distributed systems" (1989).

/** Rows grow by so many entries. */
const STEP = 8;

/** The rows of one execution; those of a shared prefix are kept for the next one. */
export class Clocks {
  #rows: Int32Array = new Int32Array(0);
  #width = STEP;

  /** Allocates `events` rows of at least `processes` entries. */
  reserve(events: number, processes: number): void {
    const width = Math.max(this.#width, Math.ceil(processes / STEP) * STEP);
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
    const rows = this.#rows;
    const end = (event + 1) * this.#width;
    for (let at = event * this.#width; at < end; at += 1) rows[at] = 0;
  }

  /** Orders `cause`, and everything before it, before `event`. */
  join(event: number, cause: number): void {
    const rows = this.#rows;
    const end = (event + 1) * this.#width;
    const ahead = (cause - event) * this.#width;
    for (let at = event * this.#width; at < end; at += 1) {
      const known = rows[at + ahead] ?? 0;
      if (known > (rows[at] ?? 0)) rows[at] = known;
    }
  }

  /** Begins the row of `event` with what comes before `cause`, and that itself. */
  copy(event: number, cause: number): void {
    const rows = this.#rows;
    const end = (event + 1) * this.#width;
    const ahead = (cause - event) * this.#width;
    for (let at = event * this.#width; at < end; at += 1) rows[at] = rows[at + ahead] ?? 0;
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

  /** All rows, one after the other, and the length of each. */
  get rows(): Int32Array {
    return this.#rows;
  }

  get width(): number {
    return this.#width;
  }

  /** Whether `cause`, an event of `process`, comes before `event` or is the same. */
  isOrdered(event: number, cause: number, process: number): boolean {
    return (this.#rows[event * this.#width + process] ?? 0) > cause;
  }
}
