// Who owns a table: the actor that created it, or the one to which it was given or, by its heir, left. A table ends with
// the exit of its owner, unless an heir lives.

import { UsageError } from "../errors.ts";
import { actorOf, Operation, sendNow } from "../kernel/index.ts";
import type { Actor, AnyObject, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { TableRows } from "./rows.ts";

/** The message to an actor that a table was given or left to. Erlang's `{'ETS-TRANSFER', Table, From, Data}`. */
export interface TableTransfer<Table = unknown> {
  readonly kind: "tableTransfer";
  /** The table itself. */
  readonly table: Table;
  /** Its owner until then. */
  readonly from: Pid;
  /** What that actor gave with it. */
  readonly data: unknown;
}

/** Who gets a table when its owner exits. */
export interface Heir {
  readonly actor: Actor;
  readonly data: unknown;
}

/** The owner of one table, and its heir. */
export class TableOwner {
  readonly #rows: TableRows;
  /** What the transfer messages contain. */
  table: unknown = undefined;
  heir: Heir | undefined = undefined;
  #actor: Actor;

  constructor(rows: TableRows, actor: Actor) {
    this.#rows = rows;
    this.#actor = actor;
    this.#own(actor);
  }

  /** @throws UsageError (`not-owner`) */
  check(what: string, { pid }: Actor): void {
    if (this.#actor.pid === pid) return;
    throw new UsageError(
      `${pid.path} calls ${what} of the table ${this.#rows.object.label}, which belongs to ${this.#actor.pid.path}. Call it in the ` +
        "owner.",
      { code: "not-owner" },
    );
  }

  /** Gives it away in the step of `cause`. @returns whether the receiver lives */
  transfer({ actor, data }: Heir, cause: Task): boolean {
    const { execution, pid } = this.#actor;
    execution.recordAccess(cause, actor.life, Access.read);
    if (!actor.isAlive) return false;
    const from = this.#actor;
    this.#actor = actor;
    this.#rows.owner = actor.pid;
    this.#own(actor);
    sendNow(from, actor, { kind: "tableTransfer", table: this.table, from: pid, data } satisfies TableTransfer, cause);
    return true;
  }

  /** Takes it from the resources that its owner releases. */
  release({ resources }: Actor): void {
    const index = resources?.findIndex(({ object }) => object === this.#rows.object) ?? -1;
    if (index >= 0) resources?.splice(index, 1);
  }

  #own(actor: Actor): void {
    (actor.resources ??= []).push({
      label: `table ${this.#rows.object.label}`,
      object: this.#rows.object,
      release: (isWithNode = false) => {
        const { heir } = this;
        if (isWithNode || heir === undefined || !this.transfer(heir, actor.exitTask)) this.#rows.drop();
      },
    });
  }
}

/** The argument of the operations below. */
interface Giving {
  readonly owner: TableOwner;
  readonly heir: Heir | undefined;
}

/** Who gets a table, for an actor that names its pid. */
export function heirOf(pid: Pid, data: unknown): Heir {
  return { actor: actorOf(pid), data };
}

export const GIVE_AWAY: Operation<TableRows, Giving, void> = new Operation<TableRows, Giving, void>({
  kind: "table.giveAway",
  access: Access.write,
  perform(rows, { heir, owner }, task) {
    rows.check();
    owner.check("giveAway", task.actor);
    if (heir === undefined || heir.actor === task.actor) return;
    if (!owner.transfer(heir, task)) throw gone(heir.actor, rows.object);
    owner.release(task.actor);
  },
  show: ({ heir }) => [heir?.actor.pid],
});

export const SET_HEIR: Operation<TableRows, Giving, void> = new Operation<TableRows, Giving, void>({
  kind: "table.setHeir",
  access: Access.write,
  perform(rows, { heir, owner }, { actor }) {
    rows.check();
    owner.check("setHeir", actor);
    owner.heir = heir;
  },
  show: ({ heir }) => [heir?.actor.pid],
});

function gone({ pid }: Actor, { label }: AnyObject): UsageError {
  return new UsageError(`The table ${label} cannot be given to ${pid.path}, which has exited.`, { code: "dead-owner" });
}
