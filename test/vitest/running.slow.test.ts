// Explorations under vitest: timeouts, shards, watch mode.

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation } from "./run-vitest.ts";

/** How much longer vitest waits than the time-out of an exploration says. */
const GRACE_MS = 20_000;

let installation: Installation;

beforeAll(() => {
  installation = install();
});
afterAll(() => {
  installation.remove();
});

// They wait for real time, so they run concurrently.
describe.concurrent("the time-out of a test", () => {
  const SLOW = countingFile(`
    test.explore("cut short", { timeout: 2_000, executions: 10_000_000 }, safe);
    test.explore("not finished", { timeout: 2_000, strategy: "dpor", executions: 10_000_000 }, async () => {
      const counter = cell(0);
      const worker = async () => { for (let index = 0; index < 9; index += 1) await counter.write(index); };
      await Promise.all([worker(), worker(), worker()]);
    });
  `);
  const ENDLESS = countingFile(`
    test.explore("never yields", async () => {
      await Promise.all([pause(), pause()]);
      for (;;);
    });
  `);
  const CONCURRENT = countingFile(`
    for (const name of ["first", "second", "third"]) {
      test.explore.concurrent(name, { timeout: 2_500, executions: 10_000_000 }, safe);
    }
  `);

  test("ends explorations in good order", async () => {
    const { output, tests } = await installation
      .project({ "endless.test.ts": ENDLESS, "slow.test.ts": SLOW, "concurrent.test.ts": CONCURRENT })
      .run({ args: ["run", "--maxWorkers=2"] });
    expect(output).not.toContain("Test timed out");
    expect(tests.get("cut short")).toMatchObject({ status: "passed", meta: { heddle: { verdict: "passed" } } });
    expect(tests.get("not finished")?.message).toMatch(
      /Undecided: the search was not finished: [\d,]+ executions of about/,
    );
    expect(tests.get("never yields")?.message).toMatch(
      /UncontrolledNondeterminism: main has run for 2 seconds without/,
    );
    // The later ones have what the earlier ones leave of their time, which on a slow machine may be none.
    for (const name of ["first", "second", "third"]) {
      const { message, status } = tests.get(name) ?? { message: "missing", status: "failed" };
      expect(status === "passed" || message.includes("Undecided"), `${name}: ${message}`).toBe(true);
    }
  });

  test("is that of the describe around it, whether longer or shorter than that of the project", async () => {
    const text = countingFile(`
      beforeEach(({ task }) => { task.meta.timeout = task.timeout; });
      test.explore("of the project", { executions: 10 }, safe);
      describe("long", { timeout: 350_000 }, () => {
        describe("inside", () => { test.explore("goes on", { executions: 10 }, safe); });
      });
      describe("short", { timeout: 150_000 }, () => {
        test.explore("ends", { executions: 10 }, safe);
        test.explore("says more", { timeout: 350_000, executions: 10 }, safe);
      });
    `);
    const project = installation.project({ "inherited.test.ts": text });

    const { tests } = await project.run({ args: ["run", "--testTimeout=200000"] });

    // What vitest waits for: the time-out that holds, and the grace in which an exploration ends.
    const timeouts = Object.fromEntries([...tests].map(([name, { meta }]) => [name, meta["timeout"]]));
    expect(timeouts).toEqual({
      "of the project": 200_000 + GRACE_MS,
      "long inside goes on": 350_000 + GRACE_MS,
      "short ends": 150_000 + GRACE_MS,
      "short says more": 350_000 + GRACE_MS,
    });
  });
});

test("shards share out the files and run every exploration once", async () => {
  const files = ["a", "b", "c"].map((name) => [`${name}.test.ts`, countingFile(`test.explore("${name}", safe);`)]);
  const project = installation.project(Object.fromEntries(files) as Record<string, string>);

  const runs = [];
  for (const shard of ["1/2", "2/2"]) runs.push(await project.run({ args: ["run", `--shard=${shard}`] }));

  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  const names = runs.flatMap(({ tests }) =>
    [...tests].filter(([, { status }]) => status === "passed").map(([name]) => name),
  );
  expect(names.toSorted()).toEqual(["a", "b", "c"]);
});

describe("watch mode", () => {
  test("runs again after a change, from a clean state, and not because the corpus was written", async () => {
    const racy = countingFile('test.explore("counts", racy);');
    const project = installation.project({ "race.test.ts": racy });
    const child = project.start({ args: ["--watch", "--reporter=verbose"], env: { HEDDLE_DETAIL: "full" } });
    let output = "";
    const ended = new Promise((resolve) => child.on("close", resolve));
    const runs = async (count: number): Promise<void> => {
      while (
        output.split("Waiting for file changes").length - 1 + output.split("Watching for file changes").length - 1 <
        count
      ) {
        await new Promise((resolve) => child.stdout?.once("data", resolve));
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        output += data.toString();
      });
    }
    try {
      await runs(1);
      expect(output).toContain("saved: __heddle__/");
      expect(project.corpus().length).toBe(1);
      // A run caused by the written file would appear in the output before that of the change.
      project.write("race.test.ts", racy.replace('"counts", racy', '"holds", safe'));
      await runs(2);
      expect(output).toMatch(/✓ race\.test\.ts > holds/);
      expect(output.match(/ FAIL {2}race/g)?.length).toBe(1);
      expect(output.match(/ RERUN /g)?.length).toBe(1);
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
  });
});
