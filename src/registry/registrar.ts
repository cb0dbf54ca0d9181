// The server behind a registry: it alone writes registrations, and it removes those of the dead. Its handlers are
// asynchronous: between any two of its operations other actors go on, read the tables, or die.

import { actingActor, demonitor, isAlive, monitor } from "../kernel/index.ts";
import type { MonitorRef } from "../kernel/index.ts";
import type { ServerModule } from "../otp/index.ts";
import type { Pid } from "../trace/index.ts";
import { isSameKey, openIndexes } from "./indexes.ts";
import type { Indexes, Row } from "./indexes.ts";
import { spareFromFaults } from "./spare-from-faults.ts";

/** How a registration went. */
export type Registered =
  /** `owner` is the registry's server. */
  | { readonly kind: "ok"; readonly owner: Pid }
  /** `pid` holds the key; it may be the caller itself. */
  | { readonly kind: "alreadyRegistered"; readonly pid: Pid };

/** What the server is asked. */
export interface RegistrarProtocol {
  call:
    | { request: { readonly kind: "register"; readonly key: unknown; readonly value: unknown }; reply: Registered }
    | { request: { readonly kind: "unregister"; readonly key: unknown }; reply: undefined };
}

/** What makes one registry differ from another. */
export interface RegistrarOptions {
  readonly keys: "unique" | "duplicate";
  readonly label: string;
  readonly meta: Readonly<Record<string, unknown>>;
  /** Is given the tables once they are there: their readers do not go through the server. */
  readonly onOpen: (indexes: Indexes) => void;
}

/** The server's module. */
export const registrarModule: ServerModule<RegistrarProtocol, Registrar, RegistrarOptions> = {
  async init({ keys, label, meta, onOpen }) {
    spareFromFaults();
    const indexes = openIndexes(label);
    for (const [key, value] of Object.entries(meta)) await indexes.meta.insert(key, { value });
    onOpen(indexes);
    return { state: new Registrar(indexes, keys === "unique") };
  },
  async handleCall(request, { caller }, state) {
    if (request.kind === "register") {
      return { reply: await state.register({ key: request.key, pid: caller, value: request.value }), state };
    }
    await state.unregister(request.key, caller);
    return { reply: undefined, state };
  },
  async handleInfo(message, state) {
    if (message.kind === "down") await state.cleanUp(message.ref);
    return { state };
  },
};

/** The server's state: the tables, and one monitor for each pid that has rows. */
class Registrar {
  readonly #indexes: Indexes;
  readonly #isUnique: boolean;
  readonly #refs = new Map<Pid, MonitorRef>();
  readonly #pids = new Map<MonitorRef, Pid>();

  constructor(indexes: Indexes, isUnique: boolean) {
    this.#indexes = indexes;
    this.#isUnique = isUnique;
  }

  async register(row: Row): Promise<Registered> {
    const { byKey, byPid } = this.#indexes;
    const { key, pid } = row;
    // A pid that is dead by now gives a down message like every other, so its row does not stay.
    await this.#watch(pid);
    await byPid.insert(pid, row);
    const registered: Registered = { kind: "ok", owner: actingActor().pid };
    if (!this.#isUnique) {
      await byKey.insert(key, row);
      return registered;
    }
    while (!(await byKey.insertNew(key, row))) {
      const [holder] = await byKey.get(key);
      if (holder === undefined) continue;
      if (await isAlive(holder.pid)) {
        await byPid.deleteExact(pid, row);
        await this.#unwatchIdle(pid);
        return { kind: "alreadyRegistered", pid: holder.pid };
      }
      // The dead do not block a key; this row and no other, since a successor may hold the key by now.
      await byKey.deleteExact(key, holder);
    }
    return registered;
  }

  async unregister(key: unknown, caller: Pid): Promise<void> {
    const { byKey, byPid } = this.#indexes;
    await byKey.deleteExact(key, (row) => row.pid === caller);
    await byPid.deleteExact(caller, (row) => isSameKey(row.key, key));
    await this.#unwatchIdle(caller);
  }

  /** A registrant has ended. A monitor that was taken back may still be heard of: its down means nothing. */
  async cleanUp(ref: MonitorRef): Promise<void> {
    const pid = this.#pids.get(ref);
    if (pid === undefined) return;
    this.#forget(pid, ref);
    const { byKey, byPid } = this.#indexes;
    for (const row of await byPid.get(pid)) {
      await byKey.deleteExact(row.key, row);
      await byPid.deleteExact(pid, row);
    }
  }

  async #watch(pid: Pid): Promise<void> {
    if (this.#refs.has(pid)) return;
    const ref = await monitor(pid);
    this.#refs.set(pid, ref);
    this.#pids.set(ref, pid);
  }

  /** Takes the monitor back when nothing of `pid` is left to clean up. */
  async #unwatchIdle(pid: Pid): Promise<void> {
    const ref = this.#refs.get(pid);
    if (ref === undefined || (await this.#indexes.byPid.has(pid))) return;
    this.#forget(pid, ref);
    await demonitor(ref);
  }

  #forget(pid: Pid, ref: MonitorRef): void {
    this.#refs.delete(pid);
    this.#pids.delete(ref);
  }
}
