// The options of a port, checked.

import { checkOptionNames, invalidOption } from "../options.ts";
import type { Footprint, Touched } from "../kernel/index.ts";

/** What faults do to the calls of a port. Which of them occur is up to the budgets of an exploration, `faults`. */
export interface PortFaults {
  /** Makes the error of `error`. Default: a `PortFailed`. `false`: the fault does not occur here. */
  readonly error?: (() => unknown) | false;
  /** Makes the error of `lostAnswer`. Default: a `PortFailed`. `false`: the fault does not occur here. */
  readonly lostAnswer?: (() => unknown) | false;
  /** `false`: every call has an answer. Default: the fault can occur. */
  readonly hang?: false;
  /** `false`: no call takes effect two times. Default: the fault can occur. */
  readonly twice?: false;
  /** `false`: no answer is later than the time-outs that are pending. Default: the fault can occur. */
  readonly late?: false;
}

/** Options for `port`. */
export interface PortOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** The name in traces and sentences. Default: that of the function. */
  readonly name?: string;
  /**
   * What the effect of a call touches: a thing that it writes, or what it reads and writes. Calls that touch different
   * things, or only read them, commute; `"nothing"`: it commutes with everything. Default: something of its own, so that
   * two calls of one port conflict, and calls of different ports do not.
   */
  readonly touches?: (...args: Args) => Touched | Footprint;
  /**
   * What takes time. `both`: the request and its answer, so that a call is two steps. `effect`: the answer comes in the step
   * in which the call takes effect. `answer`: the call takes effect at once, in the step of its caller. Default: `both`.
   */
  readonly latency?: "both" | "effect" | "answer";
  /** What faults do. Default: every kind, with a `PortFailed` as the error. */
  readonly faults?: PortFaults;
}

/** The options of a port as they are used. */
export interface PortTraits {
  readonly name: string;
  readonly touches: ((...args: readonly unknown[]) => Touched | Footprint) | undefined;
  readonly latency: "both" | "effect" | "answer";
  readonly faults: PortFaults;
  /** The name of what its calls touch if they do not say so: those of all methods of one object are one. */
  readonly own: string;
}

export const PORT_OPTIONS: readonly string[] = ["name", "touches", "latency", "faults"];
const LATENCIES: readonly unknown[] = ["both", "effect", "answer"];
const FAULTS: readonly (keyof PortFaults)[] = ["error", "lostAnswer", "hang", "twice", "late"];

/**
 * Completes and checks options.
 * @param what names the port in messages
 * @throws UsageError (`invalid-option`, `unknown-option`)
 */
export function portTraits(
  { faults = {}, latency = "both", name, touches }: PortOptions<never>,
  what: string,
  fallback: string,
): PortTraits {
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw invalidOption(`The name of ${what}`, "a text", name);
  if (touches !== undefined && typeof touches !== "function")
    throw invalidOption(`touches of ${what}`, "a function", touches);
  if (!LATENCIES.includes(latency)) throw invalidOption(`latency of ${what}`, '"both", "effect" or "answer"', latency);
  checkOptionNames(faults, FAULTS, `faults of ${what}`);
  for (const kind of ["error", "lostAnswer"] as const) {
    const make = faults[kind];
    if (make !== undefined && make !== false && typeof make !== "function")
      throw invalidOption(`faults.${kind} of ${what}`, "a function that makes the error, or false", make);
  }
  const known = name ?? (fallback === "" ? "port" : fallback);
  return { name: known, touches: touches as PortTraits["touches"], latency, faults, own: known };
}
