// The actor behind one partition of a registry: it owns the tables, keeps the locks, and removes the registrations of
// actors that have ended. With the architecture `server` it also writes registrations, and monitors registered actors;
// with `shared` callers write themselves and are linked to it, as with Elixir's Registry. Its handlers are
// asynchronous: between any two of its operations other actors may run, read the tables, or die.

import { actingActor, CallFailed, link, spareFromFaults, trapExit } from "../../kernel/index.ts";
import type { DownMessage, ExitMessage } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { HandlerResult, ServerModule } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { openIndexes } from "./indexes.ts";
import { Locks } from "./locks.ts";
import type { LockRequest } from "./locks.ts";
import { Monitors } from "./monitors.ts";
import type { Partition, Partitions, PartitionScheme } from "./partitions.ts";
import { Writer } from "./writer.ts";
import type { Registered } from "./writer.ts";

/** The requests of the server: locks for all callers, the others for callers that do not write themselves. */
export interface PartitionProtocol {
  call:
    | {
        request: {
          readonly kind: "register";
          readonly key: unknown;
          readonly value: unknown;
          /** Default: the caller. */
          readonly owner?: Pid;
        };
        reply: Registered;
      }
    | {
        request: { readonly kind: "unregister"; readonly key: unknown; readonly isMatch: (value: unknown) => boolean };
        /** The error of `isMatch`, which is code of the caller: it may not end the server. */
        reply: { readonly error: unknown } | undefined;
      }
    | { request: { readonly kind: "lock"; readonly request: LockRequest }; reply: undefined };
  cast: { readonly kind: "unlock"; readonly request: LockRequest };
}

/** The settings of one registry. */
export interface PartitionOptions extends PartitionScheme {
  readonly label: string;
  readonly listeners: readonly Pid[];
  readonly meta: Readonly<Record<string, unknown>>;
  /** The number of partitions; the first one starts the others. */
  readonly count: number;
  /** Each partition adds itself when it opens, since readers do not use a server. */
  readonly partitions: Partitions;
}

interface State {
  readonly self: Partition;
  readonly partitions: Partitions;
  readonly monitors: Monitors;
  readonly writer: Writer;
}

const HANDLERS: Omit<ServerModule<PartitionProtocol, State>, "init"> = {
  async handleCall(request, from, state) {
    switch (request.kind) {
      case "register":
        return { reply: await state.writer.register(request.key, request.value, request.owner ?? from.caller), state };
      case "unregister":
        return { reply: await unregister(state.writer, request.key, from.caller, request.isMatch), state };
      case "lock":
        await state.self.locks.enqueue(request.request, from);
        return { state };
      default:
        return request satisfies never;
    }
  },
  async handleCast({ request }, state) {
    await state.self.locks.release(request);
    return { state };
  },
  handleInfo: (message, state) => (message.kind === "down" ? onDown(message, state) : onExit(message, state)),
};

/** @returns the error of `isMatch`, after which nothing has been removed */
async function unregister(
  writer: Writer,
  key: unknown,
  caller: Pid,
  isMatch: (value: unknown) => boolean,
): Promise<{ readonly error: unknown } | undefined> {
  let failure: { readonly error: unknown } | undefined;
  const isSelected = (value: unknown): boolean => {
    try {
      return isMatch(value);
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  try {
    await writer.unregister(key, caller, isSelected);
  } catch (error) {
    if (failure === undefined) throw error;
  }
  return failure;
}

const siblingModule: ServerModule<PartitionProtocol, State, PartitionOptions> = { ...HANDLERS, init: open };

/** The server module of the first partition. */
export const partitionModule: ServerModule<PartitionProtocol, State, PartitionOptions> = {
  ...HANDLERS,
  async init(options) {
    const { state } = await open(options);
    for (const [key, value] of Object.entries(options.meta)) await state.self.meta.insert(key, { value });
    for (let index = 2; index <= options.count; index += 1) {
      const label = `${options.label}-partition-${index}`;
      const { pid } = await GenServer.start(siblingModule, { ...options, label }, { name: label });
      // They end together: a registry that has lost some of its names is unusable.
      await link(pid);
    }
    return { state };
  },
  // Only the first partition receives a stop request, so that its sender may end meanwhile.
  terminate: (reason, state) =>
    reason === "normal" || reason === "shutdown" ? stopSiblings(state, reason) : undefined,
};

async function stopSiblings({ partitions, self }: State, reason: string): Promise<void> {
  for (const { pid } of partitions.all) {
    if (pid === self.pid) continue;
    try {
      await GenServer.stop(pid, reason);
    } catch (error) {
      // A partition that has crashed ends the others too.
      if (!(error instanceof CallFailed)) throw error;
    }
  }
}

async function open(options: PartitionOptions): Promise<{ readonly state: State }> {
  const { architecture, keys, label, listeners, partitions } = options;
  const actor = actingActor();
  spareFromFaults();
  if (architecture === "shared") await trapExit(true);
  const self: Partition = { ...openIndexes(label), actor, pid: actor.pid, locks: new Locks() };
  partitions.add(self);
  const monitors = new Monitors(self);
  const writer = new Writer({ partitions, isUnique: keys === "unique", watch: monitors, listeners });
  return { state: { self, partitions, monitors, writer } };
}

async function onDown({ ref }: DownMessage, state: State): Promise<HandlerResult<State>> {
  if (state.self.locks.onDown(ref)) return { state };
  const pid = state.monitors.take(ref);
  if (pid !== undefined) await state.writer.cleanUp(pid, state.self);
  return { state };
}

async function onExit({ pid, reason }: ExitMessage, state: State): Promise<HandlerResult<State>> {
  const isSibling = state.partitions.all.some((partition) => partition.pid === pid);
  if (isSibling) return reason === "normal" ? { state } : { stop: reason, state };
  const isRegistrant = await state.writer.cleanUp(pid, state.self);
  // A supervisor that has linked itself.
  return isRegistrant || reason !== "shutdown" ? { state } : { stop: reason, state };
}
