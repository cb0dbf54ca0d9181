// The families in papers on reduction, by size.

import { cell, mutex, table } from "heddle/memory";
import { sharing, together } from "./program.ts";
import type { Entry, Shared } from "./program.ts";

/** One actor writes; `count` others each read a separate row, then the written one. */
function readers(count: number): () => Promise<void> {
  return async () => {
    const [own, x] = [table("own"), cell(0)];
    const read = (index: number) => async (): Promise<void> => {
      await own.get(index);
      await x.read();
    };
    await together(() => x.write(42), ...upTo(count).map(read));
  };
}

/** The readers are spawned first and read nothing else. */
function readersFirst(count: number): () => Promise<void> {
  return async () => {
    const x = cell(0);
    await together(...upTo(count).map(() => () => x.read()), () => x.write(42));
  };
}

function writers(count: number): () => Promise<void> {
  return async () => {
    const x = cell(0);
    await together(...upTo(count).map((value) => () => x.write(value)));
  };
}

/** One actor searches the last zero from above, the others each set a row to one more than the row below. */
function lastzero(count: number): () => Promise<void> {
  return async () => {
    const rows = Array.from({ length: count + 1 }, () => cell(0));
    const search = async (): Promise<void> => {
      for (let index = count; index > 0; index -= 1) if ((await rows[index]?.read()) === 0) return;
    };
    const raise = (index: number) => async (): Promise<void> => {
      await rows[index]?.write(((await rows[index - 1]?.read()) ?? 0) + 1);
    };
    await together(search, ...upTo(count).map(raise));
  };
}

/** Actors allocate a block each for an inode each, under one lock for an inode and one for a block. */
function filesystem(count: number): () => Promise<void> {
  return async () => {
    const [inodes, blocks] = [32, 26];
    const inode = Array.from({ length: inodes }, () => ({ lock: mutex("inode"), block: cell(0) }));
    const block = Array.from({ length: blocks }, () => ({ lock: mutex("block"), isBusy: cell(false) }));
    const allocate = (actor: number) => async (): Promise<void> => {
      const own = inode[actor % inodes];
      await own?.lock.acquire();
      for (let at = (2 * actor) % blocks; (await own?.block.read()) === 0; at = (at + 1) % blocks) {
        await block[at]?.lock.acquire();
        const isBusy = await block[at]?.isBusy.read();
        if (isBusy === false) {
          await block[at]?.isBusy.write(true);
          await own?.block.write(at + 1);
        }
        await block[at]?.lock.release();
        if (isBusy === false) break;
      }
      await own?.lock.release();
    };
    await together(...upTo(count).map(allocate));
  };
}

/** Actors insert four words each into one hash table; with twelve actors or more, some words collide. */
function indexer(count: number): () => Promise<void> {
  return sharing({}, (shared) =>
    upTo(count).map((number) => async () => {
      for (let message = 1; message <= 4; message += 1) await insertWord(shared, message * 11 + number - 1);
    }),
  );
}

async function insertWord(shared: Shared, word: number): Promise<void> {
  let slot = (word * 7) % 128;
  while (!(await shared.insertNew(slot, word))) slot = (slot + 1) % 128;
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function factorial(count: number): number {
  return upTo(count).reduce((product, factor) => product * factor, 1);
}

/** An entry with the published figure. */
function counted(name: string, program: () => Promise<void>, classes: number, isLarge: boolean = false): Entry {
  return { name, program, classes, published: classes, isLarge };
}

export const benchmarks: readonly Entry[] = [
  ...[2, 3, 4].map((count) => counted(`readers ${count}`, readers(count), 2 ** count)),
  ...[6, 8, 10, 13].map((count) => counted(`readers ${count}`, readers(count), 2 ** count, true)),
  ...[2, 3].map((count) => counted(`readers_2 ${count}`, readersFirst(count), 2 ** count)),
  ...[3, 4].map((count) => counted(`writers ${count}`, writers(count), factorial(count))),
  ...[5, 6].map((count) => counted(`writers ${count}`, writers(count), factorial(count), true)),
  ...[2, 3, 4].map((count) => counted(`lastzero ${count}`, lastzero(count), (count + 3) * 2 ** (count - 2))),
  ...[5, 8, 10, 15].map((count) => counted(`lastzero ${count}`, lastzero(count), (count + 3) * 2 ** (count - 2), true)),
  ...[13, 14, 16, 19].map((count) => counted(`filesystem ${count}`, filesystem(count), 2 ** (count - 13), true)),
  ...[11, 12, 13, 15].map((count) => counted(`indexer ${count}`, indexer(count), 8 ** (count - 11), true)),
];
