// A late notification of a connection that has been dropped since.

import assert from "node:assert/strict";
import { quiescence } from "heddle";
import { test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import { holds } from "../../holds.ts";

test("a node whose link refuses the first message is reconnected, although the notification of that connection is late", () =>
  holds(
    async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 1 });
      await nodes.cluster.cut("a", "b");
      await quiescence();
      await nodes.cluster.refuse("a", "b", 2);
      await nodes.cluster.heal();
      await quiescence();
      assert.deepEqual(await nodes.group.on("a").nodes(), ["b"]);
    },
    { executions: 200 },
  ));
