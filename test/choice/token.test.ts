// Tokens: one line, versioned, with a checksum; each kind of corruption has its own error.

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { budgetsFrom, FAULT_KINDS, hashText, NO_FAULTS, parseToken, printToken } from "../../src/choice/index.ts";
import type { FaultBudgets, Token } from "../../src/choice/index.ts";

const amount = fc.integer({ min: 0, max: 99 });
const budgets = fc.record({
  kill: amount,
  crash: amount,
  restart: amount,
  partition: amount,
  cut: amount,
  oneWay: amount,
  refuse: amount,
  drop: amount,
  skew: amount,
  stall: amount,
  error: amount,
  lostAnswer: amount,
  hang: amount,
  twice: amount,
  late: amount,
});
const settings = fc.record(
  {
    signals: fc.constantFrom("pairwise" as const, "instant" as const),
    time: fc.constantFrom("competing" as const, "lazy" as const),
    maxSteps: fc.integer({ min: 1, max: 1_000_000 }),
    faults: budgets,
    entropy: fc.constant("choice" as const),
    unawaited: fc.constant("note" as const),
    clocks: fc.constant("own" as const),
  },
  { requiredKeys: ["signals", "time", "maxSteps", "faults"] },
);
const bits24 = fc.integer({ min: 0, max: 0xff_ffff });
const deviations = fc.array(fc.tuple(fc.nat(500), fc.nat(200), fc.nat(0xffff))).map((rows) => {
  let decision = -1;
  return rows.map(([gap, alternative, label]) => {
    decision += gap + 1;
    return { decision, alternative, label };
  });
});
const wellFormed = fc.string({ unit: "binary" });
const tokens: fc.Arbitrary<Token> = fc.record({
  program: wellFormed,
  settings,
  fingerprint: fc.record({ failure: bits24, trace: bits24 }),
  recording: fc.oneof(
    fc.record({ kind: fc.constant("seed" as const), strategy: wellFormed, seed: wellFormed, index: fc.nat() }),
    fc.record({ kind: fc.constant("plan" as const), deviations, entropy: fc.nat(0xffff_ffff) }),
  ),
});

const sample: Token = {
  program: "lost-update",
  settings: { signals: "pairwise", time: "competing", maxSteps: 10_000, faults: NO_FAULTS },
  fingerprint: { failure: 0x123456, trace: 0x789abc },
  recording: { kind: "seed", strategy: "pct-3-57", seed: "ci", index: 17 },
};

test("a token says what it was printed from, on one line without spaces", () => {
  fc.assert(
    fc.property(tokens, (token) => {
      const line = printToken(token);
      expect(line).toMatch(/^\S+$/);
      expect(parseToken(line)).toEqual(token);
    }),
    { seed: 1 },
  );
});

test("a token means nothing special to a shell", () => {
  fc.assert(
    fc.property(tokens, (token) => {
      expect(printToken(token)).toMatch(/^[A-Za-z0-9:._%-]+$/);
    }),
    { seed: 2 },
  );
});

test("a schedule of 200 choices with 10 deviations takes at most 100 characters", () => {
  const ten = Array.from({ length: 10 }, (_, index) => ({ decision: 20 * index + 7, alternative: 3, label: 0xabcd }));
  const token = { ...sample, recording: { kind: "plan" as const, deviations: ten, entropy: 0 } };
  expect(printToken(token).length).toBeLessThanOrEqual(100);
});

/** The token of settings with these faults. */
function settingsField(faults: Partial<FaultBudgets>): string | undefined {
  const token = { ...sample, settings: { ...sample.settings, faults: budgetsFrom(faults) } };
  return printToken(token).split(":")[6];
}

describe("faults in a token", () => {
  test("take no space when there are none", () => {
    expect(settingsField({})).toBe("pc7ps");
    expect(settingsField({ kill: 0, drop: 0 })).toBe("pc7ps");
  });

  test("have a letter each, in one order, with their budget in base 36", () => {
    const all = Object.fromEntries(FAULT_KINDS.map((kind, index) => [kind, index + 30]));
    expect(settingsField({ kill: 1 })).toBe("pc7ps-k1");
    expect(settingsField({ skew: 2, crash: 36 })).toBe("pc7ps-c10-s2");
    expect(settingsField(all)).toBe("pc7ps-ku-cv-rw-px-xy-oz-f10-d11-s12-w13-e14-l15-h16-t17-a18");
  });

  test.each(["-z1", "-k1-k1", "-k", "-1", "-K1", "_k1"])("cannot be read as %j", (faults) => {
    const body = printToken(sample)
      .replace(/:[^:]*$/, "")
      .replace(":pc7ps:", `:pc7ps${faults}:`);
    const sum = hashText(body) >>> 8;
    const checksum = Buffer.from([(sum >>> 16) & 0xff, (sum >>> 8) & 0xff, sum & 0xff]).toString("base64url");
    const read = (): unknown => parseToken(`${body}:${checksum}`);
    expect(read).toThrow(expect.objectContaining({ code: "damaged-token" }));
  });
});

describe("a token that is no good", () => {
  const line = printToken(sample);

  test("because it is empty says so", () => {
    expect(() => parseToken("  ")).toThrow(expect.objectContaining({ name: "UsageError", code: "empty-token" }));
  });

  test("because it is something else says so", () => {
    expect(() => parseToken("lost-update")).toThrow(expect.objectContaining({ code: "not-a-token" }));
  });

  test("because it is of another version names both versions", () => {
    expect(() => parseToken(line.replace("h2:", "h1:"))).toThrow(
      /has version 1, but this release of heddle reads version 2/,
    );
  });

  test("because it is cut short anywhere says so", () => {
    for (let length = 3; length < line.length; length += 1) {
      expect(() => parseToken(line.slice(0, length)), `${length} characters`).toThrow(
        expect.objectContaining({ code: "damaged-token" }),
      );
    }
  });

  test("because one character is altered says so, whichever it is", () => {
    for (let at = 3; at < line.length; at += 1) {
      const altered = line.slice(0, at) + (line[at] === "x" ? "y" : "x") + line.slice(at + 1);
      expect(() => parseToken(altered), altered).toThrow(expect.objectContaining({ code: "damaged-token" }));
    }
  });
});
