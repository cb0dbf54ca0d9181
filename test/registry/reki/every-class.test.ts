// The small conformance cases of a Reki under every class: proofs instead of samples.

import assert from "node:assert/strict";
import { explore, isAlive, join, kill, spawn } from "heddle";
import type { Pid } from "heddle";
import { Reki } from "heddle/registry";
import { expect, test } from "vitest";

import { idler, WITHOUT_TIMEOUT } from "./tree.ts";

/** A case and its number of classes. */
interface Case {
  readonly title: string;
  readonly program: (reki: Reki<string, Pid>) => Promise<void>;
  readonly classes: number;
  /** The number of classes with instant signals; the others are run only nightly. */
  readonly instant: number;
}

const ask = (reki: Reki<string, Pid>, key: string): Promise<Pid> => reki.lookupOrStart(key, idler, WITHOUT_TIMEOUT);

const CASES: readonly Case[] = [
  {
    title: "one caller asks for a key twice, and one actor is started",
    async program(reki) {
      assert.equal(await ask(reki, "a"), await ask(reki, "a"));
    },
    classes: 8,
    instant: 3,
  },
  {
    title: "two callers ask for a key, and are given one actor",
    async program(reki) {
      const given: Pid[] = [];
      const rival = await spawn("rival", async () => void given.push(await ask(reki, "a")));
      given.push(await ask(reki, "a"));
      await join(rival);
      assert.equal(new Set(given).size, 1);
    },
    classes: 96,
    instant: 36,
  },
  {
    title: "two callers ask for a key each, and are given two actors",
    async program(reki) {
      const given: Pid[] = [];
      const rival = await spawn("rival", async () => void given.push(await ask(reki, "b")));
      given.push(await ask(reki, "a"));
      await join(rival);
      assert.equal(new Set(given).size, 2);
    },
    classes: 38304,
    instant: 1368,
  },
  {
    title: "an actor is killed, and whoever asks next gets another one that lives",
    async program(reki) {
      const first = await ask(reki, "a");
      await kill(first);
      await join(first);
      const second = await ask(reki, "a");
      assert.equal(await isAlive(second), true);
      assert.equal(await reki.lookup("a"), second);
    },
    classes: 35100,
    instant: 249,
  },
  {
    title: "an actor is killed while it is asked for, and a key has one living actor",
    async program(reki) {
      const first = await ask(reki, "a");
      const killer = await spawn("killer", () => kill(first));
      const second = await ask(reki, "a");
      if (second !== first) assert.equal(await isAlive(first), false);
      await join(killer);
    },
    classes: 35271,
    instant: 291,
  },
];

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const ALL = CASES.flatMap(({ classes, instant, program, title }) => [
  { title, program, signals: "instant" as const, classes: instant },
  { title, program, signals: "pairwise" as const, classes },
]).filter(({ classes }) => isNightly || classes < 1_000);

test.each(ALL)("$title, with $signals signals", { timeout: 120_000 }, async ({ classes, program, signals }) => {
  const report = await explore(
    async () => {
      const reki = Reki.create<string, Pid>("reki", { shutdown: "infinity" });
      await reki.start();
      await program(reki);
    },
    { strategy: "dpor", executions: 50_000, shrink: false, signals },
  );

  expect(report.counterexamples.map(({ error }) => String(error))).toEqual([]);
  expect(report).toMatchObject({ verdict: "passed", exhausted: true, redundant: 0, classes });
});
