// Proxies of maps and sets. The methods of the engine need the map itself, so each is replaced by one that records.

import { Access } from "../trace/index.ts";
import type { SharedGraph } from "./shared-graph.ts";
import type { SharedNode } from "./shared-node.ts";
import { entryName } from "./shared-shape.ts";

type Entries = Map<unknown, unknown> | Set<unknown>;
type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

/** Records reads and writes of entries. */
export function entriesHandler(graph: SharedGraph, node: SharedNode): ProxyHandler<object> {
  let methods: ReadonlyMap<PropertyKey, Method> | undefined;
  return {
    get(target, key, receiver) {
      if (key === "touchedObject") return node.whole;
      const entries = target as Entries;
      if (key === "size") {
        node.accessKeys(Access.read);
        return entries.size;
      }
      methods ??= methodsOf(new RecordedEntries(entries, graph, node));
      return methods.get(key) ?? (Reflect.get(target, key, receiver) as unknown);
    },
    has: (target, key) => key === "touchedObject" || Reflect.has(target, key),
  };
}

function methodsOf(recorded: RecordedEntries): ReadonlyMap<PropertyKey, Method> {
  const { isMap } = recorded;
  const iterate = (): Generator<unknown> => (isMap ? recorded.entries() : recorded.values());
  return new Map<PropertyKey, Method>([
    ["has", (key) => recorded.has(key)],
    ["delete", (key) => recorded.delete(key)],
    ["clear", () => recorded.clear()],
    ["keys", () => (isMap ? recorded.keys() : recorded.values())],
    ["values", () => recorded.values()],
    ["entries", () => recorded.entries()],
    [Symbol.iterator, iterate],
    [
      "forEach",
      function forEach(visit, self) {
        for (const [key, value] of recorded.entries()) Reflect.apply(visit as Method, self, [value, key, this]);
      },
    ],
    ...(isMap
      ? ([
          ["get", (key: unknown) => recorded.get(key)],
          [
            "set",
            function set(this: unknown, key: unknown, value: unknown) {
              recorded.set(key, value);
              return this;
            },
          ],
        ] as const)
      : ([
          [
            "add",
            function add(this: unknown, value: unknown) {
              recorded.set(value, value);
              return this;
            },
          ],
        ] as const)),
  ]);
}

/** A map or a set. */
class RecordedEntries {
  readonly #entries: Entries;
  readonly #graph: SharedGraph;
  readonly #node: SharedNode;

  constructor(entries: Entries, graph: SharedGraph, node: SharedNode) {
    this.#entries = entries;
    this.#graph = graph;
    this.#node = node;
  }

  get isMap(): boolean {
    return this.#entries instanceof Map;
  }

  get(key: unknown): unknown {
    const original = this.#graph.original(key);
    this.#node.access(entryName(original), Access.read);
    return this.#entries instanceof Map ? this.#seen(original, this.#entries.get(original)) : undefined;
  }

  has(key: unknown): boolean {
    const original = this.#graph.original(key);
    this.#node.access(entryName(original), Access.read);
    return this.#entries.has(original);
  }

  set(key: unknown, value: unknown): void {
    const original = this.#graph.given(key, `${this.#node.label}.key`);
    this.#node.access(entryName(original), Access.write);
    if (!this.#entries.has(original)) this.#node.accessKeys(Access.write);
    if (this.#entries instanceof Set) this.#entries.add(original);
    else this.#entries.set(original, this.#graph.given(value, this.#node.label + entryName(original)));
  }

  delete(key: unknown): boolean {
    const original = this.#graph.original(key);
    this.#node.access(entryName(original), Access.write);
    if (this.#entries.has(original)) this.#node.accessKeys(Access.write);
    return this.#entries.delete(original);
  }

  clear(): void {
    this.#node.accessKeys(Access.write);
    for (const key of this.#entries.keys()) this.#node.access(entryName(key), Access.write);
    this.#entries.clear();
  }

  *keys(): Generator<unknown> {
    this.#node.accessKeys(Access.read);
    for (const key of this.#entries.keys()) yield this.#seen(key, key);
    this.#node.accessKeys(Access.read);
  }

  *values(): Generator<unknown> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): Generator<readonly [unknown, unknown]> {
    this.#node.accessKeys(Access.read);
    for (const [key, value] of this.#entries.entries()) {
      this.#node.access(entryName(key), Access.read);
      yield [this.#seen(key, key), this.#seen(key, value)];
    }
    this.#node.accessKeys(Access.read);
  }

  #seen(key: unknown, value: unknown): unknown {
    return this.#graph.seen(value, this.#node.label + entryName(key));
  }
}
