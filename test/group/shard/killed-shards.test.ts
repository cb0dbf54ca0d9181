// Effects that must occur although the shard that started them is killed.

import assert from "node:assert/strict";
import { isAlive, kill, quiescence, sleep, trapExit } from "heddle";
import { expect, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import { holds } from "../../holds.ts";

async function killShard(nodes: Nodes, node: string): Promise<void> {
  for (const shard of nodes.group.on(node).shards()) await kill(shard);
}

test("a loser that traps exits is killed after its grace period", () =>
  holds(
    async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 1, conflictGrace: 200 });
      await nodes.cluster.partition(["a"]);
      await quiescence();
      const ann = await nodes.actor("a", "ann");
      await ann.do(() => trapExit(true));
      await ann.do(() => nodes.group.register("a", {}));
      await sleep(1);
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => nodes.group.register("a", {}));
      await nodes.cluster.heal();
      await sleep(100);
      await killShard(nodes, "a");
      await sleep(50);
      assert.equal(await isAlive(ann.pid), true);
      await sleep(100);
      assert.equal(await isAlive(ann.pid), false);
    },
    { executions: 50 },
  ));

test("a link that has refused a dispatch is reconnected", async () => {
  const verdict = holds(
    async () => {
      const nodes = await Nodes.start(["a", "b"], { shards: 1 });
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await bob.do(() => nodes.group.join("a"));
      await quiescence();
      await nodes.cluster.refuse("a", "b");
      await ann.begin(() => nodes.group.dispatch("a", "hi"));
      await killShard(nodes, "a");
      await nodes.agree(["a", "b"], ["a+bob"]);
    },
    { executions: 100 },
  );
  expect(await verdict).toBe("holds");
});
