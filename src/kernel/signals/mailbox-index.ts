// An index of the messages in a large mailbox by the values that they hold. It names candidates: whether one matches is
// for the pattern to say. A message is found by what it held when the mailbox was first searched for that field.

import type { Letter } from "./mailbox.ts";

/** A value that a message must hold in order to match: itself, or a part of it. */
export interface Literal {
  /** The fields that lead to the part; none for the message itself. */
  readonly path: readonly string[];
  /** A value that is equal only to itself: no object. */
  readonly value: unknown;
}

/** The letters by what is at one path. */
interface Field {
  /** The number of letters that have been added. */
  size: number;
  readonly byValue: Map<unknown, Bucket>;
  /** Letters that may hold any value: it is computed or inherited. */
  readonly others: Letter[];
}

/** Letters, oldest first. */
interface Bucket {
  readonly letters: Letter[];
  /** The letters before it have been taken. */
  head: number;
}

/** An index of letters, to which more may be added at the end. */
export class MailboxIndex {
  readonly #letters: readonly Letter[];
  readonly #fields: Map<string, Field> = new Map();

  constructor(letters: readonly Letter[]) {
    this.#letters = letters;
  }

  /**
   * The letters that may hold all of the values, oldest first; some of them may not.
   * @returns `undefined` without a value to look up
   */
  candidates(literals: readonly Literal[]): Iterable<Letter> | undefined {
    let best: { readonly field: Field; readonly bucket: Bucket } | undefined;
    for (const { path, value } of literals) {
      const field = this.#fieldAt(path);
      const bucket = field.byValue.get(value) ?? NONE;
      if (best === undefined || sizeOf(bucket) < sizeOf(best.bucket)) best = { field, bucket };
    }
    return best === undefined ? undefined : inOrder(best.bucket, best.field.others);
  }

  #fieldAt(path: readonly string[]): Field {
    const key = JSON.stringify(path);
    let field = this.#fields.get(key);
    if (field === undefined) {
      field = { size: 0, byValue: new Map(), others: [] };
      this.#fields.set(key, field);
    }
    for (; field.size < this.#letters.length; field.size += 1) {
      const letter = this.#letters[field.size];
      if (letter?.isTaken === false) add(field, path, letter);
    }
    return field;
  }
}

const NONE: Bucket = { letters: [], head: 0 };

function sizeOf({ head, letters }: Bucket): number {
  return letters.length - head;
}

function add({ byValue, others }: Field, path: readonly string[], letter: Letter): void {
  let part: unknown = letter.message;
  for (const name of path) {
    if (typeof part !== "object" || part === null) return;
    const field = Object.getOwnPropertyDescriptor(part, name);
    if (field === undefined ? name in part : !("value" in field)) {
      others.push(letter);
      return;
    }
    part = field?.value;
  }
  const bucket = byValue.get(part);
  if (bucket === undefined) byValue.set(part, { letters: [letter], head: 0 });
  else bucket.letters.push(letter);
}

function* inOrder(bucket: Bucket, others: readonly Letter[]): Iterable<Letter> {
  const { letters } = bucket;
  while (letters[bucket.head]?.isTaken === true) bucket.head += 1;
  let other = 0;
  for (let at = bucket.head; ; at += 1) {
    const letter = letters[at];
    for (; other < others.length; other += 1) {
      const next = others[other];
      if (next === undefined || (letter !== undefined && next.number > letter.number)) break;
      if (!next.isTaken) yield next;
    }
    if (letter === undefined) return;
    if (!letter.isTaken) yield letter;
  }
}
