// Somebody on a node who monitors everything from the beginning, and checks what it is told as it comes.

import assert from "node:assert/strict";
import type { Pid } from "heddle";

/** An event as both kinds of group tell it. */
interface Told {
  readonly type: "registered" | "unregistered" | "joined" | "left";
  readonly cluster: string | undefined | null;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: unknown;
  readonly previousMeta: unknown;
  readonly reason: unknown;
}

/** What one node has told, and so what should be there. */
export class Observer {
  /** The rows, by kind, place and pid. */
  readonly rows: Map<string, unknown> = new Map();
  readonly #isStrict: boolean;

  /** @param isStrict whether it checks each event, or only keeps what it says */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  hear({ events }: { readonly events: readonly Told[] }): void {
    let hasLeft = false;
    for (const event of events) {
      if (event.type === "left") hasLeft = true;
      assert.ok(
        !this.#isStrict || event.type !== "unregistered" || !hasLeft,
        "unregistered comes before left in a message (GI10)",
      );
      if (this.#isStrict) this.#check(event);
      this.#apply(event);
    }
  }

  #check({ cluster, key, meta, pid, previousMeta, reason, type }: Told): void {
    const isClaim = type === "registered" || type === "unregistered";
    const row = rowText(isClaim, cluster ?? undefined, key, pid);
    const known = this.rows.get(row);
    const what = `${type} ${row}`;
    if (type === "unregistered" || type === "left") {
      assert.ok(this.rows.has(row), `${what}: it ends what has begun (GI7)`);
      assert.ok(reason !== undefined && reason !== null, `${what}: it has a reason`);
      return;
    }
    assert.equal(reason ?? undefined, undefined);
    assert.deepEqual(previousMeta ?? undefined, known, `${what}: the metadata before are those last told (GI7)`);
    assert.notDeepEqual(known, meta, `${what}: nothing is told when nothing has changed (GI11)`);
    if (!isClaim || known !== undefined) return;
    const others = [...this.rows.keys()].filter((other) => other.startsWith(prefixOf(true, cluster ?? undefined, key)));
    assert.deepEqual(others, [], `${what}: nobody else holds it (GI1)`);
  }

  #apply({ cluster, key, meta, pid, type }: Told): void {
    const row = rowText(type === "registered" || type === "unregistered", cluster ?? undefined, key, pid);
    if (type === "registered" || type === "joined") this.rows.set(row, meta);
    else this.rows.delete(row);
  }
}

/** A row as a text. */
export function rowText(isClaim: boolean, cluster: string | undefined, key: string, pid: Pid): string {
  return `${prefixOf(isClaim, cluster, key)}${pid.path}`;
}

function prefixOf(isClaim: boolean, cluster: string | undefined, key: string): string {
  return `${isClaim ? "=" : "+"} ${cluster ?? ""}|${key} `;
}
