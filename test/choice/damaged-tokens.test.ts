// Mutated tokens, most of them with a checksum that fits: 10⁴ by day, 10⁶ by night.

import { explore, replay } from "heddle";
import { expect, test } from "vitest";

import { NO_FAULTS, parseToken, printToken } from "../../src/choice/index.ts";
import { strategyFrom } from "../../src/strategy/index.ts";
import { mutateTokens } from "./damaged-tokens.ts";

const isNight = process.env["HEDDLE_NIGHTLY"] !== undefined;

test("every mutated token is read or refused with an error that says why", () => {
  const { codes, wrong } = mutateTokens(isNight ? 1_000_000 : 10_000, 1);

  expect(wrong).toEqual([]);
  expect([...codes.keys()].toSorted()).toEqual(["damaged-token", "none", "not-a-token", "token-version"]);
  expect(codes.get("damaged-token")).toBeGreaterThan(isNight ? 500_000 : 5_000);
});

test("names and seeds may hold half of a character", async () => {
  const options = { name: "half \ud83d", seed: "half \ude00 \ud83d\ude00", executions: 2 };
  const report = await explore(() => {
    throw new Error("always");
  }, options);
  const token = report.counterexamples[0]?.token ?? "";

  expect(token).toMatch(/^[A-Za-z0-9:._%-]+$/);
  expect(parseToken(token).program).toBe(options.name);
  await expect(
    replay(
      () => {
        throw new Error("always");
      },
      token,
      { name: options.name },
    ),
  ).resolves.toMatchObject({ isSame: true });
});

test("the name of a strategy in a token may be any", async () => {
  const token = printToken({
    program: "program",
    settings: { signals: "pairwise", time: "competing", maxSteps: 10, faults: NO_FAULTS },
    fingerprint: { failure: 1, trace: 1 },
    recording: { kind: "seed", strategy: "delay-1000000", seed: "x", index: 0 },
  });

  await expect(replay(() => undefined, token, { name: "program" })).rejects.toMatchObject({ code: "unknown-strategy" });
  for (const name of ["pct-99999999999999999999", "delay-3-4294967296", "fair-pos-99999999999"])
    expect(() => strategyFrom(name)).toThrow(expect.objectContaining({ code: "unknown-strategy" }));
});
