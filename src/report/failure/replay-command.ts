// The shell command that replays a counterexample.

/** The shell command that replays a counterexample. */
export function replayCommand(token: string, file: string | undefined, command: string): string {
  return [command, "replay", shellWord(token), ...(file === undefined ? [] : [shellWord(file)])].join(" ");
}

/** The text as one word of a shell command, quoted if necessary. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
