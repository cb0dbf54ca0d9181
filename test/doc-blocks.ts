// The code blocks of a document and the files that they form: a block may be a file, or a diff of an earlier one.

import { expect } from "vitest";

/** A code block. */
export interface Block {
  readonly document: string;
  /** Its first line in the document, for the title of its test. */
  readonly line: number;
  readonly language: string;
  /** The file name after the language, if any. */
  readonly file: string | undefined;
  readonly text: string;
  /** The offset of its text in the document. */
  readonly start: number;
}

/** Texts by file name. */
export type Files = ReadonlyMap<string, string>;

/** The blocks of a document, in order. */
export function blocksIn(document: string, text: string): readonly Block[] {
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map((match) => ({
    document,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    file: match[2],
    text: match[3] ?? "",
    start: match.index + match[0].indexOf("\n") + 1,
  }));
}

/** A text with replacements for some of its blocks. */
export function withTexts(text: string, printed: ReadonlyMap<Block, string>): string {
  let end = 0;
  let result = "";
  for (const [block, replacement] of printed) {
    result += text.slice(end, block.start) + replacement;
    end = block.start + block.text.length;
  }
  return result + text.slice(end);
}

/** The files after a block. */
export function withBlock(files: Files, { file, language, line, text }: Block): Files {
  if (file === undefined) return files;
  return new Map(files).set(file, language === "diff" ? changed(files.get(file) ?? "", text, `line ${line}`) : text);
}

/** The files before each replacement or diff, and at the end. */
export function versionsOf(blocks: readonly Block[]): readonly Files[] {
  const versions: Files[] = [];
  let files: Files = new Map();
  for (const block of blocks) {
    if (block.file !== undefined && files.has(block.file)) versions.push(files);
    files = withBlock(files, block);
  }
  return [...versions, files];
}

/** Applies a diff to a text: removed lines begin with `-`, added lines with `+`, context lines with a space. */
function changed(text: string, diff: string, where: string): string {
  const lines = diff.split("\n").slice(0, -1);
  const side = (sign: string): string =>
    lines
      .filter((line) => line.startsWith(sign) || line.startsWith(" "))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const before = side("-");
  expect(text.split(before).length, `${where}: what is changed must be there once`).toBe(2);
  return text.replace(before, () => side("+"));
}
