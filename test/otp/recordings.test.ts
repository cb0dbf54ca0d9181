// What the real Erlang did with generated scripts (`npm run conformance`), replayed without it: every outcome that it
// showed occurs in heddle, and heddle's own are exactly those that were seen, or led to, or are listed with the rule that
// allows them. The scripts with many classes are in recordings.slow.test.ts.

import { describe, expect, test } from "vitest";

import { isQuick, differences } from "./conformance/replay.ts";
import { FAMILIES } from "./conformance/generate.ts";

describe.each(FAMILIES)("%s behave as in Erlang", (family) => {
  test("in every recorded script of few classes", async () => {
    expect(await differences(family, isQuick)).toEqual([]);
  });
});
