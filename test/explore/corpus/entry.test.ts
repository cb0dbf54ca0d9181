// Corpus files: contents, names, and errors for damaged files.

import { describe, expect, test } from "vitest";

import { NO_FAULTS, printToken } from "../../../src/choice/index.ts";
import { parseEntry, printEntry } from "../../../src/explore/corpus/entry.ts";
import { fileNameOf, folderNameOf } from "../../../src/explore/corpus/file-name.ts";
import { UsageError } from "../../../src/errors.ts";

const token = printToken({
  program: "bank > transfer",
  recording: { kind: "plan", deviations: [], entropy: 0 },
  settings: { signals: "pairwise", time: "competing", maxSteps: 100, faults: NO_FAULTS },
  fingerprint: { failure: 1, trace: 2 },
});
const entry = {
  program: "bank > transfer",
  signature: "AssertionError in main at bank.test.ts:3:1",
  error: "AssertionError: 1 !== 2",
  sentence: undefined,
  token,
  steps: ["main spawn", "main/a cell.read(account)"],
};
const text = printEntry(entry);

test("an entry that is printed and read is the same", () => {
  expect(parseEntry(text)).toEqual({ version: 1, ...entry });
  expect(printEntry(parseEntry(text))).toBe(text);
  expect(text).toMatch(/^\{\n {2}"version": 1,\n[^]*\n\}\n$/);
});

describe("the error for a damaged file says what is wrong:", () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["", "it is empty"],
    [text.slice(0, -10), "it is not JSON"],
    ["null", "it is not an object"],
    ["[]", 'it has no "version"'],
    [text.replace('"version": 1', '"version": 2'), "its version is 2, but this heddle reads 1"],
    [text.replace('"signature"', '"signatur"'), 'it has no "signature"'],
    [text.replace('"main spawn"', "7"), '"steps.0" must be string, but it is 7'],
    [text.replace(/"h2:[^"]+"/, '"h2:no"'), "its token cannot be read"],
    [text.replace('"program": "bank', '"program": "park'), 'its token is for another program than "park > transfer"'],
  ];
  test.each(wrong)("%#", (damaged, message) => {
    expect(() => parseEntry(damaged)).toThrow(message);
    expect(() => parseEntry(damaged)).toThrow(UsageError);
  });
});

test("names are legible, safe on all file systems, and differ when the texts differ", () => {
  expect(fileNameOf("bank", entry.signature)).toMatch(/^assertionerror-in-main-at-bank-test-ts-3-1-[0-9a-f]{8}\.json$/);
  const names = ["a b", "a  b", "a-b", "A b", "", "日本", "日本語", "con", "..", "x".repeat(500), "x".repeat(501)].map(
    folderNameOf,
  );
  for (const name of names) expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,70}[a-z0-9])$/);
  expect(new Set(names).size).toBe(names.length);
});
