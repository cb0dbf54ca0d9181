// What the command says to the shell.

/** The exit codes of `heddle`. */
export const ExitCode = {
  /** Everything did as expected. */
  expected: 0,
  /** A finding that was not expected, or an expected one that was not found. */
  unexpected: 1,
  /** Wrong usage. */
  usage: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
