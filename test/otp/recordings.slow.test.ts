// The recorded scripts of many classes, as in recordings.test.ts.

import { describe, expect, test } from "vitest";

import { isQuick, differences } from "./conformance/replay.ts";
import { FAMILIES } from "./conformance/generate.ts";

describe.each(FAMILIES)("%s behave as in Erlang", (family) => {
  test("in every recorded script of many classes", async () => {
    expect(await differences(family, (one) => !isQuick(one))).toEqual([]);
  });
});
