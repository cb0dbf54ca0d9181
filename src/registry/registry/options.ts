// What a registry may be told, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";
import { isAlive } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import type { PartitionOptions } from "./partition-server.ts";

/** What a registry may be told. */
export interface RegistryOptions {
  /** `unique` (default): one holder for each key; `duplicate`: any number of registrations for each key. */
  readonly keys?: "unique" | "duplicate";
  /**
   * Who writes. `server` (default): an actor, asked by calls, that monitors who registers, as in Lockstep. `shared`: each
   * caller, in tables that all share; it is linked to the actor that cleans up, and ends with it, as in Elixir. There are
   * many more scheduling points then.
   */
  readonly architecture?: "server" | "shared";
  /** Over how many actors, each with tables of its own, registrations are spread; a positive integer. Default 1. */
  readonly partitions?: number;
  /**
   * Actors that are sent a `RegistryEvent` for each registration and each unregistration; none for a death. Default: none.
   */
  readonly listeners?: readonly Pid[];
  /** Its name in traces. Default `registry`. */
  readonly name?: string;
  /** Metadata from the start. Default: none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

const FIELDS = {
  keys: v.optional(v.picklist(["unique", "duplicate"], `"unique" or "duplicate"`), "unique"),
  architecture: v.optional(v.picklist(["server", "shared"], `"server" or "shared"`), "server"),
  partitions: v.optional(
    v.pipe(v.number("a whole number"), v.safeInteger("a whole number"), v.minValue(1, "at least 1")),
    1,
  ),
  listeners: v.optional(v.array(v.instance(Pid, "a pid"), "a list of pids"), []),
  name: v.optional(v.pipe(v.string("a text"), v.nonEmpty("a text, not an empty one")), "registry"),
  meta: v.optional(v.record(v.string(), v.unknown(), "an object"), {}),
};

/**
 * Checks options and completes them.
 * @throws UsageError (`unknown-option`, `invalid-option`)
 */
export function completeOptions(options: RegistryOptions): Omit<PartitionOptions, "partitions"> {
  const unknown = Object.keys(options).find((option) => !(option in FIELDS));
  if (unknown !== undefined) {
    throw new UsageError(`A registry has no option "${unknown}". Known are ${Object.keys(FIELDS).join(", ")}.`, {
      code: "unknown-option",
    });
  }
  const result = v.safeParse(v.object(FIELDS), options);
  if (!result.success) {
    const [{ input, message, path }] = result.issues;
    throw new UsageError(`The option ${String(path?.[0].key)} of a registry is ${message}, but got ${String(input)}.`, {
      code: "invalid-option",
    });
  }
  const { architecture, keys, listeners, meta, name, partitions } = result.output;
  return { architecture, keys, listeners, meta, label: name, count: partitions };
}

/** @throws UsageError (`dead-listener`) */
export async function checkListeners({
  label,
  listeners,
}: Pick<PartitionOptions, "label" | "listeners">): Promise<void> {
  for (const listener of listeners) {
    if (await isAlive(listener)) continue;
    throw new UsageError(
      `The listener ${listener.path} of the registry ${label} has ended. Start it before the registry, and keep it running.`,
      { code: "dead-listener" },
    );
  }
}
