// JUnit XML: well-formed for any text, with a case for each scenario.

import { SaxesParser } from "saxes";
import { expect, test } from "vitest";

import { UsageError } from "../../../src/errors.ts";
import { junitText } from "../../../src/report/index.ts";
import type { Explored } from "../../../src/report/index.ts";
import { explored, failing, PASSED, UNDECIDED } from "../explored.ts";

const context = { command: "heddle" };

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a document in order. @throws Error unless it is well-formed */
function elementsOf(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ attributes, name }) => {
    const element = { name, attributes, text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", (text) => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += text;
  });
  parser.write(xml).close();
  return elements;
}

function failed(error: unknown): Explored {
  return { ...explored("passed", PASSED, "b.ts"), result: { kind: "failed", error } };
}

test("passed, failed, unusable, interrupted and unbegun scenarios are told apart", () => {
  const cutOff = { ...UNDECIDED, interrupted: true };
  const rows = [
    explored("passed", PASSED, "a.ts"),
    explored("violated", failing(new Error("expected")), "a.ts"),
    explored("passed", failing(new TypeError("first\nsecond")), "a.ts"),
    explored("violated", PASSED, "a.ts"),
    failed(new UsageError("wrong", { code: "invalid-option" })),
    explored("passed", cutOff),
  ];
  const last = { scenario: { name: "late", expected: "passed", summary: "" }, file: undefined } as const;

  const elements = elementsOf(junitText(rows, [last], context));

  const shown = elements.map(({ attributes: { message = "", name = "", tests = "" }, name: tag }) =>
    [tag, name, tests, message].filter((text) => text !== "").join(" "),
  );
  expect(shown).toEqual([
    "testsuites heddle 7",
    "testsuite a.ts 4",
    "testcase race",
    "testcase race",
    "system-out",
    "testcase race",
    "failure TypeError: first",
    "testcase race",
    "failure It passed, but is expected to be violated.",
    "testsuite b.ts 1",
    "testcase race",
    "error UsageError: wrong",
    "testsuite scenarios 2",
    "testcase race",
    "skipped interrupted",
    "testcase late",
    "skipped not begun",
  ]);
  expect(elements[0]?.attributes).toMatchObject({ failures: "2", errors: "1", skipped: "2", time: "2.500" });
  const report = elements.find(({ attributes }) => attributes["type"] === "TypeError")?.text;
  expect(report).toContain("race: TypeError: first\n  second\n  in main, after step 1 at race.ts:1");
  expect(report).toContain("replay: heddle replay h2:race:plan::0:pc7ps:aaaaaaaa:bbbb a.ts");
});

test("any text is well-formed: markup is escaped, what XML cannot contain is removed", () => {
  const text = 'a<b>&"c"\u0000\u0008\u001B[31mred\u001B[39m]]>\uD800\uFFFF\tend\r';

  const [, suite, , failure] = elementsOf(junitText([explored("passed", failing(new Error(text)), text)], [], context));

  expect(suite?.attributes["name"]).toBe('a<b>&"c"red]]>\tend\r');
  expect(failure?.attributes["message"]).toBe('Error: a<b>&"c"red]]>\tend\r');
  expect(failure?.text).toContain('race: Error: a<b>&"c"red]]>\tend');
});

test("what the program printed in the failing execution is beside the report", () => {
  const report = failing(new Error("one"));
  const [found] = report.counterexamples;
  const output = {
    parts: [
      { stream: "stdout", text: "one\n" },
      { stream: "stderr", text: "two\n" },
      { stream: "stdout", text: "three\n" },
    ],
    cut: 0,
  } as const;

  const elements = elementsOf(
    junitText([explored("passed", { ...report, counterexamples: [{ ...found, output }] })], [], context),
  );

  expect(elements.slice(-2)).toMatchObject([
    { name: "system-out", text: "one\nthree\n" },
    { name: "system-err", text: "two\n" },
  ]);
});
