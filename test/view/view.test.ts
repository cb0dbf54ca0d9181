// The document of an execution: what the viewer shows is what a replay computes.

import assert from "node:assert/strict";

import { explore, join, receive, send, sleep, spawn } from "heddle";
import type { Program } from "heddle";
import { cell, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { parseToken } from "../../src/choice/index.ts";
import { traceRun } from "../../src/explore/execution/traced-run.ts";
import { recordOn, requestOf } from "../../src/explore/failures/replay.ts";
import { StateRecorder } from "../../src/explore/states/state-recorder.ts";
import type { AnyObject, Execution, Task } from "../../src/kernel/index.ts";
import { nodeHost } from "../../src/host/index.ts";
import { must } from "../../src/errors.ts";
import { viewHtml, viewOf } from "../../src/view/index.ts";
import { viewExecution } from "../../src/view/view-execution.ts";
import type { ViewDocument } from "../../src/view/index.ts";
import { stateAfter } from "./state-after.ts";
import { viewed } from "./views.ts";

async function viewOfFailure(program: Program): Promise<ViewDocument> {
  const { counterexamples } = await explore(program, { seed: 1 });
  return viewOf(nodeHost, program, {
    heddle: "0.0.0",
    program: program.name,
    folder: "",
    read: () => undefined,
    recorded: must(counterexamples[0], "it fails"),
    replay: {},
  });
}

async function lostUpdate(): Promise<void> {
  const counter = cell(0, "counter");
  const add = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  const pids = [await spawn("ann", add), await spawn("ben", add)];
  for (const pid of pids) await join(pid);
  assert.equal(await counter.read(), 2);
}

describe("a document", () => {
  test("has an actor for each lane, a row for each step, and the pairs whose order is critical", async () => {
    const { actors, endings, steps } = (await viewOfFailure(lostUpdate)).failing;

    expect(actors.map(({ from, label, to }) => [label, from, to])).toEqual([
      ["main", undefined, undefined],
      ["ann", 1, 8],
      ["ben", 2, 6],
    ]);
    expect(steps.map(({ lane, text }) => `${lane} ${text}`)).toEqual([
      "0 spawn ann",
      "0 spawn ben",
      "1 cell.read(counter) → 0",
      "2 cell.read(counter) → 0",
      "2 cell.write(counter) 1",
      "2 exit 'normal'",
      "1 cell.write(counter) 1",
      "1 exit 'normal'",
      "0 join(ann) → 'normal'",
      "0 join(ben) → 'normal'",
      "0 cell.read(counter) → 1",
    ]);
    expect(endings).toEqual([{ lane: 0, text: expect.stringContaining("AssertionError") as string }]);
  });

  test("names the pair and holds the nearest execution that passes", async () => {
    const { outcome, pairs, passing, sentence } = await viewOfFailure(lostUpdate);

    expect(outcome).toBe("violated");
    expect(sentence).toMatch(/^Fails when /);
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([
      [4, 7],
      [3, 5],
    ]);
    expect(passing?.steps.at(-2)?.text).toBe("cell.read(counter) → 2");
  });

  test("has the state of each object before it is first touched, and after each step that changes it", async () => {
    const { failing } = await viewOfFailure(lostUpdate);

    const counter = failing.parts.findIndex(({ name }) => name === "counter");
    const changes = failing.changes.map((step) => step.find(([part]) => part === counter)?.[1]?.join());
    expect(changes.map((value, step) => [step, value]).filter(([, value]) => value !== undefined)).toEqual([
      [2, "0"],
      [5, "1"],
    ]);
  });

  test("shows what each actor waits for, mailboxes, timers and rows of tables", async () => {
    const view = await viewOfFailure(async function several() {
      const rows = table<string, number>("rows");
      const reader = await spawn("reader", async () => {
        await receive("go");
        assert.equal(await rows.get("one"), undefined);
      });
      await rows.insert("one", 1);
      await send(reader, "other");
      await send(reader, "go");
      await sleep(5);
      await join(reader);
    });

    const text = view.failing.changes
      .flat()
      .map(
        ([part, lines]) =>
          `${view.failing.parts[part]?.kind ?? ""} ${view.failing.parts[part]?.name ?? ""}: ${lines?.join(" | ") ?? "gone"}`,
      );
    expect(text).toContain("object rows: 'one': 1");
    expect(text).toContain("mailbox reader: 'other'");
    expect(text).toContain("actor main: running | sleep 5, due at 5 ms");
    expect(
      text.some((line) => line.startsWith("actor reader: running | receive(reader)") && line.endsWith("waits")),
    ).toBe(true);
  });

  test("draws a signal from the step that sent it", async () => {
    const { failing } = await viewOfFailure(async function asked() {
      const server = await spawn("server", async () => {
        assert.notEqual(await receive(), 2);
      });
      await send(server, 2);
      await join(server);
    });

    const delivery = failing.steps.find(({ role }) => role === "delivery");
    expect([delivery?.sender, delivery?.lane, delivery?.sentBy]).toEqual([0, 1, 2]);
  });

  test("of a program that has changed shows the execution that the token leads to now, and where it differs", async () => {
    let isFixed = false;
    const program = async function changing(): Promise<void> {
      const counter = cell(0, isFixed ? "total" : "counter");
      const pid = await spawn("ann", () => counter.write(1));
      assert.equal(await counter.read(), 1);
      await join(pid);
    };
    const { counterexamples } = await explore(program);
    isFixed = true;

    const view = await viewOf(nodeHost, program, {
      heddle: "0.0.0",
      program: "changing",
      folder: "",
      read: () => undefined,
      recorded: must(counterexamples[0], "it fails").token,
      replay: {},
    });

    expect(view.divergence).toBe("this execution does not end as the one that was recorded: the program has changed");
    expect(view.failing.steps.some(({ object }) => object === "total")).toBe(true);
  });

  test("says how many steps are left out of a trace of more than 100,000", async () => {
    const { execution, states } = await recordOn(
      nodeHost,
      lostUpdate,
      must((await explore(lostUpdate, { seed: 1 })).counterexamples[0], "it fails"),
    );
    const [first] = execution.trace;
    const trace = Array.from({ length: 100_002 }, () => must(first, "it has steps"));

    const { leftOut, steps } = viewExecution({ trace, states, endings: [] }, () => 0);

    expect([steps.length, leftOut]).toEqual([100_000, 2]);
  });

  test("holds values that are cyclic, huge, have throwing getters or carry HTML", async () => {
    const view = await viewOfFailure(async function odd() {
      const cyclic: Record<string, unknown> = { name: "<script>alert(1)</script>" };
      cyclic["self"] = cyclic;
      const values = [
        cyclic,
        "x".repeat(100_000),
        Object.defineProperty({}, "bad", { enumerable: true, get: () => assert.fail("a getter was called") }),
      ];
      const held = cell<unknown>(undefined, "held</script>");
      for (const value of values) await held.write(value);
      const pid = await spawn("<script>alert(2)</script>", () => held.read());
      await join(pid);
      assert.fail("odd");
    });

    const html = viewHtml(view, { script: "", style: "" });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.length).toBeLessThan(20_000);
  });
});

/** Looks at everything that it has ever seen before each step. */
class LooksAtEverything extends StateRecorder {
  readonly #objects: Set<AnyObject> = new Set();

  override onTouch(object: AnyObject): void {
    this.#objects.add(object);
    super.onTouch(object);
  }

  override beforeStep(task: Task, execution: Execution): void {
    for (const object of this.#objects) super.onTouch(object);
    for (const one of execution.actors.flatMap((actor) => actor.allTasks())) this.onTask(one);
    super.beforeStep(task, execution);
  }
}

test.each(["r3-late-cleanup-kills-successor", "k15-killed-between-rows", "f13-lost-wake-up", "r1-stale-lookup"])(
  "the states of %s are those that one sees who looks at everything before each step",
  async (name) => {
    const { counterexample, replayed, scenario } = await viewed(name);
    const token = parseToken(counterexample.token);
    const request = requestOf(scenario.program, token, { checks: scenario.options.checks ?? [], reset: undefined });

    const { states, steps } = await traceRun(nodeHost, { ...request, recorder: () => new LooksAtEverything() });

    for (const { number } of steps) {
      const expected = [...stateAfter(must(states, "they were recorded"), number, steps)].toSorted();
      expect([...stateAfter(replayed.states, number, steps)].toSorted(), `step ${number}`).toEqual(expected);
    }
  },
);
