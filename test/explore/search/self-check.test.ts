// Executions that do not stand alone: what one of them leaves behind changes the next.

import assert from "node:assert/strict";

import { assertExplore, explore, pause, UncontrolledNondeterminism, verify } from "heddle";
import type { Program, Report } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

// Taken before explorations replace it.
const realRandom = Math.random;

/** Two buyers and one seat that nobody puts back: only the first execution has it. */
function usedUp(): Program {
  let seats = 1;
  return async () => {
    const sold = cell(0, "sold");
    const buy = async (): Promise<void> => {
      await pause();
      if (seats === 0) return;
      seats -= 1;
      await sold.update((before) => before + 1);
    };
    await Promise.all([buy(), buy()]);
    assert.ok((await sold.read()) <= 1);
  };
}

/** Two actors that write, one after the other, what `next` gives them. */
function writing(next: () => unknown): Program {
  return async () => {
    const written = cell<unknown>(0, "written");
    await Promise.all([written.write(next()), written.write(0)]);
  };
}

function errorOf(report: Report): UncontrolledNondeterminism {
  assert(report.brokenOff instanceof UncontrolledNondeterminism);
  expect(report.brokenOff.code).toBe("leaks-between-executions");
  return report.brokenOff;
}

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "what the first execution uses up is found with seed %i",
  async (seed) => {
    const report = await explore(usedUp(), { seed });

    errorOf(report);
    expect(report.verdict).toBe("undecided");
  },
);

test("the first step that differs is told with its line and what to do", async () => {
  const report = await explore(usedUp());

  const { message } = errorOf(report);
  expect(message).toMatch(/^Execution 1 passed, and did something else when it was run again with the same choices: /);
  expect(message).toMatch(/step 2 was main cell\.update\(sold\), now it is .* \(self-check\.test\.ts:\d+\)\. /);
  expect(message).toMatch(/put it back with the option reset, or .* with freshModules: true\.$/);
  expect(report.executions).toBe(2);
});

test.each(["random", "portfolio", "dfs", "dpor"] as const)("%s is checked", async (strategy) => {
  expect(errorOf(await explore(usedUp(), { strategy })).message).toContain("State outlives an execution");
});

test("a search that leaks is no proof", async () => {
  const report = await verify(usedUp());

  errorOf(report);
  expect(report).toMatchObject({ verdict: "undecided", exhausted: false, proof: undefined });
});

describe("state in", () => {
  function* numbers(): Generator<number, never> {
    for (let number = 0; ; number += 1) yield number;
  }

  const kept: Readonly<Record<string, () => Program>> = {
    "a counter": () => {
      let count = 0;
      return writing(() => (count += 1));
    },
    "a generator": () => {
      const generator = numbers();
      return writing(() => generator.next().value);
    },
    "a Map with objects as keys": () => {
      const known = new Map<object, number>();
      return writing(() => known.set({}, known.size).size);
    },
    "a cell": () => {
      let shared: Cell<number> | undefined;
      return async () => {
        shared ??= cell(0, "shared");
        await Promise.all([shared.update((before) => before + 1), pause()]);
      };
    },
    "a toggle": () => {
      let isOn = false;
      return writing(() => (isOn = !isOn));
    },
    "a list that is full after 100 executions": () => {
      const list: number[] = [];
      return writing(() => (list.length < 100 ? (list.push(0), "added") : "full"));
    },
  };

  test.each(Object.keys(kept))("%s that outlives an execution is found", async (name) => {
    expect(errorOf(await explore(kept[name]?.() ?? pause)).message).toMatch(/step \d .*self-check\.test\.ts:\d+/);
  });
});

test("listeners on process that executions leave are found, a few are not", async () => {
  const listen = (event: string, most: number): Program => {
    let count = 0;
    return async () => {
      count += 1;
      if (count <= most) process.on(event, () => undefined);
      await Promise.all([pause(), pause()]);
    };
  };
  process.setMaxListeners(0);
  const few = await explore(listen("few", 10), { executions: 20 });
  const many = await explore(listen("many", 11), { executions: 20 });
  process.setMaxListeners(10);
  for (const event of ["few", "many"]) process.removeAllListeners(event);

  expect(few.verdict).toBe("passed");
  expect(errorOf(many).message).toMatch(/^The executions have left 11 listeners of "many" on process, /);
});

test("reset puts it back", async () => {
  let count = 0;
  const reset = (): void => {
    count = 0;
  };
  const report = await explore(
    writing(() => (count += 1)),
    { reset },
  );

  expect(report).toMatchObject({ verdict: "passed", brokenOff: undefined });
});

test("random values that heddle does not see are found", async () => {
  const { message } = errorOf(await explore(writing(() => realRandom())));

  expect(message).toContain("was and is main cell.write(written), with other values");
});

test("a counterexample that is found is kept, and the leak is told", async () => {
  let runs = 0;
  const program = async (): Promise<void> => {
    runs += 1;
    await Promise.all([pause(), pause()]);
    assert.ok(runs < 2, "the second execution fails");
  };
  const report = await explore(program);

  expect(report.verdict).toBe("violated");
  expect(report.counterexamples).toHaveLength(1);
  errorOf(report);
});

test("a failure that does not occur again keeps the counterexamples before it", async () => {
  let runs = 0;
  let hasFailed = false;
  const program = async (): Promise<void> => {
    const order: string[] = [];
    const log = async (name: string): Promise<void> => {
      await pause();
      order.push(name);
    };
    await Promise.all([log("a"), log("b")]);
    runs += 1;
    if (order[0] === "b") throw new RangeError("b is first");
    if (runs < 2_000 || hasFailed) return;
    hasFailed = true;
    throw new TypeError("once");
  };
  const report = await explore(program, { stopAfter: 9, executions: 3_000, shrink: false });

  expect(report.counterexamples.map(({ error }) => (error as Error).message)).toEqual(["b is first"]);
  expect(report.brokenOff).toMatchObject({ code: "not-repeatable" });
});

test("assertExplore throws the error itself", async () => {
  await expect(assertExplore(usedUp())).rejects.toMatchObject({ code: "leaks-between-executions" });
});

test.each(["a", "b", "c", "d", "e", "f"])(
  "what the first execution on one of two paths uses up: seed %s",
  async (seed) => {
    let isUsed = false;
    const program = async (): Promise<void> => {
      const order: string[] = [];
      const enter = (name: string) => async (): Promise<void> => {
        await pause();
        order.push(name);
      };
      await Promise.all([enter("one")(), enter("two")()]);
      if (order[0] !== "two" || isUsed) return;
      isUsed = true;
      await pause();
    };
    const report = await explore(program, { executions: 1_000, seed, strategy: "random" });

    expect(report.brokenOff).toMatchObject({ code: "leaks-between-executions" });
  },
);

test("an execution that runs alone is not run again", async () => {
  let runs = 0;
  const program = async (): Promise<void> => {
    runs += 1;
    await Promise.all([pause(), pause()]);
  };
  await explore(program, { executions: 1 });

  expect(runs).toBe(1);
});

test("the first execution is run again after the second and at the end, those up to the eighth, and one of 64", async () => {
  let runs = 0;
  const program = async (): Promise<void> => {
    runs += 1;
    await Promise.all([pause(), pause()]);
  };
  const { executions } = await explore(program, { executions: 1_000, strategy: "random" });

  expect(runs - executions).toBe(2 + 7 + Math.floor(1_000 / 64));
});

test("long executions, of which only the first steps are kept one by one, are compared afresh each time", async () => {
  const report = await explore(
    async () => {
      const walk = async (): Promise<void> => {
        for (let step = 0; step < 3_000; step += 1) await pause();
      };
      await Promise.all([walk(), walk()]);
    },
    { executions: 70, strategy: "random" },
  );

  expect(report).toMatchObject({ verdict: "passed", brokenOff: undefined });
});
