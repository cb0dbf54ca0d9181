// Mailboxes: messages that have arrived and not been taken, oldest first, each with the event that delivered it.

/** A message with its causal past: the class hash and the step of the event that delivered it. */
export interface QueuedMessage {
  readonly message: unknown;
  readonly hashA: number;
  readonly hashB: number;
  readonly step: number;
}

/** A receive that is no longer pending. */
interface PastReceive {
  readonly isMatch: (message: unknown) => boolean;
  readonly step: number;
  /** The ticket that the reduction assigned when it was withdrawn; −1 if it was performed. */
  readonly ticket: number;
}

/** A queue with selective removal. */
export class Mailbox {
  readonly #letters: (QueuedMessage | undefined)[] = [];
  #head = 0;
  /** With a reduction, the receives that were performed or withdrawn: later messages may match them. */
  past: PastReceive[] | undefined = undefined;

  get size(): number {
    return this.#letters.length - this.#head;
  }

  push(queued: QueuedMessage): void {
    this.#letters.push(queued);
  }

  /** Removes the oldest message. */
  shift(): QueuedMessage | undefined {
    const queued = this.#letters[this.#head];
    this.#letters[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#letters.length) {
      this.#letters.length = 0;
      this.#head = 0;
    }
    return queued;
  }

  has(isMatch: (message: unknown) => boolean): boolean {
    return this.#find(isMatch) >= 0;
  }

  /** Removes the oldest message that matches; the others keep their order. */
  take(isMatch: (message: unknown) => boolean): QueuedMessage | undefined {
    const index = this.#find(isMatch);
    if (index < 0) return undefined;
    return index === this.#head ? this.shift() : this.#letters.splice(index, 1)[0];
  }

  /** The messages that match, oldest first; only the first of several delivered by one step. */
  matching(isMatch: (message: unknown) => boolean): readonly QueuedMessage[] {
    const found: QueuedMessage[] = [];
    for (const queued of this.#letters.slice(this.#head)) {
      if (queued !== undefined && isMatch(queued.message) && found.at(-1)?.step !== queued.step) found.push(queued);
    }
    return found;
  }

  remove(queued: QueuedMessage): void {
    this.#letters.splice(this.#letters.indexOf(queued), 1);
  }

  #find(isMatch: (message: unknown) => boolean): number {
    for (let index = this.#head; index < this.#letters.length; index += 1) {
      if (isMatch(this.#letters[index]?.message)) return index;
    }
    return -1;
  }
}
