// Writing registrations: by a server for all callers, or by each caller itself. Other actors may run, read and die
// between any two of these operations.

import { actorOf, isAlive, requireTask, sendNow, shield } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { TableGone } from "../../memory/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { RegistryRow } from "./indexes.ts";
import type { RegistryClaim } from "./indexes.ts";
import type { Partition, Partitions } from "./partitions.ts";

/** The result of a registration. */
export type Registered =
  /** `owner` is the registry actor responsible for the cleanup. */
  | { readonly kind: "ok"; readonly owner: Pid }
  /** `pid` holds the key; it may be the caller itself. */
  | { readonly kind: "alreadyRegistered"; readonly pid: Pid };

/**
 * The events that a listener receives from the registrant: the `registry`, the `key`, the `pid` that was registered under
 * it, and its `value`. An `unregister` comes also for a key that the actor does not hold. Deaths are not reported:
 * monitor the pid instead.
 */
export type RegistryEvent =
  | {
      readonly kind: "register";
      readonly registry: Pid;
      readonly key: unknown;
      readonly pid: Pid;
      readonly value: unknown;
    }
  | { readonly kind: "unregister"; readonly registry: Pid; readonly key: unknown; readonly pid: Pid };

/** Detects the end of actors that have registrations. */
export interface Watch {
  /** Before a pid's claim is written. */
  begin?(pid: Pid): Promise<void>;
  /** In the step in which a claim of the acting actor is written. */
  onClaim?(partition: Partition, task: Task): void;
  /** In the step in which the last claim of the acting actor is removed. */
  onLastRelease?(partition: Partition, task: Task): void;
  /** After claims of a pid were removed. */
  end?(pid: Pid): Promise<void>;
}

/** The parts of a registry that a writer uses. */
export interface WriterOptions {
  readonly partitions: Partitions;
  readonly isUnique: boolean;
  readonly watch: Watch;
  readonly listeners: readonly Pid[];
}

/** Writes registrations. */
export class Writer {
  readonly #partitions: Partitions;
  readonly #isUnique: boolean;
  readonly #watch: Watch;
  readonly #listeners: readonly Actor[];

  constructor({ isUnique, listeners, partitions, watch }: WriterOptions) {
    this.#partitions = partitions;
    this.#isUnique = isUnique;
    this.#watch = watch;
    this.#listeners = listeners.map(actorOf);
  }

  async register(key: unknown, value: unknown, pid: Pid): Promise<Registered> {
    const partition = this.#partitions.ofClaim(key, pid);
    const claim: RegistryClaim = { key };
    const row = new RegistryRow(claim, pid, value);
    await this.#watch.begin?.(pid);
    await partition.byPid.insert(pid, claim, (task) => this.#watch.onClaim?.(partition, task));
    // From here on a cancellation is deferred: it would leave a claim without a row.
    return shield(() => this.#resolve(row, claim));
  }

  /** Resolves a claim into a registration or a refusal. */
  async #resolve(row: RegistryRow, claim: RegistryClaim): Promise<Registered> {
    const { key, pid, value } = row;
    const partition = this.#partitions.ofClaim(key, pid);
    const { byKey } = this.#partitions.ofRow(key, pid);
    const announce = this.#announcer({ kind: "register", registry: this.#partitions.first.pid, key, pid, value });
    if (!this.#isUnique) {
      await byKey.insert(key, row, announce);
      return { kind: "ok", owner: partition.pid };
    }
    while (!(await byKey.insertNew(key, row, announce))) {
      const [holder] = await byKey.get(key);
      if (holder === undefined) continue;
      // A holder with the same pid may be dead by now, and does not take over from itself.
      if (holder.pid === pid || (await isAlive(holder.pid))) {
        await this.#release(key, pid, (other) => other === claim);
        return { kind: "alreadyRegistered", pid: holder.pid };
      }
      // Dead holders do not block a key; deletes exactly this row, since a successor may hold the key by now.
      await byKey.deleteExact(key, holder);
    }
    return { kind: "ok", owner: partition.pid };
  }

  /** Removes the registrations of a pid under a key whose values match. */
  async unregister(key: unknown, pid: Pid, isMatch: (value: unknown) => boolean): Promise<void> {
    const { byKey } = this.#partitions.ofRow(key, pid);
    const own = (await byKey.get(key)).filter((row) => row.pid === pid);
    // Exactly the claims that were read here: another task of the same actor may be registering.
    const rows = own.filter(({ value }) => isMatch(value));
    const announce = this.#announcer({ kind: "unregister", registry: this.#partitions.first.pid, key, pid });
    if (rows.length === 0) {
      // As in Elixir, also for a key that the caller does not hold.
      if (own.length === 0) announce?.(requireTask());
      return;
    }
    const isSelected = (row: RegistryRow): boolean => rows.some((other) => other.isSameAs(row));
    await byKey.deleteExact(key, isSelected, (task, left) => {
      // Other tasks of the actor may have registered, or unregistered, since the rows were read.
      if (!left.some(({ value }) => (value as RegistryRow).pid === pid)) announce?.(task);
    });
    await shield(() => this.#release(key, pid, (claim) => rows.some((row) => row.isOf(claim))));
  }

  /** Removes everything that a dead pid has in a partition. @returns whether it had anything */
  async cleanUp(pid: Pid, { byPid }: Partition): Promise<boolean> {
    const claims = await byPid.take(pid);
    for (const claim of claims) {
      const { byKey } = this.#partitions.ofRow(claim.key, pid);
      try {
        await byKey.deleteExact(claim.key, (row) => row.isOf(claim));
      } catch (error) {
        // The row may be in another partition. If that has ended, the row is gone with it, and this one is about to
        // end.
        if (!(error instanceof TableGone)) throw error;
      }
    }
    return claims.length > 0;
  }

  async #release(key: unknown, pid: Pid, isSelected: (claim: RegistryClaim) => boolean): Promise<void> {
    const partition = this.#partitions.ofClaim(key, pid);
    await partition.byPid.deleteExact(pid, isSelected, (task, left) => {
      if (left.length === 0) this.#watch.onLastRelease?.(partition, task);
    });
    await this.#watch.end?.(pid);
  }

  /**
   * Notifies the listeners in the same step that changes the table. The registrant is the sender, as in Elixir: the
   * events of one actor arrive in the order of its calls, before what it sends to a listener afterwards. Changes that a
   * server still makes for a caller that has died are not reported: deaths are not.
   */
  #announcer(event: RegistryEvent): ((task: Task) => void) | undefined {
    if (this.#listeners.length === 0) return undefined;
    const subject = actorOf(event.pid);
    return (task) => {
      task.actor.execution.recordAccess(task, subject.life, Access.read);
      if (!subject.isAlive) return;
      for (const listener of this.#listeners) sendNow(subject, listener, event, task);
    };
  }
}
