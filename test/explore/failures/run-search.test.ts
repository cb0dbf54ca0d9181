// A search that runs executions and computes between them.

import { pause } from "heddle";
import { expect, test } from "vitest";

import { NO_FAULTS } from "../../../src/choice/index.ts";
import { runSearch } from "../../../src/explore/failures/run-search.ts";
import { createNodeHost } from "../../../src/host/index.ts";
import type { ShrinkSearch } from "../../../src/shrink/index.ts";
import { LenientReplayByName, Recorder } from "../../../src/strategy/index.ts";

test("what a search thinks is not taken for an actor that never yields", async () => {
  const host = createNodeHost();
  const original = {
    program: () => pause(),
    settings: { signals: "pairwise", time: "competing", maxSteps: 100, faults: NO_FAULTS },
    checks: [],
    reset: undefined,
    entropy: 0,
    outcome: { kind: "violated", error: new Error("e"), actor: "main" },
    signature: { text: "s", identity: "s", located: "s" },
  } as const;
  function* think(): ShrinkSearch<string> {
    yield new Recorder(new LenientReplayByName([]));
    const end = host.now() + 1_500;
    while (host.now() < end);
    const { failure } = yield new Recorder(new LenientReplayByName([]));
    return failure ?? "passed";
  }

  const result = host.exclusively(() => runSearch(host, original, think(), () => undefined));

  await expect(result).resolves.toBe("passed");
});
