// The command that shows a counterexample again.

/** The line to paste into a shell to see a counterexample again. */
export function replayCommand(token: string, file: string | undefined, command: string): string {
  return [command, "replay", shellWord(token), ...(file === undefined ? [] : [shellWord(file)])].join(" ");
}

export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
