// Options of a registry, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";
import { completeOptions, nonEmptyString, oneOf, wholeNumber } from "../../options.ts";
import { isAlive } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import type { PartitionOptions } from "./partition-server.ts";

/** Options of a registry. */
export interface RegistryOptions {
  /** `unique` (default): one holder for each key; `duplicate`: any number of registrations for each key. */
  readonly keys?: "unique" | "duplicate";
  /**
   * Which actor writes registrations. `server` (default): a server, by calls, which monitors registered actors, as in
   * Lockstep. `shared`: each caller, in shared tables; it is linked to the actor that cleans up, and ends with it, as
   * in Elixir. This adds many scheduling points.
   */
  readonly architecture?: "server" | "shared";
  /**
   * The number of actors, each with tables of its own, over which registrations are distributed; a positive integer.
   * Default 1.
   */
  readonly partitions?: number;
  /**
   * Actors that receive a `RegistryEvent` for each registration and each unregistration, but not for a death. Default:
   * none.
   */
  readonly listeners?: readonly Pid[];
  /** Its name in traces. Default `registry`. */
  readonly name?: string;
  /** Initial metadata. Default: none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

const FIELDS = {
  keys: v.optional(oneOf(["unique", "duplicate"]), "unique"),
  architecture: v.optional(oneOf(["server", "shared"]), "server"),
  partitions: v.optional(wholeNumber(1), 1),
  listeners: v.optional(
    v.array(
      v.custom<Pid>((value) => value instanceof Pid, "a pid"),
      "a list of pids",
    ),
    [],
  ),
  name: v.optional(nonEmptyString(), "registry"),
  meta: v.optional(v.record(v.string(), v.unknown(), "an object"), {}),
};

/**
 * Checks options and completes them.
 * @throws UsageError (`unknown-option`, `invalid-option`)
 */
export function completeRegistryOptions(options: RegistryOptions): Omit<PartitionOptions, "partitions"> {
  const { architecture, keys, listeners, meta, name, partitions } = completeOptions(options, FIELDS, "a registry");
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
      `The listener ${listener.path} of the registry ${label} has ended. Start listeners before the registry and keep them running.`,
      { code: "dead-listener" },
    );
  }
}
