// The check for leaked actors.

import type { Check } from "../../explore/index.ts";
import { RuleBroken } from "../../kernel/index.ts";
import type { Wait } from "../../kernel/index.ts";

/**
 * A check that fails when actors other than idle servers are left alive at the end of an execution.
 * @example explore(program, { checks: [noLeaks()] })
 */
export function noLeaks(): Check {
  const site = new Error("noLeaks");
  Error.captureStackTrace(site, noLeaks);
  return ({ leaks }) => {
    if (leaks.length === 0) return;
    const names = [...new Set(leaks.map(({ actor }) => actor))].toSorted().join(", ");
    const text = `${names} left alive`;
    throw new RuleBroken({ kind: "noLeaks", text, site }, { detail: leaks.map(leakText).join("\n") });
  };
}

function leakText({ actor, operation, waitsFor }: Wait): string {
  const whom = waitsFor === undefined ? "" : ` for ${waitsFor}`;
  return `${actor} waits in ${operation ?? "a foreign promise"}${whom}`;
}
