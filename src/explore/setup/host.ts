// What explorations need of the machine they run on. The roof implements it; nothing below the roof does.

import type { Attribution, DrainMode } from "../../kernel/index.ts";
import type { SourcePosition } from "../../trace/index.ts";
import type { WorkerPool, WorkerSetup } from "../workers/worker-pool.ts";

/** How a slice of work ended early. */
export interface Guarded {
  /** The slice ran longer than a step may take: an actor never yields. */
  readonly isStuck: boolean;
}

/** A file that was read, or why it could not be. */
export type StoredFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly problem: string };

/** A folder of corpus files. What goes wrong with it is told, not thrown. */
export interface CorpusFolder {
  /** As a person in the current folder would give it. */
  readonly name: string;
  /** Its files in order; none when there is no such folder. */
  list(): Promise<readonly StoredFile[]>;
  /**
   * Writes a file as a whole, whoever reads or writes it at the same time.
   * @returns `undefined`, or why it could not be written
   */
  write(file: string, text: string): Promise<string | undefined>;
}

/** The machine, as far as explorations use it. */
export interface Host {
  /** Wall-clock milliseconds from some fixed point. */
  now(): number;
  /** Runs `work` in a later turn of the event loop, outside any microtask: only there can microtasks be drained. */
  turn<T>(work: () => T): Promise<T>;
  /** Gives real input, output and timers `milliseconds` to happen. */
  grace(milliseconds: number): Promise<void>;
  /** Calls `look` every so many milliseconds, until the result is called. */
  every(milliseconds: number, look: () => void): () => void;
  /** Whether this thread is a worker of another exploration. */
  readonly isWorker: boolean;
  /**
   * What a module exports that this thread has loaded already.
   * @throws UsageError (`module-not-loaded`)
   */
  exportsOf(module: string): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Gathers workers that have loaded the program.
   * @throws UsageError (`worker-cannot-load`)
   */
  startWorkers(setup: WorkerSetup, size: number): Promise<WorkerPool>;
  /** @param place a path, or a URL of a file */
  corpusFolder(place: string | URL): CorpusFolder;
  /** How microtasks drain here; asked within `turn`. */
  drainMode(): DrainMode;
  /**
   * Runs `slice`, within `turn`, under a watchdog.
   * @param limit milliseconds after which the slice is stopped
   */
  guard(slice: () => void, limit: number): Guarded;
  /** From now on errors that no code of the program caught go to `onUncaught`; the result ends that. */
  listen(onUncaught: (error: unknown) => void): () => void;
  /** Runs one exploration at a time in this process, with the virtual globals in place. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** A value that follows async code; `release` frees what it costs. */
  attribution(): { readonly attribution: Attribution; readonly release: () => void };
  /** The first position in `site`'s stack that is not heddle's own. */
  positionOf(site: Error): SourcePosition | undefined;
}
