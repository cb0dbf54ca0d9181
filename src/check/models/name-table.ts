// The model of a name table after fauxtp: an atomic map that ignores exits. Any actor may register any pid and remove
// any name, and a lookup may return a dead pid.

import type { Pid } from "../../trace/index.ts";
import { unknownOperation } from "./model.ts";
import type { Model, Stepped } from "./model.ts";
import { structuralText } from "../history/structural-text.ts";

/**
 * The operations of a name table, by `kind`. `register` gives a `name` to a `pid` and returns whether the name was free;
 * `unregister` returns whether it was taken, `whereis` the pid or `undefined`, `registered` the names, oldest first.
 */
export type NameTableOperation =
  | { readonly kind: "register"; readonly name: string; readonly pid: Pid }
  | { readonly kind: "unregister" | "whereis"; readonly name: string }
  | { readonly kind: "registered" };

/** The results of a name table. */
export type NameTableResult = boolean | Pid | undefined | readonly string[];

/**
 * The model of an initially empty name table. It is one part, since `registered` reads all names. After the registry of
 * fauxtp.
 */
export function nameTableModel(): Model<ReadonlyMap<string, Pid>, NameTableOperation, NameTableResult> {
  return {
    init: () => new Map(),
    step(names, operation): Stepped<ReadonlyMap<string, Pid>, NameTableResult> {
      switch (operation.kind) {
        case "register":
          if (names.has(operation.name)) return { result: false, state: names };
          return { result: true, state: new Map(names).set(operation.name, operation.pid) };
        case "unregister": {
          const isTaken = names.has(operation.name);
          return { result: isTaken, state: new Map([...names].filter(([name]) => name !== operation.name)) };
        }
        case "whereis":
          return { result: names.get(operation.name), state: names };
        case "registered":
          return { result: [...names.keys()], state: names };
        default:
          throw unknownOperation("name table", "register, unregister, whereis, registered", operation);
      }
    },
    // The order of the names is part of the state.
    key: (names) => structuralText([...names]),
  };
}
