// The checkers against the definitions, on generated histories: exact, for each model and both orders.

import {
  counterModel,
  keyValueModel,
  linearizability,
  lockModel,
  queueModel,
  registerModel,
  sequentialConsistency,
  setModel,
} from "heddle/check";
import type { Model, RecordedOperation } from "heddle/check";
import { expect, test } from "vitest";

import { generatorFrom } from "../../../src/choice/index.ts";
import { isExplained } from "./brute-force.ts";

type Draw = (bound: number) => number;

/** The material of generated histories: operations, and their possible results. */
interface Workload<State, Operation, Result> {
  readonly model: Model<State, Operation, Result>;
  readonly operation: (draw: Draw) => Operation;
  /** An invented result. */
  readonly result: (draw: Draw, operation: Operation) => Result;
}

function drawFrom(seed: number): Draw {
  const generator = generatorFrom(seed);
  return (bound) => generator.below(bound);
}

/**
 * Up to 8 operations of up to 4 clients, some pending, some of one client concurrent. Half of the results are those of a run
 * in the order of invocations, one after the other, the others are invented: so both verdicts occur.
 */
function generated<State, Operation, Result>(
  { model, operation: drawOperation, result: drawResult }: Workload<State, Operation, Result>,
  draw: Draw,
): readonly RecordedOperation<Operation, Result>[] {
  let state = model.init();
  const madeUp = draw(3);
  return Array.from({ length: 1 + draw(8) }, (_, index) => {
    const client = String(draw(4));
    const operation = drawOperation(draw);
    const stepped = model.step(state, operation, model.isPerClient === true ? client : "");
    const outcomes = Array.isArray(stepped) ? stepped : [stepped];
    const outcome = outcomes[draw(Math.max(1, outcomes.length))];
    if (outcome !== undefined) ({ state } = outcome);
    const invoked = 2 * index;
    if (draw(6) === 0) return { client, operation, invoked };
    const returned = invoked + 1 + 2 * draw(6);
    const isMadeUp = outcome === undefined || draw(6) < madeUp;
    const result = isMadeUp ? drawResult(draw, operation) : outcome.result;
    return { client, operation, invoked, returned, result };
  });
}

const register: Workload<number, Parameters<ReturnType<typeof registerModel<number>>["step"]>[1], unknown> = {
  model: registerModel(0) as Model<number, Parameters<ReturnType<typeof registerModel<number>>["step"]>[1], unknown>,
  operation(draw) {
    const kind = draw(3);
    if (kind === 0) return { kind: "read" };
    if (kind === 1) return { kind: "write", value: draw(3) };
    return { kind: "compareAndSet", expected: draw(3), value: draw(3) };
  },
  result: (draw, { kind }) => (kind === "read" ? draw(3) : kind === "write" ? undefined : draw(2) === 0),
};

/** A register whose writes may be lost: a step with two outcomes. */
const lossy: typeof register = {
  ...register,
  model: {
    init: () => 0,
    step(value, operation) {
      if (operation.kind === "read") return { result: value, state: value };
      return [
        { result: undefined, state: operation.value },
        { result: undefined, state: value },
      ];
    },
  },
  result: (draw, { kind }) => (kind === "read" ? draw(3) : undefined),
};

const workloads = {
  register,
  lossy,
  counter: {
    model: counterModel(),
    operation: (draw) => (draw(2) === 0 ? { kind: "read" } : { kind: "add", amount: 1 + draw(2) }),
    result: (draw) => draw(6),
  } satisfies Workload<number, Parameters<ReturnType<typeof counterModel>["step"]>[1], number>,
  set: {
    model: setModel<number>(),
    operation: (draw) => ({ kind: (["add", "remove", "has"] as const)[draw(3)] ?? "has", value: draw(2) }),
    result: (draw) => draw(2) === 0,
  } satisfies Workload<ReadonlySet<string>, Parameters<ReturnType<typeof setModel<number>>["step"]>[1], boolean>,
  queue: {
    model: queueModel<number>(),
    operation: (draw) => (draw(2) === 0 ? { kind: "dequeue" } : { kind: "enqueue", value: draw(3) }),
    result: (draw, { kind }) => (kind === "enqueue" || draw(3) === 0 ? undefined : draw(3)),
  } satisfies Workload<
    readonly number[],
    Parameters<ReturnType<typeof queueModel<number>>["step"]>[1],
    number | undefined
  >,
  keyValue: {
    model: keyValueModel(),
    operation(draw) {
      const key = ["a", "b"][draw(2)];
      const kind = draw(6);
      if (kind < 3) return { kind: "append", key, value: String(draw(2)) };
      if (kind === 3) return { kind: draw(2) === 0 ? "delete" : "put", key, value: String(draw(2)) };
      return { kind: "get", key };
    },
    result: (draw, { kind }) => (kind === "get" ? [undefined, "0", "1", "01", "10", "00"][draw(6)] : undefined),
  } satisfies Workload<readonly string[], Parameters<ReturnType<typeof keyValueModel>["step"]>[1], string | undefined>,
  lock: {
    model: lockModel(),
    operation: (draw) => ({ kind: (["acquire", "tryAcquire", "release"] as const)[draw(3)] ?? "acquire" }),
    result: (draw, { kind }) => (kind === "tryAcquire" ? draw(2) === 0 : undefined),
  } satisfies Workload<string | undefined, Parameters<ReturnType<typeof lockModel>["step"]>[1], boolean | undefined>,
};

interface Tally {
  linearizable: number;
  sequential: number;
  /** Explained only with the help of a pending operation. */
  helped: number;
  /** A history, reduced until some order explains it. */
  badlyReduced: number;
}

function compare<State, Operation, Result>(workload: Workload<State, Operation, Result>, histories: number): Tally {
  const draw = drawFrom(1);
  const { model } = workload;
  const tally = { linearizable: 0, sequential: 0, helped: 0, badlyReduced: 0 };
  for (let round = 0; round < histories; round += 1) {
    const history = generated(workload, draw);
    const isLinearizable = isExplained(history, model, "real-time");
    const isSequential = isExplained(history, model, "program");
    const reduce = round % 5 === 0;
    const judged = linearizability(history, model, { reduce });
    const verdicts = [judged.verdict, sequentialConsistency(history, model, { reduce: false }).verdict];
    if (judged.verdict === "violated" && isExplained(judged.smallest, model, "real-time")) tally.badlyReduced += 1;
    expect(verdicts, JSON.stringify(history)).toEqual(
      [isLinearizable, isSequential].map((holds) => (holds ? "passed" : "violated")),
    );
    if (isLinearizable) tally.linearizable += 1;
    if (isSequential) tally.sequential += 1;
    const answered = history.filter(({ returned }) => returned !== undefined);
    if (isLinearizable && !isExplained(answered, model, "real-time")) tally.helped += 1;
  }
  return tally;
}

test("both judges agree with all orders tried out, on 10,500 histories of 7 models", () => {
  const tallies = Object.fromEntries(
    Object.entries(workloads).map(([name, workload]) => [
      name,
      compare(workload as Workload<unknown, unknown, unknown>, 1_500),
    ]),
  );
  // Both verdicts were compared often, and a pending operation was often needed.
  expect(tallies).toMatchInlineSnapshot(`
    {
      "counter": {
        "badlyReduced": 0,
        "helped": 246,
        "linearizable": 1006,
        "sequential": 1033,
      },
      "keyValue": {
        "badlyReduced": 0,
        "helped": 100,
        "linearizable": 1313,
        "sequential": 1333,
      },
      "lock": {
        "badlyReduced": 0,
        "helped": 48,
        "linearizable": 392,
        "sequential": 434,
      },
      "lossy": {
        "badlyReduced": 0,
        "helped": 27,
        "linearizable": 1406,
        "sequential": 1426,
      },
      "queue": {
        "badlyReduced": 0,
        "helped": 148,
        "linearizable": 1312,
        "sequential": 1343,
      },
      "register": {
        "badlyReduced": 0,
        "helped": 90,
        "linearizable": 1292,
        "sequential": 1325,
      },
      "set": {
        "badlyReduced": 0,
        "helped": 172,
        "linearizable": 1215,
        "sequential": 1243,
      },
    }
  `);
});
