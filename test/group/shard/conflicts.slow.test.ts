// Keys held on two nodes: one holder survives, each other one is notified once, by its own node, and all nodes agree.

import assert from "node:assert/strict";
import { isAlive, join, quiescence, sleep, trapExit } from "heddle";
import type { ExitMessage } from "heddle";
import { describe, expect, test } from "vitest";

import { Nodes } from "../support/nodes.ts";
import type { Setting } from "../support/nodes.ts";
import { holds } from "../../holds.ts";
import { codeOf } from "../support/actor-driver.ts";
import type { ActorDriver } from "../support/actor-driver.ts";

/** Two disconnected nodes that each hold a key; `b` registered it a millisecond later. */
async function apart(options: Setting = {}): Promise<{ nodes: Nodes; ann: ActorDriver; bob: ActorDriver }> {
  const nodes = await Nodes.start(["a", "b"], options);
  await nodes.cluster.partition(["a"]);
  await quiescence();
  const ann = await nodes.actor("a", "ann");
  const bob = await nodes.actor("b", "bob");
  await ann.do(() => nodes.group.register("a", { v: 1 }));
  await sleep(1);
  await bob.do(() => nodes.group.register("a", { v: 2 }));
  return { nodes, ann, bob };
}

const CONFLICT = { kind: "groupRegistryConflict", key: "a", meta: { v: 2 } };

test("after a partition the later claim stays, and the other actor is stopped with the winner's metadata", () =>
  holds(async () => {
    const { ann, bob, nodes } = await apart();
    const { group } = nodes;
    const eve = await nodes.actor("a", "eve");
    await eve.do(() => group.monitor("a"));

    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a=bob v2"]);
    assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], [false, true]);
    assert.deepEqual(await join(ann.pid), { ...CONFLICT, winner: bob.pid });
    assert.deepEqual(eve.events().flat(), ["unregistered a ann v1 because resolveConflict", "registered a bob v2"]);
    assert.deepEqual(await group.on("a").localEntries(), []);
  }));

test.each([
  ["info", ["[g on b] conflict over a: main/b/bob wins"]],
  [false, []],
] as const)("with the level %s these conflicts are logged: %j", async (log, expected) => {
  await holds(async () => {
    const lines: string[] = [];
    const nodes = await Nodes.start(["a", "b"], { shards: 1, log, logger: (line) => lines.push(line) });
    await nodes.cluster.partition(["a"]);
    for (const [node, name] of [
      ["a", "ann"],
      ["b", "bob"],
    ] as const) {
      const driver = await nodes.actor(node, name);
      await driver.do(() => nodes.group.register("a", {}));
    }
    await quiescence();
    await nodes.cluster.heal();
    await quiescence();
    assert.deepEqual(
      lines.filter((line) => line.includes("conflict") || log === false),
      expected,
    );
  });
});

test("of concurrent registrations on several nodes exactly one stays", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b", "c"]);
    const drivers = [];
    for (const node of ["a", "b", "c"]) {
      const driver = await nodes.actor(node, `on-${node}`);
      drivers.push({ driver, registering: await driver.begin(() => nodes.group.register("a", {})) });
    }
    await quiescence();
    const living = [];
    for (const { driver, registering } of drivers) {
      // The actors that were refused the key live on, and so does one of the others.
      if (registering.result?.kind !== "taken" && (await isAlive(driver.pid))) living.push(driver);
    }
    assert.equal(living.length, 1);
    await nodes.agree(["a", "b", "c"], [`a=${living[0]?.pid.label}`]);
  }));

test.each([["local"], ["remote"], ["first"]])(
  "a resolver selects the winner, and is called once: %s",
  async (which) => {
    expect(
      await holds(async () => {
        const asked: string[] = [];
        const { ann, bob, nodes } = await apart({
          resolverArguments: [which],
          resolveRegistryConflict: (...asking) => {
            const [name, key, [local, meta, time], [remote, other], extra] = asking;
            asked.push(
              `${name} ${key} ${local.label} ${JSON.stringify(meta)} ${time} ${remote.label} ${JSON.stringify(other)}`,
            );
            if (extra === "first") return local.label === "ann" ? local : remote;
            return extra === "local" ? local : remote;
          },
        });
        const winner = which === "local" ? bob : ann;
        await nodes.cluster.heal();
        await nodes.agree(["a", "b"], [`a=${winner.pid.label} ${winner === ann ? "v1" : "v2"}`]);
        assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], [winner === ann, winner === bob]);
        // The node of the later claim decides.
        assert.deepEqual(
          asked,
          [`g a bob {"v":2} 1 ann {"v":1}`].map((line) => line.replace(" 1 ", ` ${timeOf(asked)} `)),
        );
      }),
    ).toBe("holds");
  },
);

test("the exit of a loser that lived on does not affect the winner's registration", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"]);
    await nodes.cluster.partition(["a"]);
    await quiescence();
    const ann = await nodes.actor("a", "ann");
    await ann.do(() => trapExit(true));
    await ann.do(() => nodes.group.register("a", {}));
    await sleep(1);
    const bob = await nodes.actor("b", "bob");
    await bob.do(() => nodes.group.register("a", { v: 2 }));
    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a=bob v2"]);
    // Notified once, then killed after the grace period.
    assert.equal(await isAlive(ann.pid), false);
    assert.deepEqual(
      ann.inbox.map((message) => (message as ExitMessage).reason),
      [{ ...CONFLICT, winner: bob.pid }],
    );
    await nodes.agree(["a", "b"], ["a=bob v2"]);
  }));

test("a loser that traps exits lives on for the grace period", () =>
  holds(async () => {
    const { ann, nodes } = await apart({ conflictGrace: 200 });
    await ann.do(() => trapExit(true));
    await nodes.cluster.heal();
    await sleep(150);
    assert.deepEqual([await isAlive(ann.pid), ann.inbox.length], [true, 1]);
    await sleep(100);
    assert.equal(await isAlive(ann.pid), false);
  }));

test("conflicts over many keys are all decided", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b"], { shards: 3 });
    await nodes.cluster.partition(["a"]);
    await quiescence();
    const pairs = [];
    for (const key of ["a", "b", "c", "d", "e"]) {
      const ann = await nodes.actor("a", `ann-${key}`);
      const bob = await nodes.actor("b", `bob-${key}`);
      for (const driver of key < "c" ? [ann, bob] : [bob, ann]) {
        await sleep(1);
        await driver.do(() => nodes.group.register(key, {}));
      }
      pairs.push({ key, ann, bob });
    }
    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a=bob-a", "b=bob-b", "c=ann-c", "d=ann-d", "e=ann-e"]);
    for (const { ann, bob, key } of pairs) {
      assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], key < "c" ? [false, true] : [true, false]);
    }
  }));

test("a winner that dies during the reconnect does not block the key, and leaves no row", () =>
  holds(async () => {
    const { ann, bob, nodes } = await apart();
    await nodes.cluster.heal();
    await bob.kill();
    await quiescence();
    assert.equal(await isAlive(bob.pid), false);
    await nodes.agree(["a", "b"], (await isAlive(ann.pid)) ? ["a=ann v1"] : []);
  }));

test("a holder that was dead before the reconnect does not win", () =>
  holds(async () => {
    const { ann, bob, nodes } = await apart();
    await bob.kill();
    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a=ann v1"]);
    assert.equal(await isAlive(ann.pid), true);
  }));

test("new metadata does not move a claim: one survives whatever is updated meanwhile", () =>
  holds(async () => {
    const { ann, bob, nodes } = await apart();
    await sleep(1);
    await ann.begin(() => nodes.group.register("a", { v: 3 }));
    await nodes.cluster.heal();
    await nodes.agree(["a", "b"], ["a=bob v2"]);
    assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], [false, true]);
  }));

test("a winner that unregisters before the loser's claim arrives leaves no row of either", () =>
  holds(async () => {
    const nodes = await Nodes.start(["a", "b", "c"]);
    const ann = await nodes.actor("a", "ann");
    const bob = await nodes.actor("b", "bob");
    const registering = await ann.begin(() => nodes.group.register("a", { v: 1 }));
    await bob.begin(async () => {
      await nodes.group.register("a", { v: 2 });
      await nodes.group.unregister("a");
    });
    await quiescence();
    const isThere = (await isAlive(ann.pid)) && registering.result?.kind === "ok";
    await nodes.agree(["a", "b", "c"], isThere ? ["a=ann v1"] : []);
    assert.equal(await nodes.group.on("c").registryCount(), isThere ? 1 : 0);
  }));

test.each<[string, Setting["resolveRegistryConflict"]]>([
  [
    "throws",
    () => {
      throw new RangeError("no");
    },
  ],
  ["gives a promise", (async () => Promise.resolve()) as never],
  ["gives neither", (() => undefined) as never],
])("a resolver that %s fails the execution", async (_what, resolveRegistryConflict) => {
  const program = async (): Promise<void> => {
    const { nodes } = await apart(resolveRegistryConflict === undefined ? {} : { resolveRegistryConflict });
    await nodes.cluster.heal();
    await quiescence();
  };
  expect(await codeOf(() => holds(program, { executions: 5 }))).toBe("bad-resolver");
});

describe("nodes whose clocks differ", () => {
  test("give a key to the actor that registered it later in causal order", () =>
    holds(async () => {
      const nodes = await Nodes.start(["a", "b"]);
      await nodes.cluster.node("a").skew(10_000);
      const ann = await nodes.actor("a", "ann");
      const bob = await nodes.actor("b", "bob");
      await ann.do(() => nodes.group.register("a", { v: 1 }));
      await quiescence();
      await nodes.cluster.partition(["a"]);
      await quiescence();
      // On b the loss of a has freed the key; its new holder ranks above the old one.
      await bob.do(() => nodes.group.register("a", { v: 2 }));
      await nodes.cluster.heal();
      await nodes.agree(["a", "b"], ["a=bob v2"]);
      assert.deepEqual([await isAlive(ann.pid), await isAlive(bob.pid)], [false, true]);
    }));
});

function timeOf(lines: readonly string[]): string {
  return lines[0]?.split(" ")[4] ?? "";
}
