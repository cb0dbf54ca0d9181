// The recorded scripts of many classes, as in recordings.test.ts: those of processes, and all with HEDDLE_NIGHTLY.

import { describe, expect, test } from "vitest";

import { isQuick, differences } from "./conformance/replay.ts";
import { FAMILIES } from "./conformance/generate.ts";

const families = process.env["HEDDLE_NIGHTLY"] === undefined ? FAMILIES.slice(0, 2) : FAMILIES;

describe.each(families)("%s behave as in Erlang", (family) => {
  test("in every recorded script of many classes", async () => {
    expect(await differences(family, (one) => !isQuick(one))).toEqual([]);
  });
});
