// The check for orphaned actors.

import { UsageError } from "../../errors.ts";
import type { Check } from "../../explore/index.ts";
import { RuleBroken } from "../../kernel/index.ts";
import type { Survivor } from "../../kernel/index.ts";

/** Options for `noOrphans`. */
export interface NoOrphansOptions {
  /** Actors that may be orphaned: paths, which include all actors below them, or patterns of paths. Default: none. */
  readonly except?: readonly (string | RegExp)[];
}

/**
 * A check that fails when an actor is left alive at the end of an execution although the actor that spawned it has
 * ended, and no living actor is linked to it or monitors it. Idle servers count, too. Actors spawned by the main actor
 * do not: the main actor has always ended, and they are leaks or the servers of the program.
 * @throws UsageError (`invalid-option`)
 * @example explore(program, { checks: [noOrphans({ except: ["main/pool/worker"] })] })
 */
export function noOrphans({ except = [] }: NoOrphansOptions = {}): Check {
  checkExcept(except);
  const site = new Error("noOrphans");
  Error.captureStackTrace(site, noOrphans);
  return ({ survivors }) => {
    const orphans = survivors.filter((survivor) => isOrphan(survivor) && !isExcepted(survivor, except));
    if (orphans.length === 0) return;
    const text = `${orphans
      .map(({ actor }) => actor)
      .toSorted()
      .join(", ")} outlived`;
    throw new RuleBroken({ kind: "noOrphans", text, site }, { detail: orphans.map(orphanText).join("\n") });
  };
}

function isOrphan({ isParentAlive, links, monitoredBy, parent }: Survivor): boolean {
  return !isParentAlive && parent !== "main" && links.length === 0 && monitoredBy.length === 0;
}

function isExcepted({ actor }: Survivor, except: readonly (string | RegExp)[]): boolean {
  return except.some((one) =>
    typeof one === "string" ? actor === one || actor.startsWith(`${one}/`) : actor.search(one) !== -1,
  );
}

function orphanText({ actor, isIdle, parent }: Survivor): string {
  return `${actor} is ${isIdle ? "an idle server" : "alive"}, its parent ${parent} has ended, and no actor is linked to it or monitors it`;
}

function checkExcept(except: unknown): void {
  if (Array.isArray(except) && except.every((one) => typeof one === "string" || one instanceof RegExp)) return;
  throw new UsageError('except must be an array of paths or patterns, for example ["main/pool/worker", /cache/].', {
    code: "invalid-option",
  });
}
