// The faults of ports: what callers and others can see of each, in every schedule.

import { explore, join, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { PortFailed, port } from "heddle/ports";
import type { PortOptions } from "heddle/ports";
import { describe, expect, test } from "vitest";

/** Runs a call beside a time-out of its caller; collects how often it took effect, and what the caller got. */
async function seenWith(
  kind: string,
  strategy: "dfs" | "dpor",
  options: PortOptions = {},
): Promise<readonly [Report, readonly string[]]> {
  const seen = new Set<string>();
  const program: Program = async () => {
    let effects = 0;
    let got = "nothing";
    const call = port(
      async () => {
        effects += 1;
        return "done";
      },
      { name: "call", ...options },
    );
    const caller = await spawn("a", async () => {
      const timeout = new Promise<string>((resolve) => setTimeout(resolve, 10, "timed out"));
      got = await Promise.race([call(), timeout]).catch((error: unknown) => (error as Error).message);
    });
    await join(caller);
    seen.add(`${effects} ${got}`);
  };
  const report = await explore(program, {
    strategy,
    executions: 100_000,
    stopAfter: 100_000,
    shrink: false,
    time: "lazy",
    faults: { [kind]: 1 },
  });
  return [report, [...seen].toSorted()];
}

describe.each(["dfs", "dpor"] as const)("under %s", (strategy) => {
  test.each([
    ["error", ["0 call failed.", "1 done"]],
    ["lostAnswer", ["1 The answer of call was lost.", "1 done"]],
    ["hang", ["1 done", "1 timed out"]],
    ["twice", ["1 done", "2 done"]],
    ["late", ["1 done", "1 timed out"]],
  ])("%s", async (kind, expected) => {
    const [report, seen] = await seenWith(kind, strategy);

    expect(report).toMatchObject({ verdict: "passed", executions: 2, classes: 2 });
    expect(seen).toEqual(expected);
  });
});

test("a port says which error", async () => {
  const [, seen] = await seenWith("error", "dfs", { faults: { error: () => new Error("ECONNRESET") } });

  expect(seen).toEqual(["0 ECONNRESET", "1 done"]);
});

test("a port can be spared a kind", async () => {
  const [report, seen] = await seenWith("twice", "dfs", { faults: { twice: false } });

  expect(report.executions).toBe(1);
  expect(seen).toEqual(["1 done"]);
});

test("a hanging call is named by the deadlock", async () => {
  const report = await explore(
    async () => {
      await port(async () => 1, { name: "mail.send" })();
    },
    { strategy: "dfs", faults: { hang: 1 } },
  );

  const [found] = report.counterexamples;
  expect(found?.error).toMatchObject({ message: expect.stringContaining("main waits in mail.send answer") });
  expect(found?.trace.map(({ kind }) => kind)).toEqual(["mail.send", "hang"]);
});

test("the error of a fault says whether the call took effect", () => {
  expect(new PortFailed("a.b", false)).toMatchObject({ name: "PortFailed", port: "a.b", tookEffect: false });
  expect(new PortFailed("a.b", true).message).toBe("The answer of a.b was lost.");
});
