// The small conformance cases under every class: proofs instead of samples.

import assert from "node:assert/strict";
import { explore, isAlive, join, kill, self, spawn } from "heddle";
import type { Pid } from "heddle";
import { Registry } from "heddle/registry";
import { describe, expect, test } from "vitest";
import type { Names } from "./variants.ts";

/** A case, and its number of classes with each architecture. */
interface Case {
  readonly title: string;
  readonly program: (registry: Names) => Promise<void>;
  readonly server: number;
  readonly shared: number;
}

const CASES: readonly Case[] = [
  {
    title: "two actors race for a key, and one gets it",
    async program(registry) {
      const answers: string[] = [];
      const race = async (): Promise<void> => void answers.push((await registry.register("a", 1)).kind);
      const rival = await spawn("rival", race);
      await race();
      await join(rival);
      assert.ok(answers.includes("ok"));
    },
    server: 17,
    shared: 17,
  },
  {
    title: "an actor is killed while it registers, and nothing of it stays once all is at rest",
    async program(registry) {
      const victim = await spawn("victim", () => registry.register("a", 1));
      await kill(victim);
      await join(victim);
      assert.equal(await registry.whereis("a"), undefined);
    },
    server: 19,
    shared: 9,
  },
  {
    title: "a dead holder's key goes to its successor and stays there",
    async program(registry) {
      const first = await spawn("first", () => registry.register("a", 1));
      await join(first);
      assert.equal((await registry.register("a", 2)).kind, "ok");
      assert.deepEqual(await registry.lookup("a"), [[self(), 2]]);
    },
    server: 6,
    shared: 16,
  },
  {
    title: "two claim a dead holder's key, and one living actor has it",
    async program(registry) {
      const first = await spawn("first", () => registry.register("a", 1));
      await join(first);
      const owners: Pid[] = [];
      const claim = async (): Promise<void> => {
        if ((await registry.register("a", 2)).kind !== "ok") return;
        for (const owner of owners) assert.equal(await isAlive(owner), false);
        owners.push(self());
      };
      const rival = await spawn("rival", claim);
      await claim();
      await join(rival);
    },
    server: 128,
    shared: 12126,
  },
  {
    title: "a key is given back while another asks for it",
    async program(registry) {
      await registry.register("a", 1);
      const rival = await spawn("rival", async () => {
        if ((await registry.register("a", 2)).kind === "ok")
          assert.deepEqual(await registry.lookup("a"), [[self(), 2]]);
      });
      await registry.unregister("a");
      for (const [pid] of await registry.lookup("a")) assert.equal(pid, rival);
      await join(rival);
    },
    server: 9,
    shared: 17,
  },
  {
    title: "a lock lets two in one after the other",
    async program(registry) {
      let inside = 0;
      const enter = async (): Promise<void> => {
        inside += 1;
        assert.equal(inside, 1);
        await registry.count();
        inside -= 1;
      };
      const rival = await spawn("rival", () => registry.lock("a", enter));
      await registry.lock("a", enter);
      await join(rival);
    },
    server: 728,
    shared: 728,
  },
];

describe.each(["server", "shared"] as const)("with the %s architecture", (architecture) => {
  test.each(CASES)("$title", async ({ program, [architecture]: classes }) => {
    const report = await explore(async () => program(await Registry.start({ architecture })), {
      strategy: "dpor",
      executions: 50_000,
      shrink: false,
    });

    expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
    expect(report).toMatchObject({ verdict: "passed", exhausted: true, classes });
  });
});
