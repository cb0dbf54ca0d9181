// What compiles and what does not, for users. `npm run check` compiles this file against the source, and
// declarations.test.ts against the declarations of the built package. The functions that must not compile are never called.

import { explore, P, Pid, receive } from "heddle";
import type { DownMessage, ExitMessage, ExploreOptions, StrategyName } from "heddle";
import { Cluster, ClusterNode } from "heddle/cluster";
import type { NodeMessage } from "heddle/cluster";
import { Schedule } from "heddle/fast-check";
import type { GroupEvent, Leaving, Registering, Unregistering } from "heddle/group";
import { Cell, Mutex, Semaphore, Table } from "heddle/memory";
import { GenServer, TaskRef } from "heddle/otp";
import type { ServerModule } from "heddle/otp";
import { Registry } from "heddle/registry";
import type { Outcome } from "heddle/report";
import { RandomWalk } from "heddle/strategy";
import type { Strategy } from "heddle/strategy";
import type { ProjectOptions } from "heddle/vitest";
import { describe, expectTypeOf, test } from "vitest";

/** Never called: the compiler alone reads it. */
type Compiled = () => unknown;

describe("a strategy", () => {
  test("is a name, with numbers where it takes some, or an object", () => {
    expectTypeOf<
      "portfolio" | "dpor" | "pct-5" | "pct-5-100" | "fair-pct-3-50-50" | "dfs-p2-d1"
    >().toExtend<StrategyName>();
    expectTypeOf<ExploreOptions["strategy"]>().toEqualTypeOf<StrategyName | Strategy | undefined>();
    expectTypeOf<ProjectOptions["strategy"]>().toEqualTypeOf<StrategyName | undefined>();
    expectTypeOf(new RandomWalk()).toExtend<Strategy>();
  });

  test("is no other text", () => {
    const attempts: readonly Compiled[] = [
      // @ts-expect-error -- there is no such strategy
      () => explore(() => {}, { strategy: "luck" }),
      // @ts-expect-error -- it takes no number
      () => explore(() => {}, { strategy: "pos-3" }),
      // @ts-expect-error -- and this one takes two
      () => explore(() => {}, { strategy: "pct-1-2-3" }),
    ];
    expectTypeOf(attempts).toBeObject();
  });
});

test("only heddle makes the objects of an execution", () => {
  const attempts: readonly Compiled[] = [
    // @ts-expect-error -- `spawn` makes pids
    () => new Pid(),
    // @ts-expect-error -- `cell`
    () => new Cell<number>(),
    // @ts-expect-error -- `mutex`
    () => new Mutex(),
    // @ts-expect-error -- `semaphore`
    () => new Semaphore(),
    // @ts-expect-error -- `table`
    () => new Table<string, number, number | undefined>(),
    // @ts-expect-error -- `Cluster.start`
    () => new Cluster(),
    // @ts-expect-error -- and so for its nodes
    () => new ClusterNode(),
    // @ts-expect-error -- `Task.start`
    () => new TaskRef<number>(),
    // @ts-expect-error -- `schedule`
    () => new Schedule(),
  ];
  expectTypeOf(attempts).toBeObject();
});

interface Job {
  readonly kind: "job";
  readonly from: Pid;
  readonly size: number;
}

interface Stop {
  readonly kind: "stop";
}

describe("a message that is received", () => {
  test("has the type that is given, with or without a pattern", () => {
    const attempts = {
      any: () => receive<Job | Stop>(),
      job: () => receive<Job>({ kind: "job" }),
      guarded: () => receive<Job>({ kind: "job", size: P.number.gt(3) }),
      from: (pid: Pid) => receive<Job>({ from: pid }),
      first: () => receive<Job | DownMessage>(P.union({ kind: "job" }, { kind: "down" })),
      inTime: () => receive<Job>({ kind: "job" }, { timeout: 5 }),
      anyInTime: () => receive<Job>(undefined, { timeout: 5 }),
    };
    expectTypeOf(attempts.any).returns.resolves.toEqualTypeOf<Job | Stop>();
    expectTypeOf(attempts.job).returns.resolves.toEqualTypeOf<Job>();
    expectTypeOf(attempts.guarded).returns.resolves.toEqualTypeOf<Job>();
    expectTypeOf(attempts.from).returns.resolves.toEqualTypeOf<Job>();
    expectTypeOf(attempts.first).returns.resolves.toEqualTypeOf<Job | DownMessage>();
    expectTypeOf(attempts.inTime).returns.resolves.toEqualTypeOf<Job | undefined>();
    expectTypeOf(attempts.anyInTime).returns.resolves.toEqualTypeOf<Job | undefined>();
  });

  test("otherwise has the type that its pattern implies", () => {
    const attempts = {
      any: () => receive(),
      anyInTime: () => receive(undefined, { timeout: 5 }),
      text: () => receive("ready"),
      number: () => receive({ size: P.number }),
      down: () => receive({ kind: "down" }),
      exit: () => receive({ kind: "exit" }, { timeout: 5 }),
    };
    expectTypeOf(attempts.any).returns.toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(attempts.anyInTime).returns.toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(attempts.text).returns.resolves.toEqualTypeOf<"ready">();
    expectTypeOf(attempts.number).returns.resolves.toEqualTypeOf<{ size: number }>();
    expectTypeOf(attempts.down).returns.resolves.toEqualTypeOf<DownMessage>();
    expectTypeOf(attempts.exit).returns.resolves.toEqualTypeOf<ExitMessage | undefined>();
  });

  test("is not asked for by what it cannot match, nor by a function", () => {
    const attempts: readonly Compiled[] = [
      // @ts-expect-error -- there is no such kind of job
      () => receive<Job>({ kind: "jbo" }),
      // @ts-expect-error -- a job has no such field
      () => receive<Job>({ kind: "job", sise: 3 }),
      // @ts-expect-error -- its size is a number
      () => receive<Job>({ kind: "job", size: "3" }),
      // @ts-expect-error -- a guard is `P.when`
      () => receive(() => true),
      // @ts-expect-error -- also for a given type
      () => receive<Job>(({ size }: Job) => size > 3),
    ];
    expectTypeOf(attempts).toBeObject();
  });
});

/** The messages of a door. */
interface Door {
  call: { request: { readonly kind: "touch" }; reply: number } | { request: "isOpen"; reply: boolean };
  cast: "close";
}

test("a server starts with a state, or refuses", () => {
  const modules: readonly ServerModule<Door, number>[] = [
    { init: () => ({ state: 0 }) },
    { init: async () => ({ stop: "closed" }) },
    // @ts-expect-error -- the state is a field of what `init` returns
    { init: () => 5 },
    // @ts-expect-error -- and of the type of the module
    { init: () => ({ state: "open" }) },
  ];
  expectTypeOf(modules).toBeObject();
});

describe("a name in a registry", () => {
  test("keeps the protocol of the registry", () => {
    const attempts = async (module: ServerModule<Door, number>) => {
      const registry = await Registry.start<string, undefined, Door>({ keys: "unique" });
      await GenServer.start(module, undefined, { via: registry.via("front") });
      await GenServer.cast(registry.via("front"), "close");
      return {
        touches: await GenServer.call(registry.via("front"), { kind: "touch" }),
        isOpen: await GenServer.call(registry.via("front"), "isOpen"),
      };
    };
    expectTypeOf(attempts).returns.resolves.toEqualTypeOf<{ touches: number; isOpen: boolean }>();
  });

  test("takes no message that the protocol does not have", () => {
    const attempts: readonly ((registry: Registry<string, undefined, Door>) => unknown)[] = [
      // @ts-expect-error -- there is no such request
      (registry) => GenServer.call(registry.via("front"), { kind: "tuoch" }),
      // @ts-expect-error -- nor such a text
      (registry) => GenServer.call(registry.via("front"), "tuoch"),
      // @ts-expect-error -- nor such a cast
      (registry) => GenServer.cast(registry.via("front"), "open"),
    ];
    expectTypeOf(attempts).toBeObject();
  });

  test("of a registry without a protocol takes any message, and its replies are unknown", () => {
    const attempt = async (registry: Registry<string>) => GenServer.call(registry.via("front"), { kind: "touch" });
    expectTypeOf(attempt).returns.toEqualTypeOf<Promise<unknown>>();
    expectTypeOf<Registry<string, undefined, Door>>().toExtend<Registry<string, undefined>>();
  });
});

test("kinds are camelCase", () => {
  expectTypeOf<Outcome["kind"]>().toEqualTypeOf<
    "completed" | "violated" | "deadlocked" | "livelocked" | "outOfSteps"
  >();
  expectTypeOf<NodeMessage["kind"]>().toEqualTypeOf<"nodeUp" | "nodeDown">();
  expectTypeOf<GroupEvent["kind"]>().toEqualTypeOf<"registered" | "unregistered" | "joined" | "left">();
  expectTypeOf<Registering["kind"]>().toEqualTypeOf<"ok" | "taken">();
  expectTypeOf<Unregistering["kind"]>().toEqualTypeOf<"ok" | "notRegistered" | "notOwner">();
  expectTypeOf<Leaving["kind"]>().toEqualTypeOf<"ok" | "notInGroup">();
});
