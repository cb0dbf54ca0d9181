// The exit codes of the command.

/** The exit codes of `heddle`. */
export const ExitCode = {
  /** Everything was as expected. */
  expected: 0,
  /** An unexpected failure, or a missing expected one. */
  unexpected: 1,
  /** Invalid usage, or a file or a scenario that cannot be used. */
  usage: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
