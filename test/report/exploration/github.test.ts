// Workflow commands of GitHub Actions.

import { expect, test } from "vitest";

import { githubText } from "../../../src/report/index.ts";
import { explored, failing, PASSED } from "../explored.ts";

const context = { command: "npx heddle", inRepository: (file: string) => `packages/${file}` };

test("each unexpected finding is an annotation at its line, escaped", () => {
  const rows = [
    explored("passed", failing(new Error("100 %\nof: a, b")), "a,b.ts"),
    explored("violated", failing(new Error("expected"))),
    explored("passed", PASSED),
  ];

  expect(githubText(rows, { ...context, positionOf: () => ({ file: "a,b.ts", line: 7, column: 3 }) })).toBe(
    "::error file=packages/a%2Cb.ts,line=7,col=3,title=heddle%3A race::Error: 100 %25%0Aof: a, b%0A" +
      "replay: npx heddle replay h2:race:plan::0:pc7ps:aaaaaaaa:bbbb a,b.ts",
  );
});

test("what has no position is annotated at its file, if there is one", () => {
  const unusable = { ...explored("passed", PASSED, "a.ts"), result: { kind: "failed", error: new Error("one\ntwo") } };

  expect(githubText([unusable as ReturnType<typeof explored>, explored("violated", PASSED)], context)).toBe(
    "::error file=packages/a.ts,title=heddle%3A race::Error: one%0Atwo\n" +
      "::error title=heddle%3A race::It passed, but is expected to be violated.",
  );
});

test("nothing unexpected gives no line", () => {
  expect(githubText([explored("passed", PASSED)], context)).toBe("");
});
