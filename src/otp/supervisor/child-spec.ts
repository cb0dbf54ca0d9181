// Child specifications, checked and completed.

import { UsageError } from "../../errors.ts";
import { checkOneOf, checkOptionNames } from "../../options.ts";
import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** `permanent` is always restarted, `transient` unless it ended with `normal` or `shutdown`, `temporary` never. */
export type Restart = "permanent" | "transient" | "temporary";

/**
 * How long a child may take to end on request, in virtual milliseconds, before it is killed; `brutalKill` kills at
 * once.
 */
export type Shutdown = number | "brutalKill" | "infinity";

/** The result of a start function: a `pid`, or the result of starting a server, which has one. */
export type Startable = Pid | { readonly pid: Pid };

/** A child of a DynamicSupervisor. */
export interface DynamicChildSpec {
  /**
   * Starts the child. It runs in the supervisor, which does nothing else meanwhile, and has to link the two:
   * `startLink`, `spawnLink`.
   */
  readonly start: () => Startable | Promise<Startable>;
  /** When it is restarted after it has ended. Default `permanent`. */
  readonly restart?: Restart;
  /**
   * How long it may take to end, in virtual milliseconds. Default 5,000 for a worker, `infinity` for a supervisor. With
   * competing timers a finite one may fire in any shutdown.
   */
  readonly shutdown?: Shutdown;
  /** What it is counted as, which also determines the default of `shutdown`. Default `worker`. */
  readonly type?: "worker" | "supervisor";
}

/** A child of a Supervisor. */
export interface ChildSpec extends DynamicChildSpec {
  /** Distinct among the children of one supervisor. */
  readonly id: string;
}

/** A spec with all defaults filled in. */
export type Complete<Spec extends DynamicChildSpec> = Spec & Required<DynamicChildSpec>;

const KNOWN = ["start", "restart", "shutdown", "type"];
const DEFAULT_SHUTDOWN = 5_000;

/** @throws UsageError (`invalid-option`, `unknown-option`) */
export function completeChild(spec: ChildSpec): Complete<ChildSpec> {
  const { id } = spec as { readonly id: unknown };
  if (typeof id !== "string" || id === "") {
    throw new UsageError(`The id of a child must be a non-empty string, but is ${String(id)}.`, {
      code: "invalid-option",
    });
  }
  return complete(spec, `the child ${id}`, ["id", ...KNOWN]);
}

/** @throws UsageError (`invalid-option`, `unknown-option`) */
export function completeDynamicChild(spec: DynamicChildSpec): Complete<DynamicChildSpec> {
  return complete(spec, "a child", KNOWN);
}

/** Whether a child that ended for this reason is restarted. */
export function isRestarted({ restart }: Complete<DynamicChildSpec>, reason: ExitReason): boolean {
  switch (restart) {
    case "permanent":
      return true;
    case "transient":
      return reason !== "normal" && (typeof reason === "string" ? reason : reason.kind) !== "shutdown";
    case "temporary":
      return false;
  }
}

function complete<Spec extends DynamicChildSpec>(
  spec: Spec,
  what: string,
  known: readonly string[],
): Spec & Required<DynamicChildSpec> {
  checkOptionNames(spec, known, what);
  const { start, restart = "permanent", type = "worker" } = spec;
  const { shutdown = type === "worker" ? DEFAULT_SHUTDOWN : "infinity" } = spec;
  if (typeof start !== "function") {
    throw new UsageError(`start of ${what} must be a function that starts it, but is ${String(start)}.`, {
      code: "invalid-option",
    });
  }
  checkOneOf(restart, ["permanent", "transient", "temporary"], `restart of ${what}`);
  checkOneOf(type, ["worker", "supervisor"], `type of ${what}`);
  const isTime = typeof shutdown === "number" && shutdown > 0;
  if (!isTime && shutdown !== "brutalKill" && shutdown !== "infinity") {
    throw new UsageError(
      `shutdown of ${what} must be a number of milliseconds greater than 0, "brutalKill" or "infinity", but is ` +
        `${String(shutdown)}.`,
      { code: "invalid-option" },
    );
  }
  return { ...spec, restart, type, shutdown };
}
