// Generated programs for the judge: a program as data, and its interpreter over the public entry points.

import {
  cancel,
  Cancelled,
  choose,
  exit,
  isAlive,
  join,
  kill,
  link,
  monitor,
  now,
  pause,
  quiescence,
  receive,
  resume,
  self,
  send,
  shield,
  sleep,
  spawn,
  suspend,
  trapExit,
  unlink,
} from "heddle";
import type { Pid } from "heddle";
import { cell, mutex, semaphore, table } from "heddle/memory";
import type { Cell, Mutex, Semaphore, SetTable } from "heddle/memory";
import { Agent, GenServer, Task } from "heddle/otp";
import type { AgentProtocol, ServerModule, ServerRef } from "heddle/otp";
import { P } from "ts-pattern";

/** One statement of an actor. Actors are named by their index; 0 is the main actor. */
export type Statement =
  | { readonly do: "read" | "write" | "update"; readonly cell: number }
  | { readonly do: "insert" | "get" | "remove" | "entries"; readonly key: number }
  | { readonly do: "lock"; readonly body: readonly Statement[] }
  | { readonly do: "permits"; readonly count: number; readonly body: readonly Statement[] }
  | { readonly do: "acquire" | "release"; readonly count: number }
  | { readonly do: "send"; readonly to: number; readonly message: number }
  | { readonly do: "receive"; readonly pattern: number | "any"; readonly timeout?: number }
  | {
      readonly do: "monitor" | "link" | "unlink" | "exit" | "kill" | "cancel" | "isAlive" | "join";
      readonly of: number;
    }
  | { readonly do: "suspend" | "resume"; readonly of: number }
  | { readonly do: "call"; readonly timeout?: number }
  | { readonly do: "cast" | "stop" | "pause" | "now" | "quiescence" | "trapExit" | "leave" }
  | { readonly do: "agent"; readonly change: "get" | "update" }
  | { readonly do: "task" | "spawn" | "shield"; readonly body: readonly Statement[] }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "choose"; readonly of: number }
  | { readonly do: "timeout" | "interval"; readonly ms: number; readonly clear: readonly Statement[] | undefined }
  | { readonly do: "immediate" }
  | { readonly do: "nativeSleep"; readonly ms: number }
  | { readonly do: "all" | "race"; readonly branches: readonly (readonly Statement[])[] };

/** A program: the statements of each actor, the first those of the main actor after it has spawned the others. */
export interface GeneratedProgram {
  readonly actors: readonly (readonly Statement[])[];
  readonly hasServer: boolean;
  readonly hasAgent: boolean;
  /** Whether the main actor waits for the others at the end. */
  readonly joins: boolean;
}

interface EchoProtocol {
  call: { request: number; reply: number };
  cast: number;
}

const echo: ServerModule<EchoProtocol, number> = {
  init: () => ({ state: 0 }),
  handleCall: (_request, _from, count) => ({ reply: count, state: count + 1 }),
  handleCast: (_message, count) => ({ state: count + 10 }),
};

interface World {
  readonly pids: Pid[];
  readonly cells: readonly Cell<number>[];
  readonly rows: SetTable<number, number>;
  readonly lock: Mutex;
  readonly permits: Semaphore;
  readonly server: ServerRef<EchoProtocol> | undefined;
  readonly agent: ServerRef<AgentProtocol<number>> | undefined;
  /** What each actor saw, by its name; part of the outcome. */
  readonly seen: Map<string, unknown[]>;
}

/** An actor while it runs. */
interface Me {
  readonly name: string;
  readonly log: unknown[];
  /** How many actors it knows. */
  readonly known: number;
  children: number;
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
    const world: World = {
      pids: [self()],
      cells: [cell(0, "x"), cell(0, "y")],
      rows: table<number, number>("rows"),
      lock: mutex("lock"),
      permits: semaphore(2, "permits"),
      server: program.hasServer ? await GenServer.start(echo) : undefined,
      agent: program.hasAgent ? await Agent.start(() => 0) : undefined,
      seen,
    };
    const [main = [], ...others] = program.actors;
    for (const [index, statements] of others.entries()) {
      const name = `a${index + 1}`;
      world.pids.push(await spawn(name, () => runActor(world, name, index + 2, statements)));
    }
    await runActor(world, "main", program.actors.length, main);
    if (!program.joins) return;
    for (const pid of world.pids.slice(1)) await join(pid);
  };
}

async function runActor(world: World, name: string, known: number, statements: readonly Statement[]): Promise<void> {
  const log: unknown[] = [];
  world.seen.set(name, log);
  await runAll(world, { name, log, known, children: 0 }, statements);
}

async function runAll(world: World, me: Me, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) {
    try {
      const result = await run(world, me, statement);
      if (result !== undefined) me.log.push(plain(result));
    } catch (error) {
      if (error instanceof Cancelled) {
        me.log.push("cancelled");
        throw error;
      }
      me.log.push(error instanceof Error ? error.name : error);
    }
  }
}

async function run(world: World, me: Me, statement: Statement): Promise<unknown> {
  switch (statement.do) {
    case "read":
      return cellOf(world, statement.cell).read();
    case "write":
      return cellOf(world, statement.cell).write(nextValue(me));
    case "update":
      return cellOf(world, statement.cell).update((value) => value * 2 + 1);
    case "insert":
      return world.rows.insertNew(statement.key, nextValue(me));
    case "get":
      return world.rows.get(statement.key);
    case "remove":
      return world.rows.delete(statement.key);
    case "entries":
      return world.rows.entries();
    case "lock":
      return world.lock.run(() => runAll(world, me, statement.body));
    case "permits":
      await world.permits.acquire(statement.count);
      await runAll(world, me, statement.body);
      return world.permits.release(statement.count);
    case "acquire":
      return world.permits.acquire(statement.count);
    case "release":
      return world.permits.release(statement.count);
    case "send":
      return send(pidOf(world, me, statement.to), statement.message);
    case "receive": {
      const { pattern, timeout } = statement;
      const options = timeout === undefined ? {} : { timeout };
      const message: unknown = await receive(pattern === "any" ? P.any : pattern, options);
      return message ?? "nothing";
    }
    case "monitor":
      await monitor(pidOf(world, me, statement.of));
      return undefined;
    case "link":
      return link(pidOf(world, me, statement.of));
    case "unlink":
      return unlink(pidOf(world, me, statement.of));
    case "exit":
      return exit(pidOf(world, me, statement.of), "asked");
    case "kill":
      return kill(pidOf(world, me, statement.of));
    case "cancel":
      return cancel(pidOf(world, me, statement.of));
    case "isAlive":
      return isAlive(pidOf(world, me, statement.of));
    case "join":
      return join(pidOf(world, me, statement.of));
    case "suspend":
      return suspend(pidOf(world, me, statement.of));
    case "resume":
      return resume(pidOf(world, me, statement.of));
    case "trapExit":
      return trapExit(true);
    case "leave":
      return exit("leaves");
    case "call":
      return world.server === undefined
        ? undefined
        : GenServer.call(world.server, 1, statement.timeout === undefined ? {} : { timeout: statement.timeout });
    case "cast":
      return world.server === undefined ? undefined : GenServer.cast(world.server, 1);
    case "stop":
      return world.server === undefined ? undefined : GenServer.stop(world.server);
    case "agent":
      if (world.agent === undefined) return undefined;
      return statement.change === "get"
        ? Agent.get(world.agent, (state) => state)
        : Agent.update(world.agent, (state) => state + 1);
    case "pause":
      return pause();
    case "now":
      return now();
    case "quiescence":
      return quiescence();
    case "task": {
      const name = childOf(me);
      const work = await Task.async(() => runActor(world, name, me.known, statement.body));
      await Task.await(work);
      return undefined;
    }
    case "spawn": {
      const name = childOf(me);
      await spawn(name, () => runActor(world, name, me.known, statement.body));
      return undefined;
    }
    case "shield":
      return shield(() => runAll(world, me, statement.body));
    case "sleep":
      return sleep(statement.ms);
    case "nativeSleep":
      return new Promise<void>((resolve) => {
        setTimeout(resolve, statement.ms);
      });
    case "choose":
      return choose(statement.of);
    case "timeout":
    case "interval": {
      const start = statement.do === "timeout" ? setTimeout : setInterval;
      let left = 2;
      const timer = start(() => {
        me.log.push(`${statement.do} ${statement.ms}`);
        left -= 1;
        if (left === 0) clearInterval(timer);
      }, statement.ms);
      if (statement.clear === undefined) return undefined;
      await runAll(world, me, statement.clear);
      clearTimeout(timer);
      return undefined;
    }
    case "immediate":
      setImmediate(() => {
        me.log.push("immediate");
      });
      return undefined;
    case "all":
      await Promise.all(statement.branches.map((branch) => runAll(world, me, branch)));
      return undefined;
    case "race":
      return Promise.race(
        statement.branches.map(async (branch, index) => {
          await runAll(world, me, branch);
          return `branch ${index}`;
        }),
      );
  }
}

function cellOf({ cells }: World, index: number): Cell<number> {
  const found = cells[index % cells.length];
  if (found === undefined) throw new Error("there are cells");
  return found;
}

/** An actor that `me` can know: those spawned before it. Others may not exist yet, which would depend on the schedule. */
function pidOf({ pids }: World, me: Me, index: number): Pid {
  return pids[index % me.known] ?? self();
}

function nextValue({ log, name }: Me): number {
  return name.length * 1_000 + Number(name.at(-1) ?? 0) * 100 + log.length;
}

function childOf(me: Me): string {
  me.children += 1;
  return `${me.name}.${me.children}`;
}

/** A value without pids, which differ between executions. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("kind" in value) return { kind: value.kind, ...("reason" in value ? { reason: String(value.reason) } : {}) };
  return Array.isArray(value) ? value.map(plain) : "an object";
}
