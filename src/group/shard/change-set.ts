// The changes of one turn of a shard: recorded as accesses to the keys and, at the end, sent to the subscribers, in one
// message each, with every event once, in order.

import { requireTask, sendNow } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { UsageError } from "../../errors.ts";
import type { GoneReason, GroupEvent, GroupMessage } from "../tables/event.ts";
import type { Instance } from "../instance/instance.ts";
import { isSameMeta } from "../tables/meta.ts";
import type { ExtractMeta, GroupMeta } from "../tables/meta.ts";
import type { ChangeSink, GroupRow } from "../tables/row.ts";
import type { Tables } from "../tables/tables.ts";

/** A change before it is turned into an event. */
interface Change {
  readonly kind: GroupEvent["kind"];
  readonly row: GroupRow;
  readonly previousMeta: GroupMeta | undefined;
  readonly reason: GoneReason | undefined;
}

/** The changes of one turn. */
export class ChangeSet implements ChangeSink {
  readonly #instance: Instance;
  readonly #tables: Tables;
  readonly #task: Task = requireTask();
  readonly #list: Change[] = [];
  #hasTouched = false;

  constructor(instance: Instance, tables: Tables) {
    this.#instance = instance;
    this.#tables = tables;
  }

  put(row: GroupRow, previousMeta: GroupMeta | undefined): void {
    this.#touch(row);
    if (previousMeta === undefined || !isSameMeta(previousMeta, row.meta)) {
      this.#list.push({ kind: row.kind === "claim" ? "registered" : "joined", row, previousMeta, reason: undefined });
    }
  }

  removed(row: GroupRow, reason: GoneReason): void {
    this.#touch(row);
    this.#list.push({ kind: row.kind === "claim" ? "unregistered" : "left", row, previousMeta: undefined, reason });
  }

  /** Sends the events to the subscribers. */
  announce(): void {
    if (this.#list.length === 0) return;
    const { execution, name, subscriptions } = this.#instance;
    execution.recordAccess(this.#task, subscriptions.object, Access.read);
    const inboxes = new Map<Actor, GroupEvent[]>();
    // Claims before memberships; each in the order of their changes.
    for (const change of [...this.#list.filter(isOfClaim), ...this.#list.filter((each) => !isOfClaim(each))]) {
      const { cluster, key } = change.row;
      let event: GroupEvent | undefined;
      for (const subscriber of subscriptions.matching(cluster, key)) {
        event ??= this.#eventOf(change);
        const inbox = inboxes.get(subscriber);
        if (inbox === undefined) inboxes.set(subscriber, [event]);
        else inbox.push(event);
      }
    }
    for (const [subscriber, events] of inboxes) {
      const message: GroupMessage = { kind: "group", name, events };
      sendNow(this.#task.actor, subscriber, message, this.#task);
    }
  }

  #eventOf({ kind, previousMeta, reason, row }: Change): GroupEvent {
    const { cluster, key, meta, pid } = row;
    const { extractMeta } = this.#instance.config;
    return {
      kind,
      supervisor: this.#instance.name,
      cluster,
      key,
      pid,
      meta: extract(extractMeta, meta),
      previousMeta: previousMeta === undefined ? undefined : extract(extractMeta, previousMeta),
      reason,
    };
  }

  #touch({ cluster, key }: GroupRow): void {
    const { execution } = this.#instance;
    if (!this.#hasTouched) execution.recordAccess(this.#task, this.#tables.object, Access.write);
    this.#hasTouched = true;
    execution.recordAccess(this.#task, this.#tables.slotOf(cluster, key), Access.write);
  }
}

/** @throws UsageError (`bad-extract-meta`) */
function extract(extractMeta: ExtractMeta, meta: GroupMeta): unknown {
  try {
    return extractMeta(meta);
  } catch (error) {
    throw new UsageError(
      `The extractMeta of a group threw ${String(error)} for an event, where no caller can handle it. It must accept any metadata.`,
      { code: "bad-extract-meta", cause: error },
    );
  }
}

function isOfClaim({ row }: Change): boolean {
  return row.kind === "claim";
}
