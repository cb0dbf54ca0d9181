// Reports of explorations: findings, summary and JSON.

import assert from "node:assert/strict";

import { describe, expect, test } from "vitest";

import { UncontrolledNondeterminism } from "../../../src/errors.ts";
import { Deadlock } from "../../../src/explore/index.ts";
import type { PassedReport, UndecidedReport } from "../../../src/explore/index.ts";
import {
  basisLine,
  basisOfRun,
  instrumentationLine,
  errorJson,
  explorationJson,
  findingText,
  isAsExpected,
  paletteFor,
  replayCommand,
  reportLine,
  summaryLine,
  undecidedText,
} from "../../../src/report/index.ts";
import { explored, failing, PASSED, UNDECIDED } from "../explored.ts";
import { trace } from "../steps.ts";

const palette = paletteFor(false);

test("a scenario is as expected when its verdict is the expected one", () => {
  expect(isAsExpected(explored("passed", PASSED))).toBe(true);
  expect(isAsExpected(explored("violated", PASSED))).toBe(false);
  expect(isAsExpected(explored("passed", failing(new Error("one"))))).toBe(false);
  expect(isAsExpected(explored("passed", UNDECIDED))).toBe(false);
});

test("an expected finding is short, an unexpected one is a whole report", () => {
  const report = failing(new Error("first\nsecond"));
  const context = { command: "heddle", palette };
  const size = "  execution 7: 1 step, 1 switch, 0 deviations from the default schedule";
  const replay = "  replay: heddle replay h2:race:plan::0:pc7ps:aaaaaaaa:bbbb";

  expect(findingText(explored("violated", report), context)).toBe(`race: Error: first\n${size}\n${replay}`);
  expect(findingText(explored("passed", report, "my race.ts"), context)).toBe(
    [
      "race: Error: first",
      "  second",
      "  in main, after step 1 at race.ts:1",
      "",
      "#   main            source",
      "1   pause           race.ts:1",
      "    ✗ Error: first",
      "",
      size.trim(),
      "",
      "token: h2:race:plan::0:pc7ps:aaaaaaaa:bbbb",
      `${replay.trim()} 'my race.ts'`,
    ].join("\n"),
  );
  expect(findingText(explored("passed", PASSED), context)).toBe("");
});

test("what the program printed is under the report, its last lines if it is long", () => {
  const report = failing(new Error("one"));
  const text = Array.from({ length: 120 }, (_, line) => `line ${line + 1}\n`).join("");
  const output = { parts: [{ stream: "stdout", text }], cut: 2_000 } as const;
  const [found] = report.counterexamples;
  const shown = (expected: "passed" | "violated"): string =>
    findingText(explored(expected, { ...report, counterexamples: [{ ...found, output }] }), {
      command: "heddle",
      palette,
    });

  expect(shown("passed")).toContain(
    "\n\nconsole output of this execution, before it 2,000 characters cut and 20 lines not shown:\n  line 21\n",
  );
  expect(shown("violated")).not.toContain("line");
});

test("a message of 200 KB is cut and says its length", () => {
  const text = findingText(explored("passed", failing(new Error("x".repeat(204_800)))), { command: "heddle", palette });

  expect(text.length).toBeLessThan(3_000);
  expect(text).toMatch(/…\s\(204,807 characters\)/);
});

test("a deadlock shows who waits for whom, expected or not", () => {
  const waits = [{ actor: "main", operation: "join(one)", waitsFor: "main/one" }];
  const report = failing(new Deadlock(waits, []));

  expect(findingText(explored("violated", report), { command: "heddle", palette })).toContain(
    "race: Deadlock: No actor can make progress:\n    main waits in join(one) for main/one\n",
  );
});

test("an undecided scenario says what to do", () => {
  const report = { ...UNDECIDED, undecided: 3 };

  expect(findingText(explored("passed", report), { command: "heddle", palette })).toBe(
    "race: 3 executions ran out of steps; --max-steps allows more",
  );
});

test("a scenario whose operations are left pending has a note for each", () => {
  const report = { ...PASSED, unawaited: [{ actor: "main/audit", operation: "sleep", waitsFor: undefined }] };

  expect(findingText(explored("passed", report), { command: "heddle", palette })).toBe(
    "race: note: main/audit returned while sleep was pending, which it had not awaited",
  );
});

test("a scenario in which nothing was tested says what happened and what to do", () => {
  const report = { ...UNDECIDED, isVacuous: true, executions: 16 };

  expect(findingText(explored("passed", report), { command: "heddle", palette })).toBe(
    [
      "race: nothing was tested",
      "  In 16 executions no choice ever had two alternatives, so all went the same way. An exploration",
      "  needs choices: spawn at least two actors that act on something they share, and wait for both in the program.",
      "  Awaits of ordinary code are no scheduling points by themselves: instrument its files",
      "  (heddle/instrument), or wrap what leaves the program (heddle/ports).",
    ].join("\n"),
  );
  expect(isAsExpected(explored("passed", report))).toBe(false);
  expect(summaryLine([explored("passed", report)])).toBe(
    "0 of 1 scenario as expected, 1 not: 16 executions, 20 classes",
  );
});

test("the bound of several scenarios is that of the weakest, and none is left once every class was run", () => {
  const weaker = { ...PASSED, failureRateBound: 0.03 };

  expect(summaryLine([explored("passed", PASSED), explored("passed", weaker)])).toMatch(
    /; with 95 % confidence fewer than 3 % of the executions of each scenario that passed fail$/,
  );
  expect(summaryLine([explored("passed", { ...PASSED, failureRateBound: 0 })])).toMatch(
    /new class; every class of what passed was run$/,
  );
});

test("of an exhaustive search the summary says what is left, in place of a chance", () => {
  const search = { ...UNDECIDED, estimatedTotal: 5_000.4 };

  expect(summaryLine([explored("passed", search)])).toBe(
    "0 of 1 scenario as expected, 1 not: 2,000 executions, 20 classes; about 3,000 executions left, by estimate",
  );
});

test("a replay command quotes what a shell would read otherwise", () => {
  expect(replayCommand("h2:a%20b:x", undefined, { command: "npx heddle" })).toBe("npx heddle replay h2:a%20b:x");
  expect(replayCommand("h2:a:x", "a.ts", { command: "heddle", replayOptions: "--tsconfig b.json" })).toBe(
    "heddle replay h2:a:x a.ts --tsconfig b.json",
  );
  expect(replayCommand("h2:a:x", "it's.ts", { command: "heddle" })).toBe(String.raw`heddle replay h2:a:x 'it'\''s.ts'`);
});

test("the summary counts, and gives the worst estimate of those that went to their end", () => {
  expect(summaryLine([explored("passed", PASSED)])).toBe(
    "1 scenario as expected: 2,000 executions, 20 classes; " +
      "1.3 ± 0.25 % chance that one more execution shows a new class; " +
      "with 95 % confidence fewer than 0.15 % of executions fail",
  );
  expect(
    summaryLine([explored("passed", failing(1)), explored("passed", { ...PASSED, newClassProbability: 0.5 })], 3),
  ).toBe(
    "1 of 2 scenarios as expected, 1 not, 3 not begun: 2,007 executions, 40 classes; " +
      "50 ± 0.25 % chance that one more execution shows a new class; " +
      "with 95 % confidence fewer than 0.15 % of executions fail",
  );
});

test("the JSON form is versioned and survives a round trip", () => {
  const rows = [explored("passed", failing(new TypeError("one")), "race.ts"), explored("passed", PASSED)];
  const json = explorationJson(rows, { heddle: "1.2.3", interrupted: false, command: "heddle" });

  expect(JSON.parse(JSON.stringify(json))).toMatchObject({
    version: 3,
    heddle: "1.2.3",
    asExpected: false,
    interrupted: false,
    runs: [
      {
        scenario: "race",
        file: "race.ts",
        verdict: "violated",
        asExpected: false,
        counterexamples: [
          {
            outcome: "violated",
            error: { name: "TypeError", message: "one" },
            replay: "heddle replay h2:race:plan::0:pc7ps:aaaaaaaa:bbbb race.ts",
          },
        ],
      },
      {
        file: null,
        verdict: "passed",
        asExpected: true,
        report: {
          executions: 2_000,
          executionsPerSecond: 4_000,
          newClassProbabilityError: 0.0025,
          failureRateBound: 0.0015,
          isVacuous: false,
        },
      },
    ],
  });
});

test("whatever was thrown becomes an error with a name and a message", () => {
  expect(errorJson(undefined)).toEqual({ name: "thrown undefined", message: "undefined" });
  expect(errorJson("text")).toEqual({ name: "thrown string", message: "text" });
  expect(errorJson(new RangeError("far"))).toMatchObject({ name: "RangeError", message: "far" });
});

describe("a proof", () => {
  const basis = { state: "objects", draws: "fixed", time: "lazy", signals: "instant" } as const;
  const proved: PassedReport = {
    ...PASSED,
    exhausted: true,
    failureRateBound: 0,
    basis,
    proof: { ...basis, samples: 100 },
  };

  test("is told with its samples and what it rests on", () => {
    expect(summaryLine([explored("passed", proved), explored("passed", proved)])).toMatch(
      /; proved: every class of what passed was run, 200 samples agree$/,
    );
    expect(reportLine(proved)).toMatch(/, proved: every class was run, 100 samples agree$/);
    expect(basisOfRun([explored("passed", proved)])).toBe(
      "the proof rests on: state in heddle's objects (plain variables were looked at in samples only), one draw of " +
        "Math.random and the like, by the seed, lazy time, instant signals",
    );
  });

  test("of instrumented code says how its awaits were taken, in which files and packages", () => {
    const instrumented = {
      awaits: "relaxed",
      awaitCounts: [7, 2, 0],
      state: "tracked",
      files: ["src/pool.ts", "src/queue.ts", "node_modules/@scope/tarn/lib/pool.js"],
      foreignFiles: [],
    } as const;
    const line = (report: Pick<PassedReport, "basis">): string => instrumentationLine([report]);

    expect(line({ basis: { ...basis, instrumented } })).toBe(
      "instrumented: relaxed awaits in src/pool.ts and 1 more file and of the package @scope/tarn, plain variables of " +
        "instrumented code tracked",
    );
    expect(
      line({
        basis: { ...basis, instrumented: { ...instrumented, awaits: "faithful", state: "one", files: ["a.ts"] } },
      }),
    ).toBe(
      "instrumented: faithful awaits: 7 in a.ts were no scheduling points, plain variables of instrumented code as one",
    );
    const faithful = { ...instrumented, awaits: "faithful", foreignFiles: ["a.js", "b.js"] } as const;
    expect(line({ basis: { ...basis, instrumented: faithful } })).toBe(
      "instrumented: faithful awaits: 7 in src/pool.ts, 2 in src/queue.ts were no scheduling points, plain variables of " +
        "instrumented code tracked, promises of code that is not instrumented: a.js and 1 more",
    );
    expect(line({ basis })).toBe("");
  });

  test("with faults of several kinds says that not every order of them was run", () => {
    const several: PassedReport = {
      ...proved,
      proof: { ...basis, samples: 100 },
      basis: { ...proved.basis, faults: "several" },
    };

    expect(basisLine([several])).toMatch(/, not every order of faults of several kinds$/);
    expect(basisLine([proved])).not.toContain("faults");
  });

  test("by every schedule has no samples", () => {
    const all: PassedReport = { ...proved, proof: { ...basis, draws: "choices", samples: 0 } };
    expect(reportLine(all)).toMatch(/, proved: every class was run$/);
  });

  test("is no proof once there is a doubt, which names what to do", () => {
    const [first, second, one, other] = trace(
      { actor: "main/a", kind: "cell.write", object: "a" },
      { actor: "main/b", kind: "cell.write", object: "b" },
      { kind: "cell.write", object: "result", argument: "1" },
      { kind: "cell.write", object: "result", argument: "2" },
    );
    assert.ok(first !== undefined && second !== undefined);
    const doubted: UndecidedReport = {
      ...UNDECIDED,
      doubt: {
        kind: "dependentSteps",
        steps: [first, second],
        differs: [one, other],
        trace: [first, second],
        token: "h2:token",
      },
    };
    const row = explored("passed", doubted);

    expect(isAsExpected(row)).toBe(false);
    expect(findingText(row, { command: "heddle", palette, folder: "/home/project" })).toBe(
      [
        "race: no proof: the program does something else when independent steps change places",
        "  taken for independent:",
        "    1  a: cell.write(a)  src/race.ts:1",
        "    2  b: cell.write(b)  src/race.ts:2",
        "  in this order: main: cell.write(result) 1  src/race.ts:3",
        "  in the other:  main: cell.write(result) 2  src/race.ts:4",
        "  The code that runs in these steps shares state that heddle does not see. Put it into shared(…) or a cell, or give",
        "  the points a footprint: pause({ touches: … }). --strategy dfs runs every schedule, without this assumption.",
        "  execution: h2:token",
      ].join("\n"),
    );
    expect(undecidedText({ ...doubted, doubt: { kind: "lostClass", trace: [first], token: "h2:token" } })).toMatch(
      /^no proof: an execution of 1 steps belongs to none of the classes[^]*strategy: dfs[^]*execution: h2:token$/,
    );
  });
});

describe("an exploration that was broken off", () => {
  const brokenOff = new UncontrolledNondeterminism("State outlives an execution.", {
    code: "leaks-between-executions",
  });
  const context = { command: "heddle", palette };

  test("says so with the error, and why it is undecided", () => {
    const report: UndecidedReport = { ...UNDECIDED, brokenOff, executions: 2 };

    expect(findingText(explored("passed", report), context)).toBe(
      "race: broken off after 2 executions\n  UncontrolledNondeterminism: State outlives an execution.",
    );
    expect(undecidedText(report)).toBe("State outlives an execution.");
  });

  test("says so before the counterexamples that it has", () => {
    const text = findingText(explored("violated", { ...failing(new Error("first")), brokenOff }), context);

    expect(text).toMatch(/^race: broken off after 7 executions\n.*\nrace: Error: first\n/);
  });

  test("has the error with its code in JSON", () => {
    const { runs } = explorationJson([explored("passed", { ...UNDECIDED, brokenOff })], {
      ...context,
      heddle: "1.2.3",
      interrupted: false,
    });

    expect(runs[0]?.report?.brokenOff).toMatchObject({
      name: "UncontrolledNondeterminism",
      code: "leaks-between-executions",
      message: "State outlives an execution.",
    });
  });
});

test("code that did not end is told with its actors", () => {
  const report: PassedReport = { ...PASSED, leftOpen: ["main/a", "main/b"] };

  expect(findingText(explored("passed", report), { command: "heddle", palette })).toMatch(
    /^left open: main\/a, main\/b went on and on .* Let it end when an operation fails with ExecutionEnded\.$/,
  );
});
