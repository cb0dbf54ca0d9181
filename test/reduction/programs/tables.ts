// Readers and writers of one or two rows.

import { spawn } from "heddle";
import { mark, launch, outlive, put, sharing, tableOf } from "./program.ts";
import type { Entry, Shared } from "./program.ts";

type Bodies = readonly (() => unknown)[];

/** An actor that writes 1, 2 … to x. */
function brush(shared: Shared, count: number): () => Promise<void> {
  return async () => {
    for (let value = 1; value <= count; value += 1) await shared.insert("x", value);
  };
}

/** An actor that reads x again and again. */
function tooth(shared: Shared, count: number): () => Promise<void> {
  return async () => {
    for (let index = 0; index < count; index += 1) await shared.get("x");
  };
}

/** One actor writes x several times, the others read it as often. */
function hairbrush(length: number, teeth: number): () => Promise<void> {
  return sharing({ x: 0 }, (shared): Bodies => [
    brush(shared, length),
    ...Array.from({ length: teeth }, () => tooth(shared, length)),
  ]);
}

/** Five actors around x and y; `isSecond` says after which x one of them reads y. */
function complete(isSecond: (x: unknown) => boolean): () => Promise<void> {
  return sharing({ x: 0, y: 0 }, (shared): Bodies => {
    const marked = (step: () => Promise<unknown>) => async (): Promise<void> => {
      await mark(shared, 0);
      await step();
    };
    const reader = (isReading: (x: unknown) => boolean) => async (): Promise<void> => {
      await mark(shared, 0);
      const x = await shared.get("x");
      await mark(shared, 1);
      if (isReading(x)) await shared.get("y");
    };
    return [
      marked(put(shared, "y", 1)),
      marked(put(shared, "x", 1)),
      reader(isSecond),
      reader(() => true),
      marked(put(shared, "x", 2)),
    ];
  });
}

/** Two actors read x and write y unless y has been written. */
const conditionalReaders = sharing({ x: 0, y: 0 }, (shared): Bodies => {
  const read = async (): Promise<void> => {
    if ((await shared.get("y")) !== 0) return;
    await shared.get("x");
    await shared.insert("y", 1);
  };
  return [put(shared, "x", 1), read, read];
});

/** They write y only if x has been written. */
const conditionalReaders2 = sharing({ x: 0, y: 0 }, (shared): Bodies => {
  const read = async (): Promise<void> => {
    if ((await shared.get("y")) === 0 && (await shared.get("x")) === 1) await shared.insert("y", 1);
  };
  return [put(shared, "x", 1), read, read];
});

/** One of them only reads, the other always does both. */
const conditionalReaders3 = sharing({ x: 0, y: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  async () => {
    if ((await shared.get("y")) === 0) await shared.get("x");
  },
  async () => {
    await shared.get("x");
    await shared.insert("y", 1);
  },
]);

/** Two writers and two readers of one row. */
const difficultReaders = sharing({ x: 0 }, (shared): Bodies =>
  [put(shared, "x", 1), put(shared, "x", 2), () => shared.get("x"), () => shared.get("x")].map((step) => async () => {
    await mark(shared, 0);
    await step();
  }),
);

/** Two rows with two writers each. */
const manywrite = sharing({ x: 0, y: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  put(shared, "x", 2),
  put(shared, "y", 1),
  put(shared, "y", 2),
]);

/** Four rows with two writers each. */
const manywrite2 = sharing({ w: 0, x: 0, y: 0, z: 0 }, (shared): Bodies =>
  (["w1", "x1", "y1", "x2", "y2", "z1", "z2", "w2"] as const).map((write) => async () => {
    await mark(shared, 0);
    await shared.insert(write.charAt(0), Number(write.charAt(1)));
  }),
);

/** A writer of two rows, a reader of both, and another writer of the second with the same value. */
function prerequisite(second: number): () => Promise<void> {
  return sharing({ x: 0, y: 0 }, (shared): Bodies => [
    async () => {
      await shared.insert("x", 1);
      await shared.insert("y", 1);
    },
    async () => {
      if ((await shared.get("y")) !== 0) await shared.get("x");
    },
    put(shared, "y", second),
  ]);
}

/** A writer and two readers, each of which reads y first; `order` is the spawn order. */
function readersAndWriter(order: string): () => Promise<void> {
  return sharing({ x: 0, y: 0 }, (shared): Bodies =>
    order.split("").map((role) => async () => {
      await shared.get("y");
      await (role === "w" ? shared.insert("x", 1) : shared.get("x"));
    }),
  );
}

/** A writer and two readers. */
const readersBasic = sharing({ x: 0, y: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  () => shared.get("x"),
  () => shared.get("x"),
]);

/** The main actor also writes a value that another actor has written. */
async function writingSame(): Promise<void> {
  const shared = await tableOf();
  const actors = await launch(put(shared, "x", 42), async () => {
    if ((await shared.get("x")) === 42) await shared.get("y");
  });
  await shared.insert("y", 1);
  await shared.insert("x", 42);
  await outlive(actors);
}

/** The main actor and another actor write and read, a third writes. */
async function writeread(): Promise<void> {
  const shared = await tableOf();
  const actors = await launch(put(shared, "x", 1), async () => {
    await shared.insert("x", 1);
    await shared.get("x");
  });
  await shared.insert("x", 0);
  await shared.get("x");
  await outlive(actors);
}

/** One actor accesses a row while the main actor clears the table. */
function emptied(touch: (shared: Shared) => Promise<unknown>): () => Promise<void> {
  return async () => {
    const shared = await tableOf({ x: 1, y: 2 });
    const actor = await spawn(() => touch(shared));
    await shared.deleteWhere(() => true);
    await outlive([actor]);
  };
}

/** Three actors remove, read and write one row. */
const deleteObject = sharing({}, (shared): Bodies => [
  () => shared.deleteExact("foo", 1),
  () => shared.get("foo"),
  put(shared, "foo", 2),
]);

const EQUAL_WRITES =
  "Writes of one value to one row commute in the source; here writes of one row never do, whatever they write.";

export const tables: readonly Entry[] = [
  { name: "hairbrush_teeth_1", program: hairbrush(2, 1), classes: 6, published: 6 },
  { name: "hairbrush_teeth_2", program: hairbrush(3, 1), classes: 20, published: 20 },
  { name: "hairbrush_teeth_3", program: hairbrush(2, 2), classes: 36, published: 36 },
  { name: "hairbrush_teeth_4", program: hairbrush(3, 2), classes: 400, published: 400 },
  { name: "complete_test_1", program: complete((x) => x === 0), classes: 48, published: 48, isLarge: true },
  { name: "complete_test_2", program: complete((x) => x !== 0), classes: 60, published: 60, isLarge: true },
  { name: "conditional_readers", program: conditionalReaders, classes: 12, published: 8, note: EQUAL_WRITES },
  { name: "conditional_readers_2", program: conditionalReaders2, classes: 7, published: 6, note: EQUAL_WRITES },
  { name: "conditional_readers_3", program: conditionalReaders3, classes: 6, published: 6 },
  { name: "difficult_readers", program: difficultReaders, classes: 18, published: 18 },
  { name: "manywrite", program: manywrite, classes: 4, published: 4 },
  { name: "manywrite_2", program: manywrite2, classes: 16, published: 16, isLarge: true },
  { name: "not_prerequisite_1", program: prerequisite(1), classes: 7, published: 5, note: EQUAL_WRITES },
  { name: "readers_rrw", program: readersAndWriter("rrw"), classes: 4, published: 4 },
  { name: "readers_rwr", program: readersAndWriter("rwr"), classes: 4, published: 4 },
  { name: "readers_wrr", program: readersAndWriter("wrr"), classes: 4, published: 4 },
  { name: "readers_basic", program: readersBasic, classes: 4, published: 4 },
  { name: "ets_writing_same", program: writingSame, classes: 7, published: 5, note: EQUAL_WRITES },
  { name: "writeread", program: writeread, classes: 22, published: 18, note: EQUAL_WRITES },
  { name: "ets_delete_all: read", program: emptied((shared) => shared.get("x")), classes: 2, published: 2 },
  { name: "ets_delete_all: write", program: emptied((shared) => shared.insert("x", 2)), classes: 2, published: 2 },
  { name: "ets_delete_object 1", program: deleteObject, classes: 6, published: 6 },
];
