// The registry actor of a Reki: it decides which actor is started for which key, one request at a time, and alone
// writes the table. It never waits for a start function; the callers do, each for its own key.

import { must, UsageError } from "../../errors.ts";
import { actorOf, isAlive, join, kill, monitor, self } from "../../kernel/index.ts";
import type { Actor, DownMessage, ExitMessage, ExitReason, MonitorRef } from "../../kernel/index.ts";
import { table } from "../../memory/index.ts";
import type { Cell, SetTable } from "../../memory/index.ts";
import { AlreadyStarted, CallFailed, DynamicSupervisor, GenServer, StartFailed } from "../../otp/index.ts";
import type { CallResult, DynamicSupervisorAddress, From, ServerModule, Startable } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { starterModule } from "./starter.ts";
import type { StartAssignment, StarterReport, StartFunction } from "./starter.ts";
import { RekiNotRunning } from "./not-running.ts";
import type { CompleteRekiOptions } from "./options.ts";

/** One row of the table. Each is a separate object, so that a removal never takes the row of a successor. */
export interface RekiEntry {
  readonly pid: Pid;
  /** The result of the start function. */
  readonly given: Startable;
}

/** The reply to `lookupOrStart`; `isNew` for the caller whose start function ran. */
export type RekiAnswer =
  | { readonly kind: "found"; readonly entry: RekiEntry; readonly isNew: boolean }
  | { readonly kind: "failed"; readonly error: unknown };

/** The messages of the registry actor: requests of callers and reports of starters. */
export interface RekiProtocol {
  call:
    | {
        request: { readonly kind: "lookupOrStart"; readonly key: unknown; readonly start: StartFunction };
        reply: RekiAnswer;
      }
    | { request: { readonly kind: "stop"; readonly key: unknown }; reply: boolean };
  cast: StarterReport;
}

/** What callers know of the current or latest registry actor. */
export interface RunningEntry {
  readonly pid: Pid;
  readonly table: SetTable<unknown, RekiEntry>;
  /** The actor that a caller of a key waits for, for the wait-for graph. */
  starterOf(key: unknown): Actor | undefined;
  /** All starters, and then their actors. */
  allPids(): readonly Pid[];
}

/** The arguments of starting a registry actor. */
export interface RekiPlan {
  readonly label: string;
  readonly options: CompleteRekiOptions;
  readonly factory: DynamicSupervisorAddress;
  /** The cell in which callers find it. */
  readonly current: Cell<RunningEntry | undefined>;
}

/** The server module of the registry actor. */
export const rekiModule: ServerModule<RekiProtocol, Keys, RekiPlan> = {
  async init(plan) {
    const keys = new Keys(plan);
    await keys.open();
    return { state: keys };
  },
  async handleCall(request, from, state): Promise<CallResult<boolean | RekiAnswer, Keys>> {
    if (request.kind === "stop") await state.stop(request.key, from);
    else await state.ask(request.key, { from, start: request.start });
    return { state };
  },
  async handleCast(report, state) {
    await state.onReport(report);
    return { state };
  },
  async handleInfo(message: DownMessage | ExitMessage, state) {
    if (message.kind === "down") await state.onDown(message);
    return { state };
  },
};

interface Waiter {
  readonly from: From<RekiAnswer>;
  readonly start: StartFunction;
}

/** The state of one key. */
interface Slot {
  readonly assignment: StartAssignment;
  starter: Actor | undefined;
  hasStarterEnded: boolean;
  /** Whether its end has been requested; its actor is not given to further callers. */
  isEnding: boolean;
  entry: RekiEntry | undefined;
  /** The caller whose start function is running. */
  initiator: Waiter | undefined;
  waiters: Waiter[];
  readonly stoppers: From<boolean>[];
}

/** The keys of one registry actor. Every method acts for it. */
class Keys implements RunningEntry {
  readonly pid: Pid = self();
  readonly table: SetTable<unknown, RekiEntry>;
  readonly #plan: RekiPlan;
  readonly #slots = new Map<unknown, Slot>();
  readonly #slotOf = new Map<Pid, Slot>();
  /** Monitors of actors, with their entries, and of starters. */
  readonly #monitors = new Map<MonitorRef, { readonly slot: Slot; readonly entry: RekiEntry | undefined }>();

  constructor(plan: RekiPlan) {
    this.#plan = plan;
    this.table = table(plan.label);
  }

  /** Publishes the registry, once all actors of its predecessor have ended. @throws AlreadyStarted */
  async open(): Promise<void> {
    const { current } = this.#plan;
    for (;;) {
      const previous = await current.read();
      if (previous !== undefined) {
        if (await isAlive(previous.pid)) throw new AlreadyStarted(previous.pid);
        await killAll(previous.allPids());
      }
      if (await current.compareAndSet(previous, this)) return;
    }
  }

  starterOf(key: unknown): Actor | undefined {
    return this.#slots.get(key)?.starter;
  }

  allPids(): readonly Pid[] {
    const slots = [...this.#slots.values()];
    const pids = [...slots.map(({ starter }) => starter?.pid), ...slots.map(({ entry }) => entry?.pid)];
    return pids.filter((pid) => pid !== undefined);
  }

  /** Replies now if the actor of the key lives, else when it has been started. */
  async ask(key: unknown, waiter: Waiter): Promise<void> {
    const slot = this.#slots.get(key);
    if (slot === undefined) return this.#start(key, [waiter]);
    const { entry } = slot;
    if (entry !== undefined && !slot.isEnding && (await isAlive(entry.pid))) {
      GenServer.reply(waiter.from, { kind: "found", entry, isNew: false });
      return undefined;
    }
    slot.waiters.push(waiter);
    // Its DOWN will arrive later, and find that the entry has been removed or belongs to another actor.
    if (entry !== undefined && !slot.isEnding) await this.#removeEntry(slot, entry);
    return undefined;
  }

  /** Removes the entry now; replies when the actor has ended, which may be about to be restarted. */
  async stop(key: unknown, from: From<boolean>): Promise<void> {
    const slot = this.#slots.get(key);
    if (slot === undefined || slot.initiator !== undefined) {
      GenServer.reply(from, false);
      return;
    }
    slot.stoppers.push(from);
    if (slot.isEnding) return;
    slot.isEnding = true;
    if (slot.entry !== undefined) await this.table.deleteExact(key, slot.entry);
    await GenServer.cast({ pid: starterIn(slot) }, "end");
  }

  async onReport(report: StarterReport): Promise<void> {
    const slot = this.#slots.get(report.assignment.key);
    if (slot === undefined || slot.assignment !== report.assignment || slot.isEnding) return;
    if (report.kind === "failed") await this.#fail(slot, report.error);
    else await this.#onStarted(slot, { pid: report.pid, given: report.given });
  }

  async onDown({ ref, reason }: DownMessage): Promise<void> {
    const monitored = this.#monitors.get(ref);
    if (monitored === undefined) return;
    this.#monitors.delete(ref);
    const { entry, slot } = monitored;
    if (entry === undefined) {
      await this.#onStarterEnded(slot, reason);
      return;
    }
    if (this.#slotOf.get(entry.pid) === slot) this.#slotOf.delete(entry.pid);
    if (slot.entry === entry) await this.#removeEntry(slot, entry);
  }

  async #start(key: unknown, waiters: Waiter[]): Promise<void> {
    const { factory, label, options } = this.#plan;
    const [initiator] = waiters;
    const { start } = must(initiator, "a caller waits for the key");
    const assignment: StartAssignment = { key, start, options, registry: this.pid };
    const slot: Slot = {
      assignment,
      starter: undefined,
      hasStarterEnded: false,
      isEnding: false,
      entry: undefined,
      initiator,
      waiters,
      stoppers: [],
    };
    this.#slots.set(key, slot);
    // Time for a start function to return, then for the actor to end.
    const shutdown = options.shutdown === "infinity" ? options.shutdown : 2 * options.shutdown;
    // The path of an actor is part of tokens, so the name cannot follow the code.
    const startStarter = (): Promise<Startable> => GenServer.startLink(starterModule, assignment, { name: "keeper" });
    try {
      slot.starter = actorOf(
        await DynamicSupervisor.startChild(factory, { start: startStarter, restart: "temporary", shutdown }),
      );
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      await this.#fail(slot, new RekiNotRunning(label, error.reason, { cause: error }));
      return;
    }
    const { pid } = slot.starter;
    this.#monitors.set(await monitor(pid), { slot, entry: undefined });
    await GenServer.cast({ pid }, "begin");
  }

  async #onStarted(slot: Slot, entry: RekiEntry): Promise<void> {
    const { key } = slot.assignment;
    const other = this.#slotOf.get(entry.pid);
    if (other !== undefined && other !== slot) {
      await GenServer.cast({ pid: starterIn(slot) }, "release");
      await this.#fail(slot, registeredElsewhere(entry.pid, other.assignment.key, key));
      return;
    }
    this.#monitors.set(await monitor(entry.pid), { slot, entry });
    this.#slotOf.set(entry.pid, slot);
    slot.entry = entry;
    await this.table.insert(key, entry);
    for (const waiter of slot.waiters) {
      GenServer.reply(waiter.from, { kind: "found", entry, isNew: waiter === slot.initiator });
    }
    slot.waiters = [];
    slot.initiator = undefined;
  }

  /** The actor of a slot has ended: its row is removed, and no other. */
  async #removeEntry(slot: Slot, entry: RekiEntry): Promise<void> {
    slot.entry = undefined;
    await this.table.deleteExact(slot.assignment.key, entry);
    // For a transient actor the starter decides what happens next.
    if (this.#plan.options.restart === "temporary" || slot.hasStarterEnded) await this.#release(slot);
  }

  async #onStarterEnded(slot: Slot, reason: ExitReason): Promise<void> {
    slot.hasStarterEnded = true;
    if (slot.entry !== undefined || this.#slots.get(slot.assignment.key) !== slot) return;
    const hasStarted = slot.initiator === undefined;
    await (hasStarted ? this.#release(slot) : this.#fail(slot, starterEnded(slot.assignment.key, reason)));
  }

  /** The key is free; callers that wait for it start again. */
  async #release(slot: Slot): Promise<void> {
    const { key } = slot.assignment;
    this.#slots.delete(key);
    for (const from of slot.stoppers) GenServer.reply(from, true);
    if (slot.waiters.length > 0) await this.#start(key, slot.waiters);
  }

  async #fail(slot: Slot, error: unknown): Promise<void> {
    const { key } = slot.assignment;
    this.#slots.delete(key);
    if (slot.entry !== undefined) await this.table.deleteExact(key, slot.entry);
    for (const { from } of slot.waiters) GenServer.reply(from, { kind: "failed", error });
  }
}

/** Ends the actors that a killed factory has left behind. */
async function killAll(pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) if (await isAlive(pid)) await kill(pid);
  for (const pid of pids) await join(pid);
}

function starterIn({ starter }: Slot): Pid {
  return must(starter, "a starter has been started").pid;
}

function registeredElsewhere(pid: Pid, other: unknown, key: unknown): UsageError {
  return new UsageError(
    `The start function for the key ${String(key)} returned ${pid.path}, which is the actor of the key ${String(other)}. ` +
      "Start a separate actor for each key.",
    { code: "actor-of-other-key" },
  );
}

function starterEnded(key: unknown, reason: ExitReason): StartFailed {
  return new StartFailed(reason, `The starter of the key ${String(key)} ended while its start function ran.`);
}
