// Nodes whose clocks are set while timers are pending.

import assert from "node:assert/strict";
import { sleep } from "heddle";
import { describe, expect, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import { holds } from "../../holds.ts";

const SOME = { executions: 50 } as const;

describe("a clock that is set back", () => {
  test.each([["register"], ["join"]] as const)("keeps back no change of another node: %s", async (what) => {
    const verdict = holds(async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 1 });
      const ann = await nodes.actor("a", "ann");
      await ann.do(() => nodes.group[what]("a", {}));
      // Sent after 5 milliseconds, to be applied after 5 more.
      await sleep(7);
      await nodes.cluster.node("b").skew(-1_000);
      await nodes.agree(["a", "b"], [what === "join" ? "a+ann" : "a=ann"]);
    }, SOME);
    expect(await verdict).toBe("holds");
  });

  test("extends a lease by the same amount, and does not make it permanent", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a"], { shards: 1 });
      const group = nodes.group.on("a");
      await group.connect("x", { ttl: 50 });
      await nodes.cluster.node("a").skew(-10);
      await sleep(55);
      assert.equal(await group.isConnected("x"), true);
      await sleep(10);
      assert.equal(await group.isConnected("x"), false);
    }, SOME));
});
