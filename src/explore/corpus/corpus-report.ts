// The corpus section of an exploration report.

/** The result of replaying one corpus file. */
export interface CorpusReplay {
  /** Its name in the corpus folder. */
  readonly file: string;
  /**
   * `failed`: it still fails. `fixed`: the program passes with the same choices. `stale`: its choices no longer fit the
   * program, which does not fail with those that still apply. `damaged`: not a corpus file; it was skipped.
   */
  readonly state: "failed" | "fixed" | "stale" | "damaged";
  /** Whether the state has changed since the last replay. The file records the new state, if it could be written. */
  readonly isNews: boolean;
  /** The first line of the recorded error; `undefined` for a damaged file. */
  readonly error: string | undefined;
  /** What differs, or what is wrong with the file. */
  readonly why: string | undefined;
}

/** The results of replaying and updating the corpus in one exploration. */
export interface CorpusReport {
  /** The path of the corpus folder, relative to the current folder. */
  readonly folder: string;
  /** In order of file name. */
  readonly replayed: readonly CorpusReplay[];
  /** The names of the files that were written. */
  readonly saved: readonly string[];
  /** The counterexamples that could not be written: their `signature`, and `why`. */
  readonly unsaved: readonly { readonly signature: string; readonly why: string }[];
}
