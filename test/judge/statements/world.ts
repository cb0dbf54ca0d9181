// What the actors of a generated program act on, and how a statement names it.

import { Pid, self } from "heddle";
import type { MonitorRef } from "heddle";
import type { Cluster } from "heddle/cluster";
import type { Group } from "heddle/group";
import type { Barrier, Cell, Condition, Mutex, ReadWriteLock, Semaphore, SetTable } from "heddle/memory";
import type { AgentProtocol, DynamicSupervisorProtocol, ServerRef, SupervisorProtocol } from "heddle/otp";
import type { NameTable, Registry, Reki } from "heddle/registry";

import type { Statement } from "./statement.ts";

/** The messages of the servers of generated programs. */
export interface EchoProtocol {
  call: { request: number; reply: number };
  cast: number;
}

/** Plain state. */
export interface Plain {
  zero: number;
  one: number;
}

/** Ports, by what of a call takes time; each adds to a count of its key. */
export type Ports = Readonly<Record<"both" | "effect" | "answer", (key: keyof Plain) => Promise<number>>>;

/** What an execution of a program has; the optional things only where the program asks for them. */
export interface World {
  /** The actors that the program names, the main actor first. */
  readonly pids: Pid[];
  readonly cells: readonly Cell<number>[];
  readonly rows: SetTable<number, number>;
  readonly lock: Mutex;
  readonly permits: Semaphore;
  readonly readWrite: ReadWriteLock;
  readonly noticed: Condition;
  /** Of two. */
  readonly meeting: Barrier;
  /** A plain object behind `shared()`. */
  readonly plain: Plain;
  /** A plain object that only operations of one's own touch. */
  readonly operated: Plain;
  readonly server: ServerRef<EchoProtocol> | undefined;
  /** A server under the key 0 of `registry`, which calls and casts name; the program may start it again. */
  readonly isVia: boolean;
  readonly agent: ServerRef<AgentProtocol<number>> | undefined;
  readonly supervisor: ServerRef<SupervisorProtocol> | undefined;
  readonly dynamic: ServerRef<DynamicSupervisorProtocol> | undefined;
  readonly cluster: Cluster | undefined;
  readonly canceller: Pid | undefined;
  readonly group: Group | undefined;
  readonly ports: Ports;
  readonly registry: Registry<number, number, EchoProtocol> | undefined;
  readonly names: NameTable | undefined;
  readonly reki: Reki<number, Pid> | undefined;
  /** What each actor saw, by its name; part of the outcome. */
  readonly seen: Map<string, unknown[]>;
}

/** An actor while it runs. */
export interface Me {
  readonly name: string;
  readonly log: unknown[];
  /** How many actors it knows. */
  readonly known: number;
  children: number;
  readonly monitors: MonitorRef[];
}

/** Runs statements for an actor. */
export type RunAll = (world: World, me: Me, statements: readonly Statement[]) => Promise<void>;

/** What each kind of statement does; what it returns is part of the outcome. */
export type Handlers<S extends Statement> = {
  readonly [Kind in S["do"]]: (world: World, me: Me, statement: OfKind<S, Kind>, runAll: RunAll) => unknown;
};

type OfKind<S extends Statement, Kind> = S extends Statement ? (Kind extends S["do"] ? S : never) : never;

/** An actor that `me` can know: those spawned before it. Others may not exist yet, which would depend on the schedule. */
export function pidOf({ pids }: World, me: Me, index: number): Pid {
  return pids[index % me.known] ?? self();
}

/** A value that nobody else writes. */
export function nextValue({ log, name }: Me): number {
  return name.length * 1_000 + Number(name.at(-1) ?? 0) * 100 + log.length;
}

/** An actor that begins. */
export function beginActor({ seen }: World, name: string, known: number): Me {
  const me: Me = { name, log: [], known, children: 0, monitors: [] };
  seen.set(name, me.log);
  return me;
}

/** The name of the next child of an actor. */
export function childOf(me: Me): string {
  me.children += 1;
  return `${me.name}.${me.children}`;
}

/** A value as part of an outcome. */
export function plain(value: unknown): unknown {
  if (value instanceof Pid) return value.path;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ("kind" in value) return { kind: value.kind, ...("reason" in value ? { reason: String(value.reason) } : {}) };
  return Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
    : "an object";
}
