// The file format of one counterexample: its token and a description for readers. It holds no time and no path, so that
// every machine writes the same file and its diffs are meaningful.

import * as v from "valibot";

import { parseToken } from "../../choice/index.ts";
import type { Token } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";

/** The content of a corpus file. */
export interface CorpusEntry {
  readonly version: typeof ENTRY_VERSION;
  /** The name of the program, as in its token. */
  readonly program: string;
  /** One line that equal bugs share. */
  readonly signature: string;
  /** The first line of the error. */
  readonly error: string;
  /** Why it fails, in one sentence; omitted if unknown. */
  readonly sentence?: string | undefined;
  readonly token: string;
  /** Whether the program has passed with it since, which makes it a regression schedule. Omitted while it fails. */
  readonly fixed?: boolean | undefined;
  /** The label of each recorded step. */
  readonly steps: readonly string[];
}

/** The version of the file format. */
const ENTRY_VERSION = 1;

const ENTRY = v.object({
  version: v.literal(ENTRY_VERSION),
  program: v.string(),
  signature: v.string(),
  error: v.string(),
  sentence: v.optional(v.string()),
  token: v.string(),
  fixed: v.optional(v.boolean()),
  steps: v.array(v.string()),
});

/** Writes an entry as the text of its file. */
export function printEntry({
  error,
  fixed = false,
  program,
  sentence,
  signature,
  steps,
  token,
}: Omit<CorpusEntry, "version">): string {
  const entry: CorpusEntry = {
    version: ENTRY_VERSION,
    program,
    signature,
    error,
    ...(sentence === undefined || sentence === "" ? {} : { sentence }),
    token,
    ...(fixed ? { fixed } : {}),
    steps,
  };
  return `${JSON.stringify(entry, undefined, 2)}\n`;
}

/**
 * Reads the text of a corpus file.
 * @throws UsageError (`damaged-corpus-file`) with the problem in its message
 */
export function parseEntry(text: string): CorpusEntry {
  const data = parseJson(text);
  const result = v.safeParse(ENTRY, data);
  if (!result.success) throw damaged(problemOf(result.issues[0]));
  const entry = result.output;
  const { program, recording } = tokenOf(entry);
  if (program !== entry.program) throw damaged(`its token is for another program than "${entry.program}"`);
  if (recording.kind !== "plan")
    throw damaged("its token is a seed token, whose schedule changes with every edit of the program");
  return entry;
}

/** Text from a file for a terminal or a log: on one line, and without codes that a terminal obeys. */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Control}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(text.trim() === "" ? "it is empty" : "it is not JSON", error);
  }
}

function tokenOf({ token }: CorpusEntry): Token {
  if (/\s/.test(token)) throw damaged("its token is not one line without spaces");
  try {
    return parseToken(token);
  } catch (error) {
    throw damaged("its token cannot be read", error);
  }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  if (field === null) return "it is not an object";
  if (issue.received === "undefined") return `it has no "${field}"`;
  if (field === "version") return `its version is ${issue.received}, but this heddle reads ${ENTRY_VERSION}`;
  return `"${field}" must be ${issue.expected ?? "something else"}, but it is ${issue.received}`;
}

function damaged(why: string, cause?: unknown): UsageError {
  return new UsageError(`Not a heddle corpus file: ${why}.`, { code: "damaged-corpus-file", cause });
}
