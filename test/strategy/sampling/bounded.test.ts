// Bounded strategies: delays, depths, chains.

import { pause, receive, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { DelayBounding, IterativePct, Pctcp } from "heddle/strategy";
import { expect, test } from "vitest";

import { strategyFrom } from "../../../src/strategy/index.ts";
import { exploreByRounds } from "../explore-by-rounds.ts";

/** Three tasks of three pauses each; records the order of their steps. */
function marching(note: (order: string) => void): () => Promise<void> {
  return async () => {
    let order = "";
    const march = async (name: string): Promise<void> => {
      for (let step = 0; step < 3; step += 1) {
        await pause();
        order += name;
      }
    };
    await Promise.all(["a", "b", "c"].map(march));
    note(order);
  };
}

test("delay bounding without delays goes round in creation order, each as far as it can", async () => {
  const orders = new Set<string>();
  const program = marching((order) => orders.add(order));
  await exploreByRounds(program, new DelayBounding({ delays: 3 }), { executions: 1 });
  expect([...orders]).toEqual(["aaabbbccc"]);
});

test("one delay gives as many schedules as there are places for it", async () => {
  const orders = new Set<string>();
  const program = marching((order) => orders.add(order));
  await exploreByRounds(program, new DelayBounding({ delays: 1, length: 6 }), { executions: 500 });
  // Six decisions have an alternative. Before a's first step and two more: abbb… continues with b, then c, then a again;
  // then three with b and c left. Not to see one of six in 500 draws: below 10⁻³⁸.
  expect([...orders].toSorted()).toEqual([
    "aaabbcccb",
    "aaabcccbb",
    "aaacccbbb",
    "aabbbccca",
    "abbbcccaa",
    "bbbcccaaa",
  ]);
});

test("the depth of idpct goes round from 2 to 6", async () => {
  const recipes: string[] = [];
  const program = marching(() => undefined);
  await exploreByRounds(program, new IterativePct(), { executions: 7 }, ({ recipe }) => recipes.push(recipe));
  expect(recipes.map((recipe) => recipe.split("-")[1])).toEqual(["2", "3", "4", "5", "6", "2", "3"]);
});

/** A message passes through five actors while another actor runs independently. @returns how often they interleaved */
async function shareOfMixing(strategy: string): Promise<number> {
  let mixed = 0;
  let order = "";
  const executions = 2_000;
  const program = async (): Promise<void> => {
    order = "";
    let next: Pid | undefined;
    for (let place = 0; place < 5; place += 1) {
      const to = next;
      next = await spawn(async () => {
        for (;;) {
          await receive();
          order += "r";
          if (to !== undefined) await send(to, "token");
        }
      });
    }
    await spawn(async () => {
      for (let step = 0; step < 5; step += 1) {
        await pause();
        order += "m";
      }
    });
    if (next !== undefined) await send(next, "token");
  };
  await exploreByRounds(program, strategyFrom(strategy), { executions }, () => {
    expect(order.split("").toSorted().join("")).toBe("mmmmmrrrrr");
    if (!/^(?:m*r*|r*m*)$/.test(order)) mixed += 1;
  });
  return mixed / executions;
}

test("a request that travels is one chain, with one priority", async () => {
  // Without change points (depth 1) the independent actor runs before the message passes or after it, never in
  // between; pct gives each of the five actors and each of their channels a separate priority.
  expect(await shareOfMixing("pctcp-1")).toBe(0);
  expect(await shareOfMixing("pct-1")).toBeGreaterThan(0.05);
});

test("a chain that is demoted stays so: depth 2 mixes them", async () => {
  expect(await shareOfMixing("pctcp-2")).toBeGreaterThan(0);
});

test("the recipe of pctcp and of delay names their numbers", async () => {
  const program = marching(() => undefined);
  const pctcp = new Pctcp({ depth: 4 });
  const delay = new DelayBounding({ delays: 2 });
  await exploreByRounds(program, pctcp, { executions: 4 });
  await exploreByRounds(program, delay, { executions: 4 });
  expect(pctcp.recipe).toMatch(/^pctcp-4-[1-9]\d*$/);
  expect(delay.recipe).toMatch(/^delay-2-[1-9]\d*$/);
});
