// A recorder of all events on a node from the start; it checks each event on arrival.

import assert from "node:assert/strict";
import type { Pid } from "heddle";

/** The common part of the events of both groups. */
interface RecordedEvent {
  readonly kind: "registered" | "unregistered" | "joined" | "left";
  readonly cluster: string | undefined | null;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: unknown;
  readonly previousMeta: unknown;
  readonly reason: unknown;
}

/** The events of one node and the rows that follow from them. */
export class EventRecorder {
  /** The metadata of each row, by kind, cluster, key and pid. */
  readonly rows: Map<string, unknown> = new Map();
  readonly #isStrict: boolean;

  /** @param isStrict whether each event is checked, or only applied */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  record({ events }: { readonly events: readonly RecordedEvent[] }): void {
    let hasLeft = false;
    for (const event of events) {
      if (event.kind === "left") hasLeft = true;
      assert.ok(
        !this.#isStrict || event.kind !== "unregistered" || !hasLeft,
        "unregistered events precede left events in a message",
      );
      if (this.#isStrict) this.#check(event);
      this.#apply(event);
    }
  }

  #check({ cluster, key, kind, meta, pid, previousMeta, reason }: RecordedEvent): void {
    const isClaim = kind === "registered" || kind === "unregistered";
    const row = rowText(isClaim, cluster ?? undefined, key, pid);
    const known = this.rows.get(row);
    const title = `${kind} ${row}`;
    if (kind === "unregistered" || kind === "left") {
      assert.ok(this.rows.has(row), `${title}: it ends an existing row (paired events)`);
      assert.ok(reason !== undefined && reason !== null, `${title}: it has a reason (paired events)`);
      return;
    }
    assert.equal(reason ?? undefined, undefined);
    assert.deepEqual(
      previousMeta ?? undefined,
      known,
      `${title}: the previous metadata are those of the last event (paired events)`,
    );
    assert.notDeepEqual(known, meta, `${title}: it changes the metadata (events only for changes)`);
    if (!isClaim || known !== undefined) return;
    const others = [...this.rows.keys()].filter((other) => other.startsWith(prefixOf(true, cluster ?? undefined, key)));
    assert.deepEqual(others, [], `${title}: no other actor holds it (one holder)`);
  }

  #apply({ cluster, key, kind, meta, pid }: RecordedEvent): void {
    const row = rowText(kind === "registered" || kind === "unregistered", cluster ?? undefined, key, pid);
    if (kind === "registered" || kind === "joined") this.rows.set(row, meta);
    else this.rows.delete(row);
  }
}

/** The text that identifies a row. */
export function rowText(isClaim: boolean, cluster: string | undefined, key: string, pid: Pid): string {
  return `${prefixOf(isClaim, cluster, key)}${pid.path}`;
}

function prefixOf(isClaim: boolean, cluster: string | undefined, key: string): string {
  return `${isClaim ? "=" : "+"} ${cluster ?? ""}|${key} `;
}
