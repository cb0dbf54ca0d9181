// The shell command that replays a counterexample.

/** How heddle is started. */
export interface ReplayStart {
  /** The command that starts heddle, for example `npx heddle`. */
  readonly command: string;
  /** Options that a replay needs, too, for example `--tsconfig other.json`. Default: none. */
  readonly replayOptions?: string | undefined;
}

/** The shell command that replays a counterexample. */
export function replayCommand(token: string, file: string | undefined, start: ReplayStart): string {
  const { command, replayOptions } = start;
  const words = [command, "replay", shellWord(token), ...(file === undefined ? [] : [shellWord(file)])];
  return [...words, ...(replayOptions === undefined ? [] : [replayOptions])].join(" ");
}

/** The text as one word of a shell command, quoted if necessary. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
