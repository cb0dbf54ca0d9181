// Operations of a program's own: one scheduling point each, with the footprint that the program gives.

import { checkOptionNames, invalidOption } from "../../options.ts";
import { Access } from "../../trace/index.ts";
import type { Execution } from "../execution/execution.ts";
import { performing, requireTask } from "../operations/current.ts";
import { footprintOf } from "../operations/footprint.ts";
import { operate } from "../operations/operate.ts";
import { Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";

/** Something that an operation touches: a cell, a table, a lock, a `shared` object, a text; all other objects are one. */
export type Touched = object | string;

/** What an operation reads and what it writes; one thing, or several as an array. */
export interface Footprint {
  /** What it reads. Default: nothing. */
  readonly read?: Touched | readonly Touched[];
  /** What it writes. Default: nothing. */
  readonly write?: Touched | readonly Touched[];
}

/** The traits of an operation of one's own. */
export interface OwnOperation<Args extends readonly unknown[], Result> {
  /** Its name in traces, for example `queue.push`. */
  readonly name: string;
  /**
   * What it touches: a thing that it writes, or what it reads and writes. Operations that touch different things, or only
   * read them, commute; `"nothing"`: it commutes with everything. Default: something of its own, which it writes, so that
   * two operations of one name conflict.
   */
  readonly touches?: (...args: Args) => Touched | Footprint;
  /** Does it, in one step. */
  readonly perform: (...args: Args) => Result;
}

/**
 * Defines an operation of one's own: an async function, each call of which is one scheduling point. It is shown like
 * heddle's operations, with its arguments and its result.
 * @throws UsageError (`invalid-option`, `unknown-option`)
 * @example
 * const push = operation({
 *   name: "queue.push",
 *   touches: (queue) => queue,
 *   perform: (queue: string[], item: string) => queue.push(item),
 * });
 * await push(queue, "job");
 */
export function operation<Args extends readonly unknown[], Result>(
  traits: OwnOperation<Args, Result>,
): (...args: Args) => Promise<Awaited<Result>> {
  checkOptionNames(traits, ["name", "touches", "perform"], "an operation");
  const { name, perform, touches } = traits;
  if (typeof name !== "string" || name === "") throw invalidOption("The name of an operation", "a text", name);
  if (typeof perform !== "function") throw invalidOption("perform of an operation", "a function", perform);
  const reading = kindOf(name, Access.read, perform);
  const writing = kindOf(name, Access.write, perform);
  return (...args) => {
    const { execution } = requireTask().actor;
    const touched = touches?.(...args);
    const { reads, writes } = touched === undefined ? NOTHING : touchedParts(execution, touched);
    const own = touched === undefined ? footprintOf(execution, name) : undefined;
    const [object = reads[0], ...others] = writes;
    const isWrite = writes.length > 0;
    const call = { args, own, reads: isWrite ? reads : reads.slice(1), writes: others };
    return operate(isWrite ? writing : reading, object, call) as Promise<Awaited<Result>>;
  };
}

interface Call<Args> {
  readonly args: Args;
  /** The object of an operation that does not say what it touches. */
  readonly own: AnyObject | undefined;
  /** What it touches besides its object. */
  readonly reads: readonly AnyObject[];
  readonly writes: readonly AnyObject[];
}

function kindOf<Args extends readonly unknown[], Result>(
  name: string,
  access: Access,
  perform: (...args: Args) => Result,
): Operation<unknown, Call<Args>, Result> {
  return new Operation({
    kind: name,
    access,
    secondObject: ({ own }) => own,
    perform(_state, { args, reads, writes }, task) {
      const { execution } = task.actor;
      for (const object of writes) execution.recordAccess(task, object, Access.write);
      for (const object of reads) execution.recordAccess(task, object, Access.read);
      return performing(task, () => perform(...args));
    },
    show: ({ args }) => args,
  });
}

/** The objects behind what a program says that it touches. */
export interface TouchedParts {
  readonly reads: readonly AnyObject[];
  readonly writes: readonly AnyObject[];
}

const NOTHING: TouchedParts = { reads: [], writes: [] };

/** What a program says that it touches, as objects; texts and unknown objects as in `footprintOf`. */
export function touchedParts(execution: Execution, touched: Touched | Footprint): TouchedParts {
  if (touched === "nothing") return NOTHING;
  if (!isFootprint(touched)) return { reads: [], writes: [footprintOf(execution, touched)] };
  const all = (things: Touched | readonly Touched[] = []): readonly AnyObject[] =>
    listOf(things).map((thing) => footprintOf(execution, thing));
  return { reads: all(touched.read), writes: all(touched.write) };
}

/** A shared array is one thing. */
function listOf(things: Touched | readonly Touched[]): readonly Touched[] {
  const isList = Array.isArray(things) && !("touchedObject" in things);
  return isList ? (things as readonly Touched[]) : [things];
}

/** Whether it is `{ read, write }`, as opposed to a thing. */
function isFootprint(touched: Touched | Footprint): touched is Footprint {
  if (typeof touched !== "object" || "touchedObject" in touched) return false;
  const names = Object.keys(touched);
  return names.length > 0 && names.every((name) => name === "read" || name === "write");
}
