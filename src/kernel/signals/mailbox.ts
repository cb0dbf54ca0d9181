// Mailboxes: messages that have arrived and not been taken, oldest first, each with the event that delivered it.
//
// Taking one of n messages must not cost n steps: what has been taken out of the middle is only marked, and removed once
// half of the queue is marked; a pattern that asks for certain values is looked up in an index, once there are many
// messages; and a receive that waits looks at each message once.

import { MailboxIndex } from "./mailbox-index.ts";
import type { Literal } from "./mailbox-index.ts";

/** A message with its causal past: the class hash and the step of the event that delivered it. */
export interface QueuedMessage {
  readonly message: unknown;
  readonly hashA: number;
  readonly hashB: number;
  readonly step: number;
}

/** A message in a mailbox. */
export interface Letter extends QueuedMessage {
  /** Its number in the order of arrival. */
  readonly number: number;
  isTaken: boolean;
}

/** Which messages are wanted. */
export interface Wanted {
  readonly isMatch: (message: unknown) => boolean;
  readonly pattern?: unknown;
  /** The values that a message must hold to match the pattern. Default: none that are known. */
  readonly literals?: ((pattern: unknown) => readonly Literal[]) | undefined;
}

/** How far a receive that waits has looked. */
export interface Search {
  /** The number of the first message that it has not looked at. */
  from: number;
  /** The match that it found before. */
  found: Letter | undefined;
}

/** A receive that is no longer pending. */
interface PastReceive {
  readonly isMatch: (message: unknown) => boolean;
  readonly step: number;
  /** The ticket that the reduction assigned when it was withdrawn; −1 if it was performed. */
  readonly ticket: number;
}

/** Up to this many messages, looking at each is faster than an index, and sees what messages hold by now. */
const MANY = 256;

/** A queue with selective removal. */
export class Mailbox {
  #letters: Letter[] = [];
  /** The first letter that has not been taken. */
  #head = 0;
  /** The letters taken out of the middle. */
  #taken = 0;
  /** The number of the next letter. */
  #next = 0;
  #index: MailboxIndex | undefined = undefined;
  /** With a reduction, the receives that were performed or withdrawn: later messages may match them. */
  past: PastReceive[] | undefined = undefined;

  get size(): number {
    return this.#letters.length - this.#head - this.#taken;
  }

  push({ hashA, hashB, message, step }: QueuedMessage): void {
    this.#letters.push({ message, hashA, hashB, step, number: this.#next, isTaken: false });
    this.#next += 1;
  }

  /** Removes the oldest message. */
  shift(): QueuedMessage | undefined {
    const oldest = this.#letters[this.#head];
    if (oldest !== undefined) this.remove(oldest);
    return oldest;
  }

  /** Whether a message matches that has not been taken; each is looked at once in one search. */
  has(wanted: Wanted, search: Search): boolean {
    if (search.found?.isTaken === false) return true;
    search.found = this.#find(wanted, search.from);
    search.from = search.found === undefined ? this.#next : search.found.number + 1;
    return search.found !== undefined;
  }

  /** Removes the oldest message that matches; the others keep their order. */
  take(wanted: Wanted): QueuedMessage | undefined {
    const found = this.#find(wanted, 0);
    if (found !== undefined) this.remove(found);
    return found;
  }

  /** The messages that match, oldest first; only the first of several delivered by one step. */
  matching(isMatch: (message: unknown) => boolean): readonly Letter[] {
    const found: Letter[] = [];
    for (const letter of this.#letters.slice(this.#head)) {
      if (!letter.isTaken && isMatch(letter.message) && found.at(-1)?.step !== letter.step) found.push(letter);
    }
    return found;
  }

  /** The first messages. */
  first(most: number): readonly unknown[] {
    const found: unknown[] = [];
    for (let at = this.#head; at < this.#letters.length && found.length < most; at += 1) {
      const letter = this.#letters[at];
      if (letter?.isTaken === false) found.push(letter.message);
    }
    return found;
  }

  remove(letter: Letter): void {
    letter.isTaken = true;
    this.#taken += 1;
    while (this.#letters[this.#head]?.isTaken === true) {
      this.#head += 1;
      this.#taken -= 1;
    }
    if (this.#head === this.#letters.length) this.#replace([]);
    else if ((this.#head + this.#taken) * 2 > this.#letters.length + MANY)
      this.#replace(this.#letters.filter(({ isTaken }) => !isTaken));
  }

  #replace(letters: Letter[]): void {
    // An empty mailbox, the most frequent case, keeps its array.
    if (letters.length === 0) this.#letters.length = 0;
    else this.#letters = letters;
    this.#head = 0;
    this.#taken = 0;
    this.#index = undefined;
  }

  #find({ isMatch, literals, pattern }: Wanted, from: number): Letter | undefined {
    let candidates: Iterable<Letter> | undefined = undefined;
    if (literals !== undefined && this.size > MANY) {
      this.#index ??= new MailboxIndex(this.#letters);
      candidates = this.#index.candidates(literals(pattern));
    }
    if (candidates !== undefined) {
      for (const letter of candidates) if (letter.number >= from && isMatch(letter.message)) return letter;
      return undefined;
    }
    for (let at = this.#positionOf(from); at < this.#letters.length; at += 1) {
      const letter = this.#letters[at];
      if (letter?.isTaken === false && isMatch(letter.message)) return letter;
    }
    return undefined;
  }

  /** Where the letters from a number on begin. */
  #positionOf(number: number): number {
    let low = this.#head;
    let high = this.#letters.length;
    if ((this.#letters[low]?.number ?? number) >= number) return low;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#letters[middle]?.number ?? number) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
