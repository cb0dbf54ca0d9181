// One attempt to start a child.

import { UsageError } from "../../errors.ts";
import { hasLinked, isAssertion } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import type { Complete, DynamicChildSpec } from "./child-spec.ts";

/** The result of the attempt. */
export type Started =
  | { readonly kind: "started"; readonly pid: Pid }
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * Runs the start function of a child in the calling supervisor.
 * @throws UsageError (`not-a-child`, `not-linked`): another attempt would not help
 */
export async function startChild({ start }: Complete<DynamicChildSpec>): Promise<Started> {
  let given: unknown;
  try {
    given = await start();
  } catch (error) {
    // An assertion is a finding of the test, not a fault that a restart could repair.
    if (isAssertion(error)) throw error;
    return { kind: "failed", error };
  }
  const pid = pidIn(given);
  if (pid === undefined) {
    throw new UsageError(
      `The start function of a child returned ${String(given)}. Return a pid, or the result of startLink.`,
      { code: "not-a-child" },
    );
  }
  if (!hasLinked(pid)) {
    throw new UsageError(
      `The start function of a child returned ${pid.path}, which is not linked to the supervisor and could end ` +
        "unnoticed. Start it with startLink or spawnLink.",
      { code: "not-linked" },
    );
  }
  return { kind: "started", pid };
}

function pidIn(given: unknown): Pid | undefined {
  if (given instanceof Pid) return given;
  const { pid } = (given ?? {}) as { readonly pid?: unknown };
  return pid instanceof Pid ? pid : undefined;
}
