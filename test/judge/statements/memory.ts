// Statements on shared memory: cells, tables, locks, plain state that heddle sees, operations of one's own.

import { operation, table } from "heddle/memory";
import type { Cell, LockSide } from "heddle/memory";

import type { Statement } from "./statement.ts";
import { nextValue, pidOf } from "./world.ts";
import type { Handlers, Plain, World } from "./world.ts";

/** On shared memory. `plainRead`, `plainWrite`: of a property of a `shared()` object, which is no scheduling point. */
export type MemoryStatement =
  | { readonly do: "read" | "write" | "update" | "compareAndSet"; readonly cell: number }
  | { readonly do: "insert" | "get" | "remove"; readonly key: number }
  | { readonly do: "entries" | "size" | "ownTable" }
  | { readonly do: "giveTable" | "leaveTable"; readonly to: number }
  | { readonly do: "ifZero"; readonly cell: number; readonly body: readonly Statement[] }
  | { readonly do: "lock"; readonly body: readonly Statement[] }
  | { readonly do: "permits"; readonly count: number; readonly body: readonly Statement[] }
  | { readonly do: "acquire" | "release" | "tryAcquire"; readonly count: number; readonly timeout?: number }
  | { readonly do: "until"; readonly cell: number; readonly least: number }
  | { readonly do: "readLock" | "writeLock"; readonly body: readonly Statement[]; readonly timeout?: number }
  | { readonly do: "await"; readonly timeout?: number }
  | { readonly do: "notifyOne" | "notifyAll" | "meet" }
  | { readonly do: "plainRead" | "plainWrite"; readonly key: Key }
  | { readonly do: "own"; readonly reads: readonly Key[]; readonly writes: readonly Key[] };

type Key = keyof Plain;

const own = operation({
  name: "own",
  touches: (_plain: Plain, read: readonly Key[], write: readonly Key[]) => ({ read, write }),
  perform: (plain: Plain, reads: readonly Key[], writes: readonly Key[]) => {
    const seen = reads.map((key) => plain[key]);
    for (const key of writes) plain[key] += 1;
    return seen;
  },
});

/** What they do. */
export const MEMORY: Handlers<MemoryStatement> = {
  read: (world, _me, { cell }) => cellOf(world, cell).read(),
  write: (world, me, { cell }) => cellOf(world, cell).write(nextValue(me)),
  update: (world, _me, { cell }) => cellOf(world, cell).update((value) => value * 2 + 1),
  compareAndSet: (world, _me, { cell }) => cellOf(world, cell).compareAndSet(0, 1),
  insert: ({ rows }, me, { key }) => rows.insertNew(key, nextValue(me)),
  get: ({ rows }, _me, { key }) => rows.get(key),
  remove: ({ rows }, _me, { key }) => rows.delete(key),
  entries: ({ rows }) => rows.entries(),
  size: ({ rows }) => rows.size(),
  // It goes with its owner, in a step of its own.
  ownTable: (_world, me) => table<number, number>(`of ${me.name}`).insert(0, 0),
  giveTable: (world, me, { to }) => world.rows.giveAway(pidOf(world, me, to)),
  leaveTable: (world, me, { to }) => world.rows.setHeir(pidOf(world, me, to)),
  async ifZero(world, me, { body, cell }, runAll) {
    if ((await cellOf(world, cell).read()) === 0) await runAll(world, me, body);
  },
  lock: (world, me, { body }, runAll) => world.lock.run(() => runAll(world, me, body)),
  async permits(world, me, { body, count }, runAll) {
    await world.permits.acquire(count);
    await runAll(world, me, body);
    await world.permits.release(count);
  },
  acquire: ({ permits }, _me, { count, timeout }) =>
    timeout === undefined ? permits.acquire(count) : permits.acquire(count, { timeout }),
  tryAcquire: ({ permits }, _me, { count }) => permits.tryAcquire(count),
  until: (world, _me, { cell, least }) => cellOf(world, cell).until((value) => value >= least),
  readLock: (world, me, { body, timeout }, runAll) =>
    holding(world.readWrite.read, timeout, () => runAll(world, me, body)),
  writeLock: (world, me, { body, timeout }, runAll) =>
    holding(world.readWrite.write, timeout, () => runAll(world, me, body)),
  async await({ lock, noticed }, _me, { timeout }) {
    return lock.run<boolean | void>(() =>
      timeout === undefined ? noticed.wait(lock) : noticed.wait(lock, { timeout }),
    );
  },
  notifyOne: ({ noticed }) => noticed.notifyOne(),
  notifyAll: ({ noticed }) => noticed.notifyAll(),
  meet: ({ meeting }) => meeting.wait(),
  release: ({ permits }, _me, { count }) => permits.release(count),
  plainRead: ({ plain }, _me, { key }) => plain[key],
  plainWrite({ plain }, _me, { key }) {
    plain[key] += 1;
  },
  own: ({ operated }, _me, { reads, writes }) => own(operated, reads, writes),
};

async function holding(side: LockSide, timeout: number | undefined, body: () => Promise<void>): Promise<unknown> {
  if (timeout === undefined) return side.run(body);
  if (!(await side.acquire({ timeout }))) return "not acquired";
  await body();
  return side.release();
}

function cellOf({ cells }: World, index: number): Cell<number> {
  const found = cells[index % cells.length];
  if (found === undefined) throw new Error("there are cells");
  return found;
}
