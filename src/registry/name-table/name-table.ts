// A plain table of names, after the registry of fauxtp: it maps names to pids, without owners, links, monitors or
// cleanup. Its races are described in docs/name-table.md; the safe mode closes them.

import * as v from "valibot";

import { UsageError } from "../../errors.ts";
import { completeOptions } from "../../options.ts";
import { actorOf, operate, self } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { ServerRef } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { cleanerModule } from "./name-cleaner.ts";
import type { CleanerProtocol } from "./name-cleaner.ts";
import * as operation from "./names.ts";
import { NameRows } from "./names.ts";

const OPTIONS = {
  label: v.optional(v.string("a string"), "names"),
  safe: v.optional(v.boolean("true or false"), false),
};

/** Options of a name table. */
export interface NameTableOptions {
  /** Its name in traces. Default `names`. */
  readonly label?: string;
  /**
   * Whether names belong to their holders: dead holders do not block a name and lose theirs, and only the holder can
   * unregister a name. Default false, as in fauxtp.
   */
  readonly safe?: boolean;
}

/**
 * Names to pids, within one execution, after the registry of fauxtp. Each operation of a plain table is one step, and atomic. Any actor may register
 * any pid, dead or alive, and unregister any name; a name stays until it is unregistered.
 * @example
 * const names = new NameTable();
 * await names.register("db", self());
 */
export class NameTable {
  readonly #names: NameRows;
  /** Set if the table is safe. */
  #cleaner: ServerRef<CleanerProtocol> | undefined = undefined;

  /**
   * Creates a plain table. Call it inside an execution.
   * @throws UsageError (`outside-execution`)
   */
  constructor(label?: string);
  /** @internal */
  constructor(label: string, names?: NameRows);
  constructor(label: string = "names", names: NameRows = NameRows.create(label)) {
    this.#names = names;
  }

  /** The table of an execution, whichever actor uses it first. @internal */
  static ofExecution(): NameTable {
    return new NameTable("names", NameRows.ofExecution("names"));
  }

  /**
   * Creates a table; a safe one has a server, which monitors the holders of names.
   * @throws UsageError (`outside-execution`, `unknown-option`, `invalid-option`)
   */
  static async start(options: NameTableOptions = {}): Promise<NameTable> {
    const { label, safe } = completeOptions(options, OPTIONS, "a name table");
    const table = new NameTable(label);
    if (safe) table.#cleaner = await GenServer.start(cleanerModule, table.#names, { name: label });
    return table;
  }

  /**
   * Registers `pid` under a name; false if the name is taken, by the same pid too. In a safe table dead actors do not
   * count, neither as holders nor as `pid`.
   * @throws UsageError (`invalid-name`, `not-a-pid`, `foreign-pid`)
   */
  async register(name: string, pid: Pid): Promise<boolean> {
    const slot = this.#names.slotOf(checked(name));
    actorOf(pid);
    const { order } = this.#names;
    if (this.#cleaner === undefined) return operate(operation.REGISTER, slot, { order, pid });
    // Monitored before it holds the name, so that its names are removed whenever it ends.
    await GenServer.call(this.#cleaner, pid);
    return operate(operation.REGISTER_LIVING, slot, { order, pid });
  }

  /**
   * Unregisters a name; returns whether it did. In a plain table this works for any holder; in a safe one only for
   * `owner`.
   * @param owner for a safe table; default: the caller
   * @throws UsageError (`invalid-name`, `not-safe`, `not-a-pid`, `foreign-pid`)
   */
  async unregister(name: string, owner?: Pid): Promise<boolean> {
    const slot = this.#names.slotOf(checked(name));
    if (owner !== undefined) {
      this.#requireSafe("unregister with an owner");
      actorOf(owner);
    }
    if (this.#cleaner === undefined) return operate(operation.UNREGISTER, slot, undefined);
    return operate(operation.UNREGISTER_EXACT, slot, owner ?? self());
  }

  /**
   * In one step, gives a name held by `expected`, or a free one if that is `undefined`, to a living `pid`; returns
   * whether it did. For a safe table.
   * @throws UsageError (`invalid-name`, `not-safe`, `not-a-pid`, `foreign-pid`)
   */
  async replace(name: string, expected: Pid | undefined, pid: Pid): Promise<boolean> {
    const slot = this.#names.slotOf(checked(name));
    const cleaner = this.#requireSafe("replace");
    if (expected !== undefined) actorOf(expected);
    actorOf(pid);
    await GenServer.call(cleaner, pid);
    return operate(operation.REPLACE, slot, { order: this.#names.order, expected, pid });
  }

  /**
   * The holder of a name, which may be dead.
   * @throws UsageError (`invalid-name`)
   */
  async whereis(name: string): Promise<Pid | undefined> {
    return operate(operation.WHEREIS, this.#names.slotOf(checked(name)), undefined);
  }

  /** A copy of all names, in registration order. */
  registered(): Promise<string[]> {
    return operate(operation.REGISTERED, this.#names.object, undefined);
  }

  #requireSafe(what: string): ServerRef<CleanerProtocol> {
    if (this.#cleaner !== undefined) return this.#cleaner;
    throw new UsageError(
      `${what} needs a safe name table, but ${this.#names.object.label} is a plain one. Create it with ` +
        "NameTable.start({ safe: true }).",
      { code: "not-safe" },
    );
  }
}

function checked(name: unknown): string {
  if (typeof name === "string") return name;
  throw new UsageError(`A name must be a string, but is ${JSON.stringify(name)}.`, {
    code: "invalid-name",
  });
}
