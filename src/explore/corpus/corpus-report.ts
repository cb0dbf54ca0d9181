// What became of the corpus in one exploration, as a value.

/** A corpus file that was replayed, or could not be. */
export interface CorpusReplay {
  readonly file: string;
  /**
   * `failed`: it still fails. `fixed`: the same choices, and the program passes. `stale`: its choices no longer fit the
   * program, which does not fail with what is left of them. `damaged`: it is no corpus file; it was passed over.
   */
  readonly state: "failed" | "fixed" | "stale" | "damaged";
  /** Whether it was in another state when it was last seen: its file has said so since, if it could be written. */
  readonly isNews: boolean;
  /** The first line of the recorded error; `undefined` for a damaged file. */
  readonly error: string | undefined;
  /** What does not fit, or what is wrong with the file. */
  readonly why: string | undefined;
}

/** What became of the corpus in one exploration. */
export interface CorpusReport {
  /** Where it is, as a person in the current folder would give it. */
  readonly folder: string;
  /** In order of file. */
  readonly replayed: readonly CorpusReplay[];
  /** The files that were written. */
  readonly saved: readonly string[];
  /** What could not be written, and why. */
  readonly unsaved: readonly { readonly signature: string; readonly why: string }[];
}
