// What a group may be told, checked and completed.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";
import type { Pid } from "../../trace/index.ts";
import type { ExtractMeta, GroupMeta } from "../tables/meta.ts";

/** One of two claims of a key: who, with which metadata, since when. */
export type Contender = readonly [pid: Pid, meta: GroupMeta, time: number];

/**
 * Says which of two actors keeps a key that both hold: `local` is one of the node that asks. It must be a ranking: the
 * same answer for the same pair whoever asks, and if a beats b and b beats c then a beats c.
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

/** What a group may be told. Times are virtual milliseconds. */
export interface GroupOptions {
  /** Tells groups of one node apart. Instances of one name on several nodes are one group. */
  readonly name: string;
  /** Over how many servers keys are spread; the same on all nodes. Default 8. */
  readonly shards?: number;
  /** Default `info`. */
  readonly log?: LogLevel;
  /** Gets each line of the log. Default: nobody. */
  readonly logger?: (line: string) => void;
  /** Default: the later claim, and of two of the same time that of the greater pid. */
  readonly resolveRegistryConflict?: ResolveConflict;
  /** Further arguments of `resolveRegistryConflict`. Default: none. */
  readonly resolverArguments?: readonly unknown[];
  /** What readers and events show of metadata. Default: all. */
  readonly extractMeta?: ExtractMeta;
  /** How many joins and leaves of other nodes wait at most before they are applied. Default 64. */
  readonly replicatedPgReceiverBufferSize?: number;
  /** How long they wait at most; 0: not at all. Default 5. */
  readonly replicatedPgReceiverFlushInterval?: number;
  /** The same for registrations. Default 64. */
  readonly replicatedRegistryReceiverBufferSize?: number;
  /** Default 5. */
  readonly replicatedRegistryReceiverFlushInterval?: number;
  /** How many changes wait at most before they are sent to other nodes. Default 64. */
  readonly replicatedSenderBufferSize?: number;
  /** How long they wait at most; 0: not at all. Default 5. */
  readonly replicatedSenderFlushInterval?: number;
  /** How often a node is called back whose link was given up since it refused a message. Default 300. */
  readonly busyDistRetryAttempts?: number;
  /** Default 1,000. */
  readonly busyDistRetryInterval?: number;
  /** How many local joins and leaves that wait come first after changes of other nodes were applied. Default 8. */
  readonly replicatedPgReceiverLocalRequestQuota?: number;
  /** How long the loser of a conflict that traps exits may live on before it is killed. Default 5,000. */
  readonly conflictGrace?: number;
}

/** Complete options. */
export type GroupConfig = Omit<Required<GroupOptions>, "resolveRegistryConflict"> & {
  readonly resolveRegistryConflict: ResolveConflict | undefined;
};

const count = (byDefault: number): v.GenericSchema<number | undefined, number> =>
  v.optional(
    v.pipe(v.number("a whole number"), v.safeInteger("a whole number"), v.minValue(1, "at least 1")),
    byDefault,
  );
const duration = (byDefault: number): v.GenericSchema<number | undefined, number> =>
  v.optional(v.pipe(v.number("a number of milliseconds"), v.minValue(0, "at least 0")), byDefault);
const code = <T>(byDefault: T): v.GenericSchema<T | undefined, T> =>
  v.optional(
    v.custom<T>((value) => typeof value === "function", "a function"),
    // A default that is a function would be called for one.
    (() => byDefault) as never,
  ) as never;

const FIELDS = {
  name: v.pipe(v.string("a text"), v.nonEmpty("a text, not an empty one")),
  shards: count(8),
  log: v.optional(v.custom<LogLevel>(isLogLevel, `"info", "verbose" or false`), "info"),
  logger: code<(line: string) => void>(() => undefined),
  resolveRegistryConflict: v.optional(
    v.custom<ResolveConflict>((value) => typeof value === "function", "a function"),
    undefined,
  ),
  resolverArguments: v.optional(v.array(v.unknown(), "a list"), []),
  extractMeta: code<ExtractMeta>((meta) => meta),
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
export function completeOptions(options: GroupOptions): GroupConfig {
  const unknown = Object.keys(options).find((option) => !(option in FIELDS));
  if (unknown !== undefined) {
    throw new UsageError(`A group has no option "${unknown}". Known are ${Object.keys(FIELDS).join(", ")}.`, {
      code: "unknown-option",
    });
  }
  const result = v.safeParse(v.object(FIELDS), options);
  if (result.success) return { ...result.output, resolveRegistryConflict: result.output.resolveRegistryConflict };
  const [{ input, message, path }] = result.issues;
  throw new UsageError(`The option ${String(path?.[0].key)} of a group is ${message}, but got ${String(input)}.`, {
    code: "invalid-option",
  });
}

/** @throws UsageError (`invalid-option`) */
export function checkTtl(ttl: unknown): void {
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0)) return;
  throw new UsageError(`A ttl must be a whole number of milliseconds from 1 on, but got ${JSON.stringify(ttl)}.`, {
    code: "invalid-option",
  });
}

/** @throws UsageError (`invalid-option`) */
export function checkLogLevel(level: unknown): void {
  if (isLogLevel(level)) return;
  throw new UsageError(`The log level must be "info", "verbose" or false, but got ${String(level)}.`, {
    code: "invalid-option",
  });
}

function isLogLevel(level: unknown): boolean {
  return level === "info" || level === "verbose" || level === false;
}
