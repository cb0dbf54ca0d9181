// A supervised Reki for tests, and actors to start in it.

import { exit, kill, receive, spawnLink } from "heddle";
import type { ExploreOptions, Pid, Program } from "heddle";
import { GenServer, Supervisor } from "heddle/otp";
import type { ServerModule, ServerRef, SupervisorProtocol } from "heddle/otp";
import { Reki } from "heddle/registry";
import type { RekiOptions } from "heddle/registry";

import { must } from "../../../src/errors.ts";
import { holds } from "../../holds.ts";

/** A call option without timeouts, in lazy and in competing time. */
export const WITHOUT_TIMEOUT: { readonly timeout: number } = { timeout: Number.POSITIVE_INFINITY };

/** A counter, for actors that have a state. */
export interface CounterProtocol {
  call: { request: "next"; reply: number };
  cast: { readonly ends: string };
}

const counterModule: ServerModule<CounterProtocol, number> = {
  init: () => ({ state: 0 }),
  handleCall: (_request, _from, count) => ({ reply: count + 1, state: count + 1 }),
  handleCast: ({ ends }, count) => ({ stop: ends, state: count }),
};

/** The actor that the tests start for a key. */
export type Counter = ServerRef<CounterProtocol>;

/** A running Reki and its parts. */
export interface Tree {
  readonly reki: Reki<unknown, Counter>;
  /** The supervisor of factory and registry. */
  readonly top: ServerRef<SupervisorProtocol>;
  /** The number of started counters. */
  starts: number;
  /** Starts a counter. */
  readonly counter: () => Promise<Counter>;
  /** The pid of the factory or of the registry actor. */
  readonly part: (id: "factory" | "registry") => Promise<Pid>;
}

/** `holds` without a result, as the body of a test. */
export async function underManySchedules(program: Program, options?: ExploreOptions): Promise<void> {
  await holds(program, options);
}

/** Starts a Reki under a supervisor. */
export async function tree(options: RekiOptions = { shutdown: "infinity" }): Promise<Tree> {
  const reki = Reki.create<unknown, Counter>("reki", options);
  const root = await Supervisor.start({ strategy: "oneForOne", name: "root", children: [reki.supervised()] });
  const [child] = await Supervisor.whichChildren(root);
  const top: ServerRef<SupervisorProtocol> = { pid: child?.pid as Pid };
  const made: Tree = {
    reki,
    top,
    starts: 0,
    counter: () => {
      made.starts += 1;
      return GenServer.startLink(counterModule, undefined, { name: "counter" });
    },
    part: async (id) => {
      const children = await Supervisor.whichChildren(top);
      return must(
        children.find((each) => each.id === id),
        "the tree has both parts",
      ).pid as Pid;
    },
  };
  return made;
}

/** An idle actor, linked to its starter. */
export function idler(): Promise<Pid> {
  return spawnLink("idler", () => receive("end"));
}

/** Ways to end a counter: from outside or by itself, for a reason of each kind. */
export const ENDS: Readonly<Record<string, (counter: Counter) => Promise<void>>> = {
  "is killed": ({ pid }) => kill(pid),
  "is told to shut down": ({ pid }) => exit(pid, "shutdown"),
  "stops by itself, abnormally": (counter) => GenServer.cast(counter, { ends: "broken" }),
  "stops by itself": (counter) => GenServer.cast(counter, { ends: "normal" }),
};
