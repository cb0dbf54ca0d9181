// SafeStack (Vyukov): a lock-free stack of indices whose pop may take an element that another actor is about to take. Three
// actors and at least five switches; only one published strategy finds it.

import assert from "node:assert/strict";

import { cell } from "heddle/memory";

import { benchProgram, times } from "./bench-program.ts";
import type { BenchProgram } from "./bench-program.ts";

const SIZE = 3;
const ROUNDS = 3;
const NONE = -1;

/** Each actor pops an element, marks it as its own, checks the mark, and pushes it back, three times. */
export const safeStack: BenchProgram = benchProgram("SafeStack", { suite: "SafeStack", bug: "assertion" }, () => {
  const head = cell(0, "head");
  const count = cell(SIZE, "count");
  const next = Array.from({ length: SIZE }, (_, index) => cell(index + 1 < SIZE ? index + 1 : NONE, `next ${index}`));
  const values = Array.from({ length: SIZE }, (_, index) => cell(NONE, `value ${index}`));
  /** Removes a link from the list, so that no other actor follows it. @returns the link */
  const cut = async (index: number): Promise<number> => {
    let old = NONE;
    await next[index]?.update((value) => {
      old = value;
      return NONE;
    });
    return old;
  };
  const pop = async (): Promise<number> => {
    while ((await count.read()) > 1) {
      const first = await head.read();
      const second = await cut(first);
      if (second === NONE) continue;
      if (await head.compareAndSet(first, second)) {
        await count.update((value) => value - 1);
        return first;
      }
      await next[first]?.write(second);
    }
    return NONE;
  };
  const push = async (index: number): Promise<void> => {
    for (;;) {
      const first = await head.read();
      await next[index]?.write(first);
      if (await head.compareAndSet(first, index)) break;
    }
    await count.update((value) => value + 1);
  };
  const use = async (id: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const index = await pop();
      if (index === NONE) continue;
      await values[index]?.write(id);
      assert.equal(await values[index]?.read(), id, "two actors have the same element");
      await push(index);
    }
  };
  return { actors: times(SIZE, use) };
});
