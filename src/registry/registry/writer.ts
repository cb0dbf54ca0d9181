// How registrations are written, whoever writes them: a server for all, or each caller for itself. Other actors go on, read
// and die between any two of these operations.

import { actorOf, isAlive, sendNow, shield } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { TableGone } from "../../memory/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { RegistryRow } from "./indexes.ts";
import type { RegistryClaim } from "./indexes.ts";
import type { Partition, Partitions } from "./partitions.ts";

/** How a registration went. */
export type Registered =
  /** `owner` is the actor of the registry that will clean up. */
  | { readonly kind: "ok"; readonly owner: Pid }
  /** `pid` holds the key; it may be the caller itself. */
  | { readonly kind: "alreadyRegistered"; readonly pid: Pid };

/** What a listener hears, in the order in which the table changed. Nobody is told of a death: monitor the pid for that. */
export type RegistryEvent =
  | {
      readonly kind: "register";
      readonly registry: Pid;
      readonly key: unknown;
      readonly pid: Pid;
      readonly value: unknown;
    }
  | { readonly kind: "unregister"; readonly registry: Pid; readonly key: unknown; readonly pid: Pid };

/** Sees to it that the end of who has registrations is noticed. */
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

/** What a writer needs to know of its registry. */
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
    const home = this.#partitions.ofClaim(key, pid);
    const claim: RegistryClaim = { key };
    const row = new RegistryRow(claim, pid, value);
    await this.#watch.begin?.(pid);
    await home.byPid.insert(pid, claim, (task) => this.#watch.onClaim?.(home, task));
    // A cancellation from here on waits: it would leave a claim without a row.
    return shield(() => this.#settle(row, claim));
  }

  /** What a claim comes to. */
  async #settle(row: RegistryRow, claim: RegistryClaim): Promise<Registered> {
    const { key, pid, value } = row;
    const home = this.#partitions.ofClaim(key, pid);
    const { byKey } = this.#partitions.ofRow(key, pid);
    const announce = this.#announcing({ kind: "register", registry: this.#partitions.first.pid, key, pid, value });
    if (!this.#isUnique) {
      await byKey.insert(key, row, announce);
      return { kind: "ok", owner: home.pid };
    }
    while (!(await byKey.insertNew(key, row, announce))) {
      const [holder] = await byKey.get(key);
      if (holder === undefined) continue;
      // One that clashes with itself may be dead by now, and does not take over from itself.
      if (holder.pid === pid || (await isAlive(holder.pid))) {
        await this.#release(key, pid, (other) => other === claim);
        return { kind: "alreadyRegistered", pid: holder.pid };
      }
      // The dead do not block a key; this row and no other, since a successor may hold the key by now.
      await byKey.deleteExact(key, holder);
    }
    return { kind: "ok", owner: home.pid };
  }

  /** Removes those registrations of a pid under a key whose values match. */
  async unregister(key: unknown, pid: Pid, isMatch: (value: unknown) => boolean): Promise<void> {
    const { byKey } = this.#partitions.ofRow(key, pid);
    const own = (await byKey.get(key)).filter((row) => row.pid === pid);
    // Claims that were seen here, and no others: another task of the same actor may be registering.
    const rows = own.filter(({ value }) => isMatch(value));
    if (rows.length === 0) return;
    const announce = this.#announcing({ kind: "unregister", registry: this.#partitions.first.pid, key, pid });
    const isMeant = (row: RegistryRow): boolean => rows.some((other) => other.isSameAs(row));
    await byKey.deleteExact(key, isMeant, (task, left) => {
      // Others of its tasks may have registered, or unregistered, since the rows were read.
      if (!left.some(({ value }) => (value as RegistryRow).pid === pid)) announce?.(task);
    });
    await shield(() => this.#release(key, pid, (claim) => rows.some((row) => row.isOf(claim))));
  }

  /** Removes all that a dead pid has in a partition. */
  async cleanUp(pid: Pid, { byPid }: Partition): Promise<void> {
    for (const claim of await byPid.take(pid)) {
      const { byKey } = this.#partitions.ofRow(claim.key, pid);
      try {
        await byKey.deleteExact(claim.key, (row) => row.isOf(claim));
      } catch (error) {
        // The row may be in another partition. If that has ended, the row has gone with it, and this one is about to end.
        if (!(error instanceof TableGone)) throw error;
      }
    }
  }

  async #release(key: unknown, pid: Pid, isMeant: (claim: RegistryClaim) => boolean): Promise<void> {
    const home = this.#partitions.ofClaim(key, pid);
    await home.byPid.deleteExact(pid, isMeant, (task, left) => {
      if (left.length === 0) this.#watch.onLastRelease?.(home, task);
    });
    await this.#watch.end?.(pid);
  }

  /**
   * Tells the listeners in the very step that changes the table, in the name of the partition: so they hear of the
   * changes of one key in the order in which they were made, whoever made them. What a server still does for a caller
   * that has died is not told: a death adds nothing.
   */
  #announcing(event: RegistryEvent): ((task: Task) => void) | undefined {
    if (this.#listeners.length === 0) return undefined;
    const sender = this.#partitions.ofRow(event.key, event.pid).actor;
    const subject = actorOf(event.pid);
    return (task) => {
      task.actor.execution.recordAccess(task, subject.life, Access.read);
      if (!subject.isAlive) return;
      for (const listener of this.#listeners) sendNow(sender, listener, event, task);
    };
  }
}
