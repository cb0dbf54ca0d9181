// Tables whose rows actors read and write; some notify the main actor when done.

import { receive, self, send } from "heddle";
import { launch, mark, put, sharing, tableOf, together } from "./program.ts";
import type { Entry, Shared, Tell } from "./program.ts";
import { relay, start } from "./relay.ts";

type Bodies = readonly (() => unknown)[];

/** Two readers of the row that one actor writes, each after a separate write. */
const dependencies = sharing({}, (shared): Bodies => [
  put(shared, "x", 1),
  async () => {
    await shared.insert("y", 2);
    await shared.get("x");
  },
  async () => {
    await shared.insert("z", 3);
    await shared.get("x");
  },
]);

/** Runs actors that each send a message at their exit; the main actor receives them in order of arrival. */
async function reporting(bodies: Bodies): Promise<void> {
  const main = self();
  const told = bodies.map((body) => async (): Promise<void> => {
    await body();
    await send(main, "ok");
  });
  await launch(...told);
  for (const _ of bodies) await receive("ok");
}

/** The body of an actor in a ring of three: it writes one of two rows, depending on the row that it reads. */
function ring(shared: Shared, read: string, ifZero: string, ifOne: string): () => Promise<void> {
  return async () => {
    if ((await shared.get(read)) === 0) await shared.insert(ifZero, 1);
    else await shared.insert(ifOne, 0);
  };
}

const X_Y_Z = { x: 0, y: 0, z: 0 };

/** A ring of three, with exits in any order. */
async function dependencies2(report: Tell): Promise<void> {
  const shared = await tableOf(X_Y_Z);
  await reporting([ring(shared, "x", "y", "z"), ring(shared, "y", "z", "x"), ring(shared, "z", "x", "y")]);
  report([await shared.get("x"), await shared.get("y"), await shared.get("z")]);
}

/** Two readers and a writer, with exits in any order. */
async function dependencies3(): Promise<void> {
  const shared = await tableOf();
  await reporting([
    () => shared.get("x"),
    async () => {
      await shared.insert("y", 2);
      await shared.insert("x", 1);
    },
    async () => {
      await shared.insert("z", 3);
      await shared.get("x");
    },
  ]);
}

/** A writer, a reader, and a reader that continues to read if it is early. */
function deeper(shared: Shared): Bodies {
  return [
    put(shared, "x", 1),
    async () => {
      await shared.insert("y", 2);
      await shared.insert("p2", await shared.get("x"));
    },
    async () => {
      await shared.insert("z", 3);
      const isEarly = (await shared.get("x")) === 0;
      await shared.insert("p3", isEarly ? await shared.get("y") : "none");
    },
  ];
}

/** With exits in any order. */
async function dependenciesDeeper(report: Tell): Promise<void> {
  const shared = await tableOf({ x: 0, y: 0 });
  await reporting(deeper(shared));
  report([await shared.get("p2"), await shared.get("p3")]);
}

/** With exits one by one. */
async function dependenciesDeeper2(report: Tell): Promise<void> {
  const shared = await tableOf({ x: 0, y: 0 });
  await start(await relay(self(), deeper(shared)));
  report([await shared.get("p2"), await shared.get("p3")]);
}

/** Readers that first read a separate row. */
const dependenciesN = sharing({}, (shared): Bodies => {
  const read = (own: number) => async (): Promise<void> => {
    await shared.get(own);
    await shared.get("x");
  };
  return [put(shared, "x", 42), read(1), read(2), read(3)];
});

/** A ring of three that is connected only by tables. */
const etsi = sharing(X_Y_Z, (shared): Bodies => [
  ring(shared, "x", "y", "z"),
  ring(shared, "y", "z", "x"),
  ring(shared, "z", "x", "y"),
]);

/** Writes y, then reads x. */
function writeThenRead(shared: Shared): () => Promise<void> {
  return async () => {
    await shared.insert("y", 1);
    await shared.get("x");
  };
}

/** Reads x, and y if x holds 1. */
function readBoth(shared: Shared): () => Promise<void> {
  return async () => {
    if ((await shared.get("x")) === 1) await shared.get("y");
  };
}

/** A writer that also reads, and a reader that may read both. */
const etsi2 = sharing({ x: 0, y: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  writeThenRead(shared),
  readBoth(shared),
]);

/** A reader that reads y only if it is early. */
const etsi3 = sharing(X_Y_Z, (shared): Bodies => [
  put(shared, "y", 1),
  async () => {
    await shared.get("z");
    if ((await shared.get("x")) === 0) await shared.get("y");
  },
  put(shared, "x", 1),
]);

/** Two writers and a reader of both. */
async function etsi4(): Promise<void> {
  const shared = await tableOf({ x: 0, y: 0 });
  const actors = await relay(self(), [
    put(shared, "y", 1),
    async () => {
      await shared.get("x");
      await shared.get("y");
    },
    put(shared, "x", 1),
  ]);
  await start(actors);
}

/** Five actors, two of which depend on the others through three rows; `marks` selects those that also take independent steps. */
function five(...marks: readonly number[]): (report: Tell) => Promise<void> {
  return async (report) => {
    const shared = await tableOf({ ...X_Y_Z, z5: 0, xy: 0 });
    const cover = async (actor: number, place: number): Promise<void> => {
      if (marks.includes(actor)) await mark(shared, place);
    };
    const actors = await relay(self(), [
      async () => {
        await cover(1, 0);
        await shared.insert("y", 1);
      },
      async () => {
        await cover(2, 0);
        await shared.insert("x", 1);
      },
      async () => {
        await cover(3, 0);
        const isEarly = (await shared.get("x")) === 0;
        await cover(3, 1);
        if (isEarly) await shared.insert("z", 1);
      },
      async () => {
        await cover(4, 0);
        const x = await shared.get("x");
        await cover(4, 1);
        await shared.insert("xy", `${String(x)} ${String(await shared.get("y"))}`);
      },
      async () => {
        await cover(5, 0);
        await shared.insert("z5", await shared.get("z"));
      },
    ]);
    await start(actors);
    report([await shared.get("z"), await shared.get("xy"), await shared.get("z5")]);
  };
}

/** The second with one more reader. */
const etsi8 = sharing({ x: 0, y: 0 }, (shared): Bodies => [
  put(shared, "x", 1),
  writeThenRead(shared),
  readBoth(shared),
  () => shared.get("x"),
]);

/** Two actors write two rows in opposite orders. */
const cross = sharing({}, (shared): Bodies => [
  async () => {
    await shared.insert("x", 1);
    await shared.insert("y", 1);
  },
  async () => {
    await shared.insert("y", 2);
    await shared.insert("x", 2);
  },
]);

/** Three writes, two of them of one value. */
async function wakeupMany(): Promise<void> {
  const shared = await tableOf();
  await together(put(shared, "x", 1), put(shared, "x", 0), put(shared, "x", 1));
}

const EQUAL_WRITES =
  "Writes of one value to one row commute in the source; here writes of one row never do, whatever they write.";

export const ets: readonly Entry[] = [
  { name: "ets_dependencies", program: dependencies, classes: 4, published: 4 },
  { name: "ets_dependencies_2", program: dependencies2, classes: 42, published: 42 },
  { name: "ets_dependencies_3", program: dependencies3, classes: 24, published: 24 },
  { name: "ets_dependencies_deeper", program: dependenciesDeeper, classes: 36, published: 36 },
  { name: "ets_dependencies_deeper_2", program: dependenciesDeeper2, classes: 6, published: 6 },
  { name: "ets_dependencies_n", program: dependenciesN, classes: 8, published: 8 },
  { name: "etsi", program: etsi, classes: 7, published: 7 },
  { name: "etsi_2", program: etsi2, classes: 5, published: 5 },
  { name: "etsi_3", program: etsi3, classes: 3, published: 3 },
  { name: "etsi_4", program: etsi4, classes: 4, published: 4 },
  { name: "etsi_5", program: five(), classes: 12, published: 12 },
  { name: "etsi_6", program: five(1, 3, 4, 5), classes: 12, published: 12 },
  { name: "etsi_7", program: five(1, 2, 3, 4, 5), classes: 12, published: 12, isLarge: true },
  { name: "etsi_8", program: etsi8, classes: 10, published: 10 },
  { name: "ets_cross", program: cross, classes: 3, published: 3 },
  { name: "wakeup_many", program: wakeupMany, classes: 6, published: 4, note: EQUAL_WRITES },
];
