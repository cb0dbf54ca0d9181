// The entries of the catalog: programs with the number of their classes, and their common helpers.

import { join, self, spawn } from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import type { SetTable } from "heddle/memory";
import type { Settings } from "heddle/report";

/** Receives the outcome of a program. */
export type Tell = (outcome: unknown) => void;

/** A program with a published number of classes. */
export interface Entry {
  /** The name in the source; an instance of a family with its size. */
  readonly name: string;
  readonly program: (report: Tell) => unknown;
  readonly settings?: Partial<Pick<Settings, "signals" | "time" | "faults">>;
  /** The number of classes in heddle. */
  readonly classes: number;
  /** The number of interleavings in the source: an optimal reduction with the options of the source's own test. */
  readonly published: number;
  /** The reason for a difference between the two. */
  readonly note?: string;
  /** Whether brute force would take too long. */
  readonly isLarge?: boolean;
}

/** The rows of a table that all actors share. */
export type Shared = SetTable<unknown, unknown>;

/** Spawns an actor for each body, in order. */
export async function launch(...bodies: readonly (() => unknown)[]): Promise<readonly Pid[]> {
  const pids: Pid[] = [];
  for (const body of bodies) pids.push(await spawn(body));
  return pids;
}

/** Waits until all have exited, so that the objects of the main actor outlive them. */
export async function outlive(pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) await join(pid);
}

/** Spawns an actor for each body and outlives them. */
export async function together(...bodies: readonly (() => unknown)[]): Promise<void> {
  await outlive(await launch(...bodies));
}

/** A table with rows. */
export async function tableOf(rows: Readonly<Record<string, unknown>> = {}): Promise<Shared> {
  const shared: Shared = table("table");
  for (const [key, value] of Object.entries(rows)) await shared.insert(key, value);
  return shared;
}

/** A program of actors that share one table; the main actor outlives them. */
export function sharing(
  rows: Readonly<Record<string, unknown>>,
  bodies: (shared: Shared) => readonly (() => unknown)[],
): () => Promise<void> {
  return async () => {
    const shared = await tableOf(rows);
    await together(...bodies(shared));
  };
}

/** Writes one row. */
export function put(shared: Shared, key: unknown, value: unknown): () => Promise<void> {
  return () => shared.insert(key, value);
}

/** An independent step. */
export function mark(shared: Shared, place: number): Promise<void> {
  return shared.insert(`${self().path} ${place}`, place);
}

/** The result of `read`, or `undefined` after the table has been removed. */
export async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
