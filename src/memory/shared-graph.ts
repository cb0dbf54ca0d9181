// The objects behind calls of `shared`: each has a node, by which its accesses are recorded, and one proxy in its
// execution, so that identity holds. The objects themselves hold no proxies.

import { hashText, mix } from "../choice/index.ts";
import { actingTask, stateOf } from "../kernel/index.ts";
import { entriesHandler } from "./shared-entries.ts";
import { fieldsHandler, opaqueHandler } from "./shared-fields.ts";
import { SharedNode } from "./shared-node.ts";
import { entryName, shapeOf } from "./shared-shape.ts";

const GRAPH = 0x56a3;

interface Member {
  readonly node: SharedNode;
  readonly proxy: object;
}

/** The objects that are shared, of all graphs that an execution has made or of one that was made outside. */
class Members {
  readonly byOriginal: WeakMap<object, Member> = new WeakMap();
  readonly originals: WeakMap<object, object> = new WeakMap();
}

const MEMBERS: unique symbol = Symbol("heddle.shared");

function currentMembers(): Members {
  const execution = actingTask()?.actor.execution;
  return execution === undefined ? new Members() : stateOf(execution, MEMBERS, () => new Members());
}

/** The graph of one shared object. */
export class SharedGraph {
  readonly #key: number;
  readonly #members: WeakMap<object, Member>;
  readonly #originals: WeakMap<object, object>;
  /** The number of objects that joined outside executions, or before the first. */
  #joined = 0;

  constructor(label: string) {
    this.#key = mix(GRAPH, hashText(label));
    // An object that two graphs hold is one object.
    const { byOriginal, originals } = currentMembers();
    this.#members = byOriginal;
    this.#originals = originals;
  }

  /** The proxy of an object, which joins the graph with everything in it. */
  wrap<T extends object>(object: T, label: string): T {
    return this.#join(object, label) as T;
  }

  /** What a program gets to see of a value in the graph. */
  seen(value: unknown, label: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    return this.#members.get(value)?.proxy ?? (this.holds(value) ? this.#join(value, label) : value);
  }

  /** The value itself, which a program may give as its proxy; it joins the graph. */
  given(value: unknown, label: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    const original = this.#originals.get(value);
    if (original !== undefined) return original;
    if (this.holds(value)) this.#join(value, label);
    return value;
  }

  /** The value itself, to look it up. */
  original(value: unknown): unknown {
    return typeof value === "object" && value !== null ? (this.#originals.get(value) ?? value) : value;
  }

  /** Whether the graph keeps track of a value; of other objects it only knows that they were looked at. */
  holds(value: unknown): boolean {
    return typeof value === "object" && value !== null && shapeOf(value) !== "other";
  }

  #join(object: object, label: string): object {
    const known = this.#members.get(object);
    if (known !== undefined) return known.proxy;
    if (this.#originals.has(object)) return object;
    const node = new SharedNode(this.#nextKey(), label);
    const proxy = new Proxy(object, this.#handlerFor(object, node));
    this.#members.set(object, { node, proxy });
    this.#originals.set(proxy, object);
    for (const [name, value] of contentOf(object)) this.given(value, `${label}${name}`);
    return proxy;
  }

  /** What joins is named after the task that lets it join, so that its name is the same in every interleaving. */
  #nextKey(): number {
    const task = actingTask();
    if (task === undefined) {
      this.#joined += 1;
      return mix(this.#key, this.#joined);
    }
    task.objects += 1;
    return mix(mix(task.key, this.#key), task.objects);
  }

  #handlerFor(object: object, node: SharedNode): ProxyHandler<object> {
    switch (shapeOf(object)) {
      case "map":
      case "set":
        return entriesHandler(this, node);
      case "opaque":
        return opaqueHandler(node);
      case "fields":
      case "other":
        return fieldsHandler(this, node);
    }
  }
}

/** The values in an object, with their names. */
function contentOf(object: object): readonly (readonly [name: string, value: unknown])[] {
  if (object instanceof Map) {
    return [...object].flatMap(([key, value]) => [[".key", key] as const, [entryName(key), value] as const]);
  }
  if (object instanceof Set) return Array.from(object, (value) => [entryName(value), value] as const);
  return Object.entries(Object.getOwnPropertyDescriptors(object)).map(
    ([key, { value }]) => [`.${key}`, value] as const,
  );
}
