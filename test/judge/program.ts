// Generated programs for the judge: a program as data, and its interpreter over the public entry points.

import { Cancelled, join, self, spawn, UsageError } from "heddle";
import { Cluster } from "heddle/cluster";
import { Group } from "heddle/group";
import { barrier, cell, condition, mutex, readWriteLock, semaphore, shared, table } from "heddle/memory";
import { Agent, DynamicSupervisor, GenServer } from "heddle/otp";
import type { RestartStrategy } from "heddle/otp";
import { NameTable, Registry, Reki } from "heddle/registry";

import { ACTORS, Failure } from "./statements/actors.ts";
import { MEMORY } from "./statements/memory.ts";
import { createPorts, OUTSIDE, startCanceller } from "./statements/outside.ts";
import { NODES } from "./statements/nodes.ts";
import type { Place } from "./statements/nodes.ts";
import { MODULES, SERVERS, startServer, startSupervisor } from "./statements/servers.ts";
import type { ServerName } from "./statements/servers.ts";
import type { Statement } from "./statements/statement.ts";
import { TIME } from "./statements/time.ts";
import { beginActor, plain } from "./statements/world.ts";
import type { Handlers, Me, World } from "./statements/world.ts";

/** What a program may have beside cells, a table and locks. */
export interface Equipment {
  readonly server?: ServerName;
  readonly agent?: boolean;
  readonly supervisor?: RestartStrategy;
  readonly dynamic?: boolean;
  /** `via`: a unique registry, and a server with a name in it. */
  readonly registry?: "unique" | "duplicate" | "shared" | "names" | "safe names" | "reki" | "via";
  /** A supervisor that cancels. */
  readonly canceller?: RestartStrategy;
  readonly group?: boolean;
  /** The nodes on which the actors run, one for each, or outside; with it the program has a cluster. */
  readonly places?: readonly (Place | "outside")[];
  /** Whether all signals from one node to another are transmitted in their order, not only those between two actors. */
  readonly order?: "nodes";
}

/** A program: the statements of each actor, the first those of the main actor after it has spawned the others. */
export interface GeneratedProgram {
  readonly actors: readonly (readonly Statement[])[];
  readonly has: Equipment;
  /** Whether the main actor waits for the others at the end. */
  readonly joins: boolean;
}

/** The outcome of one execution: what each actor saw, in its order, and the final state. */
export type Outcome = Readonly<Record<string, readonly unknown[]>>;

/** The program as a function for an exploration; each execution passes its outcome to `report` at its end. */
export function interpret(program: GeneratedProgram, report: (outcome: Outcome) => void): () => Promise<void> {
  return async () => {
    const seen = new Map<string, unknown[]>();
    // Read again at the end of the execution: an actor may go on after the main actor.
    report({
      toJSON: () => Object.fromEntries([...seen].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    } as unknown as Outcome);
    const world = await begin(program.has, seen);
    const [main = [], ...others] = program.actors;
    for (const [index, statements] of others.entries()) {
      const name = `a${index + 1}`;
      const known = index + 2;
      const body = (): Promise<void> => runAll(world, beginActor(world, name, known), statements);
      const place = program.has.places?.[index] ?? "outside";
      const node = place === "outside" ? undefined : world.cluster?.node(place);
      world.pids.push(await (node === undefined ? spawn(name, body) : node.spawn(name, body)));
    }
    await runAll(world, beginActor(world, "main", program.actors.length), main);
    if (!program.joins) return;
    for (const pid of world.pids.slice(1)) await join(pid);
  };
}

async function begin(has: Equipment, seen: World["seen"]): Promise<World> {
  const { registry } = has;
  const isRegistry = registry === "unique" || registry === "duplicate" || registry === "shared" || registry === "via";
  const started = isRegistry ? await startRegistry(registry) : undefined;
  if (registry === "via" && started !== undefined) {
    await GenServer.start(MODULES.quick, undefined, { via: started.via(0, 7) });
  }
  const reki = registry === "reki" ? Reki.create<number, World["pids"][number]>() : undefined;
  await reki?.start();
  return {
    pids: [self()],
    cells: [cell(0, "x"), cell(0, "y")],
    rows: table<number, number>("rows"),
    lock: mutex("lock"),
    permits: semaphore(2, "permits"),
    readWrite: readWriteLock("readWrite"),
    noticed: condition("noticed"),
    meeting: barrier(2, "meeting"),
    plain: shared({ zero: 0, one: 0 }),
    operated: { zero: 0, one: 0 },
    server: has.server && (await startServer(has.server)),
    agent: has.agent === true ? await Agent.start(() => 0) : undefined,
    supervisor: has.supervisor && (await startSupervisor(has.supervisor)),
    dynamic: has.dynamic === true ? await DynamicSupervisor.start({ maxRestarts: 1 }) : undefined,
    cluster: has.places && (await startCluster(has)),
    registry: started,
    isVia: registry === "via",
    canceller: has.canceller && (await startCanceller(has.canceller)),
    group: has.group === true ? await Group.start({ name: "group", shards: 1 }) : undefined,
    ports: createPorts(),
    names: registry === "names" || registry === "safe names" ? await startNames(registry) : undefined,
    reki,
    seen,
  };
}

function startCluster({ order }: Equipment): Promise<Cluster> {
  return Cluster.start({ nodes: ["a", "b"], order: order ?? "actors" });
}

function startRegistry(kind: "unique" | "duplicate" | "shared" | "via"): Promise<NonNullable<World["registry"]>> {
  if (kind === "shared") return Registry.start({ architecture: "shared" });
  return Registry.start({ keys: kind === "via" ? "unique" : kind });
}

function startNames(kind: "names" | "safe names"): Promise<NameTable> {
  return NameTable.start({ safe: kind === "safe names" });
}

async function runAll(world: World, me: Me, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) {
    try {
      const result: unknown = await run(world, me, statement);
      if (result !== undefined) me.log.push(plain(result));
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (error instanceof Cancelled) {
        me.log.push("cancelled");
        throw error;
      }
      me.log.push(error instanceof UsageError ? error.code : error instanceof Error ? error.name : error);
    }
  }
}

const HANDLERS: Handlers<Statement> = { ...ACTORS, ...MEMORY, ...NODES, ...OUTSIDE, ...SERVERS, ...TIME };

function run(world: World, me: Me, statement: Statement): unknown {
  const handler = HANDLERS[statement.do] as (...args: readonly unknown[]) => unknown;
  return handler(world, me, statement, runAll);
}
