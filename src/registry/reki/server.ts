// The registry actor of a Reki: it decides who is started for which key, one caller after the other, and is the only one
// that writes the table. It waits for no start function; the callers do, each for its own key.

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

/** One row of the table. Each is an object of its own: a removal never takes that of a successor. */
export interface RekiEntry {
  readonly pid: Pid;
  /** What the start function gave. */
  readonly given: Startable;
}

/** The answer to `lookupOrStart`; `isNew` for the caller whose start function it was. */
export type RekiAnswer =
  | { readonly kind: "found"; readonly entry: RekiEntry; readonly isNew: boolean }
  | { readonly kind: "failed"; readonly error: unknown };

/** What the registry actor is asked by callers, and told by keepers. */
export interface RekiProtocol {
  call:
    | {
        request: { readonly kind: "lookupOrStart"; readonly key: unknown; readonly start: StartFunction };
        reply: RekiAnswer;
      }
    | { request: { readonly kind: "stop"; readonly key: unknown }; reply: boolean };
  cast: StarterReport;
}

/** What callers know of a registry actor that runs, or has run. */
export interface RunningEntry {
  readonly pid: Pid;
  readonly table: SetTable<unknown, RekiEntry>;
  /** Whose doing the caller of a key waits for, for the wait-for graph. */
  keeperOf(key: unknown): Actor | undefined;
  /** All keepers, and then their actors. */
  everybody(): readonly Pid[];
}

/** How a registry actor is started. */
export interface RekiPlan {
  readonly label: string;
  readonly options: CompleteRekiOptions;
  readonly factory: DynamicSupervisorAddress;
  /** Where callers find it. */
  readonly home: Cell<RunningEntry | undefined>;
}

/** The server of the registry actor. */
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
    await state.hearKeeper(report);
    return { state };
  },
  async handleInfo(message: DownMessage | ExitMessage, state) {
    if (message.kind === "down") await state.hearDown(message);
    return { state };
  },
};

interface Waiter {
  readonly from: From<RekiAnswer>;
  readonly start: StartFunction;
}

/** All that is known of one key. */
interface Slot {
  readonly assignment: StartAssignment;
  keeper: Actor | undefined;
  hasKeeperEnded: boolean;
  /** Whether its end has been asked for; nobody is given the actor any more. */
  isEnding: boolean;
  entry: RekiEntry | undefined;
  /** The caller whose start function is under way. */
  starter: Waiter | undefined;
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
  /** Monitors of actors, with their entries, and of keepers. */
  readonly #monitors = new Map<MonitorRef, { readonly slot: Slot; readonly entry: RekiEntry | undefined }>();

  constructor(plan: RekiPlan) {
    this.#plan = plan;
    this.table = table(plan.label);
  }

  /** Makes it known, once nobody of its predecessor is left. @throws AlreadyStarted */
  async open(): Promise<void> {
    const { home } = this.#plan;
    for (;;) {
      const previous = await home.read();
      if (previous !== undefined) {
        if (await isAlive(previous.pid)) throw new AlreadyStarted(previous.pid);
        await forgetKey(previous.everybody());
      }
      if (await home.compareAndSet(previous, this)) return;
    }
  }

  keeperOf(key: unknown): Actor | undefined {
    return this.#slots.get(key)?.keeper;
  }

  everybody(): readonly Pid[] {
    const slots = [...this.#slots.values()];
    const pids = [...slots.map(({ keeper }) => keeper?.pid), ...slots.map(({ entry }) => entry?.pid)];
    return pids.filter((pid) => pid !== undefined);
  }

  /** Replies now if the actor of the key lives, else when it has been started. */
  async ask(key: unknown, waiter: Waiter): Promise<void> {
    const slot = this.#slots.get(key);
    if (slot === undefined) return this.#begin(key, [waiter]);
    const { entry } = slot;
    if (entry !== undefined && !slot.isEnding && (await isAlive(entry.pid))) {
      GenServer.reply(waiter.from, { kind: "found", entry, isNew: false });
      return undefined;
    }
    slot.waiters.push(waiter);
    // Its DOWN is still to come, and will find that the entry is another one's, or nobody's.
    if (entry !== undefined && !slot.isEnding) await this.#vacate(slot, entry);
    return undefined;
  }

  /** Takes the entry away now; replies when the actor has ended, which may be about to be restarted. */
  async stop(key: unknown, from: From<boolean>): Promise<void> {
    const slot = this.#slots.get(key);
    if (slot === undefined || slot.starter !== undefined) {
      GenServer.reply(from, false);
      return;
    }
    slot.stoppers.push(from);
    if (slot.isEnding) return;
    slot.isEnding = true;
    if (slot.entry !== undefined) await this.table.deleteExact(key, slot.entry);
    await GenServer.cast({ pid: keeperIn(slot) }, "end");
  }

  async hearKeeper(report: StarterReport): Promise<void> {
    const slot = this.#slots.get(report.assignment.key);
    if (slot === undefined || slot.assignment !== report.assignment || slot.isEnding) return;
    if (report.kind === "failed") await this.#fail(slot, report.error);
    else await this.#enter(slot, { pid: report.pid, given: report.given });
  }

  async hearDown({ ref, reason }: DownMessage): Promise<void> {
    const watched = this.#monitors.get(ref);
    if (watched === undefined) return;
    this.#monitors.delete(ref);
    const { entry, slot } = watched;
    if (entry === undefined) {
      await this.#keeperEnded(slot, reason);
      return;
    }
    if (this.#slotOf.get(entry.pid) === slot) this.#slotOf.delete(entry.pid);
    if (slot.entry === entry) await this.#vacate(slot, entry);
  }

  async #begin(key: unknown, waiters: Waiter[]): Promise<void> {
    const { factory, label, options } = this.#plan;
    const [starter] = waiters;
    const { start } = must(starter, "somebody asks for the key");
    const assignment: StartAssignment = { key, start, options, registry: this.pid };
    const slot: Slot = {
      assignment,
      keeper: undefined,
      hasKeeperEnded: false,
      isEnding: false,
      entry: undefined,
      starter,
      waiters,
      stoppers: [],
    };
    this.#slots.set(key, slot);
    // Time for a start function to return, then for the actor to end.
    const shutdown = options.shutdown === "infinity" ? options.shutdown : 2 * options.shutdown;
    const keep = (): Promise<Startable> => GenServer.startLink(starterModule, assignment, { name: "keeper" });
    try {
      slot.keeper = actorOf(
        await DynamicSupervisor.startChild(factory, { start: keep, restart: "temporary", shutdown }),
      );
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      await this.#fail(slot, new RekiNotRunning(label, error.reason, { cause: error }));
      return;
    }
    const { pid } = slot.keeper;
    this.#monitors.set(await monitor(pid), { slot, entry: undefined });
    await GenServer.cast({ pid }, "begin");
  }

  async #enter(slot: Slot, entry: RekiEntry): Promise<void> {
    const { key } = slot.assignment;
    const other = this.#slotOf.get(entry.pid);
    if (other !== undefined && other !== slot) {
      await GenServer.cast({ pid: keeperIn(slot) }, "letGo");
      await this.#fail(slot, registeredElsewhere(entry.pid, other.assignment.key, key));
      return;
    }
    this.#monitors.set(await monitor(entry.pid), { slot, entry });
    this.#slotOf.set(entry.pid, slot);
    slot.entry = entry;
    await this.table.insert(key, entry);
    for (const waiter of slot.waiters) {
      GenServer.reply(waiter.from, { kind: "found", entry, isNew: waiter === slot.starter });
    }
    slot.waiters = [];
    slot.starter = undefined;
  }

  /** The actor of a slot has ended: its row goes, and no other. */
  async #vacate(slot: Slot, entry: RekiEntry): Promise<void> {
    slot.entry = undefined;
    await this.table.deleteExact(slot.assignment.key, entry);
    // The keeper of a transient actor has the next word.
    if (this.#plan.options.restart === "temporary" || slot.hasKeeperEnded) await this.#release(slot);
  }

  async #keeperEnded(slot: Slot, reason: ExitReason): Promise<void> {
    slot.hasKeeperEnded = true;
    if (slot.entry !== undefined || this.#slots.get(slot.assignment.key) !== slot) return;
    const hasStarted = slot.starter === undefined;
    await (hasStarted ? this.#release(slot) : this.#fail(slot, endedMeanwhile(slot.assignment.key, reason)));
  }

  /** The key is free; who waits for it begins anew. */
  async #release(slot: Slot): Promise<void> {
    const { key } = slot.assignment;
    this.#slots.delete(key);
    for (const from of slot.stoppers) GenServer.reply(from, true);
    if (slot.waiters.length > 0) await this.#begin(key, slot.waiters);
  }

  async #fail(slot: Slot, error: unknown): Promise<void> {
    const { key } = slot.assignment;
    this.#slots.delete(key);
    if (slot.entry !== undefined) await this.table.deleteExact(key, slot.entry);
    for (const { from } of slot.waiters) GenServer.reply(from, { kind: "failed", error });
  }
}

/** Ends what a factory that was killed has left behind. */
async function forgetKey(pids: readonly Pid[]): Promise<void> {
  for (const pid of pids) if (await isAlive(pid)) await kill(pid);
  for (const pid of pids) await join(pid);
}

function keeperIn({ keeper }: Slot): Pid {
  return must(keeper, "a keeper has been started").pid;
}

function registeredElsewhere(pid: Pid, other: unknown, key: unknown): UsageError {
  return new UsageError(
    `The start function for the key ${String(key)} gave ${pid.path}, which is the actor of the key ${String(other)}. Let it ` +
      "start an actor of its own.",
    { code: "actor-of-other-key" },
  );
}

function endedMeanwhile(key: unknown, reason: ExitReason): StartFailed {
  return new StartFailed(reason, `The keeper of the key ${String(key)} ended while its start function ran.`);
}
