// The model of a registry with unique keys: a map in which exits of holders are operations, too (rule RI8). An exit
// takes effect immediately for `whereis` and `register`, which never see a dead holder. `lookup` may return one until
// the cleanup, which may happen at any time after the exit, or never.

import { Pid } from "../../trace/index.ts";
import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { structuralText } from "../history/structural-text.ts";
import { valueText } from "../history/value-text.ts";

/** The operations of a registry on a `key`, with a `value`, and the exits of registered actors, each a `pid`. */
export type RegistryOperation =
  /** Registers `pid`, the caller; returns `ok` or the holder of the key. */
  | { readonly kind: "register"; readonly key: unknown; readonly pid: Pid; readonly value: unknown }
  /** Removes the key if `pid`, the caller, holds it; returns `undefined`. */
  | { readonly kind: "unregister"; readonly key: unknown; readonly pid: Pid }
  /** Returns a list of pid and value, with one entry or none. */
  | { readonly kind: "lookup"; readonly key: unknown }
  /** Returns the living holder or `undefined`. */
  | { readonly kind: "whereis"; readonly key: unknown }
  /** An actor has exited: `history.watch(pid, { kind: "died", pid }, [{ kind: "cleanup", pid }])`. */
  | { readonly kind: "died"; readonly pid: Pid }
  /** The registrations of an actor are removed; may happen at any time after its exit. */
  | { readonly kind: "cleanup"; readonly pid: Pid };

/** The results of a registry, as returned by the methods of `Registry`: `pid` holds a key that is taken. */
export type RegistryResult =
  | { readonly kind: "ok" }
  | { readonly kind: "alreadyRegistered"; readonly pid: Pid }
  | readonly (readonly [pid: Pid, value: unknown])[]
  | Pid
  | undefined;

/** The `holders` by key, and the `dead` actors. */
export interface RegistryState {
  readonly holders: ReadonlyMap<string, readonly [pid: Pid, value: unknown]>;
  readonly dead: ReadonlySet<Pid>;
}

/**
 * The model of an initially empty registry with unique keys. Keys are compared by structure; each is a separate part,
 * together with the exits of the actors that register it. A registry like Elixir's.
 */
export function registryModel(): Model<RegistryState, RegistryOperation, RegistryResult> {
  return {
    init: () => ({ holders: new Map(), dead: new Set() }),
    step: stepRegistry,
    partition: byKeyWithDeaths,
    isSameResult: (answer, recorded) => structuralText(withoutOwner(answer)) === structuralText(withoutOwner(recorded)),
    describe: (operation) => {
      if (operation.kind === "register") return `register ${String(operation.key)} for ${operation.pid.label}`;
      const about = "key" in operation ? String(operation.key) : operation.pid.label;
      return `${operation.kind} ${about}`;
    },
    describeResult: (result, { kind }) => (kind === "unregister" || kind === "died" ? "" : resultText(result)),
    describeState: ({ dead, holders }) => {
      const entries = [...holders].map(([key, [pid]]) => `${key}: ${pid.label}${dead.has(pid) ? " (dead)" : ""}`);
      return `{${entries.join(", ")}}`;
    },
  };
}

function stepRegistry(state: RegistryState, operation: RegistryOperation): Stepped<RegistryState, RegistryResult> {
  const { dead, holders } = state;
  if (operation.kind === "died") {
    return { result: undefined, state: { holders, dead: new Set(dead).add(operation.pid) } };
  }
  if (operation.kind === "cleanup") {
    return { result: undefined, state: { holders: without(holders, ([, [pid]]) => pid === operation.pid), dead } };
  }
  const key = structuralText(operation.key);
  const holder = holders.get(key);
  const living = holder === undefined || dead.has(holder[0]) ? undefined : holder[0];
  switch (operation.kind) {
    case "register": {
      if (living !== undefined) return { result: { kind: "alreadyRegistered", pid: living }, state };
      const entry = [operation.pid, operation.value] as const;
      return { result: { kind: "ok" }, state: { holders: new Map(holders).set(key, entry), dead } };
    }
    case "unregister":
      return {
        result: undefined,
        state: { holders: without(holders, ([other, [pid]]) => other === key && pid === operation.pid), dead },
      };
    case "lookup":
      return { result: holder === undefined ? [] : [holder], state };
    case "whereis":
      return { result: living, state };
    default:
      throw unknownOperation("registry", "register, unregister, lookup, whereis, died, cleanup", operation);
  }
}

function without<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  matches: (entry: readonly [Key, Value]) => boolean,
): ReadonlyMap<Key, Value> {
  return new Map([...map].filter((entry) => !matches(entry)));
}

/**
 * An exit belongs to every key that the actor tried to register. That is sound: it is recorded within one step, so
 * nothing of any part begins or ends between its invocation and its return, and the parts agree on its position.
 */
function byKeyWithDeaths(
  operations: readonly RecordedOperation<RegistryOperation, RegistryResult>[],
): readonly (readonly RecordedOperation<RegistryOperation, RegistryResult>[])[] {
  const keysOf = new Map<Pid, Set<string>>();
  const parts = new Map<string, RecordedOperation<RegistryOperation, RegistryResult>[]>();
  for (const { operation } of operations) {
    if (!("key" in operation)) continue;
    const key = structuralText(operation.key);
    parts.set(key, []);
    if (operation.kind === "register") keysOf.set(operation.pid, (keysOf.get(operation.pid) ?? new Set()).add(key));
  }
  for (const recorded of operations) {
    const { operation } = recorded;
    const keys = "key" in operation ? [structuralText(operation.key)] : (keysOf.get(operation.pid) ?? []);
    for (const key of keys) parts.get(key)?.push(recorded);
  }
  return [...parts.values()];
}

/** The result without the registry's own server, which a successful `register` returns. */
function withoutOwner(result: RegistryResult): unknown {
  return isOk(result) ? "ok" : result;
}

function isOk(result: unknown): boolean {
  return typeof result === "object" && result !== null && "kind" in result && result.kind === "ok";
}

/** Formats any recorded result, including the error of a rejected operation. */
function resultText(result: unknown): string {
  if (result === undefined) return "nothing";
  if (isOk(result)) return "ok";
  if (result instanceof Pid) return result.label;
  if (Array.isArray(result) && result.every(isEntry)) return `[${result.map(([pid]) => pid.label).join(", ")}]`;
  const holder = typeof result === "object" && result !== null && "pid" in result ? result.pid : undefined;
  return holder instanceof Pid ? `held by ${holder.label}` : valueText(result);
}

function isEntry(entry: unknown): entry is readonly [pid: Pid, value: unknown] {
  return Array.isArray(entry) && entry[0] instanceof Pid;
}
