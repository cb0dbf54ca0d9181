// Failing start functions, registries that are not running, and invalid options.

import assert from "node:assert/strict";
import { explore, isAlive, kill, link, self, sleep, spawn } from "heddle";
import type { Pid, Program } from "heddle";
import { GenServer } from "heddle/otp";
import { Reki, RekiNotRunning } from "heddle/registry";
import type { RekiOptions } from "heddle/registry";
import { expect, test } from "vitest";

import { idler, WITHOUT_TIMEOUT, tree, underManySchedules } from "./tree.ts";
import type { Counter } from "./tree.ts";
import { settle } from "../registry/variants.ts";

/** The error of the only execution of a program. */
async function failureOf(program: Program): Promise<string> {
  const report = await explore(program, { executions: 1, shrink: false });
  return String(report.counterexamples[0]?.error);
}

test("a start that throws rejects with its error for all waiting callers, and nothing is stored", () =>
  underManySchedules(async () => {
    const t = await tree();
    let tries = 0;
    const start = async (): Promise<never> => {
      tries += 1;
      await sleep(10);
      throw new RangeError("out of luck");
    };
    const other = await spawn(() => assert.rejects(t.reki.lookupOrStart("a", start), RangeError));
    await assert.rejects(t.reki.lookupOrStart("a", start), RangeError);
    await settle();
    assert.equal(await isAlive(other), false);
    assert.ok(tries <= 2);
    assert.equal(await t.reki.count(), 0);
    await t.reki.lookupOrStart("a", t.counter);
  }));

test.each([
  ["nothing", () => undefined],
  ["a number", () => 5],
  ["null", () => null],
])("a start that gives %s is a UsageError of its callers", (_, start) =>
  underManySchedules(async () => {
    const t = await tree();
    const wrong = start as unknown as () => Counter;
    await assert.rejects(t.reki.lookupOrStart("a", wrong), { name: "UsageError", code: "not-a-child" });
    assert.equal(await t.reki.count(), 0);
  }),
);

test("a start that does not link its actor is a UsageError", () =>
  underManySchedules(async () => {
    const reki = Reki.create<string, Pid>();
    await reki.start();
    const unlinked = (): Promise<Pid> => spawn("stray", () => undefined);
    await assert.rejects(reki.lookupOrStart("a", unlinked), { name: "UsageError", code: "not-linked" });
  }));

test("a start that gives the actor of another key is a UsageError, and that actor lives on", () =>
  underManySchedules(async () => {
    const t = await tree();
    const a = await t.reki.lookupOrStart("a", t.counter);
    const again = async (): Promise<Counter> => {
      await link(a.pid);
      return a;
    };
    await assert.rejects(t.reki.lookupOrStart("b", again), { name: "UsageError", code: "actor-of-other-key" });
    await settle();
    assert.equal(await t.reki.lookup("a"), a);
    assert.equal(await GenServer.call(a, "next"), 1);
    assert.equal(await t.reki.lookup("b"), undefined);
  }));

test("an assertion that fails in a start function is a finding", async () => {
  const failure = await failureOf(async () => {
    const t = await tree();
    await t.reki.lookupOrStart("a", () => assert.fail("found it"), WITHOUT_TIMEOUT);
  });

  expect(failure).toContain("found it");
});

test("a start that requests its own key without a timeout is reported as waiting for itself", async () => {
  const failure = await failureOf(async () => {
    const t = await tree();
    const start = (): Promise<Counter> => t.reki.lookupOrStart("a", start, WITHOUT_TIMEOUT);
    await start();
  });

  expect(failure).toMatch(/factory\/keeper waits for itself/);
});

test("two starts that request each other's keys are reported as waiting for each other", async () => {
  const report = await explore(
    async () => {
      const t = await tree();
      const a = (): Promise<Counter> => t.reki.lookupOrStart("b", b, WITHOUT_TIMEOUT);
      const b = (): Promise<Counter> => t.reki.lookupOrStart("a", a, WITHOUT_TIMEOUT);
      await b();
    },
    { executions: 20, shrink: false },
  );

  expect(String(report.counterexamples[0]?.error)).toMatch(/cycle: \S*keeper → \S*keeper-2 → \S*keeper$/m);
});

test("a start that asks for its own key with a time-out fails with that time-out, and others go on", () =>
  underManySchedules(async () => {
    const t = await tree();
    const start = (): Promise<Counter> => t.reki.lookupOrStart("a", start, { timeout: 100 });
    await assert.rejects(t.reki.lookupOrStart("a", start), { name: "CallFailed", reason: "timeout" });
    await t.reki.lookupOrStart("a", t.counter);
    assert.equal(t.starts, 1);
  }));

test("a keeper that is killed while a start runs fails the callers of its key", () =>
  underManySchedules(async () => {
    const t = await tree();
    let keeper: Pid | undefined;
    const start = async (): Promise<Counter> => {
      keeper = self();
      await sleep(100);
      return t.counter();
    };
    const caller = await spawn(() =>
      assert.rejects(t.reki.lookupOrStart("a", start), { name: "StartFailed", reason: "killed" }),
    );
    await sleep(1);
    assert.ok(keeper !== undefined);
    await kill(keeper);
    await settle();
    assert.equal(await isAlive(caller), false);
    await t.reki.lookupOrStart("a", t.counter);
  }));

test.each(["lookupOrStart", "startNew", "lookup", "stop", "count", "toList"] as const)(
  "%s on a registry that has not been started rejects with RekiNotRunning",
  (operation) =>
    underManySchedules(async () => {
      const reki = Reki.create<string, Pid>("names");
      await assert.rejects(reki[operation]("a", idler), (error: unknown) => {
        assert.ok(error instanceof RekiNotRunning);
        assert.equal(error.message, "The registry names is not running: noproc.");
        return true;
      });
    }),
);

test("every request to a registry that is killed meanwhile is answered, or rejects with RekiNotRunning", () =>
  underManySchedules(async () => {
    const t = await tree();
    await t.reki.lookupOrStart("a", t.counter);
    const registry = await t.part("registry");
    const asking = [
      () => t.reki.lookupOrStart("a", t.counter),
      () => t.reki.lookupOrStart("b", t.counter),
      () => t.reki.lookup("a"),
      () => t.reki.stop("b"),
      () => t.reki.count(),
    ];
    for (const ask of asking) {
      await spawn(async () => {
        try {
          await ask();
        } catch (error) {
          assert.ok(error instanceof RekiNotRunning, String(error));
        }
      });
    }
    await kill(registry);
    await settle();
    await t.reki.lookupOrStart("a", t.counter);
  }));

test("a Reki is created inside an execution", () => {
  expect(() => Reki.create()).toThrowError(expect.objectContaining({ name: "UsageError", code: "outside-execution" }));
});

test.each<[string, string, RekiOptions, string]>([
  ["an empty name", "", {}, "invalid-option"],
  ["an unknown option", "r", { size: 1 } as RekiOptions, "unknown-option"],
  ["another restart", "r", { restart: "permanent" as "temporary" }, "invalid-option"],
  ["fewer than no restarts", "r", { maxRestarts: -1 }, "invalid-option"],
  ["no window", "r", { withinMs: 0 }, "invalid-option"],
  ["no time to end", "r", { shutdown: 0 }, "invalid-option"],
])("%s is a UsageError", async (_, name, options, code) => {
  const report = await explore(
    () => {
      assert.throws(() => Reki.create(name, options), { name: "UsageError", code });
    },
    { executions: 1 },
  );

  expect(report.counterexamples).toEqual([]);
});
