// WorkStealQueue (CHESS): an owner pushes and pops at one end of a deque, a thief steals at the other. Both may take the
// last item when the thief's read of the tail and its move of the head are not one step.

import assert from "node:assert/strict";

import { cell, mutex } from "heddle/memory";
import type { Cell } from "heddle/memory";

import { benchProgram } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

/** How the ends move: with plain or with interlocked writes. */
type Moves = "plain" | "interlocked";
/** Whether each item has a state that is set in two steps. */
type Items = "counted" | "with state";

const ITEMS = 4;
const STEALS = 2;
const MASK = 3;

class Deque {
  readonly #head: Cell<number> = cell(0, "head");
  readonly #tail: Cell<number> = cell(0, "tail");
  readonly #lock = mutex("foreign");
  readonly #slots = Array.from({ length: MASK + 1 }, (_, index) => cell(-1, `slot ${index}`));
  readonly #moves: Moves;

  constructor(moves: Moves) {
    this.#moves = moves;
  }

  async push(item: number): Promise<void> {
    const tail = await this.#tail.read();
    await this.#slots[tail & MASK]?.write(item);
    await this.#tail.write(tail + 1);
  }

  /** The owner's end: the lock is taken only when head and tail have met. */
  async pop(): Promise<number | undefined> {
    const tail = (await this.#tail.read()) - 1;
    await this.#move(this.#tail, tail);
    if ((await this.#head.read()) <= tail) return this.#slots[tail & MASK]?.read();
    await this.#tail.write(tail + 1);
    await this.#lock.acquire();
    // Head and tail have met: the owner gets the last item if the thief has not moved the head past it.
    const hasItem = (await this.#head.read()) <= tail;
    if (hasItem) await this.#tail.write(tail);
    const item = hasItem ? await this.#slots[tail & MASK]?.read() : undefined;
    await this.#lock.release();
    return item;
  }

  /** The thief's end. The bug: the head is moved after the read of the tail, not before. */
  async steal(): Promise<number | undefined> {
    await this.#lock.acquire();
    const head = await this.#head.read();
    const hasItem = head < (await this.#tail.read());
    const item = hasItem ? await this.#slots[head & MASK]?.read() : undefined;
    if (hasItem) await this.#move(this.#head, head + 1);
    await this.#lock.release();
    return item;
  }

  async #move(end: Cell<number>, to: number): Promise<void> {
    if (this.#moves === "plain") await end.write(to);
    else await end.update(() => to);
  }
}

function workStealQueue(name: string, moves: Moves, kind: Items): BenchProgram {
  return benchProgram(name, { suite: "CHESS", bug: "assertion" }, () => {
    const deque = new Deque(moves);
    const runs = Array.from({ length: ITEMS }, (_, index) => cell(0, `item ${index}`));
    const run = async (item: number | undefined): Promise<void> => {
      const count = item === undefined ? undefined : runs[item];
      if (count === undefined) return;
      if (kind === "counted") assert.equal(await count.update((value) => value + 1), 1, "an item is run twice");
      else {
        const before = await count.read();
        assert.equal(before, 0, "an item is run twice");
        await count.write(before + 1);
      }
    };
    const own = async (): Promise<void> => {
      for (let item = 0; item < ITEMS; item += 2) {
        await deque.push(item);
        await deque.push(item + 1);
        await run(await deque.pop());
      }
      for (let item = 0; item < ITEMS; item += 2) await run(await deque.pop());
    };
    const thieve = async (): Promise<void> => {
      for (let round = 0; round < STEALS; round += 1) await run(await deque.steal());
    };
    return { actors: [own, thieve] };
  });
}

/** Plain moves. */
export const wsq: BenchProgram = workStealQueue("WSQ", "plain", "counted");
/** Items with a state. */
export const stateWsq: BenchProgram = workStealQueue("StateWSQ", "plain", "with state");
/** Interlocked moves. */
export const interlockedWsq: BenchProgram = workStealQueue("IWSQ", "interlocked", "counted");
/** Interlocked moves, items with a state. */
export const interlockedWsqWithState: BenchProgram = workStealQueue("IWSQWithState", "interlocked", "with state");
