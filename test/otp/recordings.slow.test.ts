// The recorded scripts of many classes, as in recordings.test.ts.

import { describe, test } from "vitest";

import { isQuick, replayRecordings } from "./conformance/replay.ts";
import { FAMILIES } from "./conformance/generate.ts";

describe.each(FAMILIES)("%s behave as in Erlang", (family) => {
  test("in every recorded script of many classes", () => replayRecordings(family, (one) => !isQuick(one)));
});
