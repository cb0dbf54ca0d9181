// Messages that have arrived and wait to be taken, oldest first.

/** A queue with selective removal. */
export class Mailbox {
  readonly #messages: unknown[] = [];
  #head = 0;

  get size(): number {
    return this.#messages.length - this.#head;
  }

  push(message: unknown): void {
    this.#messages.push(message);
  }

  /** Removes the oldest message. */
  shift(): unknown {
    const message = this.#messages[this.#head];
    this.#messages[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#messages.length) {
      this.#messages.length = 0;
      this.#head = 0;
    }
    return message;
  }

  has(isMatch: (message: unknown) => boolean): boolean {
    return this.#find(isMatch) >= 0;
  }

  /** Removes the oldest message that matches; the others keep their order. */
  take(isMatch: (message: unknown) => boolean): unknown {
    const index = this.#find(isMatch);
    if (index < 0) return undefined;
    return index === this.#head ? this.shift() : this.#messages.splice(index, 1)[0];
  }

  #find(isMatch: (message: unknown) => boolean): number {
    for (let index = this.#head; index < this.#messages.length; index += 1) {
      if (isMatch(this.#messages[index])) return index;
    }
    return -1;
  }
}
