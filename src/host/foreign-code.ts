// Which code takes part in executions without being instrumented: instrumented code awaits a promise that it has made. Node
// tells of promises only while somebody listens, so this is found out in the executions that have an attribution, and of
// the promises that are made first.

import { relative, resolve } from "node:path";

import { instrumentedFiles } from "./virtual/instrumented.ts";
import { callPositionOf } from "./source/source-position.ts";

/** The promises of one exploration of which the place is kept: each costs a stack trace. */
const MOST = 500;
/** Frames of a stack: those of heddle come before the program's. */
const FRAMES = 20;

/** The foreign code of one thread. */
export class ForeignCode {
  #left = MOST;
  #sites: WeakMap<object, Error> = new WeakMap();
  readonly #files = new Set<string>();

  /** The files, as paths from the current folder. */
  get files(): readonly string[] {
    return [...this.#files].toSorted();
  }

  /** Another exploration begins. */
  restart(): void {
    this.#left = instrumentedFiles().length === 0 ? 0 : MOST;
    this.#sites = new WeakMap();
    this.#files.clear();
  }

  /** A promise is made. */
  made(promise: object): void {
    if (this.#left <= 0) return;
    this.#left -= 1;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    this.#sites.set(promise, new Error("promise"));
    Error.stackTraceLimit = limit;
  }

  /** Instrumented code awaits a promise. */
  awaited(promise: object): void {
    const site = this.#sites.get(promise);
    if (site === undefined) return;
    this.#sites.delete(promise);
    const position = callPositionOf(site);
    if (position === undefined) return;
    const file = resolve(position.file);
    if (!instrumentedFiles().some((each) => resolve(each) === file)) this.#files.add(relative(process.cwd(), file));
  }
}

/** One for the thread, in which executions never overlap. */
export const foreignCode: ForeignCode = new ForeignCode();
