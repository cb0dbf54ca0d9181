// assertExplore and assertVerify: explorations that throw.

import { assertExplore, assertVerify, explore, join, replay, scenario, spawn, verify } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

/** The error of a call that must fail. */
async function rejection(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the call did not fail with an error");
}

class LostUpdate extends Error {
  override readonly name: string = "LostUpdate";
}

async function deposits(): Promise<void> {
  const balance = cell(0, "balance");
  const deposit = async (): Promise<void> => {
    await balance.write((await balance.read()) + 10);
  };
  const alice = await spawn("alice", deposit);
  await deposit();
  await join(alice);
  const total = await balance.read();
  if (total !== 20) throw new LostUpdate(`the balance is ${total}`);
}

async function atomicDeposits(): Promise<void> {
  const balance = cell(0, "balance");
  const deposit = (): Promise<number> => balance.update((total) => total + 10);
  const alice = await spawn("alice", async () => {
    await deposit();
  });
  await deposit();
  await join(alice);
}

const racy = scenario({ name: "deposits", expected: "violated", program: deposits, options: { signals: "instant" } });

describe.each([
  ["assertExplore", assertExplore],
  ["assertVerify", assertVerify],
] as const)("%s", (_, assertHolds) => {
  test("throws the program's own error, with the interleaving and the replay as its cause", async () => {
    const error = await rejection(assertHolds(deposits));

    expect(error).toBeInstanceOf(LostUpdate);
    expect(error).toMatchObject({ message: "the balance is 10" });
    const { cause } = error;
    expect(cause).toMatchObject({ name: "Interleaving" });
    const { message } = cause as Error;
    expect(message).toContain("Fails when ");
    const [, token = ""] = /^replay: await replay\(deposits, "(h2:[^"]+)"\)$/m.exec(message) ?? [];
    expect(await replay(deposits, token)).toMatchObject({ isSame: true, error: { message: "the balance is 10" } });
  });

  test("gives the report of a program that holds", async () => {
    const report = await assertHolds(atomicDeposits);

    expect(report).toMatchObject({ verdict: "passed", counterexamples: [] });
  });

  test("says why nothing was decided", async () => {
    const error = await rejection(assertHolds(() => Promise.resolve()));

    expect(error).toMatchObject({ name: "Undecided" });
    expect(error.message).toMatch(/^nothing was tested: in \d+ executions? no choice ever had two alternatives/);
  });

  test("takes a scenario with its options", async () => {
    const error = await rejection(assertHolds(racy));

    expect(error).toBeInstanceOf(LostUpdate);
    expect((error.cause as Error).message).toMatch(/h2:deposits:plan:[^:]*:0:[^:]*i/);
  });
});

describe("verify", () => {
  test("runs every class, whatever their number", async () => {
    expect(await verify(deposits, { stopAfter: 10 })).toMatchObject({
      verdict: "violated",
      failureRateBound: undefined,
    });
    expect(await verify(atomicDeposits)).toMatchObject({
      verdict: "passed",
      exhausted: true,
      executions: 2,
      classes: 2,
      failureRateBound: 0,
    });
  });

  test("enumerates schedules when it is bounded", async () => {
    const { strategies } = await verify(atomicDeposits, { preemptionBound: 1 });

    expect(strategies.map(({ strategy }) => strategy)).toEqual(["dfs-p1"]);
  });
});

describe("a scenario", () => {
  test("is explored and replayed under its own name and options", async () => {
    const { counterexamples } = await explore(racy);
    const [found] = counterexamples;

    expect(found?.token).toMatch(/^h2:deposits:/);
    expect(await replay(racy, found?.token ?? "")).toMatchObject({ isSame: true, settings: { signals: "instant" } });
  });

  test("gives way to options that are passed", async () => {
    const { counterexamples } = await explore(racy, { signals: "pairwise", name: "other" });

    expect(counterexamples[0]?.token).toMatch(/^h2:other:/);
  });
});

describe("arguments of the wrong kind", () => {
  const wrong = (value: unknown): never => value as never;

  test.each<[string, () => Promise<unknown>, string]>([
    [
      "explore(undefined)",
      () => explore(wrong(undefined)),
      "explore() expects a program, an async function, or a scenario, but got undefined.",
    ],
    [
      "verify(null)",
      () => verify(wrong(null)),
      "verify() expects a program, an async function, or a scenario, but got null.",
    ],
    [
      "assertExplore({})",
      () => assertExplore(wrong({})),
      "assertExplore() expects a program, an async function, or a scenario, but got object.",
    ],
    [
      "explore(p, null)",
      () => explore(deposits, wrong(null)),
      "The second argument of explore() must be an object with options, but is null.",
    ],
    [
      "replay(p, undefined)",
      () => replay(deposits, wrong(undefined)),
      "replay() expects a token, the text that starts with h2:, or a counterexample, but got undefined.",
    ],
  ])("%s is refused", async (_, call, message) => {
    const error = await rejection(call());

    expect(error).toMatchObject({ name: "UsageError", message });
  });
});
