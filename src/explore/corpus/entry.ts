// One counterexample as a file: what replays it, and what people want to know of it. No time and no path is in it, so
// that it is the same whoever finds it, and a diff of it says something.

import * as v from "valibot";

import { parseToken } from "../../choice/index.ts";
import type { Token } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";

/** What a corpus file says. */
export interface CorpusEntry {
  readonly version: typeof ENTRY_VERSION;
  /** The name of the program, as in its token. */
  readonly program: string;
  /** One line that equal bugs share. */
  readonly signature: string;
  /** The first line of the error. */
  readonly error: string;
  /** Why it fails, in a sentence; left out when nobody knows. */
  readonly sentence?: string | undefined;
  readonly token: string;
  /** Whether the program has passed with it since: then it is a regression schedule. Left out while it fails. */
  readonly fixed?: boolean | undefined;
  /** What each step did when it was recorded. */
  readonly steps: readonly string[];
}

/** The version of the file. */
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
 * @throws UsageError (`damaged-corpus-file`) that says what is wrong with it
 */
export function parseEntry(text: string): CorpusEntry {
  const data = parseJson(text);
  const result = v.safeParse(ENTRY, data);
  if (!result.success) throw damaged(problemOf(result.issues[0]));
  const entry = result.output;
  const { program, recording } = tokenOf(entry);
  if (program !== entry.program) throw damaged(`its token is not of the program "${entry.program}"`);
  if (recording.kind !== "plan")
    throw damaged("its token is one of a seed, which means another schedule after an edit");
  return entry;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(text.trim() === "" ? "it is empty" : "it is no JSON", error);
  }
}

function tokenOf({ token }: CorpusEntry): Token {
  try {
    return parseToken(token);
  } catch (error) {
    throw damaged("its token cannot be read", error);
  }
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  if (field === null) return "it is no object";
  if (issue.received === "undefined") return `it has no "${field}"`;
  if (field === "version") return `its version is ${issue.received}, but this heddle reads ${ENTRY_VERSION}`;
  return `"${field}" must be ${issue.expected ?? "something else"}, but it is ${issue.received}`;
}

function damaged(why: string, cause?: unknown): UsageError {
  return new UsageError(`This is no corpus file of heddle: ${why}.`, { code: "damaged-corpus-file", cause });
}
