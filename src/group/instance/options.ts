// Options of a group, checked and completed.

import * as v from "valibot";

import { completeOptions, invalidOption, nonEmptyString, wholeNumber } from "../../options.ts";
import type { Pid } from "../../trace/index.ts";
import type { ExtractMeta, GroupMeta } from "../tables/meta.ts";

/** One of two claims of a key: its pid, metadata and time. */
export type Contender = readonly [pid: Pid, meta: GroupMeta, time: number];

/**
 * Decides which of two actors keeps a key that both hold; `local` is on the deciding node. It must be a ranking: the
 * same result for the same pair on every node, and if a beats b and b beats c then a beats c.
 */
// oxlint-disable-next-line max-params -- as in Group for Elixir
export type ResolveConflict = (
  name: string,
  key: string,
  local: Contender,
  remote: Contender,
  ...extra: readonly unknown[]
) => Pid;

/** How much is logged: `info` peers, nodes and clusters; `verbose` each replication message too; `false` nothing. */
export type LogLevel = "info" | "verbose" | false;

/** Options of a group, those of Group for Elixir. Times are virtual milliseconds. */
export interface GroupOptions {
  /** Distinguishes the groups of one node. Instances with the same name on several nodes are one group. */
  readonly name: string;
  /** The number of servers over which keys are distributed; the same on all nodes. Default 8. */
  readonly shards?: number;
  /** How much is logged. Default `info`. */
  readonly log?: LogLevel;
  /** Receives each line of the log. Default: it is part of what the program prints, in reports of single executions. */
  readonly logger?: (line: string) => void;
  /** Decides which of two holders of a key keeps it. Default: the later claim wins, and of two with the same time the one with the greater pid. */
  readonly resolveRegistryConflict?: ResolveConflict;
  /** Further arguments of `resolveRegistryConflict`. Default: none. */
  readonly resolverArguments?: readonly unknown[];
  /** Maps metadata to what readers and events contain. Default: all. */
  readonly extractMeta?: ExtractMeta;
  /** The maximum number of remote joins and leaves that are buffered before they are applied. Default 64. */
  readonly replicatedPgReceiverBufferSize?: number;
  /** The maximum time for which they are buffered, in virtual milliseconds; 0 for none. Default 5. */
  readonly replicatedPgReceiverFlushInterval?: number;
  /** The maximum number of remote registrations that are buffered before they are applied. Default 64. */
  readonly replicatedRegistryReceiverBufferSize?: number;
  /** The maximum time for which they are buffered, in virtual milliseconds; 0 for none. Default 5. */
  readonly replicatedRegistryReceiverFlushInterval?: number;
  /** The maximum number of changes that are buffered before they are sent to other nodes. Default 64. */
  readonly replicatedSenderBufferSize?: number;
  /** The maximum time for which they are buffered, in virtual milliseconds; 0 for none. Default 5. */
  readonly replicatedSenderFlushInterval?: number;
  /** The number of attempts to reconnect to a node whose link was closed because it refused a message. Default 300. */
  readonly busyDistRetryAttempts?: number;
  /** The time between attempts, in virtual milliseconds. Default 1,000. */
  readonly busyDistRetryInterval?: number;
  /**
   * The maximum number of waiting local joins and leaves that are handled first after remote changes were applied.
   * Default 8.
   */
  readonly replicatedPgReceiverLocalRequestQuota?: number;
  /** Virtual milliseconds that the loser of a conflict may live on if it traps exits. Then it is killed. Default 5,000. */
  readonly conflictGrace?: number;
}

/** Complete options. */
export type GroupConfig = Omit<Required<GroupOptions>, "logger" | "resolveRegistryConflict"> & {
  readonly logger?: ((line: string) => void) | undefined;
  readonly resolveRegistryConflict: ResolveConflict | undefined;
};

const DURATION = "a number of milliseconds, at least 0";

const count = (byDefault: number): v.GenericSchema<number | undefined, number> => v.optional(wholeNumber(1), byDefault);
const duration = (byDefault: number): v.GenericSchema<number | undefined, number> =>
  v.optional(v.pipe(v.number(DURATION), v.minValue(0, DURATION)), byDefault);
const functionOr = <T>(byDefault: T): v.GenericSchema<T | undefined, T> =>
  v.optional(
    v.custom<T>(isFunction, "a function"),
    // valibot would call a default that is a function.
    (() => byDefault) as never,
  ) as never;

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

const FIELDS = {
  name: nonEmptyString(),
  shards: count(8),
  log: v.optional(v.custom<LogLevel>(isLogLevel, `"info", "verbose" or false`), "info"),
  logger: v.optional(v.custom<(line: string) => void>(isFunction, "a function"), undefined),
  resolveRegistryConflict: v.optional(v.custom<ResolveConflict>(isFunction, "a function"), undefined),
  resolverArguments: v.optional(v.array(v.unknown(), "an array"), []),
  extractMeta: functionOr<ExtractMeta>((meta) => meta),
  replicatedPgReceiverBufferSize: count(64),
  replicatedPgReceiverFlushInterval: duration(5),
  replicatedRegistryReceiverBufferSize: count(64),
  replicatedRegistryReceiverFlushInterval: duration(5),
  replicatedSenderBufferSize: count(64),
  replicatedSenderFlushInterval: duration(5),
  busyDistRetryAttempts: count(300),
  busyDistRetryInterval: duration(1_000),
  replicatedPgReceiverLocalRequestQuota: count(8),
  conflictGrace: duration(5_000),
};

/**
 * Checks options and completes them.
 * @throws UsageError (`unknown-option`, `invalid-option`)
 */
export function completeGroupOptions(options: GroupOptions): GroupConfig {
  const complete = completeOptions(options, FIELDS, "a group");
  return { ...complete, resolveRegistryConflict: complete.resolveRegistryConflict };
}

/** @throws UsageError (`invalid-option`) */
export function checkTtl(ttl: unknown): void {
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0)) return;
  throw invalidOption("A ttl", "a whole number of milliseconds, at least 1", ttl);
}

/** @throws UsageError (`invalid-option`) */
export function checkLogLevel(level: unknown): void {
  if (isLogLevel(level)) return;
  throw invalidOption("The log level", '"info", "verbose" or false', level);
}

function isLogLevel(level: unknown): boolean {
  return level === "info" || level === "verbose" || level === false;
}
