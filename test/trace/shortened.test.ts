// Cutting of long texts.

import { expect, test } from "vitest";

import { shortened } from "../../src/trace/index.ts";

test("a long line is cut and says its length", () => {
  expect(shortened("short")).toBe("short");
  expect(shortened("x".repeat(204_800))).toBe(`${"x".repeat(1_000)}… (204,800 characters)`);
});

test("no half of a surrogate pair is left", () => {
  expect(shortened(`${"x".repeat(999)}${"😀".repeat(2)}`)).toBe(`${"x".repeat(999)}… (1,003 characters)`);
});
