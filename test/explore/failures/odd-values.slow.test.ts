// Whatever is thrown, wherever: a finding with a token that replays and can be shown, and a clean exploration after it.

import { inspect } from "node:util";

import { atQuiescence, always, assertLinearizable, History, peek } from "heddle/check";
import { explore, P, pause, receive, replay, self, send, spawn } from "heddle";
import { cell } from "heddle/memory";
import { GenServer } from "heddle/otp";
import { counterexampleJson, counterexampleText } from "heddle/report";
import { expect, test } from "vitest";

function failing(what: string): never {
  throw new Error(`reading ${what}`);
}

function withGetter(key: string): Error {
  return Object.defineProperty(new Error("x"), key, { get: () => failing(key) });
}

const TRAPS: ProxyHandler<object> = {
  get: () => failing("a field"),
  getOwnPropertyDescriptor: () => failing("a descriptor"),
  getPrototypeOf: () => failing("the prototype"),
  has: () => failing("a key"),
  ownKeys: () => failing("the keys"),
};

/** What can be thrown. */
const VALUES: Readonly<Record<string, () => unknown>> = {
  "an object without a prototype": () => Object.assign(Object.create(null) as object, { a: 1 }),
  "an error whose message throws": () => withGetter("message"),
  "an error whose name throws": () => withGetter("name"),
  "an error whose stack throws": () => withGetter("stack"),
  "an error whose cause throws": () => withGetter("cause"),
  "an error whose message is an object": () => Object.assign(new Error("x"), { message: { a: 1 } }),
  "an error whose name is a symbol": () => Object.assign(new Error("x"), { name: Symbol("name") }),
  "an error whose stack is an object": () => Object.assign(new Error("x"), { stack: { a: 1 } }),
  "an error that causes itself": () => {
    const error = new Error("x");
    error.cause = error;
    return error;
  },
  "a frozen error": () => Object.freeze(new Error("x")),
  "an error of errors": () => new AggregateError([new Error("x"), null], "several"),
  "a DOMException": () => new DOMException("x", "AbortError"),
  "half a character": () => new Error("\ud800"),
  "a text that throws": () => ({ toString: () => failing("the text") }),
  "a primitive that throws": () => ({ [Symbol.toPrimitive]: () => failing("the primitive") }),
  "a tag that throws": () => ({
    get [Symbol.toStringTag]() {
      return failing("the tag");
    },
  }),
  "an inspection that throws": () => ({ [inspect.custom]: () => failing("the inspection") }),
  "a proxy of traps": () => new Proxy({}, TRAPS),
  "a function of traps": () => new Proxy(() => 1, TRAPS),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a symbol": () => Symbol("x"),
  "a bigint": () => 1n,
  "a function": () => () => 1,
  "an invalid date": () => new Date(Number.NaN),
  null: () => null,
  undefined: () => undefined,
};

/** Where it can be thrown. */
const PLACES: Readonly<Record<string, (fail: () => never) => () => unknown>> = {
  "the program, before its first step": (fail) => () => fail(),
  "the program": (fail) => async () => {
    await pause();
    fail();
  },
  "an actor": (fail) => async () => {
    await spawn("actor", async () => {
      await pause();
      fail();
    });
  },
  "a handler": (fail) => async () => {
    const server = await GenServer.start({
      init: () => ({ state: 0 }),
      handleInfo: () => fail(),
    });
    await send(server.pid, "message");
  },
  "an asynchronous handler": (fail) => async () => {
    const server = await GenServer.start({
      init: () => ({ state: 0 }),
      async handleInfo() {
        await pause();
        return fail();
      },
    });
    await send(server.pid, "message");
  },
  "a guard": (fail) => async () => {
    const main = self();
    await spawn(() => send(main, "message"));
    await receive(P.when(fail));
  },
  "the function of an operation": (fail) => () => cell(0).update(fail),
  "a rule": (fail) => async () => {
    const value = cell(0, "value");
    await always("fails", () => (peek(value) === 1 ? fail() : true));
    await value.write(1);
  },
  "a rule at rest": (fail) => async () => {
    await atQuiescence("fails", () => fail());
    await pause();
  },
  "a model": (fail) => async () => {
    const history = new History<string>();
    await history.record("x", () => pause());
    assertLinearizable(history, { initial: () => 0, step: () => fail() } as never);
  },
  "a timer": (fail) => async () => {
    setTimeout(fail, 1);
    await pause();
  },
  "an interval": (fail) => async () => {
    setInterval(fail, 1);
    await pause();
  },
  "an immediate": (fail) => async () => {
    setImmediate(fail);
    await pause();
  },
  "the error of a rejected promise": (fail) => async () => {
    await pause();
    await new Promise(() => fail());
  },
};

const clean = async (): Promise<void> => {
  for (const name of ["one", "two"]) await spawn(name, () => pause());
};

test.each(Object.keys(PLACES))("thrown in %s", { timeout: 120_000 }, async (place) => {
  for (const [what, make] of Object.entries(VALUES)) {
    const program = PLACES[place]?.(() => {
      throw make();
    });
    const report = await explore(program as () => Promise<void>, { executions: 20 });

    expect(report.verdict, what).toBe("violated");
    const [counterexample] = report.counterexamples;
    if (counterexample === undefined) throw new Error("violated without a counterexample");
    expect(counterexampleText(counterexample).length, what).toBeGreaterThan(50);
    expect(JSON.stringify(counterexampleJson(counterexample)).length, what).toBeGreaterThan(50);
    const again = await replay(program as () => Promise<void>, counterexample.token);
    expect(again.outcome.kind, what).toBe("violated");
  }
  expect(await explore(clean, { executions: 1_000 })).toMatchObject({ verdict: "passed", executions: 1_000 });
});
