// The interface to the platform that explorations run on. The host layer implements it.

import type { Attribution, DrainMode } from "../../kernel/index.ts";
import type { SourcePosition } from "../../trace/index.ts";
import type { WorkerPool, WorkerSetup } from "../workers/worker-pool.ts";

/** The result of a slice that ran under the watchdog. */
export interface Guarded {
  /** Whether the slice was stopped because a step took too long: an actor never yields. */
  readonly isStuck: boolean;
  /** Whether it was stopped, and this thread got less than a quarter of the time: the machine is busy. */
  readonly isStarved?: boolean;
  /** The line of a stack trace for where it was stopped, if that was asked for and found. */
  readonly where?: string | undefined;
}

/** A file's content, or the reason why it could not be read. */
export type StoredFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly problem: string };

/** A folder of corpus files. Its failures are returned, not thrown. */
export interface CorpusFolder {
  /** Its path, relative to the current folder. */
  readonly name: string;
  /** Its files in order of name; none if the folder does not exist. */
  list(): Promise<readonly StoredFile[]>;
  /**
   * Writes a file atomically, so that concurrent readers and writers see the old or the new content.
   * @returns `undefined`, or the reason why it could not be written
   */
  write(file: string, text: string): Promise<string | undefined>;
}

/** A text that a program printed. */
export interface OutputPart {
  /** Where it was printed. */
  readonly stream: "stdout" | "stderr";
  /** One or several lines, or a part of one. */
  readonly text: string;
}

/** What a program printed in one execution, in order. */
export interface ProgramOutput {
  /** What was printed, in order. */
  readonly parts: readonly OutputPart[];
  /** The number of characters before them that were cut. */
  readonly cut: number;
}

/** Records what a program prints. */
export interface OutputRecorder {
  /** Begins a record; an earlier one is dropped. */
  begin(): void;
  /** Adds a line that heddle logs for the program. */
  log(line: string): void;
  /** Ends the record. @returns `undefined` if nothing was printed */
  end(): ProgramOutput | undefined;
}

/** The platform that explorations run on. */
export interface Host {
  /** Wall-clock milliseconds since some fixed point. */
  now(): number;
  /** Runs `work` in a later turn of the event loop and outside any microtask; microtasks can only be drained there. */
  turn<T>(work: () => T): Promise<T>;
  /** Gives real input, output and timers `milliseconds` to happen. Uncaught errors are routed to `onUncaught` meanwhile. */
  grace(milliseconds: number, onUncaught: (error: unknown) => void): Promise<void>;
  /** Calls `callback` at this interval until the returned function is called. */
  every(milliseconds: number, callback: () => void): () => void;
  /** Whether this thread is a worker of another exploration. */
  readonly isWorker: boolean;
  /**
   * The exports of a module that this thread has already loaded.
   * @throws UsageError (`module-not-loaded`)
   */
  exportsOf(module: string): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Starts workers and waits until they have loaded the program.
   * @throws UsageError (`worker-cannot-load`)
   */
  startWorkers(setup: WorkerSetup, size: number): Promise<WorkerPool>;
  /** @param path a path or a file URL */
  corpusFolder(path: string | URL): CorpusFolder;
  /** How microtasks can be drained. Must be called within `turn`. */
  drainMode(): DrainMode;
  /**
   * Runs `slice` under a watchdog. Must be called within `turn`.
   * @param limit milliseconds after which the slice is stopped
   * @param isLocated whether to find out where, which costs a few milliseconds. Default: no
   */
  guard(slice: () => void, limit: number, isLocated?: boolean): Guarded;
  /** To be called when draining microtasks has thrown, before it is continued. */
  recover(): void;
  /** Routes uncaught errors, thrown and rejected, to `onUncaught` until the returned function is called. */
  listen(onUncaught: (error: unknown) => void): () => void;
  /** The number of listeners of each event of the process. */
  processListeners(): ReadonlyMap<string | symbol, number>;
  /** Drops what the program prints from `begin` to `end`. */
  readonly silence: { begin(): void; end(): void };
  /** Runs one exploration at a time in this process, with the virtual globals installed. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Attributes async code to actors; `release` frees its resources. */
  attribution(): { readonly attribution: Attribution; readonly release: () => void };
  /** Whether every execution has attribution, as opposed to those that need it: the result is the same. For tests. */
  readonly attributesFromStart?: boolean;
  /** The instrumented modules that this thread has loaded, as paths from the current folder. */
  instrumentedFiles(): readonly string[];
  /** The number of awaits in each of them. */
  instrumentedAwaits(): Readonly<Record<string, number>>;
  /** The files of code that is not instrumented and makes promises which they await, as far as that was seen. */
  foreignFiles(): readonly string[];
  /** Whether there are any, and whether all of them tell what they read and write. */
  instrumentation(): { readonly isInstrumented: boolean; readonly tracksState: boolean };
  /** Records what the program prints. Default: it prints directly, or what it prints is dropped. */
  readonly output?: OutputRecorder | undefined;
  /** Where an error comes from: the first position in its stack that is in the program's code. */
  positionOf(error: Error): SourcePosition | undefined;
  /** Where an operation was called: the nearest position that is not in heddle's code, also of a package. */
  callPositionOf(site: Error): SourcePosition | undefined;
  /** The name of the function at that position; `undefined` if it has none. */
  functionOf(site: Error): string | undefined;
}
